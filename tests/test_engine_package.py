"""Containers of every make are read and copied; those that cannot be trusted are refused."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

import pytest
from compare_xlsx import (
    build_xlsx,
    changed_parts,
    part_of,
    read_entries,
    rewritten,
    sheet_xml,
)

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import edit_workbook, open_book, write_cells
from iku_excel.workbook.engine import package as package_module
from iku_excel.workbook.engine import snapshot as snapshot_module

ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return build_xlsx(tmp_path / "buku.xlsx", {"L": sheet_xml(ROWS)})


def code_of(path: Path) -> str:
    with pytest.raises(WorkbookError) as caught, open_book(path):
        pass
    return caught.value.code


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


def signed(plain: Path, target: Path) -> Path:
    rels = part_of(plain, "_rels/.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rIdSig" Type="http://schemas.openxmlformats.org/package/2006/'
        b'relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>'
        b"</Relationships>",
    )
    return rewritten(
        plain, target, {"_rels/.rels": rels, "_xmlsignatures/origin.sigs": b"",
                        "_xmlsignatures/sig1.xml": b"<Signature/>"},
    )  # fmt: skip


def test_signed_is_refused_unless_allowed(plain: Path, tmp_path: Path) -> None:
    path = signed(plain, tmp_path / "x.xlsx")
    before = path.read_bytes()
    for write in (write_cells, edit_workbook):
        with pytest.raises(WorkbookError) as caught:
            write(path, path, {("L", "A1"): 5})
        assert caught.value.code == "BK013"
    assert path.read_bytes() == before
    edit_workbook(path, path, {("L", "A1"): 1}, allow_signed=True)
    assert path.read_bytes() == before
    edit_workbook(path, path, {("L", "A1"): 5}, allow_signed=True)
    names = [name for name, _ in read_entries(path)]
    assert not any(name.startswith("_xmlsignatures") for name in names)
    assert b"digital-signature" not in part_of(path, "_rels/.rels")


def test_shared_workbook(plain: Path, tmp_path: Path) -> None:
    path = rewritten(plain, tmp_path / "x.xlsx", {"xl/revisions/revisionHeaders.xml": b"<h/>"})
    with pytest.raises(WorkbookError) as caught:
        edit_workbook(path, path, {("L", "A1"): 5})
    assert caught.value.code == "BK015"
    edit_workbook(path, path, {("L", "A1"): 5}, allow_shared=True)


@pytest.mark.parametrize("owner", ["~$buku.xlsx", ".~lock.buku.xlsx#"])
def test_in_use(plain: Path, tmp_path: Path, owner: str) -> None:
    (tmp_path / owner).write_bytes(b"x")
    before = plain.read_bytes()
    with pytest.raises(WorkbookError) as caught:
        write_cells(plain, plain, {("L", "A1"): 5})
    assert caught.value.code == "BK012"
    assert plain.read_bytes() == before
    write_cells(plain, tmp_path / "lain.xlsx", {("L", "A1"): 5})


def test_read_only(plain: Path, tmp_path: Path) -> None:
    plain.chmod(0o444)
    with pytest.raises(WorkbookError) as caught:
        write_cells(plain, plain, {("L", "A1"): 5})
    assert caught.value.code == "BK012"
    target = tmp_path / "lain.xlsx"
    write_cells(plain, target, {("L", "A1"): 5})
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    write_cells(target, target, {("L", "A1"): 6})


def test_mode_and_symbolic_link_are_kept(plain: Path, tmp_path: Path) -> None:
    plain.chmod(0o640)
    link = tmp_path / "tautan.xlsx"
    link.symlink_to(plain)
    write_cells(link, link, {("L", "A1"): 5})
    assert link.is_symlink()
    assert stat.S_IMODE(plain.stat().st_mode) == 0o640
    assert b"<v>5</v>" in part_of(plain, SHEET)


@pytest.mark.parametrize("failing", ["os.replace", "os.fsync", "os.chmod"])
def test_failure_leaves_the_target_and_no_litter(
    plain: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "dipakai")

    before, names = plain.read_bytes(), os.listdir(plain.parent)
    monkeypatch.setattr(failing, fail)
    with pytest.raises(WorkbookError) as caught:
        write_cells(plain, plain, {("L", "A1"): 5})
    assert caught.value.code == "BK012"
    assert (plain.read_bytes(), os.listdir(plain.parent)) == (before, names)


def test_a_file_held_for_a_moment_is_tried_again(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As virus scanners and sync clients hold it on Windows."""
    real, tries = os.replace, []

    def held_twice(source: str, target: str) -> None:
        tries.append(target)
        if len(tries) < 3:
            raise PermissionError(13, "dipakai")
        real(source, target)

    monkeypatch.setattr("iku_excel.workbook.engine.atomic._PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr("os.replace", held_twice)
    write_cells(plain, plain, {("L", "A1"): 5})
    assert len(tries) == 3
    assert b"<v>5</v>" in part_of(plain, SHEET)


def test_a_file_that_may_not_be_read(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(32, "dipakai")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(WorkbookError) as caught:
        open_book(plain)
    assert caught.value.code == "BK012"


def test_interruption_leaves_the_target_and_no_litter(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before, names = plain.read_bytes(), os.listdir(plain.parent)
    monkeypatch.setattr("os.replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_cells(plain, plain, {("L", "A1"): 5})
    assert (plain.read_bytes(), os.listdir(plain.parent)) == (before, names)


def test_changed_meanwhile(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def change(handle: int) -> None:
        monkeypatch.setattr("os.fsync", real)
        with plain.open("ab") as stream:
            stream.write(b"\0")

    monkeypatch.setattr("os.fsync", change)
    with pytest.raises(WorkbookError) as caught:
        write_cells(plain, plain, {("L", "A1"): 5})
    assert caught.value.code == "BK012"
    assert plain.read_bytes().endswith(b"\0")
    assert [p.name for p in plain.parent.iterdir()] == [plain.name]


def test_missing_folder(plain: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        write_cells(plain, tmp_path / "tidak" / "ada.xlsx", {("L", "A1"): 5})
    assert caught.value.code == "BK012"


def test_file_that_was_there_is_replaced(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "lain.xlsx"
    target.write_bytes(b"lama")
    write_cells(plain, target, {})
    assert target.read_bytes() == plain.read_bytes()


def test_crc_of_the_written_sheet(plain: Path) -> None:
    write_cells(plain, plain, {("L", "A1"): 5})
    with zipfile.ZipFile(plain) as archive:
        info = archive.getinfo(SHEET)
        assert info.CRC == zlib.crc32(archive.read(SHEET))


@pytest.mark.parametrize("lost", [1, 40])
def test_a_copy_that_fell_short_never_takes_the_place(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    """As a network drive may do: bytes that were handed over are not there."""
    real = snapshot_module.Snapshot.copy

    def short(self: snapshot_module.Snapshot, start: int, end: int, out: BinaryIO) -> None:
        real(self, start, max(start, end - lost), out)

    before = plain.read_bytes()
    monkeypatch.setattr(snapshot_module.Snapshot, "copy", short)
    with pytest.raises(WorkbookError) as caught:
        write_cells(plain, plain, {("L", "A1"): 5})
    assert caught.value.code == "BK012"
    assert (plain.read_bytes(), os.listdir(tmp_path)) == (before, [plain.name])
