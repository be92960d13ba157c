"""`iku hitung --sebagai rumus`: the computed columns as live formulas with their results."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from book_maker import NAMA, SheetMade, make_book
from compare_xlsx import build_xlsx, changed_parts, read_entries, sheet_xml
from recalculated import figures, formulas, recalculate

from iku_excel import examine
from iku_excel.errors import WorkbookError
from iku_excel.hosts.cli import main
from iku_excel.workbook.engine import Formula, Write, edit_workbook, open_book, write_cells

ROOT = Path(__file__).resolve().parent.parent
SAH = ROOT / "samples" / "sah"
GOOD = sorted(SAH.rglob("*.xlsx"))
HEADER = ["No", "Indikator Kinerja", "Satuan", "Target 2024", "Realisasi", "Capaian"]


def hitung(path: Path, *options: str, exit_codes: tuple[int, ...] = (0, 1)) -> None:
    assert main(["hitung", str(path), *options]) in exit_codes


def monitoring(path: Path, *rows: list[Any], header: list[str] = HEADER, **made: Any) -> Path:
    title: list[list[Any]] = [["MONITORING TAHUN 2024"], []]
    return make_book(path, {"M": SheetMade([*title, header, *rows], **made)})


def row(kode: str, target: Any, realisasi: Any, capaian: Any = None) -> list[Any]:
    return [kode, NAMA[kode], None, target, realisasi, capaian]


# What is written --------------------------------------------------------------------------------


def test_formula_over_target_and_realisasi(tmp_path: Path) -> None:
    book = monitoring(tmp_path / "b.xlsx", row("SK3/2", 15, 12.5), row("SK8/1", 76, 80))
    hitung(book, "--sebagai", "rumus")
    assert formulas(book) == {
        ("M", "F4"): "=ROUND(MAX(0,MIN(120,E4/D4*100)),2)",
        ("M", "F5"): "=ROUND(MAX(0,MIN(120,E5/D5*100)),2)",
    }
    assert figures(book)["M", "F4"] == Decimal("83.33")
    assert figures(book)["M", "F5"] == Decimal("105.26")


def test_percent_formatted_cells(tmp_path: Path) -> None:
    book = monitoring(
        tmp_path / "b.xlsx",
        row("SK3/2", 0.15, 0.125),
        row("SK3/3", 15, 0.125),
        row("SK3/5", 0.8, 60),
        formats={"D4": "0%", "E4": "0.0%", "F4": "0.00%", "E5": "0.0%", "D6": "0%", "F6": "0%"},
    )
    hitung(book, "--sebagai", "rumus")
    assert formulas(book) == {
        ("M", "F4"): "=ROUND(MAX(0,MIN(1.2,E4/D4)),4)",
        ("M", "F5"): "=ROUND(MAX(0,MIN(120,E5*100/D5*100)),2)",
        ("M", "F6"): "=ROUND(MAX(0,MIN(1.2,E6/(D6*100))),4)",
    }
    found = figures(book)
    assert [found["M", f"F{n}"] for n in (4, 5, 6)] == [
        Decimal("0.8333"), Decimal("83.33"), Decimal("0.75"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kebijakan", "formula"),
    [
        ("baku", "=ROUND(MAX(0,MIN(120,E4/D4*100)),2)"),
        ("tanpa-batas", "=ROUND(E4/D4*100,2)"),
        ("batas-110,pembulatan=0", "=ROUND(MAX(0,MIN(110,E4/D4*100)),0)"),
        ("batas_bawah=tanpa", "=ROUND(MIN(120,E4/D4*100),2)"),
    ],
)
def test_policy_is_in_the_formula(tmp_path: Path, kebijakan: str, formula: str) -> None:
    book = monitoring(tmp_path / "b.xlsx", row("SK3/2", 15, 12.5))
    hitung(book, "--sebagai", "rumus", "--kebijakan", kebijakan)
    assert formulas(book) == {("M", "F4"): formula}


def test_months_are_added_up_or_the_last_one_taken(tmp_path: Path) -> None:
    months = ["Januari", "Februari", "Maret", "April"]
    header = ["No", "Indikator Kinerja", "Target 2024", *months]
    book = monitoring(
        tmp_path / "b.xlsx",
        ["SK1/2", NAMA["SK1/2"], 5, 1, None, 2, 1],
        ["SK8/1", NAMA["SK8/1"], 76, 70, 71, 72, None],
        header=header,
    )
    hitung(book, "--sebagai", "rumus")
    assert formulas(book) == {
        ("M", "H4"): "=ROUND(MAX(0,MIN(120,SUM(D4,F4:G4)/C4*100)),2)",
        ("M", "H5"): "=ROUND(MAX(0,MIN(120,F5/C5*100)),2)",
    }
    assert figures(book)["M", "H4"] == 80


def test_capaian_mentah_and_status_columns(tmp_path: Path) -> None:
    header = [*HEADER[:5], "Capaian", "Status"]
    book = monitoring(tmp_path / "b.xlsx", row("SK8/1", 76, 80), header=header)
    hitung(book, "--sebagai", "rumus")
    assert formulas(book)["M", "G4"] == '=IF(E4>=D4,"tercapai","belum tercapai")'
    assert figures(book)["M", "G4"] == "tercapai"


@pytest.mark.parametrize(
    ("target", "formula"),
    [("15 Persen", "=ROUND(MAX(0,MIN(120,E4/15*100)),2)"), (None, "E4/10*100")],
)
def test_target_that_is_no_number_cell_stands_as_a_constant(
    tmp_path: Path, target: str | None, formula: str
) -> None:
    book = monitoring(tmp_path / "b.xlsx", row("SK3/2", target, 12))
    hitung(book, "--sebagai", "rumus")
    assert formula in formulas(book)["M", "F4"]


def test_what_no_formula_gives_stays_a_value_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = monitoring(tmp_path / "b.xlsx", row("SK3/2", 15, "12,5"), row("SK8/1", 76, None))
    hitung(book, "--sebagai", "rumus", "--json")
    (berkas,) = json.loads(capsys.readouterr().out)["berkas"]
    assert formulas(book) == {}
    assert figures(book)["M", "F4"] == Decimal("83.33")
    assert [(t["lembar"], t["sel"]) for t in berkas["tetap_nilai"]] == [("M", "F4")]
    hitung(book, "--sebagai", "rumus")
    assert "M!F4" in capsys.readouterr().out


def test_json_tells_the_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = monitoring(tmp_path / "b.xlsx", row("SK3/2", 15, 12.5))
    hitung(book, "--sebagai", "rumus", "--json")
    (berkas,) = json.loads(capsys.readouterr().out)["berkas"]
    assert berkas["ditulis"] == [
        {"lembar": "M", "sel": "F4", "lama": None, "baru": "83.33",
         "rumus": "=ROUND(MAX(0,MIN(120,E4/D4*100)),2)"}
    ]  # fmt: skip


# Twice, and back --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Monitoring_TW_2024", "Lembar_Indikator_2024", "Realisasi_Per_"])
def test_twice_is_once_and_modes_change(name: str, tmp_path: Path) -> None:
    source = next(path for path in GOOD if path.name.startswith(name))
    values, live = tmp_path / "nilai.xlsx", tmp_path / "rumus.xlsx"
    hitung(source, "--ke", str(values))
    hitung(source, "--ke", str(live), "--sebagai", "rumus")
    assert formulas(values).keys() < formulas(live).keys()
    assert figures(values) == figures(live)
    first = live.read_bytes()
    hitung(live, "--sebagai", "rumus")
    assert live.read_bytes() == first
    hitung(live)
    assert figures(live) == figures(values)
    assert formulas(live) == formulas(values)
    second = live.read_bytes()
    hitung(live)
    assert live.read_bytes() == second
    hitung(live, "--sebagai", "rumus")
    assert formulas(live).keys() > formulas(values).keys()


def test_our_formulas_are_no_findings(tmp_path: Path) -> None:
    for source in GOOD:
        live = tmp_path / source.name
        hitung(source, "--ke", str(live), "--sebagai", "rumus")
        codes = {
            finding.code
            for finding in examine([live]).findings
            if finding.code in ("CP001", "BK005", "BK006")
        }
        assert codes == set(), source.name


def test_formula_of_the_user_that_agrees_is_left(tmp_path: Path) -> None:
    book = monitoring(tmp_path / "b.xlsx", row("SK3/2", 15, 12.5))
    edit_workbook(book, book, {("M", "F4"): Formula("E4/D4*100", Decimal(12.5) / 15 * 100)})
    before = book.read_bytes()
    for mode in ("rumus", "nilai"):
        hitung(book, "--sebagai", mode)
        assert book.read_bytes() == before


def test_formula_that_looks_at_other_cells_now_is_renewed(tmp_path: Path) -> None:
    header = ["No", "Indikator Kinerja", "Target 2024", "Januari", "Februari", "Capaian", "Status"]
    line = ["SK8/1", NAMA["SK8/1"], 76, 76, None]
    book = monitoring(tmp_path / "b.xlsx", line, header=header)
    hitung(book, "--sebagai", "rumus")
    assert formulas(book)["M", "F4"] == "=ROUND(MAX(0,MIN(120,D4/C4*100)),2)"
    write_cells(book, book, {("M", "E4"): 76})
    edit_workbook(book, book, {("M", "F4"): Formula(formulas(book)["M", "F4"][1:], Decimal(100))})
    hitung(book, "--sebagai", "rumus")
    assert formulas(book)["M", "F4"] == "=ROUND(MAX(0,MIN(120,E4/C4*100)),2)"
    assert formulas(book)["M", "G4"] == '=IF(E4>=C4,"tercapai","belum tercapai")'


# The engine -------------------------------------------------------------------------------------


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    rows = (
        '<row r="1"><c r="A1" s="0"><v>2</v></c><c r="B1"><f>A1*2</f><v>4</v></c>'
        '<c r="C1"><f>B1+1</f><v>5</v></c></row>'
    )
    return build_xlsx(tmp_path / "buku.xlsx", {"L": sheet_xml(rows)})


def sheet_text(path: Path) -> str:
    return dict(read_entries(path))["xl/worksheets/sheet1.xml"].decode()


def test_formula_with_its_result(plain: Path) -> None:
    edit_workbook(plain, plain, {("L", "D1"): Formula('IF(A1<3,"a&b","c")', "a&b")})
    assert '<c r="D1" t="str"><f>IF(A1&lt;3,"a&amp;b","c")</f><v>a&amp;b</v></c>' in sheet_text(
        plain
    )
    with open_book(plain) as book:
        cell = book.sheets[0].cell(1, 4)
    assert (cell.value, cell.formula, cell.is_uncached) == ("a&b", 'IF(A1<3,"a&b","c")', False)


def test_formula_in_place_of_a_formula_forgets_what_depends_on_it(plain: Path) -> None:
    edit_workbook(plain, plain, {("L", "B1"): Formula("A1*3", Decimal(6))})
    assert '<c r="B1"><f>A1*3</f><v>6</v></c><c r="C1"><f>B1+1</f></c>' in sheet_text(plain)


def test_same_formula_and_result_change_nothing(plain: Path) -> None:
    before = plain.read_bytes()
    report = edit_workbook(plain, plain, {("L", "B1"): Formula("A1*2", Decimal(4))})
    assert report.is_untouched
    assert plain.read_bytes() == before


def test_value_that_becomes_a_formula_of_the_same_value_forgets_nothing(plain: Path) -> None:
    edit_workbook(plain, plain, {("L", "A1"): Write(Formula("1+1", Decimal(2)))})
    assert '<f>1+1</f><v>2</v></c><c r="B1"><f>A1*2</f><v>4</v></c>' in sheet_text(plain)


@pytest.mark.parametrize("text", ["", "1+" * 4096 + "1"])
def test_formula_that_excel_cannot_hold(plain: Path, text: str) -> None:
    with pytest.raises(WorkbookError) as caught:
        edit_workbook(plain, plain, {("L", "D1"): Formula(text, Decimal(1))})
    assert caught.value.code == "BK018"


def test_text_is_never_a_formula(plain: Path) -> None:
    write_cells(plain, plain, {("L", "D1"): "=1+1"})
    assert "<is><t>=1+1</t></is>" in sheet_text(plain)
    assert "<f>1+1</f>" not in sheet_text(plain)


def test_list_of_formulas_goes_when_one_comes_in(tmp_path: Path) -> None:
    source = tmp_path / "b.xlsx"
    shutil.copy(SAH / "bentuk" / "Monitoring_2024_03.xlsx", source)
    made = tmp_path / "c.xlsx"
    hitung(source, "--ke", str(made), "--sebagai", "rumus")
    gone = {name for name, _ in read_entries(source)} - {name for name, _ in read_entries(made)}
    assert gone <= {"xl/calcChain.xml"}
    assert set(changed_parts(source, made)) - gone <= {
        *(name for name, _ in read_entries(source) if name.startswith("xl/worksheets/sheet")),
        "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml",
    }  # fmt: skip


# LibreOffice agrees -----------------------------------------------------------------------------


@pytest.mark.berat
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kebijakan", ["baku", "tanpa-batas,pembulatan=4", "batas-100"])
def test_libreoffice_gets_what_is_stored(kebijakan: str, tmp_path: Path) -> None:
    """Every good sample: each formula of ours recalculated, equal to the digit."""
    made, ours = [], {}
    for number, source in enumerate(GOOD):
        before = tmp_path / f"lama-{number}.xlsx"
        live = tmp_path / f"{number}-{source.name}"
        hitung(source, "--ke", str(before), "--kebijakan", kebijakan)
        hitung(source, "--ke", str(live), "--sebagai", "rumus", "--kebijakan", kebijakan)
        own = formulas(live).keys() - formulas(before).keys()
        if own:
            made.append(live)
            ours[live.name] = own
    count = 0
    for name, path in recalculate(made, tmp_path).items():
        stored, found = figures(tmp_path / name), figures(path)
        for place in ours[name]:
            assert found.get(place) == stored[place], (name, place)
            count += 1
    print(f"{count} formulas in {len(made)} workbooks recalculated by LibreOffice")
    assert count > 300
