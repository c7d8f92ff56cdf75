"""The pages a listener can open, and the HTTP method and status they are logged with."""

from typing import NamedTuple


class Page(NamedTuple):
    """A page as the log names it."""

    name: str
    method: str = "GET"
    status: int = 200


NEXT_SONG = Page("NextSong", method="PUT")
HOME = Page("Home")
ABOUT = Page("About")
HELP = Page("Help")
SETTINGS = Page("Settings")
UPGRADE = Page("Upgrade")
DOWNGRADE = Page("Downgrade")
ERROR = Page("Error", status=404)
# These answer with a redirect: the page that follows comes a second later.
LOGIN = Page("Login", method="PUT", status=307)
LOGOUT = Page("Logout", method="PUT", status=307)
SAVE_SETTINGS = Page("Save Settings", method="PUT", status=307)
SUBMIT_UPGRADE = Page("Submit Upgrade", method="PUT", status=307)
SUBMIT_DOWNGRADE = Page("Submit Downgrade", method="PUT", status=307)
