"""Figures that name no user, for a page that is passed on."""

import hashlib
import secrets

from songplays.dashboard.figures import Figures

KEY_BYTES = 16
CODE_BYTES = 5


def anonymised(figures: Figures) -> Figures:
    """Return `figures` with codes for user ids and without names.

    A code is a hash of the id with a key that is drawn for this call and forgotten: ids are small numbers, and without
    a key anybody could hash them all. So two pages give the same user different codes.
    """
    key = secrets.token_bytes(KEY_BYTES)
    targets = [
        {**row, "user_id": _code(row["user_id"], key), "first_name": None, "last_name": None}
        for row in figures["upgrade_targets"]
    ]
    return {**figures, "upgrade_targets": targets}


def _code(user: int, key: bytes) -> str:
    return hashlib.blake2b(str(user).encode(), key=key, digest_size=CODE_BYTES).hexdigest()
