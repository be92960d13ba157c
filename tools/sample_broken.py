"""Files that are no readable workbook: empty, cut off, locked, old, or a decompression bomb."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def write_raw(kind: str, target: Path, whole: bytes) -> None:
    if kind == "bomb":
        _bomb(target, whole)
        return
    compound = bytes.fromhex("d0cf11e0a1b11ae1")
    contents = {
        "empty": b"",
        "text": b"Kode;Indikator;Target\nSK3/1;Produktivitas;15\n",
        "truncated": whole[: len(whole) // 2],
        "zip": None,
        "encrypted": _compound(("EncryptionInfo", "EncryptedPackage")),
        "xls": _compound(("Workbook",)),
    }
    data = contents[kind]
    if data is None:
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("isi.txt", "bukan buku kerja")
        return
    assert kind not in ("encrypted", "xls") or data.startswith(compound)
    target.write_bytes(data)


def _compound(names: tuple[str, ...]) -> bytes:
    """The smallest OLE compound file whose directory names these streams (MS-CFB, version 3)."""
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

    def words(*values: int) -> bytes:
        return b"".join(value.to_bytes(4, "little") for value in values)

    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += bytes.fromhex("3e000300feff09000600") + bytes(6)
    header += words(0, 1, 1, 0, 4096, end, 0, end, 0, 0) + words(*[free] * 108)
    fat = words(fat_mark, end, *[free] * 126)
    entries = [_entry("Root Entry", 5, 1)]
    entries += [
        _entry(name, 2, 0, right=index + 2 if index + 1 < len(names) else -1)
        for index, name in enumerate(names)
    ]
    while len(entries) < 4:
        entries.append(bytes(64) + bytes(2) + b"\x00\x00" + b"\xff" * 12 + bytes(48))
    return header + fat + b"".join(entries)


def _entry(name: str, kind: int, child: int, right: int = -1) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    links = b"".join(
        (n & 0xFFFFFFFF).to_bytes(4, "little") for n in (-1, right, child if kind == 5 else -1)
    )
    head = text.ljust(64, b"\x00") + len(text).to_bytes(2, "little") + bytes([kind, 1])
    return head + links + bytes(36) + (0xFFFFFFFE).to_bytes(4, "little") + bytes(8)


def _bomb(target: Path, whole: bytes) -> None:
    """A good workbook whose first sheet inflates to 300 MB of spaces from some kilobytes."""
    with zipfile.ZipFile(io.BytesIO(whole)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts.items():
            if name != "xl/worksheets/sheet1.xml":
                archive.writestr(name, data)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(b'<worksheet xmlns="%s"><sheetData>' % _MAIN)
            for _ in range(300):
                part.write(b" " * 1_000_000)
            part.write(b"</sheetData></worksheet>")
