"""Write a package again: what did not change is copied as it lies, compressed bytes and all."""

from __future__ import annotations

import operator
import os
import struct
import sys
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import BinaryIO, TypeAlias

from ...errors import WorkbookError
from .package import Entry, Package, normal_name

_LIMIT = 0xFFFFFFFF
_DATE_1980 = b"\x00\x00\x21\x00"


Pieces: TypeAlias = Callable[[], Iterable[bytes]]
"""A part made piece by piece when it is written, so that a large one is never there twice."""


@dataclass(slots=True)
class Changes:
    """What differs in the new package. Keys are normal names, but `added` has them as written."""

    replaced: dict[str, bytes | Pieces] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    added: dict[str, bytes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.replaced or self.dropped or self.added)


def write_package(package: Package, changes: Changes, out: BinaryIO) -> None:
    """The package with its changes; entries keep their order, new ones come last."""
    writer = _Writer(package, out)
    writer.copy(0, min((entry.offset for entry in package.entries), default=0))
    kept: list[tuple[Entry, int]] = []
    in_place = sorted(package.entries, key=lambda e: e.offset)
    is_sorted = all(map(operator.is_, in_place, package.entries))
    for entry in in_place:
        name = normal_name(entry.name)
        is_current = package.by_name[name] is entry
        if is_current and name in changes.dropped:
            continue
        offset = writer.position
        if is_current and name in changes.replaced:
            entry = writer.deflate(entry, changes.replaced[name])
        else:
            writer.copy(entry.offset, entry.extent_end)
        kept.append((entry, offset))
    if not is_sorted:
        order = {id(entry.raw_name): index for index, entry in enumerate(package.entries)}
        kept.sort(key=lambda pair: order[id(pair[0].raw_name)])
    for name, data in changes.added.items():
        offset = writer.position
        kept.append((writer.deflate(_new_entry(name), data), offset))
    writer.directory(kept)
    _verify(out, writer.position, kept)


def _verify(out: BinaryIO, size: int, kept: list[tuple[Entry, int]]) -> None:
    """Look at what was written before it takes the old file's place: it is as long as it should be
    and every entry stands where the directory says. Raises WorkbookError BK012.
    """
    out.flush()
    handle = out.fileno()
    is_whole = os.fstat(handle).st_size == size
    for _, offset in kept if is_whole else ():
        is_whole &= _read_at(handle, offset) == b"PK\x03\x04"
    if not is_whole:
        raise WorkbookError(
            "BK012",
            "Berkas hasil tidak tertulis dengan utuh; berkas lama tidak diubah. Periksa sisa "
            "ruang dan sambungan ke tempat penyimpanan, lalu ulangi.",
        )


if sys.platform == "win32":

    def _read_at(handle: int, offset: int) -> bytes:
        os.lseek(handle, offset, os.SEEK_SET)
        return os.read(handle, 4)

else:

    def _read_at(handle: int, offset: int) -> bytes:
        return os.pread(handle, 4, offset)


class _Writer:
    def __init__(self, package: Package, out: BinaryIO) -> None:
        self.package = package
        self.out = out
        self.position = 0
        self._pending: tuple[int, int] | None = None

    def copy(self, start: int, end: int) -> None:
        """Queue a run of the source; adjacent runs are copied in one go."""
        self.position += end - start
        if self._pending and self._pending[1] == start:
            self._pending = (self._pending[0], end)
            return
        self._flush()
        self._pending = (start, end)

    def _flush(self) -> None:
        if self._pending:
            start, end = self._pending
            self.package.source.copy(start, end, self.out)
        self._pending = None

    def write(self, data: bytes) -> None:
        self._flush()
        self.out.write(data)
        self.position += len(data)

    def deflate(self, entry: Entry, data: bytes | Pieces) -> Entry:
        """Write a part anew, under its old name, date and method of storing."""
        method = 0 if entry.method == 0 else 8
        # As hard as the writer before us: Excel marks its entries as packed fast, and packs so.
        level = 1 if entry.flags & 6 == 6 else 6
        deflater = zlib.compressobj(level, zlib.DEFLATED, -15) if method == 8 else None
        out, crc, size = [], 0, 0
        for piece in data() if callable(data) else [data]:
            crc = zlib.crc32(piece, crc)
            size += len(piece)
            out.append(deflater.compress(piece) if deflater else piece)
        packed = b"".join(out) + (deflater.flush() if deflater else b"")
        # Bits 1 and 2 only say how hard was compressed; Excel's mark of its own entries stays.
        flags = entry.flags & 0x0806
        header = struct.pack(
            "<4sHHH4sLLLHH", b"PK\x03\x04", 20, flags, method, entry.time_date, crc,
            len(packed), size, len(entry.raw_name), 0,
        )  # fmt: skip
        self.write(header + entry.raw_name)
        self.write(packed)
        return Entry(
            entry.name, entry.raw_name, flags, method, entry.time_date, crc, len(packed),
            size, 0, entry.made_by, entry.attributes, b"", entry.comment, 20,
        )  # fmt: skip

    def directory(self, kept: list[tuple[Entry, int]]) -> None:
        self._flush()
        start = self.position
        base = self.package.base
        self.write(b"".join(_central(entry, offset - base) for entry, offset in kept))
        size = self.position - start
        start -= base
        is_wide = len(kept) >= 0xFFFF or start >= _LIMIT or size >= _LIMIT
        if is_wide:
            self.write(_zip64_end(len(kept), size, start, self.position))
        self.write(
            struct.pack(
                "<4sHHHHLLH", b"PK\x05\x06", 0, 0, min(len(kept), 0xFFFF), min(len(kept), 0xFFFF),
                min(size, _LIMIT), min(start, _LIMIT), len(self.package.comment),
            )
            + self.package.comment
        )  # fmt: skip


def _central(entry: Entry, offset: int) -> bytes:
    if entry.record and not entry.extra and offset < _LIMIT:
        return entry.record[:42] + offset.to_bytes(4, "little") + entry.record[46:]
    extra = _without_zip64(entry.extra)
    wide = [n for n in (entry.size, entry.compressed, offset) if n >= _LIMIT]
    if wide:
        extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) + extra
    return (
        struct.pack(
            "<4s2sHHH4sLLLHHHH6sL", b"PK\x01\x02", entry.made_by, entry.needs, entry.flags,
            entry.method, entry.time_date, entry.crc, min(entry.compressed, _LIMIT),
            min(entry.size, _LIMIT), len(entry.raw_name), len(extra), len(entry.comment), 0,
            entry.attributes, min(offset, _LIMIT),
        )
        + entry.raw_name + extra + entry.comment
    )  # fmt: skip


def _without_zip64(extra: bytes) -> bytes:
    out, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != 1:
            out += extra[at : at + 4 + length]
        at += 4 + length
    return out


def _zip64_end(count: int, size: int, start: int, position: int) -> bytes:
    record = struct.pack(
        "<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start
    )
    return record + struct.pack("<4sLQL", b"PK\x06\x07", 0, position, 1)


def _new_entry(name: str) -> Entry:
    raw = name.encode("utf-8")
    flags = 0 if name.isascii() else 0x0800
    return Entry(name, raw, flags, 8, _DATE_1980, 0, 0, 0, 0, b"\x14\0", b"\0" * 6, b"", b"", 20)
