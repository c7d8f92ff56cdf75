"""The port is opened to the caller alone, or to ranges that were named."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.loopback import Answers, serving
from doubles.s3 import free_port
from songplays.errors import Unreachable, UsageError
from songplays.infrastructure.caller_address import allowed_ranges, caller_address


@contextmanager
def answering(body: bytes, status: int = 200) -> Iterator[str]:
    """Tell everybody that their address is `body`."""

    class Service(Answers):
        def respond(self) -> None:
            self.answer(status, {}, body)

    with serving(Service) as address:
        yield address


@pytest.mark.parametrize(
    ("told", "network"),
    [(b"203.0.113.7\n", "203.0.113.7/32"), (b"2001:db8::7\n", "2001:db8::7/128")],
)
def test_the_callers_own_address(told: bytes, network: str) -> None:
    """The address that the service tells becomes a range of that one address."""
    with answering(told) as ask:
        assert network == str(caller_address(ask))


@pytest.mark.parametrize(("told", "status"), [(b"<html>log in</html>", 200), (b"\xff", 200), (b"", 200), (b"", 503)])
def test_another_answer(told: bytes, status: int) -> None:
    """Where something else answers, a line says what to do without it."""
    with answering(told, status) as ask, pytest.raises(Unreachable, match=r"--allow-cidr ADDRESS/32$"):
        caller_address(ask)


def test_no_answer() -> None:
    """Where nobody answers, a line says why, and what to do without it."""
    with pytest.raises(
        Unreachable, match=r"cannot be found out \(.*refused\); name it yourself: --allow-cidr ADDRESS/32$"
    ):
        caller_address(f"http://127.0.0.1:{free_port()}")


def test_ranges_that_are_named() -> None:
    """Addresses and ranges of both kinds are taken, each once."""
    given = ["203.0.113.7", "198.51.100.0/24", "2001:db8::/48", "203.0.113.7/32", "10.0.0.0/16"]

    found = allowed_ranges(given, open_to_the_world=False)

    assert ["203.0.113.7/32", "198.51.100.0/24", "2001:db8::/48", "10.0.0.0/16"] == [str(network) for network in found]


@pytest.mark.parametrize("wide", ["0.0.0.0/0", "10.0.0.0/8", "198.50.0.0/15", "::/0", "2000::/15"])
def test_a_wide_range_must_be_meant(wide: str) -> None:
    """A range wider than /16 is opened only when --open-to-the-world is typed too."""
    with pytest.raises(UsageError, match=r"^--allow-cidr .* lets in [0-9,]+ addresses; .* --open-to-the-world"):
        allowed_ranges([wide], open_to_the_world=False)

    assert [wide] == [str(network) for network in allowed_ranges([wide], open_to_the_world=True)]


def test_an_address_with_a_range_behind_it() -> None:
    """Bits beyond the range's own are not dropped in silence: both things that may be meant are named."""
    with pytest.raises(UsageError) as error:
        allowed_ranges(["203.0.113.7/24"], open_to_the_world=False)

    assert (
        "--allow-cidr 203.0.113.7/24: an address within the range 203.0.113.0/24; "
        "write 203.0.113.0/24, or 203.0.113.7 for that address alone"
    ) == str(error.value)


@given(st.text(max_size=20))
def test_any_other_text(text: str) -> None:
    """What is no range is told not to be one."""
    with pytest.raises(UsageError, match=r"^--allow-cidr "):
        allowed_ranges(["/" + text], open_to_the_world=True)
