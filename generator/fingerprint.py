"""Short hashes that people read in a page's foot and programs in its code."""

from __future__ import annotations

import base64
import hashlib


def short_hash(text: str) -> str:
    """Return 40 bits of the SHA-256 of *text* in the alphabet of RFC 4648 base 32: eight characters."""
    return base64.b32encode(hashlib.sha256(text.encode()).digest()[:5]).decode("ascii")
