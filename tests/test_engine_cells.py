"""Cells are set where they are asked for, and nothing else changes: on workbooks made by hand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from compare_xlsx import (
    MAIN,
    RELATIONS,
    STRICT,
    build_xlsx,
    changed_parts,
    part_of,
    sheet_differences,
    sheet_xml,
)

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import Write, edit_workbook, open_book, parse_ref, write_cells

SHEET = "xl/worksheets/sheet1.xml"
PLAIN = (
    '<row r="1" spans="1:3"><c r="A1" s="3"><v>1</v></c><c r="B1" t="s"><v>0</v></c>'
    '<c r="C1" t="b"><v>1</v></c></row>'
    '<row r="3" s="2" customFormat="1"><c r="B3" s="3"><v>2.5</v></c></row><row r="7"/>'
)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return build_xlsx(
        tmp_path / "buku.xlsx",
        {"Lembar": sheet_xml(PLAIN, before='<dimension ref="A1:C3"/>')},
        strings=["<t>lama</t>"],
    )


def value_of(path: Path, ref: str, sheet: str = "Lembar") -> object:
    with open_book(path) as book:
        found = next(s for s in book.sheets if s.name == sheet)
        return found.cell(*parse_ref(ref)).value


@pytest.mark.parametrize("ref", ["A1", "B1", "C1", "B2", "A3", "B3", "C3", "AA3", "D7", "B9"])
@pytest.mark.parametrize(
    "value",
    [
        Decimal("83.33"), Decimal("0"), Decimal("-0.000001"), 7, 10**15, True, False, "teks",
        "", " tepi ", "a\nb", "é 😀 & <b> \" '", "=1+1", "_x0041_", "\x07\r", "123",
        date(2024, 2, 29), datetime(2024, 1, 31, 13, 45), time(13, 45), timedelta(hours=30),
    ],
)  # fmt: skip
def test_one_cell_reads_back_and_nothing_else_changes(
    plain: Path, tmp_path: Path, ref: str, value: object
) -> None:
    target = tmp_path / "hasil.xlsx"
    write_cells(plain, target, {("Lembar", ref): value})
    is_moment = isinstance(value, (date, time, timedelta))
    allowed = [SHEET, "xl/styles.xml"] if is_moment else [SHEET]
    assert set(changed_parts(plain, target)) <= set(allowed)
    assert value_of(target, ref) == value
    differing, forgotten, others = sheet_differences(part_of(plain, SHEET), part_of(target, SHEET))
    is_already_so = ref == "C1" and value is True
    expected = set() if is_already_so else {parse_ref(ref)}
    assert (differing, forgotten, others) == (expected, set(), [])


def test_all_readers_agree(plain: Path, tmp_path: Path) -> None:
    import python_calamine

    target = tmp_path / "hasil.xlsx"
    cells = {
        ("Lembar", "A1"): Decimal("83.33"), ("Lembar", "D1"): "baru & <x>", ("Lembar", "A2"): True,
        ("Lembar", "B3"): date(2024, 2, 29), ("Lembar", "E9"): "=A1",
    }  # fmt: skip
    write_cells(plain, target, cells)
    sheet = openpyxl.load_workbook(target)["Lembar"]
    assert sheet["A1"].value == 83.33
    assert sheet["D1"].value == "baru & <x>"
    assert sheet["A2"].value is True
    assert sheet["B3"].value == datetime(2024, 2, 29)
    grid = python_calamine.load_workbook(target).get_sheet_by_name("Lembar").to_python()
    assert grid[0][0] == 83.33
    assert grid[0][3] == "baru & <x>"
    assert grid[1][0] is True
    assert grid[2][1] == date(2024, 2, 29)
    assert grid[8][4] == "=A1"
    assert b"<f>" not in part_of(target, SHEET)


def test_styles_are_kept_and_inherited(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "hasil.xlsx"
    write_cells(
        plain, target, {("Lembar", r): Decimal("0.5") for r in ("A1", "C3", "B3", "A9", "B1")}
    )
    text = part_of(target, SHEET)
    assert b'<c r="A1" s="3"><v>0.5</v></c>' in text
    assert b'<c r="C3" s="2"><v>0.5</v></c>' in text  # the row's own style
    assert b'<c r="B3" s="3"><v>0.5</v></c>' in text
    assert b'<c r="A9"><v>0.5</v></c>' in text
    assert b'<c r="B1"><v>0.5</v></c>' in text
    assert "xl/styles.xml" not in changed_parts(plain, target)


def test_column_style_is_inherited(tmp_path: Path) -> None:
    source = build_xlsx(
        tmp_path / "a.xlsx",
        {"L": sheet_xml("", before='<cols><col min="2" max="3" width="9" style="2"/></cols>')},
    )
    write_cells(source, source, {("L", "C4"): 1, ("L", "D4"): 1})
    assert b'<c r="C4" s="2"><v>1</v></c><c r="D4"><v>1</v></c>' in part_of(source, SHEET)


def test_none_clears_the_value_and_keeps_the_style(plain: Path) -> None:
    write_cells(plain, plain, {("Lembar", "B3"): None, ("Lembar", "Z9"): None})
    text = part_of(plain, SHEET)
    assert b'<c r="B3" s="3"/>' in text
    assert b"Z9" not in text


def test_decimal_is_written_digit_by_digit(plain: Path) -> None:
    figure = Decimal("12345678901234567.123456789")
    write_cells(plain, plain, {("Lembar", "A1"): figure, ("Lembar", "A2"): Decimal("1E+3")})
    text = part_of(plain, SHEET)
    assert b"<v>12345678901234567.123456789</v>" in text
    assert b"<v>1000</v>" in text


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), "x" * 32_768, object()])
def test_what_a_cell_cannot_hold_is_refused(plain: Path, value: object) -> None:
    before = plain.read_bytes()
    with pytest.raises(WorkbookError) as caught:
        write_cells(plain, plain, {("Lembar", "A1"): value})
    assert caught.value.code == "BK018"
    assert plain.read_bytes() == before


def test_existing_date_style_is_not_touched(tmp_path: Path) -> None:
    source = build_xlsx(
        tmp_path / "a.xlsx", {"L": sheet_xml('<row r="1"><c r="A1" s="1"><v>45000</v></c></row>')}
    )
    write_cells(source, source, {("L", "A1"): date(2024, 1, 31)})
    assert b'<c r="A1" s="1"><v>45322</v></c>' in part_of(source, SHEET)
    assert part_of(source, "xl/styles.xml").decode().count("<xf ") == 6


def test_date_on_a_general_cell_reuses_an_equal_style(tmp_path: Path) -> None:
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml('<row r="1"><c r="A1"/></row>')})
    target = tmp_path / "b.xlsx"
    write_cells(source, target, {("L", "A1"): date(2024, 1, 31)})
    assert changed_parts(source, target) == [SHEET]
    assert b'<c r="A1" s="1"><v>45322</v></c>' in part_of(target, SHEET)


def test_1904_dates(tmp_path: Path) -> None:
    source = build_xlsx(
        tmp_path / "a.xlsx",
        {"L": sheet_xml('<row r="1"><c r="A1" s="1"/></row>')},
        book='<workbookPr date1904="1"/>',
    )
    write_cells(source, source, {("L", "A1"): date(2025, 2, 28)})
    assert openpyxl.load_workbook(source)["L"]["A1"].value == datetime(2025, 2, 28)
    assert value_of(source, "A1", "L") == date(2025, 2, 28)


def test_number_format_and_copied_style(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.xlsx"
    cells = {
        ("Lembar", "D1"): Write(Decimal("0.5"), style_from="A1"),
        ("Lembar", "D3"): Write(Decimal("0.5"), number_format='0.0"%"'),
        ("Lembar", "B3"): Write(Decimal("2.5"), style_from="A1", number_format="0.000"),
    }
    edit_workbook(plain, target, cells)
    assert sorted(changed_parts(plain, target)) == ["xl/styles.xml", SHEET]
    sheet = openpyxl.load_workbook(target)["Lembar"]
    assert sheet["D1"].number_format == "0.00"
    assert sheet["D1"].alignment.horizontal == "center"
    assert sheet["D3"].number_format == '0.0"%"'
    assert sheet["B3"].number_format == "0.000"
    assert sheet["B3"].alignment.horizontal == "center"
    assert sheet["A1"].number_format == "0.00"
    old, new = part_of(plain, "xl/styles.xml"), part_of(target, "xl/styles.xml")
    start = old.index(b"<xf numFmtId=\"164\"")
    assert old[start : old.index(b"</cellXfs>")] in new


def test_odd_xml_is_followed_and_kept(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?><!-- <row r="9"> --><x:worksheet xmlns:x="'
        + MAIN
        + '"><?pi <c r="A1">?><x:dimension ref="A1"/><x:sheetData ><x:row><x:c t="inlineStr">'
        '<x:is><x:t><![CDATA[</x:c><x:row r="7"> ]]></x:t></x:is></x:c><x:c><x:v>5</x:v></x:c>'
        "</x:row><x:row r=\"4\"/><!-- </x:sheetData> --><x:row r='6' spans = \"1:1\">"
        "<x:c r='A6' s='0' ><x:v >1</x:v ></x:c ></x:row ></x:sheetData ></x:worksheet>"
    )
    source = build_xlsx(tmp_path / "a.xlsx", {"L": text})
    target = tmp_path / "b.xlsx"
    refs = {"B1": 7, "A4": 4, "B2": "z", "B6": 3, "A9": 1}
    write_cells(source, target, {("L", ref): value for ref, value in refs.items()})
    new = part_of(target, SHEET)
    differing, _, others = sheet_differences(text.encode(), new)
    assert (differing, others) == ({(1, 2), (4, 1), (2, 2), (6, 2), (9, 1)}, [])
    assert {ref: value_of(target, ref, "L") for ref in refs} == refs
    assert value_of(target, "A1", "L") == '</x:c><x:row r="7"> '
    assert b'<x:dimension ref="A1:B9"/>' in new
    assert b'spans = "1:2"' in new


def test_rows_and_cells_without_references(tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(rows)})
    write_cells(source, source, {("L", "B1"): 20, ("L", "D2"): 30, ("L", "A3"): 40})
    text = part_of(source, SHEET)
    assert b'<row><c><v>1</v></c><c><v>20</v></c></row><row><c><v>3</v></c><c r="D2">' in text
    assert [value_of(source, r, "L") for r in ("A1", "B1", "A2", "D2", "A3")] == [1, 20, 3, 30, 40]


def test_strict_namespace(tmp_path: Path) -> None:
    text = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>').replace(MAIN, STRICT)
    source = build_xlsx(tmp_path / "a.xlsx", {"L": text})
    write_cells(source, source, {("L", "A1"): 5, ("L", "B2"): "dua"})
    assert (value_of(source, "A1", "L"), value_of(source, "B2", "L")) == (5, "dua")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_part_stays_utf16(tmp_path: Path, encoding: str) -> None:
    text = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>é€</t></is></c></row>')
    text = text.replace("UTF-8", "UTF-16")
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    raw = bom + text.encode(encoding)
    source = build_xlsx(tmp_path / "a.xlsx", {"L": raw})
    write_cells(source, source, {("L", "B1"): "ü"})
    new = part_of(source, SHEET)
    assert new[:2] == raw[:2]
    assert len(new) > len(raw)
    assert (value_of(source, "A1", "L"), value_of(source, "B1", "L")) == ("é€", "ü")
    assert openpyxl.load_workbook(source)["L"]["B1"].value == "ü"


@pytest.mark.parametrize("dimension", ["", '<dimension ref="A1"/>', '<dimension ref="A1:XFD9"/>'])
@pytest.mark.parametrize("rows", ["<sheetData/>", "<sheetData></sheetData>", "<sheetData />"])
def test_empty_sheet(tmp_path: Path, dimension: str, rows: str) -> None:
    text = sheet_xml("", before=dimension).replace("<sheetData></sheetData>", rows)
    source = build_xlsx(tmp_path / "a.xlsx", {"L": text})
    write_cells(source, source, {("L", "C3"): "x", ("L", "A1"): 1, ("L", "B3"): 2})
    refs = [ref for row in openpyxl.load_workbook(source)["L"].iter_rows() for ref in row]
    assert {c.coordinate: c.value for c in refs if c.value is not None} == {
        "A1": 1, "B3": 2, "C3": "x",
    }  # fmt: skip


def test_rich_text_that_already_says_so_is_left(tmp_path: Path) -> None:
    source = build_xlsx(
        tmp_path / "a.xlsx",
        {"L": sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')},
        strings=['<r><t>ab</t></r><r><rPr><b/></rPr><t xml:space="preserve"> c</t></r>'],
    )
    before = source.read_bytes()
    report = edit_workbook(source, source, {("L", "A1"): "ab c"})
    assert report.is_untouched
    assert report.changed == ()
    assert source.read_bytes() == before


def test_sheet_names_by_case_then_without(tmp_path: Path) -> None:
    source = build_xlsx(tmp_path / "a.xlsx", {"data": sheet_xml(""), "DATA 2": sheet_xml("")})
    write_cells(source, source, {("DATA", "A1"): 1, ("data 2", "A1"): 2})
    assert value_of(source, "A1", "data") == 1
    assert value_of(source, "A1", "DATA 2") == 2
    with pytest.raises(WorkbookError) as caught:
        write_cells(source, source, {("tidak ada", "A1"): 1})
    assert caught.value.code == "BK017"


@pytest.mark.parametrize("ref", ["", "A", "1", "A0", "A1048577", "XFE1", "A1:B2", "Ä1", "A１"])
def test_bad_reference(plain: Path, ref: str) -> None:
    with pytest.raises(WorkbookError) as caught:
        write_cells(plain, plain, {("Lembar", ref): 1})
    assert caught.value.code == "BK018"


def test_second_run_is_byte_identical(plain: Path) -> None:
    cells = {
        ("Lembar", "A1"): Decimal("83.330"), ("Lembar", "B1"): "baru", ("Lembar", "F9"): True,
        ("Lembar", "C1"): None, ("Lembar", "G9"): date(2024, 1, 1),
    }  # fmt: skip
    assert len(edit_workbook(plain, plain, cells).changed) == 5
    first, stamp = plain.read_bytes(), plain.stat().st_mtime_ns
    report = edit_workbook(plain, plain, cells)
    assert report.is_untouched
    assert (plain.read_bytes(), plain.stat().st_mtime_ns) == (first, stamp)
    other = plain.with_name("lain.xlsx")
    write_cells(plain, other, cells)
    assert other.read_bytes() == first


def test_moments_that_their_format_rounds_are_written_once(plain: Path) -> None:
    cells = {
        ("Lembar", "A1"): datetime(2024, 1, 31, 8, 15, 30, 123_456),
        ("Lembar", "B1"): datetime(2024, 1, 31),
        ("Lembar", "D1"): timedelta(hours=30, microseconds=7),
        ("Lembar", "E1"): Decimal("0.12345678901234567890123"),
    }
    edit_workbook(plain, plain, cells)
    assert edit_workbook(plain, plain, cells).is_untouched


def test_report_says_what_changed(plain: Path) -> None:
    report = edit_workbook(plain, plain, {("lembar", "A1"): 1, ("Lembar", "B1"): Decimal("2")})
    assert [(c.sheet, c.ref, c.old, c.new) for c in report.changed] == [
        ("Lembar", "B1", "lama", Decimal("2"))
    ]


MERGED = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'


def test_merged_range_only_by_its_first_cell(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"/></row>'
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(rows, after=MERGED)})
    write_cells(source, source, {("L", "A1"): 9, ("L", "B2"): None})
    assert value_of(source, "A1", "L") == 9
    with pytest.raises(WorkbookError) as caught:
        write_cells(source, source, {("L", "B2"): 1})
    assert caught.value.code == "BK016"


def test_table_body_yes_head_no(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>K</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>'
    )
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:A3" totalsRowCount="1">'
        '<tableColumns count="1"><tableColumn id="1" name="K"/></tableColumns></table>'
    )
    rel = f'<Relationship Id="r1" Type="{RELATIONS}/table" Target="../tables/t.xml"/>'
    source = build_xlsx(
        tmp_path / "a.xlsx",
        {"L": sheet_xml(rows)},
        parts={
            "xl/tables/t.xml": table,
            "xl/worksheets/_rels/sheet1.xml.rels": f"<Relationships>{rel}</Relationships>",
        },
    )
    write_cells(source, source, {("L", "A2"): 7})
    assert value_of(source, "A2", "L") == 7
    for ref in ("A1", "A3"):
        with pytest.raises(WorkbookError) as caught:
            write_cells(source, source, {("L", ref): "lain"})
        assert caught.value.code == "BK016"


def test_protected_sheet_asks_for_unlocked_cells(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="4"><v>1</v></c></row>'
    source = build_xlsx(
        tmp_path / "a.xlsx",
        {"L": sheet_xml(rows, after='<sheetProtection password="CC1A" sheet="1"/>')},
    )
    edit_workbook(source, source, {("L", "B1"): 5, ("L", "A1"): 1})
    with pytest.raises(WorkbookError) as caught:
        edit_workbook(source, source, {("L", "A1"): 5})
    assert caught.value.code == "BK014"
    with pytest.raises(WorkbookError) as caught:
        edit_workbook(source, source, {("L", "Z99"): 5})
    assert caught.value.code == "BK014"
    edit_workbook(source, source, {("L", "A1"): 5}, allow_protected=True)
    assert (value_of(source, "A1", "L"), value_of(source, "B1", "L")) == (5, 5)
    assert b'<sheetProtection password="CC1A" sheet="1"/>' in part_of(source, SHEET)
