"""Every workbook of the corpus, written and compared part by part, beside openpyxl's result."""

from __future__ import annotations

import gc
import hashlib
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from compare_xlsx import changed_parts, read_entries, sheet_cells, sheet_differences

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import (
    EditReport,
    FileBook,
    FileSheet,
    cell_ref,
    edit_workbook,
    open_book,
    parse_ref,
    write_cells,
)

pytestmark = pytest.mark.berat

FIGURE = Decimal("12345.678")
TEXT = "teks & <baru> é"
KNOWN_REFUSALS = {"BK013"}
Cells = dict[tuple[str, str], Decimal | str]


def workbooks(corpus: Path) -> list[Path]:
    found = sorted([*corpus.glob("*.xlsx"), *corpus.glob("*.xlsm")])
    assert len(found) >= 150
    return found


def targets(sheet: FileSheet) -> Cells:
    """A plain number that is there, a new cell right of the used range, a new row below it."""
    grid = sheet.grid()
    width = max((len(row) for row in grid), default=0)
    places = [(len(grid) + 2, 2, FIGURE), (2, min(width + 2, 16_384), TEXT)]
    for row, values in enumerate(grid[:300], 1):
        for column, value in enumerate(values, 1):
            if type(value) is float and not sheet.cell(row, column).is_formula:
                places.append((row, column, FIGURE))
                return _cells(sheet, places)
    return _cells(sheet, places)


def _cells(sheet: FileSheet, places: list[tuple[int, int, Decimal | str]]) -> Cells:
    return {(sheet.name, cell_ref(row, column)): value for row, column, value in places}


def write_somewhere(book: FileBook, path: Path, target: Path) -> tuple[Cells, EditReport]:
    """Write on the first sheet; leave out cells that may not be written (pivots, arrays)."""
    cells = targets(book.sheets[0])
    while cells:
        try:
            report = edit_workbook(
                path, target, cells, allow_protected=True, allow_shared=True, recalculate=False
            )
            return cells, report
        except WorkbookError as error:
            if error.code != "BK016":
                raise
            cells.popitem()
    raise AssertionError(f"nothing could be written in {path}")


def part_names(book: FileBook) -> dict[str, str]:
    """{name of an entry in lower case, slashes straight: name of the sheet}"""
    return {sheet.entry.part.lower(): sheet.name for sheet in book.sheets}


def normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def compare(book: FileBook, path: Path, target: Path, cells: Cells) -> list[str]:
    """What differs beyond the cells asked for and the stored results of their dependents."""
    problems = []
    sheets = part_names(book)
    old, new = dict(read_entries(path)), dict(read_entries(target))
    for name in changed_parts(path, target):
        sheet = sheets.get(normal(name))
        if sheet is None:
            problems.append(f"{path.name}: {name}")
            continue
        asked = {parse_ref(ref) for owner, ref in cells if owner == sheet}
        differing, forgotten, others = sheet_differences(old[name], new[name])
        if differing - asked or others:
            problems.append(f"{path.name}: {name} {differing - asked} {others}")
        if forgotten:
            before = sheet_cells(old[name])
            problems += [
                f"{path.name}: {name} {place} lost a value without being a formula's"
                for place in forgotten
                if before[place].find("{*}f") is None and not in_array(old[name], place)
            ]
    return problems


def in_array(sheet: bytes, place: tuple[int, int]) -> bool:
    from iku_excel.workbook.engine import parse_area

    for cell in sheet_cells(sheet).values():
        formula = cell.find("{*}f")
        if formula is not None and formula.get("t") in ("array", "dataTable"):
            if parse_area(formula.get("ref", "A1")).contains(*place):
                return True
    return False


