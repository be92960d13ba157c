"""One contract, every port: a file, a workbook open in (a model of) Excel, one open in Calc.

The same workbook, the same expectations. Calc needs LibreOffice and is heavy; the other two are
not. Excel is xlwings' real Windows engine over a model of Excel's COM.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import com_model
import pytest
import xlsxwriter
from addin_office import open_up
from calc_office import CalcOffice

from iku_excel.errors import WorkbookError
from iku_excel.hosts.bridge import changes_to_json
from iku_excel.hosts.file_host import apply_to_file
from iku_excel.hosts.live_commands import Request, plan_command
from iku_excel.pipeline import examine
from iku_excel.resources import samples_path
from iku_excel.workbook.engine import SheetCell, SheetSpec, Style, open_book, parse_ref
from iku_excel.workbook.excel_port import connect
from iku_excel.workbook.live import Applied, LiveChanges
from iku_excel.workbook.port import Area, Book, Format, Sheet
from iku_excel.workbook.snapshot_port import SnapshotBook
from iku_excel.workbook.writer import PlannedCell

SAH = samples_path() / "sah"


class Port(Protocol):
    """How a test sees any port."""

    def book(self) -> Book: ...

    def apply(self, changes: LiveChanges) -> Applied: ...


class FilePort:
    def __init__(self, path: Path) -> None:
        self.path = path

    def book(self) -> Book:
        return open_book(self.path)

    def apply(self, changes: LiveChanges) -> Applied:
        return apply_to_file(self.path, self.book(), changes)


class ExcelPort:
    def __init__(self, path: Path) -> None:
        self.excel = com_model.Excel(path)
        self.name = path.name

    def book(self) -> Book:
        return connect(self.name, com_model.HWND)

    def apply(self, changes: LiveChanges) -> Applied:
        return connect(self.name, com_model.HWND).apply(changes)


class CalcPort:
    def __init__(self, path: Path) -> None:
        self.office = office()
        self.office.ask("open", path=str(self.office.place(path)))

    def book(self) -> Book:
        return SnapshotBook(self.office.ask("describe"))

    def apply(self, changes: LiveChanges) -> Applied:
        document, applied = changes_to_json(SnapshotBook(self.office.ask("describe")), changes)
        answer = self.office.ask("apply", answer=document)
        if "refused" in answer:
            raise WorkbookError("BK014", answer["refused"])
        return applied


@cache
def office() -> CalcOffice:
    return CalcOffice()


@pytest.fixture(scope="module", autouse=True)
def _end_office() -> Iterator[None]:
    yield
    if office.cache_info().currsize:
        office().close()
        office.cache_clear()


PORTS = [
    pytest.param(FilePort, id="file"),
    pytest.param(ExcelPort, id="excel"),
    pytest.param(CalcPort, id="calc", marks=pytest.mark.berat),
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small workbook with every kind of cell."""
    path = tmp_path / "uji.xlsx"
    book = xlsxwriter.Workbook(str(path))
    percent = book.add_format({"num_format": "0.0%"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("PK")
    sheet.write_row("A1", ["Indikator", "Target", "Capaian", "Hasil", "Ket"])
    sheet.write_row("A2", ["IKU 1.1", 80, 72.5])
    sheet.write_string("E2", "080", text)
    sheet.write_row("A3", ["IKU 1.2", 30])
    sheet.write_formula("C3", "=B2/0", None, "#DIV/0!")
    sheet.write_formula("D3", "=B2/B3*100", None, 266.666666666667)
    sheet.write_boolean("E3", True)
    sheet.write_string("A4", "IKU 2.1")
    sheet.write_datetime("C4", dt.datetime(2026, 11, 22), day)
    sheet.write_number("D4", 0.45, percent)
    sheet.write_string("E4", "#N/A")
    sheet.merge_range("A6:B6", "Jumlah")
    sheet.write_number("A8", 0.1)
    sheet.set_row(6, None, None, {"hidden": True})
    sheet.set_column("G:G", None, None, {"hidden": True})
    sheet.write_string("H8", "akhir")
    other = book.add_worksheet("Mulai di C5")
    other.write_string("C5", "x")
    locked = book.add_worksheet("Terkunci")
    locked.write_number("A1", 1)
    locked.write_number("A2", 2, book.add_format({"locked": False}))
    locked.protect()
    hidden = book.add_worksheet("Rahasia")
    hidden.write_number("A1", 1)
    hidden.hide()
    book.close()
    return path


@pytest.fixture(params=PORTS)
def port(request: pytest.FixtureRequest, source: Path) -> Iterator[Port]:
    made = request.param(source)
    yield made
    if isinstance(made, CalcPort):
        made.office.ask("close")


def sheet_of(port: Port, name: str = "PK") -> Sheet:
    return next(sheet for sheet in port.book().sheets if sheet.name == name)


def values(port: Port, name: str, *refs: tuple[int, int]) -> list[Any]:
    sheet = sheet_of(port, name)
    return [sheet.cell(*ref).value for ref in refs]


def put(lembar: str, **cells: Any) -> LiveChanges:
    """`put("PK", D2=Decimal("90.63"))`."""
    planned = [PlannedCell(lembar, sel, value) for sel, value in cells.items()]
    return LiveChanges("IKU: Uji", cells=tuple(planned))


def test_sheets(port: Port) -> None:
    found = [(sheet.name, sheet.is_visible) for sheet in port.book().sheets]
    assert found == [("PK", True), ("Mulai di C5", True), ("Terkunci", True), ("Rahasia", False)]


def test_the_digest_is_the_files_until_something_changes(port: Port, source: Path) -> None:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert port.book().sha256 == digest
    port.apply(put("PK", D2=Decimal("90.63")))
    assert port.book().sha256 != digest


def test_the_grid_has_every_value_from_a1(port: Port) -> None:
    grid = sheet_of(port).grid()
    assert list(grid[0][:5]) == ["Indikator", "Target", "Capaian", "Hasil", "Ket"]
    assert [grid[1][1], grid[1][2], grid[1][4]] == [80, 72.5, "080"]
    assert grid[2][2] in (None, "")
    assert grid[2][4] is True
    assert grid[3][2] in (dt.date(2026, 11, 22), dt.datetime(2026, 11, 22))
    assert [len(grid), grid[7][7]] == [8, "akhir"]
    assert sheet_of(port, "Mulai di C5").grid()[4][2] == "x"


def test_a_cell_in_full(port: Port) -> None:
    sheet = sheet_of(port)
    assert sheet.cell(2, 2).value == Decimal(80)
    assert str(sheet.cell(2, 3).value) == "72.5"
    assert str(sheet.cell(8, 1).value) == "0.1"
    assert sheet.cell(2, 5).value == "080"
    assert sheet.cell(3, 5).value is True
    assert sheet.cell(4, 5).value == "#N/A" and sheet.cell(4, 5).error is None
    assert sheet.cell(2, 4).value is None
    assert sheet.cell(99, 99).value is None
    assert sheet.cell(4, 3).value in (dt.date(2026, 11, 22), dt.datetime(2026, 11, 22))
    assert sheet.cell(4, 3).format is Format.DATE
    assert sheet.cell(4, 4).format is Format.PERCENT
    assert sheet.cell(2, 2).format is Format.GENERAL


def test_formulas_and_errors(port: Port) -> None:
    sheet = sheet_of(port)
    broken, good = sheet.cell(3, 3), sheet.cell(3, 4)
    assert (broken.value, broken.error, broken.is_formula) == (None, "#DIV/0!", True)
    assert (good.is_formula, good.is_uncached, good.error) == (True, False, None)
    assert isinstance(good.value, Decimal)
    assert round(good.value, 4) == Decimal("266.6667")
    assert sheet.cell(2, 2).is_formula is False


def test_merged_and_hidden(port: Port) -> None:
    sheet = sheet_of(port)
    assert list(sheet.merged) == [Area(6, 1, 6, 2)]
    assert [row for row in range(1, 9) if sheet.is_hidden_row(row)] == [7]
    assert [column for column in range(1, 9) if sheet.is_hidden_column(column)] == [7]


def test_writing_sets_those_cells_and_nothing_else(port: Port) -> None:
    before = [list(row) for row in sheet_of(port).grid()]
    port.apply(put("PK", D2=Decimal("90.63"), B4=25, B2=81, E4=None))
    assert values(port, "PK", (2, 4), (4, 2), (2, 2), (4, 5)) == [
        Decimal("90.63"), 25, 81, None,
    ]  # fmt: skip
    sheet = sheet_of(port)
    assert sheet.cell(3, 4).is_formula
    after = [list(row) for row in sheet.grid()]
    assert after[0] == before[0]
    assert after[5:] == before[5:]


TEXTS = [
    "080", "=HYPERLINK(1)", "1/2", "+62 812", "-", "TRUE", "baris 1\nbaris 2", "a" * 3000, "é ✓",
    "belum tercapai", "'kutip'", "@x", "12 Mei 2024", "1e5", "50%",
]  # fmt: skip


def test_text_stays_text(port: Port) -> None:
    cells = {f"K{row}": text for row, text in enumerate(TEXTS, 1)}
    port.apply(put("PK", **cells))
    sheet = sheet_of(port)
    assert [sheet.cell(row, 11).value for row in range(1, len(TEXTS) + 1)] == TEXTS
    assert not any(sheet.cell(row, 11).is_formula for row in range(1, len(TEXTS) + 1))


def test_figures_come_back_exactly(port: Port) -> None:
    figures = [Decimal(t) for t in ("0.1", "83.33", "-0.005", "123456789.12", "0", "1000000")]
    port.apply(put("PK", **{f"K{row}": figure for row, figure in enumerate(figures, 1)}))
    found = values(port, "PK", *((row, 11) for row in range(1, len(figures) + 1)))
    assert found == figures


def test_formulas_and_merged_cells_are_respected(port: Port) -> None:
    applied = port.apply(put("PK", D3=1, B6=2, D2=3))
    assert applied.formulas == (("PK", "D3"),)
    assert applied.merged == (("PK", "B6"),)
    sheet = sheet_of(port)
    assert sheet.cell(3, 4).is_formula
    assert [sheet.cell(6, 2).value, sheet.cell(2, 4).value] == [None, 3]


def test_a_locked_cell_stops_the_whole_step(port: Port) -> None:
    changes = put("Terkunci", A1=9, A2=9)
    both = LiveChanges("IKU: Uji", cells=(*put("PK", D2=9).cells, *changes.cells))
    with pytest.raises(WorkbookError) as refused:
        port.apply(both)
    assert refused.value.code == "BK014"
    assert values(port, "PK", (2, 4)) == [None]
    assert values(port, "Terkunci", (1, 1), (2, 1)) == [1, 2]
    port.apply(put("Terkunci", A2=9))
    assert values(port, "Terkunci", (1, 1), (2, 1)) == [1, 9]


def test_a_new_cell_takes_its_neighbours_look(port: Port) -> None:
    cells = (
        PlannedCell("PK", "J4", Decimal("0.5"), "D4"),
        PlannedCell("PK", "J5", Decimal("0.5"), "D5", "0.00"),
    )
    port.apply(LiveChanges("IKU: Uji", cells=cells))
    sheet = sheet_of(port)
    assert sheet.cell(4, 10).format is Format.PERCENT
    assert sheet.cell(5, 10).format is Format.GENERAL
    assert sheet.cell(4, 10).value == Decimal("0.5")


def own_sheet(name: str, text: str) -> SheetSpec:
    rows = [
        [SheetCell("Judul", Style.TITLE)],
        [SheetCell("No", Style.HEADER), SheetCell("Sel", Style.HEADER)],
        [SheetCell(1, Style.WHOLE), SheetCell("B4", Style.LINK, "'PK'!B4"), SheetCell(text)],
    ]
    return SheetSpec(name, rows, (5, 10, 40), (2, 0))


def test_a_sheet_of_ours_is_added_renewed_and_removed(port: Port) -> None:
    for text in ("=satu", "dua"):
        port.apply(LiveChanges("IKU: Uji", sheets=(own_sheet("Temuan", text),)))
        names = [sheet.name for sheet in port.book().sheets]
        assert names[-1] == "Temuan" and len(names) == 5
        assert values(port, "Temuan", (1, 1), (3, 1), (3, 2), (3, 3)) == ["Judul", 1, "B4", text]
    port.apply(LiveChanges("IKU: Uji", removed_sheets=("Temuan",)))
    assert "Temuan" not in [sheet.name for sheet in port.book().sheets]


def test_a_sheet_of_the_users_is_never_ours(port: Port) -> None:
    port.apply(LiveChanges("IKU: Uji", sheets=(own_sheet("Terkunci", "x"),)))
    names = [sheet.name for sheet in port.book().sheets]
    assert names[:4] == ["PK", "Mulai di C5", "Terkunci", "Rahasia"]
    assert values(port, "Terkunci", (1, 1)) == [1]
    assert values(port, names[4], (1, 1)) == ["Judul"]
    port.apply(LiveChanges("IKU: Uji", removed_sheets=("Terkunci", "PK")))
    assert [sheet.name for sheet in port.book().sheets] == names[:4]


SAMPLES = [
    "PK_2024.xlsx",
    "bulanan/Monitoring_2024_07.xlsx",
    "bentuk/Monitoring_TW_2024.xlsx",
    "bentuk/Lembar_Indikator_2024.xlsx",
    "bentuk/Realisasi_Bulanan_2024.xlsx",
    "bentuk/Rencana_Aksi_Perjakin_2024_TW4.xlsx",
    "bentuk/Data_Dukung_2024.xlsx",
]


MONITORING = [
    "bulanan/Monitoring_2024_07.xlsx",
    "bentuk/Monitoring_TW_2024.xlsx",
    "bentuk/Lembar_Indikator_2024.xlsx",
    "bentuk/Realisasi_Bulanan_2024.xlsx",
    "bentuk/Realisasi_Per_Bulan_2024.xlsx",
]


def report(book: Book, keputusan: Any = None) -> dict[str, Any]:
    """What the pipeline makes of a workbook, without the name it goes by."""
    found = examine([book], hari_ini=dt.date(2025, 1, 15)).to_json()
    (berkas,) = found["berkas"]
    del berkas["berkas"]
    return found


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("kind", PORTS[1:])
def test_the_pipeline_gives_the_same_through_every_port(
    tmp_path: Path, sample: str, kind: type[Any]
) -> None:
    path = open_up(SAH / sample, tmp_path / Path(sample).name)
    shutil.copy(SAH / sample, path)
    with open_book(path) as book:
        expected = report(book)
    made = kind(path)
    assert report(made.book()) == expected
    if isinstance(made, CalcPort):
        made.office.ask("close")


def computed(port: Port) -> dict[tuple[str, str], Any]:
    """Every cell that "Hitung Capaian" plans, as it stands afterwards."""
    found = plan_command(port.book(), Request("hitung", hari_ini=dt.date(2025, 1, 15)))
    assert found.changes is not None
    port.apply(found.changes)
    sheets = {sheet.name: sheet for sheet in port.book().sheets}
    return {
        (cell.lembar, cell.sel): sheets[cell.lembar].cell(*parse_ref(cell.sel)).value
        for cell in found.changes.cells
    }


@pytest.mark.parametrize("sample", MONITORING)
@pytest.mark.parametrize("kind", PORTS[1:])
def test_computing_writes_the_same_cells_through_every_port(
    tmp_path: Path, sample: str, kind: type[Any]
) -> None:
    path = Path(shutil.copy(SAH / sample, tmp_path))
    own = Path(shutil.copy(SAH / sample, tmp_path / "berkas.xlsx"))
    made = kind(path)
    found = computed(made)
    assert found == computed(FilePort(own))
    assert len(found) >= 5
    if isinstance(made, CalcPort):
        made.office.ask("close")
