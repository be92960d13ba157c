"""[MS-CFB] version 3: the compound file around a VBA project, written from the specification."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]

SECTOR, MINI_SECTOR, MINI_CUTOFF = 512, 64, 4096
FREE, END, FAT_SECTOR, NO_STREAM = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_ROOT, _STORAGE, _STREAM = 5, 1, 2
_RED, _BLACK = 0, 1
_HEADER_FATS = 109


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    child: int = NO_STREAM
    left: int = NO_STREAM
    right: int = NO_STREAM
    colour: int = _BLACK
    start: int = END
    size: int = 0

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le")
        return (
            name.ljust(64, b"\0")
            + struct.pack("<HBB", len(name) + 2, self.kind, self.colour)
            + struct.pack("<III", self.left, self.right, self.child)
            + bytes(16 + 4 + 8 + 8)  # no class, no state bits, no times
            + struct.pack("<IQ", 0 if self.kind == _STORAGE else self.start, self.size)
        )


class _Sectors:
    """The sectors behind the header and their allocation table."""

    def __init__(self) -> None:
        self.fat: list[int] = []
        self.data = bytearray()

    def add(self, data: bytes, fill: bytes = b"\0") -> int:
        """Append `data` as a chain; its first sector, or END when empty."""
        count = -(-len(data) // SECTOR)
        if not count:
            return END
        first = len(self.fat)
        self.fat += [*range(first + 1, first + count), END]
        self.data += data.ljust(count * SECTOR, fill)
        return first


def write_cfb(tree: Tree) -> bytes:
    """The compound file of `tree`: names to streams (bytes) or storages (mappings)."""
    entries: list[_Entry] = []
    _add(entries, "Root Entry", tree)
    sectors = _Sectors()
    mini_start, mini_count = _place_streams(entries, sectors)
    directory = b"".join(entry.pack() for entry in entries)
    unused = bytes(68) + struct.pack("<III", NO_STREAM, NO_STREAM, NO_STREAM) + bytes(48)
    while len(directory) % SECTOR:
        directory += unused
    directory_start = sectors.add(directory)
    fat_start, fat_count = _place_fat(sectors)
    header = struct.pack("<8s16xHHHHH6x", _MAGIC, 0x3E, 3, 0xFFFE, 9, 6) + struct.pack(
        "<IIIIIIIII",
        0, fat_count, directory_start, 0, MINI_CUTOFF, mini_start, mini_count, END, 0,
    )  # fmt: skip
    fats = [fat_start + i for i in range(fat_count)] + [FREE] * (_HEADER_FATS - fat_count)
    return header + struct.pack(f"<{_HEADER_FATS}I", *fats) + bytes(sectors.data)


_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")


def _add(entries: list[_Entry], name: str, node: bytes | Tree) -> int:
    number = len(entries)
    if isinstance(node, bytes):
        entries.append(_Entry(name, _STREAM, node, size=len(node)))
        return number
    entries.append(_Entry(name, _STORAGE if number else _ROOT))
    children = [_add(entries, key, value) for key, value in node.items()]
    # The order of the format: shorter names first, then by upper case.
    children.sort(key=lambda k: (len(entries[k].name), entries[k].name.upper()))
    entries[number].child = _balance(entries, children, 0, len(children).bit_length() - 1)
    return number


def _balance(entries: list[_Entry], ids: list[int], depth: int, height: int) -> int:
    """A balanced search tree; all black but the lowest, unfilled level, which is red."""
    if not ids:
        return NO_STREAM
    middle = len(ids) // 2
    entry = entries[ids[middle]]
    entry.colour = _RED if depth == height and depth > 0 else _BLACK
    entry.left = _balance(entries, ids[:middle], depth + 1, height)
    entry.right = _balance(entries, ids[middle + 1 :], depth + 1, height)
    return ids[middle]


def _place_streams(entries: list[_Entry], sectors: _Sectors) -> tuple[int, int]:
    """Give every stream its place; (first sector, sectors) of the mini allocation table."""
    mini = bytearray()
    mini_fat: list[int] = []
    for entry in entries:
        if entry.kind != _STREAM or not entry.data:
            continue
        if len(entry.data) >= MINI_CUTOFF:
            entry.start = sectors.add(entry.data)
            continue
        count = -(-len(entry.data) // MINI_SECTOR)
        entry.start = len(mini_fat)
        mini_fat += [*range(entry.start + 1, entry.start + count), END]
        mini += entry.data.ljust(count * MINI_SECTOR, b"\0")
    entries[0].start, entries[0].size = sectors.add(bytes(mini)), len(mini)
    table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    return sectors.add(table, b"\xff"), -(-len(table) // SECTOR)


def _place_fat(sectors: _Sectors) -> tuple[int, int]:
    """Append the allocation table itself; raises ValueError beyond what one header can name."""
    count = 1
    while count * (SECTOR // 4) < len(sectors.fat) + count:
        count += 1
    if count > _HEADER_FATS:
        raise ValueError("the VBA project is too large for a compound file of this writer")
    start = len(sectors.fat)
    sectors.fat += [FAT_SECTOR] * count
    table = struct.pack(f"<{len(sectors.fat)}I", *sectors.fat)
    sectors.data += table.ljust(count * SECTOR, b"\xff")
    return start, count