def openpyxl_losses(path: Path, target: Path, cells: Cells) -> str:
    """What openpyxl's own load, set and save does to the same workbook."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with path.open("rb") as stream:
                book = openpyxl.load_workbook(stream, keep_vba=path.suffix == ".xlsm")
            for (sheet, ref), value in cells.items():
                book[sheet][ref] = float(value) if isinstance(value, Decimal) else value
            book.save(target)
            book.close()
        except Exception as error:  # noqa: BLE001 - whatever it says, it cannot do it
            return f"fails ({type(error).__name__})"
    with zipfile.ZipFile(path) as a, zipfile.ZipFile(target) as b:
        old = {normal(name) for name in a.namelist()}
        new = {normal(name) for name in b.namelist()}
    return f"{len(old - new)} parts gone, {len(changed_parts(path, target))} differ"


# openpyxl leaves archives open where it fails; what it failed at is in the table.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_workbook_is_written_and_nothing_else_changes(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problems: list[str] = []
    table: list[str] = []
    written = 0
    for path in workbooks(corpus):
        target = tmp_path / path.name
        with open_book(path) as book:
            try:
                cells, report = write_somewhere(book, path, target)
            except WorkbookError as error:
                assert error.code in KNOWN_REFUSALS, (path.name, error)
                table.append(f"{path.name:12} {error.code:34} -")
                continue
            written += 1
            problems += compare(book, path, target, cells)
            theirs = openpyxl_losses(path, tmp_path / f"openpyxl-{path.name}", cells)
            count = len(changed_parts(path, target))
            stale = f"{count} parts differ, {report.stale_cells} results forgotten"
            table.append(f"{path.name:12} {stale:44} openpyxl: {theirs}")
        problems += read_back(path, target, cells)
        first = hashlib.sha256(target.read_bytes()).digest()
        again = edit_workbook(target, target, cells, allow_protected=True, allow_shared=True)
        assert again.is_untouched, path.name
        assert hashlib.sha256(target.read_bytes()).digest() == first
    with capsys.disabled():
        print("\n" + "\n".join(table))
        print(f"{written} written, {len(problems)} with anything else changed")
    gc.collect()
    assert problems == []
    assert written >= 149


def read_back(path: Path, target: Path, cells: Cells) -> list[str]:
    """The cells as our own reader, calamine and openpyxl read them."""
    import openpyxl
    import python_calamine

    problems = []
    with open_book(target) as book:
        for (sheet, ref), value in cells.items():
            found = next(s for s in book.sheets if s.name == sheet).cell(*parse_ref(ref))
            is_date = isinstance(value, Decimal) and found.format.value == "tanggal"
            if found.value != value and not is_date:
                problems.append(f"{path.name}: {sheet}!{ref} reads {found.value!r}")
    for name, opener in (("calamine", python_calamine.load_workbook), ("openpyxl", None)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                if opener:
                    calamine = opener(path)
                    for sheet, _ in cells:
                        calamine.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                else:
                    with path.open("rb") as stream:
                        openpyxl.load_workbook(stream)
            except BaseException:  # noqa: B902 - a Rust panic is not an Exception
                continue
            for (sheet, ref), value in cells.items():
                row, column = parse_ref(ref)
                if opener:
                    grid = opener(target).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                    found_there = grid[row - 1][column - 1]
                else:
                    with target.open("rb") as stream:
                        book_there = openpyxl.load_workbook(stream)
                    if sheet not in book_there.sheetnames:
                        continue  # openpyxl shows strict workbooks as empty
                    found_there = book_there[sheet].cell(row, column).value
                expected = float(value) if isinstance(value, Decimal) else value
                if found_there != expected and type(found_there) in (str, int, float):
                    problems.append(f"{name} {path.name}: {sheet}!{ref} reads {found_there!r}")
    return problems


def test_the_public_function_refuses_only_signed_ones(corpus: Path, tmp_path: Path) -> None:
    refused = {}
    for path in workbooks(corpus):
        with open_book(path) as book:
            name = book.sheets[0].name
        try:
            write_cells(path, tmp_path / "hasil.xlsx", {(name, "XEZ999"): "ujung"})
        except WorkbookError as error:
            refused[path.name] = error.code
    assert refused == {"027.xlsx": "BK013", "028.xlsx": "BK013", "029.xlsx": "BK013"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice (soffice) is missing")
    yield program, tmp_path_factory.mktemp("profil")


@pytest.mark.kantor
@pytest.mark.timeout(600)
def test_libreoffice_reads_the_results(
    corpus: Path, tmp_path: Path, office: tuple[str, Path]
) -> None:
    """Every eighth workbook: LibreOffice opens it and finds the cells."""
    program, profile = office
    made: dict[str, Cells] = {}
    (tmp_path / "masuk").mkdir()
    for path in workbooks(corpus)[::8]:
        with open_book(path) as book:
            try:
                cells, _ = write_somewhere(book, path, tmp_path / "masuk" / f"{path.stem}.xlsx")
            except WorkbookError:
                continue
            made[f"{path.stem}.xlsx"] = cells
    out = tmp_path / "keluar"
    subprocess.run(
        [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(out), *[str(tmp_path / "masuk" / name) for name in made]],
        check=True, capture_output=True, timeout=500,
    )  # fmt: skip
    read = 0
    for name, cells in made.items():
        if not (out / name).exists():
            continue
        with open_book(out / name) as book:
            sheets = {sheet.name: sheet for sheet in book.sheets}
            for (sheet, ref), value in cells.items():
                if sheet not in sheets:
                    continue
                found = sheets[sheet].cell(*parse_ref(ref))
                if found.format.value != "tanggal":
                    assert found.value == value, (name, sheet, ref)
                    read += 1
    assert read >= 30


@pytest.mark.kantor
def test_libreoffice_shows_new_results_and_keeps_the_others(
    tmp_path: Path, office: tuple[str, Path]
) -> None:
    """C1 is independent and its stored result deliberately wrong: whoever keeps it shows 777."""
    from compare_xlsx import build_xlsx, sheet_xml

    first = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c>'
        '<c r="C1"><f>D1+5</f><v>777</v></c><c r="D1"><v>1</v></c>'
        '<c r="E1" t="str"><f>"n="&amp;Nama</f><v>n=2</v></c></row>'
        '<row r="2"><c r="A2"><f>SUM(Lain!A1:A2)</f><v>3</v></c></row>'
    )
    other = '<row r="1"><c r="A1"><f>L!B1+1</f><v>3</v></c></row>'
    source = build_xlsx(
        tmp_path / "a.xlsx",
        {"L": sheet_xml(first), "Lain": sheet_xml(other)},
        after_sheets='<definedNames><definedName name="Nama">L!$B$1</definedName></definedNames>',
    )
    write_cells(source, tmp_path / "b.xlsx", {("L", "A1"): 10})
    program, profile = office
    subprocess.run(
        [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "keluar"), str(tmp_path / "b.xlsx")],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip
    with open_book(tmp_path / "keluar" / "b.xlsx") as book:
        here, there = book.sheets
        shown = [here.cell(1, column).value for column in (1, 2, 3, 5)]
        assert shown == [10, 20, 777, "n=20"]
        assert (here.cell(2, 1).value, there.cell(1, 1).value) == (21, 21)
