"""What is no workbook, or one that cannot be trusted, is refused with its code."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from compare_xlsx import build_xlsx, part_of, rewritten, sheet_xml

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import open_book, write_cells
from iku_excel.workbook.engine import package as package_module

ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return build_xlsx(tmp_path / "buku.xlsx", {"L": sheet_xml(ROWS)})


def code_of(path: Path) -> str:
    with pytest.raises(WorkbookError) as caught, open_book(path):
        pass
    return caught.value.code


def test_not_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    assert code_of(path) == "BK001"
    assert code_of(tmp_path) in ("BK001", "BK012")
    for content in (b"", b"halo", b"PK", b"PK\x05\x06" + b"\0" * 18, b"\0" * 100_000):
        path.write_bytes(content)
        assert code_of(path) == "BK001"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("halo.txt", "halo")
    assert code_of(path) == "BK001"


def test_encrypted_and_legacy(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path.write_bytes(ole + b"\0" * 600)
    assert code_of(path) == "BK003"
    path.write_bytes(ole + b"\0" * 70_000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 99)
    assert code_of(path) == "BK002"


def test_xlsb(plain: Path, tmp_path: Path) -> None:
    rels = part_of(plain, "_rels/.rels").replace(b"workbook.xml", b"workbook.bin")
    path = rewritten(
        plain, tmp_path / "b.xlsb", {"_rels/.rels": rels, "xl/workbook.bin": b"\x83\x01\x00"}
    )
    assert code_of(path) == "BK003"


@pytest.mark.parametrize("cut", [30, 200, 1_000, -1, -23, -100])
def test_truncated_and_damaged(plain: Path, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(plain.read_bytes()[:cut])
    assert code_of(path) == "BK001"


def test_broken_part(plain: Path, tmp_path: Path) -> None:
    data = bytearray(plain.read_bytes())
    with zipfile.ZipFile(plain) as archive:
        info = archive.getinfo(SHEET)
    at = info.header_offset + 30 + len(SHEET) + 20
    data[at : at + 8] = b"\xff" * 8
    path = tmp_path / "x.xlsx"
    path.write_bytes(bytes(data))
    with pytest.raises(WorkbookError) as caught:
        write_cells(path, path, {("L", "A1"): 5})
    assert caught.value.code == "BK001"
    assert path.read_bytes() == bytes(data)


@pytest.mark.parametrize(
    "sheet",
    [
        "", "<worksheet/>", "bukan xml", "<worksheet><sheetData>", "<sheetData/>",
        "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r='1'></sheetData></worksheet>",
    ],
)  # fmt: skip
def test_broken_sheet_xml(tmp_path: Path, sheet: str) -> None:
    path = build_xlsx(tmp_path / "a.xlsx", {"L": sheet})
    before = path.read_bytes()
    with pytest.raises(WorkbookError) as caught:
        write_cells(path, path, {("L", "A1"): 5})
    assert caught.value.code == "BK001"
    assert path.read_bytes() == before


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(plain: Path, tmp_path: Path, part: str, encoding: str) -> None:
    text = part_of(plain, part).decode().partition("?>")[2]
    text = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>' + text
    path = rewritten(plain, tmp_path / "x.xlsx", {part: text.encode(encoding)})
    with pytest.raises(WorkbookError) as caught:
        with open_book(path) as book:
            book.sheets[0].grid()
            book.sheets[0].cell(1, 1)
    assert caught.value.code == "BK001"


def test_bomb_by_its_ratio(plain: Path, tmp_path: Path) -> None:
    path = rewritten(plain, tmp_path / "x.xlsx", {"xl/media/bom.bin": b" " * (40 << 20)})
    assert code_of(path) == "BK011"


def test_bomb_that_lies_about_its_size(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iku_excel.workbook.engine.reading._UNVERIFIED", 1_000)
    path = tmp_path / "x.xlsx"
    text = sheet_xml(ROWS).encode() + b" " * (4 << 20)
    path = rewritten(plain, path, {SHEET: text})
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(SHEET)
    assert info.file_size == len(text)
    path.write_bytes(data.replace(struct.pack("<L", len(text)), struct.pack("<L", 2_000)))
    with open_book(path) as book, pytest.raises(WorkbookError) as caught:
        book.sheets[0].grid()
    assert caught.value.code == "BK011"
    with pytest.raises(WorkbookError) as caught:
        write_cells(path, path, {("L", "A1"): 5})
    assert caught.value.code == "BK011"


def test_too_many_entries(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_module, "MAX_ENTRIES", 3)
    assert code_of(plain) == "BK011"


def test_entries_that_overlap(plain: Path, tmp_path: Path) -> None:
    data = bytearray(plain.read_bytes())
    with zipfile.ZipFile(plain) as archive:
        start = archive.start_dir
        first, second = archive.infolist()[:2]
    at = data.index(struct.pack("<L", second.header_offset), start)
    data[at : at + 4] = struct.pack("<L", first.header_offset)
    path = tmp_path / "x.xlsx"
    path.write_bytes(bytes(data))
    assert code_of(path) == "BK001"


def test_encrypted_entry(plain: Path, tmp_path: Path) -> None:
    data = bytearray(plain.read_bytes())
    with zipfile.ZipFile(plain) as archive:
        at = archive.start_dir
    data[at + 8] |= 1
    path = tmp_path / "x.xlsx"
    path.write_bytes(bytes(data))
    assert code_of(path) == "BK002"
