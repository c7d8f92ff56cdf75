"""``python -m bench.peers``: the same buckets in other tools, in turn with songplays."""

import argparse
import sys
from contextlib import ExitStack

from bench import results
from bench.buckets import ROOT
from bench.peers import environment
from bench.peers.catalogue import PEERS, POSTGRES
from bench.peers.comparison import Runnable, compare
from bench.peers.server import postgres
from bench.section import Size
from bench.timing import DidNotRun, stop_when_told

BUCKETS = ("small", "large")


def main() -> None:
    """Measure the peers that can be installed. Exit 1 only if something did not run or rows are missing."""
    stop_when_told()
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=main.__doc__)
    parser.add_argument("--only", default=",".join(PEERS), help="peers, by commas: %(default)s")
    parser.add_argument("--buckets", default=",".join(BUCKETS), help="buckets, by commas: %(default)s")
    parser.add_argument("--events", type=int, default=1_000_000, help="events of the large bucket: %(default)s")
    parser.add_argument("--rounds", type=int, default=3, help="rounds: %(default)s")
    options = parser.parse_args()
    keys, names = options.only.split(","), options.buckets.split(",")
    if set(keys) - set(PEERS) or set(names) - set(BUCKETS):
        parser.error(f"the peers are {', '.join(PEERS)}, and the buckets are {', '.join(BUCKETS)}")
    peers = {key: PEERS[key] for key in keys}
    missing = environment.install()
    size = Size(events=options.events)
    try:
        with ExitStack() as stack:
            address = ""
            if POSTGRES not in missing and any(peer.is_client for peer in peers.values()):
                address = stack.enter_context(postgres(environment.site_packages()))
            runnable = Runnable(peers, missing, address)
            for name in names:
                print(f"\npeers-{name}: songplays and other tools in turn", flush=True)
                bucket = size.large_bucket() if name == "large" else size.small_bucket()
                section = compare(runnable, bucket, options.rounds, is_large=name == "large")
                results.add(ROOT / "build" / "bench.json", f"peers-{name}", section)
    except DidNotRun as error:
        sys.exit(f"did not run: {error}")
    except KeyboardInterrupt:
        sys.exit("interrupted")


if __name__ == "__main__":
    main()
