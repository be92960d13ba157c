"""What LibreOffice's PDF says that the report does not: hidden letters in bookmarks, the clock.

Every change keeps its length, so the PDF's table of offsets stays right; where a PDF is written in
another way it stays as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection

_TITLE = re.compile(rb"/Title<FEFF((?:[0-9A-F]{4})+)>")
_CLOCK = re.compile(rb"/(?:CreationDate|ModDate)\(D:[0-9Z'+-]+\)")
_IDENTITY = re.compile(rb"(?<=/ID \[ <)[0-9A-F]{32}(?=>\s*<)|(?<=\n<)[0-9A-F]{32}(?=> \])")
_CHECKSUM = re.compile(rb"(?<=/DocChecksum /)[0-9A-F]{32}")


def clean_pdf(data: bytes, titles: Collection[str]) -> bytes:
    """The PDF with its bookmarks as `titles` has them, without a date, and with an identity made
    of its content: the same report gives the same bytes."""
    data = _TITLE.sub(lambda found: _without_number(found, titles), data)
    data = _CLOCK.sub(lambda found: b" " * len(found[0]), data)
    start = data.rfind(b"\ntrailer")
    if start < 0:
        return data
    body, trailer = data[:start], data[start:]
    name = hashlib.sha256(body).hexdigest()[:32].upper().encode()
    trailer = _IDENTITY.sub(name, trailer)
    return body + _CHECKSUM.sub(name, trailer)


def _without_number(found: re.Match[bytes], titles: Collection[str]) -> bytes:
    """The bookmark of a Bab without the hidden number that its captions count with."""
    text = bytes.fromhex(found[1].decode()).decode("utf-16-be", "replace")
    if text in titles:
        return found[0]
    shown = next((t for t in titles if text.startswith(t) and text[len(t) :].isdecimal()), None)
    if shown is None:
        return found[0]
    code = shown.encode("utf-16-be").hex().upper().encode()
    return (b"/Title<FEFF" + code + b">").ljust(len(found[0]))
