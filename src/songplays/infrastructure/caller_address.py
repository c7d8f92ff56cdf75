"""Who may connect: the address of who runs songplays, or a range that they name."""

import ipaddress
import urllib.request
from collections.abc import Sequence

from songplays.errors import Unreachable, UsageError

ASK = "https://checkip.amazonaws.com"
"""AWS's own service that answers with the address from which it was asked."""
TIMEOUT_SECONDS = 5
LONGEST_ANSWER = 64
WIDEST_PREFIX = 16
"""The widest range, in bits of its network, that is opened without a word more: 65,536 addresses of IPv4."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def caller_address(ask: str = ASK) -> Network:
    """Return the public address of this machine, as a range of one.

    ask: the address of a service that answers with it.

    Unreachable if nobody says; it names --allow-cidr, which does without.
    """
    try:
        with urllib.request.urlopen(ask, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the address is ours
            told = answer.read(LONGEST_ANSWER).decode("ascii").strip()
        return ipaddress.ip_network(ipaddress.ip_address(told))
    except OSError as error:
        reason = getattr(error, "reason", None) or error
        raise Unreachable(
            f"{ask}: your public address cannot be found out ({reason}); name it yourself: --allow-cidr ADDRESS/32"
        ) from None
    except ValueError:
        raise Unreachable(
            f"{ask}: the answer is not an address (is there a proxy?); name yours: --allow-cidr ADDRESS/32"
        ) from None


def allowed_ranges(given: Sequence[str], *, open_to_the_world: bool) -> list[Network]:
    """Return what --allow-cidr names, each range once.

    given: such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48.
    open_to_the_world: whether --open-to-the-world was typed, without which no range may be wider than /16.

    UsageError if one is not a range, or is too wide.
    """
    found = dict.fromkeys(_range(text) for text in given)
    for network in found:
        if network.prefixlen < WIDEST_PREFIX and not open_to_the_world:
            raise UsageError(
                f"--allow-cidr {network} lets in {network.num_addresses:,} addresses; name a range of /{WIDEST_PREFIX} "
                "or narrower, or add --open-to-the-world if you mean it"
            )
    return list(found)


def _range(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        pass
    try:
        meant = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise UsageError(f"--allow-cidr {text}: not a range of addresses; write it like 203.0.113.0/24") from None
    address = text.partition("/")[0]
    raise UsageError(
        f"--allow-cidr {text}: an address within the range {meant}; write {meant}, or {address} for that address alone"
    )
