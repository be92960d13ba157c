"""[MS-OVBA]: compression and data encryption of a VBA project, written from the specification.

Deterministic: the same source gives the same bytes. No p-code is written, so Excel compiles the
text when it opens the file; what reviewers read is what runs.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

CHUNK = 4096
CODE_PAGE = "cp1252"


def compress(data: bytes) -> bytes:
    """A compressed container (section 2.4.1) of `data`."""
    out = bytearray(b"\x01")
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        body = _compress_chunk(chunk)
        if len(body) <= CHUNK:
            out += struct.pack("<H", 0xB000 | (len(body) - 1)) + body
        else:  # incompressible: the chunk as it is, padded
            out += struct.pack("<H", 0x3000 | (CHUNK - 1)) + chunk.ljust(CHUNK, b"\0")
    return bytes(out)


def _compress_chunk(chunk: bytes) -> bytes:
    """Token sequences of eight tokens, each behind a byte of flags (1 = copy token)."""
    body = bytearray()
    index: dict[bytes, list[int]] = {}
    position = 0
    while position < len(chunk):
        flags_at, flags = len(body), 0
        body.append(0)
        for bit in range(8):
            if position >= len(chunk):
                break
            length, offset = _longest_match(chunk, position, index)
            if length >= 3:
                body += _copy_token(position, length, offset)
                flags |= 1 << bit
            else:
                body.append(chunk[position])
                length = 1
            for at in range(position, position + length):
                if at + 3 <= len(chunk):
                    index.setdefault(chunk[at : at + 3], []).append(at)
            position += length
        body[flags_at] = flags
    return bytes(body)


def _offset_bits(position: int) -> int:
    return max((position - 1).bit_length(), 4)


def _copy_token(position: int, length: int, offset: int) -> bytes:
    return struct.pack("<H", ((offset - 1) << (16 - _offset_bits(position))) | (length - 3))


def _longest_match(
    chunk: bytes, position: int, index: Mapping[bytes, list[int]]
) -> tuple[int, int]:
    """(length, offset) of the longest earlier run that equals what follows; (0, 0) for none."""
    limit = min((0xFFFF >> _offset_bits(position)) + 3, len(chunk) - position)
    best = (0, 0)
    for candidate in reversed(index.get(chunk[position : position + 3], ())):
        length = 3
        while length < limit and chunk[candidate + length] == chunk[position + length]:
            length += 1
        if length > best[0]:
            best = (length, position - candidate)
            if length == limit:
                break
    return best


def encrypt(project_id: str, data: bytes, seed: int) -> str:
    """Data encryption (section 2.4.3.2) as hexadecimal; `seed` is fixed by the caller, so that the
    file is reproducible (the scheme hides nothing in any case)."""
    key = sum(project_id.encode("ascii")) & 0xFF
    out = bytearray([seed, seed ^ 2, seed ^ key])
    plain, before, last = key, out[2], out[1]
    for byte in bytes([7] * ((seed & 6) // 2)) + struct.pack("<I", len(data)) + data:
        cipher = byte ^ ((last + plain) & 0xFF)
        out.append(cipher)
        last, before, plain = before, cipher, byte
    return out.hex().upper()
