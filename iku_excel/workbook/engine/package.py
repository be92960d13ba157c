"""The zip container: read safely, written back entry by entry without touching the others.

The reader is our own because the writer needs what zipfile hides: where each entry's bytes lie, so
that whole runs of them can be copied as they are (headers, data descriptors and padding included).
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from ...errors import WorkbookError
from .snapshot import NOT_READABLE, Snapshot

MAX_ENTRIES = 20_000
MAX_PART = 400 << 20
MAX_TOTAL = 1 << 30
MAX_RATIO = 200
RATIO_FREE = 16 << 20
"""Parts below this many bytes may have any ratio: 121 is the largest honest one measured."""

_EOCD = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_CENTRAL = struct.Struct("<4s2sHHH4sLLLHHHH6sL")
_WIDE = 0xFFFFFFFF


@dataclass(slots=True)
class Entry:
    """One entry of the central directory; `extent_end` is where the next entry's bytes begin."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    time_date: bytes
    crc: int
    compressed: int
    size: int
    offset: int
    made_by: bytes
    attributes: bytes
    extra: bytes
    comment: bytes
    needs: int
    extent_end: int = 0
    record: bytes = b""
    """Its bytes in the central directory."""


@lru_cache(maxsize=5_000)
def normal_name(name: str) -> str:
    """How parts are compared: slashes, no leading one, lower case."""
    return name.replace("\\", "/").lstrip("/").lower()


class Package:
    """The entries of a workbook and the bytes of its parts."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        self.source = Snapshot(self.path)
        self.entries: list[Entry] = []
        self.comment = b""
        self.base = 0
        self.directory_start = 0
        self._refuse_other_formats()
        self._read_directory()
        self._check_limits()
        # As zipfile and Excel do, the last of two entries with one name counts.
        self.by_name = {normal_name(entry.name): entry for entry in self.entries}
        self._set_extents()

    def _refuse_other_formats(self) -> None:
        head = self.source.read(0, 8)
        if head == _OLE:
            raise self._ole_error()
        if not head.startswith(b"PK") and self.source.size < 22:
            raise WorkbookError("BK001", NOT_READABLE)

    def _ole_error(self) -> WorkbookError:
        # The stream name of an encrypted package stands in the OLE directory as UTF-16.
        needle = "EncryptedPackage".encode("utf-16-le")
        tail = b""
        for chunk in self.source.chunks(0, self.source.size):
            if needle in tail + chunk:
                return WorkbookError(
                    "BK002",
                    "Buku kerja ini terkunci dengan kata sandi. Buka dengan Excel, hapus kata "
                    "sandinya (Berkas > Info > Proteksi), simpan, lalu ulangi.",
                )
            tail = chunk[-64:]
        return WorkbookError(
            "BK003",
            "Ini format Excel lama (.xls). Buka dengan Excel dan simpan sebagai .xlsx.",
        )

    def _read_directory(self) -> None:
        tail_start = max(0, self.source.size - 65_557 - 76)
        tail = self.source.read(tail_start, self.source.size - tail_start)
        at = tail.rfind(_EOCD)
        if at < 0 or at + 22 > len(tail):
            raise WorkbookError("BK001", NOT_READABLE)
        end = tail_start + at
        count, size, offset, comment = struct.unpack("<HLLH", tail[at + 10 : at + 22])
        self.comment = tail[at + 22 : at + 22 + comment]
        end, count, size, offset = self._zip64_end(end, count, size, offset)
        self.directory_start = end - size
        self.base = self.directory_start - offset
        if self.directory_start < 0 or self.base < 0:
            raise WorkbookError("BK001", NOT_READABLE)
        if count > MAX_ENTRIES or size > 64 << 20:
            raise too_large("terlalu banyak bagian di dalamnya")
        self._parse_entries(self.source.read(self.directory_start, size), count)

    def _zip64_end(self, end: int, count: int, size: int, offset: int) -> tuple[int, ...]:
        if end < 20:
            return end, count, size, offset
        locator = self.source.read(end - 20, 20)
        if not locator.startswith(b"PK\x06\x07"):
            return end, count, size, offset
        (where,) = struct.unpack("<Q", locator[8:16])
        for start in (where, end - 20 - 56):
            record = self.source.read(start, 56) if 0 <= start < end else b""
            if record.startswith(b"PK\x06\x06") and len(record) == 56:
                count, size, offset = struct.unpack("<QQQ", record[32:56])
                return start, count, size, offset
        raise WorkbookError("BK001", NOT_READABLE)

    def _parse_entries(self, data: bytes, count: int) -> None:
        at = 0
        while at + 46 <= len(data) and data.startswith(b"PK\x01\x02", at):
            (
                _, made_by, needs, flags, method, time_date, crc, compressed, size, n, e, c, _,
                attributes, offset,
            ) = _CENTRAL.unpack_from(data, at)  # fmt: skip
            body = at + 46
            end = body + n + e + c
            raw_name, extra = data[body : body + n], data[body + n : body + n + e]
            if _WIDE in (size, compressed, offset):
                size, compressed, offset = _zip64_fields(extra, size, compressed, offset)
            self.entries.append(
                Entry(
                    _name(raw_name, flags), raw_name, flags, method, time_date, crc, compressed,
                    size, offset + self.base, made_by, attributes, extra,
                    data[body + n + e : end], needs, 0, data[at:end],
                )
            )  # fmt: skip
            at = end
        if not self.entries or len(self.entries) != count and len(self.entries) != count % 65_536:
            raise WorkbookError("BK001", NOT_READABLE)

    def _check_limits(self) -> None:
        if sum(entry.size for entry in self.entries) > MAX_TOTAL:
            raise too_large("isinya lebih dari 1 GB setelah dibuka")
        for entry in self.entries:
            ratio = entry.size / max(entry.compressed, 1)
            if entry.size > MAX_PART or (entry.size > RATIO_FREE and ratio > MAX_RATIO):
                raise too_large(f"bagian {entry.name} tidak wajar besarnya")
            if entry.flags & 1:
                raise WorkbookError(
                    "BK002", "Berkas zip ini memakai kata sandi; simpan ulang tanpa kata sandi."
                )

    def _set_extents(self) -> None:
        ordered = sorted(self.entries, key=lambda entry: entry.offset)
        for entry, following in zip(ordered, [*ordered[1:], None], strict=True):
            entry.extent_end = following.offset if following else self.directory_start
            # Entries that share bytes are a known way to hide a bomb; no writer makes them.
            if entry.offset + 30 + entry.compressed > entry.extent_end:
                raise WorkbookError("BK001", NOT_READABLE)

    def copy_to(self, out: BinaryIO) -> None:
        """The whole file as it is."""
        self.source.copy(0, self.source.size, out)

    def find(self, part: str) -> Entry | None:
        return self.by_name.get(normal_name(part))

    def read(self, part: str) -> bytes:
        """A part's bytes, inflated; BK001 when it is missing or damaged."""
        entry = self.find(part)
        if entry is None:
            raise WorkbookError("BK001", f"{NOT_READABLE} (bagian {part} tidak ada)")
        return self.read_entry(entry)

    def read_entry(self, entry: Entry) -> bytes:
        # Header and data in one read; a header's own name and extra field are seldom longer.
        want = 30 + len(entry.raw_name) + 64 + entry.compressed
        near = self.source.read(entry.offset, min(want, entry.extent_end - entry.offset))
        start = _header_size(near)
        if start + entry.compressed <= len(near):
            raw = memoryview(near)[start : start + entry.compressed]
        else:
            raw = memoryview(self.source.read(entry.offset + start, entry.compressed))
        if entry.method == 0:
            data = bytes(raw)
        elif entry.method == 8:
            data = _inflate(raw, entry)
        else:
            raise WorkbookError("BK001", NOT_READABLE)
        if len(data) != entry.size or zlib.crc32(data) != entry.crc:
            raise WorkbookError("BK001", f"{NOT_READABLE} (bagian {entry.name})")
        return data

    def stream(self, entry: Entry) -> Iterator[bytes]:
        """A part's bytes in pieces, never more than its declared size; for a look, not for use."""
        start = self.data_start(entry)
        inflater = zlib.decompressobj(-15)
        total = 0
        for chunk in self.source.chunks(start, entry.compressed, 1 << 16):
            try:
                data = inflater.decompress(chunk) if entry.method == 8 else chunk
            except zlib.error:
                raise WorkbookError("BK001", f"{NOT_READABLE} (bagian {entry.name})") from None
            total += len(data)
            if total > entry.size:
                raise too_large(f"bagian {entry.name} lebih besar daripada yang dinyatakannya")
            yield data

    def data_start(self, entry: Entry) -> int:
        return entry.offset + _header_size(self.source.read(entry.offset, 30))


