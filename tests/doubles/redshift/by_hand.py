"""``make redshift-double``: the stand-in for trying by hand, until Ctrl-C."""

import signal
import sys
import tempfile
import time
from pathlib import Path

from doubles.redshift.cloud import cloud

SOURCE = "source"
"""The bucket that shows the folder."""


def main(folder: Path) -> None:
    """Serve `folder`, which holds log_data/ and song_data/, and a cluster to load it into."""
    if not folder.is_dir():
        sys.exit(f"{folder}: no such folder; name one that holds log_data/ and song_data/ with SOURCE=")
    for end in (signal.SIGINT, signal.SIGTERM):  # also where a shell started it in the background, deaf to Ctrl-C
        signal.signal(end, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="songplays-s3-") as name:
        (Path(name) / SOURCE).symlink_to(folder.absolute())
        with cloud(Path(name)) as running:
            settings = f"{running.dwh_cfg}LOG_DATA = 's3://{SOURCE}/log_data'\nSONG_DATA = 's3://{SOURCE}/song_data'\n"
            exports = "".join(f"export {name}={value}\n" for name, value in running.environment.items())
            print(f"# Put this into dwh.cfg:\n\n{settings}\n# and this into the shell:\n\n{exports}", flush=True)
            print("# Then: songplays run. Everything is gone after Ctrl-C here.", flush=True)
            try:
                while True:
                    time.sleep(3600)
            except KeyboardInterrupt:
                print("\nStopped.")


main(Path(sys.argv[1]))
