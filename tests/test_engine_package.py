"""Containers of every make are read and copied; those that cannot be trusted are refused."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from compare_xlsx import build_xlsx, changed_parts, part_of, read_entries, sheet_xml

from iku_excel.workbook.engine import open_book, write_cells

ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return build_xlsx(tmp_path / "buku.xlsx", {"L": sheet_xml(ROWS)})


def raw_entries(path: Path) -> dict[str, bytes]:
    """{name: local header and data as they lie in the file} of stored entries."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        starts = sorted((i.header_offset, i.filename) for i in archive.infolist())
        ends = [start for start, _ in starts[1:]] + [archive.start_dir]
    return {n: data[s:e] for (s, n), e in zip(starts, ends, strict=True)}


def test_other_entries_are_copied_as_they_lie(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.xlsx"
    write_cells(plain, target, {("L", "B1"): 5})
    old, new = raw_entries(plain), raw_entries(target)
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == [SHEET]


class Unseekable:
    """A stream that cannot seek: zipfile then writes data descriptors."""

    def __init__(self, path: Path) -> None:
        self.stream = path.open("wb")

    def write(self, data: bytes) -> int:
        return self.stream.write(data)

    def flush(self) -> None:
        self.stream.flush()

    def close(self) -> None:
        self.stream.close()


def test_data_descriptors(plain: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    stream = Unseekable(source)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, data in read_entries(plain):
            archive.writestr(name, data)
    stream.close()
    with zipfile.ZipFile(source) as archive:
        assert all(info.flag_bits & 8 for info in archive.infolist())
    write_cells(source, target, {("L", "A1"): 5})
    assert changed_parts(source, target) == [SHEET]
    write_cells(target, target, {("L", "A1"): 6})
    assert changed_parts(source, target) == [SHEET]


def test_zip64(plain: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    entries = read_entries(plain)
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            with archive.open(name, "w", force_zip64=True) as stream:
                stream.write(data)
    as_zip64(source)
    write_cells(source, target, {("L", "A1"): 5})
    assert changed_parts(source, target) == [SHEET]
    assert b"<v>5</v>" in part_of(target, SHEET)


def as_zip64(path: Path) -> None:
    """The same archive with every size and offset of its directory in ZIP64 fields."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        infos, start = archive.infolist(), archive.start_dir
    directory = b""
    for info in infos:
        wide = struct.pack("<HHQQQ", 1, 24, info.file_size, info.compress_size, info.header_offset)
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 45, 45, info.flag_bits, info.compress_type, 0, 0x21,
            info.CRC, 0xFFFFFFFF, 0xFFFFFFFF, len(info.filename), len(wide), 0, 0, 0, 0,
            0xFFFFFFFF,
        ) + info.filename.encode() + wide  # fmt: skip
    end = struct.pack(
        "<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, len(infos), len(infos), len(directory), start
    )
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, start + len(directory), 1)
    last = struct.pack(
        "<4sHHHHLLH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0
    )
    path.write_bytes(data[:start] + directory + end + locator + last)


def test_stored_entries_prefix_bytes_comment_and_duplicates(plain: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_STORED) as archive:
        for name, data in read_entries(plain):
            if name == SHEET:
                with pytest.warns(UserWarning):
                    archive.writestr(name, data.replace(b"<v>1<", b"<v>9<"))
                    archive.writestr(name, data)
            else:
                archive.writestr(name, data)
        archive.comment = b"catatan"
    source.write_bytes(b"#!awalan\n" + source.read_bytes())
    write_cells(source, target, {("L", "A1"): 5})
    with zipfile.ZipFile(target) as archive:
        assert archive.comment == b"catatan"
        assert archive.testzip() is None
        assert all(info.compress_type == 0 for info in archive.infolist())
    sheets = [data for name, data in read_entries(target) if name == SHEET]
    assert b"<v>9</v>" in sheets[0]
    assert b"<v>5</v>" in sheets[1]


@pytest.mark.parametrize("style", ["backslash", "upper", "leading slash"])
def test_part_names_in_odd_spelling(plain: Path, tmp_path: Path, style: str) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    spell = {
        "backslash": lambda n: n.replace("/", "\\"),
        "upper": lambda n: n if n.startswith(("[", "_rels")) else n.upper(),
        "leading slash": lambda n: n if n.startswith("[") else "/" + n,
    }[style]
    data = plain.read_bytes()
    for name, _ in read_entries(plain):
        if len(spell(name)) == len(name):
            data = data.replace(name.encode(), spell(name).encode())
    source.write_bytes(data)
    if style == "leading slash":
        with zipfile.ZipFile(source, "w") as archive:
            for name, content in read_entries(plain):
                archive.writestr(spell(name), content)
    write_cells(source, target, {("L", "A1"): 5})
    with open_book(target) as book:
        assert book.sheets[0].cell(1, 1).value == 5
    assert len(changed_parts(source, target)) == 1
