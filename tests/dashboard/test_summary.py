"""The summary says what the page says, as Markdown."""

import re

from markdown_it import MarkdownIt

from dashboard.handmade import HandMade
from songplays.dashboard.summary import plain, summary
from songplays.engines.protocol import Reader


def test_summary_of_the_real_data(real_warehouse: Reader) -> None:
    """Key figures, findings and targets of the real data are all there."""
    text = summary(real_warehouse)

    for said in (
        "| Bounce rate | 7.3% | 7 of 96 users had one session |",
        "| Upgraded share | 8.3% | 8 of 96 users, free → paid |",
        "## Most users are free, but most plays are paid",
        "## Plays peak at 16:00 UTC; California leads the states",
        "- 341 of 6,820 plays (5.0%) match a song file: 327 in title, artist and duration",
        "- Only 239 of 6,820 plays (3.5%) are on mobile, by 6 users.",
        "- 5 free users are in the top 25% of plays of 96 users.",
        "| 26 | Ryan Smith | 114 | 55 | 2018-11-30 |",
    ):
        assert said in text


def test_anonymised_summary_names_nobody(real_warehouse: Reader) -> None:
    """With --anonymise, targets have codes and no names."""
    text = summary(real_warehouse, anonymise=True)

    assert "Ryan" not in text
    assert re.search(r"^\| [0-9a-f]{10} \|  \| 114 \|", text, flags=re.MULTILINE)


def test_markup_in_values_is_text() -> None:
    """What Markdown would take for markup is read as it was written."""
    value = "*a* _b_ `c` [d](e) <f> # | ~g~ \\ https://h.invalid www.i.invalid"

    (paragraph,) = [token for token in MarkdownIt("gfm-like").disable("linkify").parse(plain(value)) if token.children]
    assert value == "".join(child.content for child in paragraph.children or [])


def test_summary_of_nothing_says_so(handmade: HandMade) -> None:
    """Without plays the summary says how to load some."""
    assert "No plays yet" in summary(handmade)
