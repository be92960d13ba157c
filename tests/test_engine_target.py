"""The file that is written is whole or untouched, whatever happens meanwhile."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

import pytest
from compare_xlsx import build_xlsx, part_of, read_entries, rewritten, sheet_xml

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import edit_workbook, open_book, write_cells
from iku_excel.workbook.engine import snapshot as snapshot_module

ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return build_xlsx(tmp_path / "buku.xlsx", {"L": sheet_xml(ROWS)})


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