def _name(raw: bytes, flags: int) -> str:
    if raw.isascii() and b"\0" not in raw:
        return raw.decode("ascii")
    return raw.decode("utf-8" if flags & 0x800 else "cp437", "replace").split("\0")[0]


def _header_size(header: bytes) -> int:
    """How long a local header is, its name and extra field included."""
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise WorkbookError("BK001", NOT_READABLE)
    name, extra = struct.unpack_from("<HH", header, 26)
    return 30 + int(name) + int(extra)


def _inflate(raw: memoryview, entry: Entry) -> bytes:
    inflater = zlib.decompressobj(-15)
    try:
        data = inflater.decompress(raw, entry.size + 1)
    except zlib.error:
        raise WorkbookError("BK001", f"{NOT_READABLE} (bagian {entry.name})") from None
    if len(data) > entry.size:
        raise too_large(f"bagian {entry.name} lebih besar daripada yang dinyatakannya")
    return data


def _zip64_fields(extra: bytes, size: int, compressed: int, offset: int) -> tuple[int, int, int]:
    values = [size, compressed, offset]
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            wide = list(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            for index, value in enumerate(values):
                if value == _WIDE and wide:
                    values[index] = wide.pop(0)
            break
        at += 4 + length
    return values[0], values[1], values[2]


def too_large(why: str) -> WorkbookError:
    return WorkbookError(
        "BK011",
        f"Buku kerja ini ditolak karena melewati batas ukuran: {why}. Buka dengan Excel, hapus "
        "lembar atau baris yang tidak perlu, lalu simpan ulang.",
    )
