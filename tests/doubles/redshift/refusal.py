"""A statement that the stand-in does not take."""


class Refused(Exception):
    """Why a statement is refused, and the SQLSTATE that says so."""

    def __init__(self, message: str, code: str = "42601") -> None:
        """Take the sentence for the client."""
        super().__init__(message)
        self.code = code
