"""The sheet "Temuan": added, renewed and removed, and nothing else of the workbook touched."""

from __future__ import annotations

import zipfile
from pathlib import Path

from book_maker import NAMA, make_book

from iku_excel.finding import Finding, Location, Severity
from iku_excel.workbook.engine import open_book
from iku_excel.workbook.marking import mark_findings, unmark


def finding(kode: str, severity: Severity, sheet: str | None, cell: str | None) -> Finding:
    place = Location("PK.xlsx", sheet, cell)
    return Finding(kode, severity, f"pesan {kode}", place, "SK3/1", saran="perbaiki")


def made(folder: Path) -> Path:
    return make_book(folder / "PK.xlsx", {"PK 2024": [["No", NAMA["SK3/1"]]], "Lain": [[1]]})


def grid(path: Path, name: str) -> list[list[object]]:
    with open_book(path) as book:
        sheet = next(sheet for sheet in book.sheets if sheet.name == name)
        return [list(line) for line in sheet.grid()]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_findings_stand_in_order_of_weight_then_sheet_then_cell(tmp_path: Path) -> None:
    path = made(tmp_path)
    mark_findings(
        path,
        [
            finding("BK008", Severity.NOTE, "PK 2024", "E4"),
            finding("PK003", Severity.ERROR, "PK 2024", "E12"),
            finding("PK002", Severity.ERROR, "PK 2024", "E9"),
            finding("BK004", Severity.WARNING, None, None),
        ],
    )
    rows = grid(path, "Temuan")
    assert rows[1][0] == "4 temuan: 2 kesalahan, 1 peringatan, 1 catatan"
    assert [(line[1], line[2], line[4]) for line in rows[4:]] == [
        ("kesalahan", "PK002", "E9"),
        ("kesalahan", "PK003", "E12"),
        ("peringatan", "BK004", ""),
        ("catatan", "BK008", "E4"),
    ]
    part = next(n for n, raw in parts(path).items() if b"'PK 2024'!E12" in raw)
    assert part.startswith("xl/worksheets/")


def test_other_sheets_keep_their_bytes_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    path = made(tmp_path)
    before = parts(path)
    mark_findings(path, [finding("PK003", Severity.ERROR, "PK 2024", "E12")])
    after = parts(path)
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert after[name] == before[name]
    first = path.read_bytes()
    mark_findings(path, [finding("PK003", Severity.ERROR, "PK 2024", "E12")])
    assert path.read_bytes() == first


def test_no_findings_are_said_and_the_sheet_goes_again(tmp_path: Path) -> None:
    path = made(tmp_path)
    mark_findings(path, [])
    assert grid(path, "Temuan")[1][0] == "0 temuan"
    unmark(path)
    with open_book(path) as book:
        assert [sheet.name for sheet in book.sheets] == ["PK 2024", "Lain"]
    assert len(list((tmp_path / ".iku-cadangan").iterdir())) == 2


def test_into_another_file_the_source_stays(tmp_path: Path) -> None:
    path = made(tmp_path)
    before = path.read_bytes()
    mark_findings(path, [], tmp_path / "hasil.xlsx")
    assert path.read_bytes() == before
    assert grid(tmp_path / "hasil.xlsx", "Temuan")[1][0] == "0 temuan"


def notes(path: Path) -> dict[tuple[str, str], str]:
    from openpyxl import load_workbook

    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in load_workbook(path)
        for cell in sheet._cells.values()
        if cell.comment
    }


def test_notes_on_cells_join_findings_and_go_with_the_sheet(tmp_path: Path) -> None:
    path = made(tmp_path)
    before = parts(path)
    found = [
        finding("PK004", Severity.WARNING, "PK 2024", "B1"),
        finding("PK003", Severity.ERROR, "PK 2024", "B1"),
        finding("BK008", Severity.NOTE, "Lain", "A1"),
        finding("BK004", Severity.WARNING, "PK 2024", None),
        finding("BK005", Severity.WARNING, "Tidak ada", "A1"),
    ]
    report = mark_findings(path, found, cell_notes=True)
    assert sorted(report.notes) == [("Lain", "A1"), ("PK 2024", "B1")]
    text = notes(path)["PK 2024", "B1"]
    assert text.startswith("IKU: ")
    assert 0 < text.index("[PK003]") < text.index("[PK004]")
    first = path.read_bytes()
    mark_findings(path, found, cell_notes=True)
    assert path.read_bytes() == first
    unmark(path)
    after = parts(path)
    changed = {n for n in {*before, *after} if before.get(n) != after.get(n)}
    # Looks stay; openpyxl's empty <definedNames/> goes.
    assert changed == {"xl/styles.xml", "xl/workbook.xml"}


def test_marking_again_without_notes_takes_the_old_ones_out(tmp_path: Path) -> None:
    path = made(tmp_path)
    mark_findings(path, [finding("PK003", Severity.ERROR, "PK 2024", "B1")], cell_notes=True)
    mark_findings(path, [finding("PK003", Severity.ERROR, "PK 2024", "B1")])
    assert notes(path) == {}
    assert grid(path, "Temuan")[4][2] == "PK003"


def test_long_messages_have_room(tmp_path: Path) -> None:
    """Column "Pesan" is 70 wide: 300 letters want four lines, a short message the usual one."""
    path = made(tmp_path)
    place = Location("PK.xlsx", "PK 2024", "B1")
    mark_findings(
        path,
        [
            Finding("PK003", Severity.ERROR, "kata " * 60, place, "SK3/1"),
            Finding("PK004", Severity.ERROR, "pendek", place, "SK3/1"),
        ],
    )
    from openpyxl import load_workbook

    sheet = load_workbook(path)["Temuan"]
    assert sheet.row_dimensions[5].height == 61
    assert sheet.row_dimensions[6].height is None
