"""What a workbook says when it is read: values, formats, errors, formulas, hidden and merged."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from compare_xlsx import STYLES, build_xlsx, sheet_xml

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import open_book
from iku_excel.workbook.engine.styles import format_kind
from iku_excel.workbook.port import EMPTY_CELL, Area, Book, Format

FORMATS = ["General", "dd/mm/yyyy", "0.0%", '0.0"%"', "[h]:mm", "hh:mm", "@", "[$-421]dd mmmm yyyy"]
XFS = "".join(
    f'<xf numFmtId="{164 + i if i else 0}" fontId="0"/>' for i, _ in enumerate(FORMATS)
)
NUMBER_FORMATS = "".join(
    f'<numFmt numFmtId="{164 + i}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
    for i, code in enumerate(FORMATS)
)
MY_STYLES = (
    STYLES.partition("<numFmts")[0]
    + f'<numFmts count="8">{NUMBER_FORMATS}</numFmts><fonts count="1"><font/></fonts>'
    f'<cellXfs count="8">{XFS}</cellXfs></styleSheet>'
)
ROWS = (
    '<row r="1"><c r="A1"><v>0.1</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="b"><v>1</v></c>'
    '<c r="D1" t="e"><v>#DIV/0!</v></c><c r="E1"><f>1+1</f></c><c r="F1"><f>1+1</f><v>2</v></c>'
    '<c r="G1" t="str"><f>"a"</f><v>a</v></c><c r="H1" t="inlineStr"><is><t>sebaris</t></is></c>'
    '<c r="I1" t="e"><f>NA()</f><v>#N/A</v></c><c r="J1" s="2"/></row>'
    '<row r="2" hidden="1"><c r="A2" s="1"><v>45322</v></c><c r="B2" s="1"><v>45322.5</v></c>'
    '<c r="C2" s="2"><v>0.853</v></c><c r="D2" s="3"><v>85.3</v></c><c r="E2" s="4"><v>1.25</v></c>'
    '<c r="F2" s="5"><v>0.5</v></c><c r="G2" s="6" t="s"><v>0</v></c><c r="H2" s="7"><v>60</v></c>'
    '<c r="I2" s="1"><v>-5</v></c><c r="J2" s="1"><v>9999999</v></c></row>'
    '<row r="3"><c r="A3"><v>1.1000000000000001</v></c><c r="B3"><v>1E-05</v></c>'
    '<c r="C3"><v>100.0</v></c><c r="D3"><v>123456789012345678</v></c><c r="E3"><v>10,5</v></c>'
    '<c r="F3" t="s"><v>99</v></c><c r="G3" t="d"><v>2024-01-31T00:00:00Z</v></c></row>'
)


@pytest.fixture
def book_path(tmp_path: Path) -> Path:
    return build_xlsx(
        tmp_path / "a.xlsx",
        {
            "Satu": sheet_xml(
                ROWS,
                before='<cols><col min="2" max="3" width="9" hidden="1"/></cols>',
                after='<mergeCells><mergeCell ref="A5:C6"/><mergeCell ref="E1"/></mergeCells>',
            ),
            "Dua & tiga": sheet_xml('<row r="2"><c r="B2"><v>5</v></c></row>'),
        },
        strings=["<t>lama</t>", "<r><t>ka</t></r><r><t>ya</t></r><rPh><t>x</t></rPh>"],
        styles=MY_STYLES,
        after_sheets="",
    )


def test_values(book_path: Path) -> None:
    with open_book(book_path) as book:
        sheet = book.sheets[0]
        found = {
            f"{'ABCDEFGHIJ'[c - 1]}{r}": sheet.cell(r, c).value
            for r in (1, 2, 3)
            for c in range(1, 11)
        }
    assert found == {
        "A1": Decimal("0.1"), "B1": "kaya", "C1": True, "D1": None, "E1": None, "F1": Decimal(2),
        "G1": "a", "H1": "sebaris", "I1": None, "J1": None, "A2": date(2024, 1, 31),
        "B2": datetime(2024, 1, 31, 12), "C2": Decimal("0.853"), "D2": Decimal("85.3"),
        "E2": timedelta(hours=30), "F2": time(12), "G2": "lama", "H2": date(1900, 2, 28),
        "I2": Decimal(-5), "J2": Decimal(9999999), "A3": Decimal("1.1"), "B3": Decimal("0.00001"),
        "C3": Decimal(100), "D3": Decimal("123456789012345680"), "E3": "10,5", "F3": None,
        "G3": datetime(2024, 1, 31), "H3": None, "I3": None, "J3": None,
    }  # fmt: skip


def test_formulas_errors_and_formats(book_path: Path) -> None:
    with open_book(book_path) as book:
        sheet = book.sheets[0]
        flags = {
            c: (x.is_formula, x.is_uncached, x.error)
            for c, x in ((c, sheet.cell(1, c)) for c in range(1, 11))
        }
        formats = [sheet.cell(2, c).format for c in range(1, 9)]
        empty = sheet.cell(50, 50)
        code = sheet.cell(2, 4).format_code
    assert flags == {
        1: (False, False, None), 2: (False, False, None), 3: (False, False, None),
        4: (False, False, "#DIV/0!"), 5: (True, True, None), 6: (True, False, None),
        7: (True, False, None), 8: (False, False, None), 9: (True, False, "#N/A"),
        10: (False, False, None),
    }  # fmt: skip
    date_, percent, general, text = Format.DATE, Format.PERCENT, Format.GENERAL, Format.TEXT
    assert formats == [date_, date_, percent, general, date_, date_, text, date_]
    assert empty is EMPTY_CELL
    assert code == '0.0"%"'


def test_hidden_merged_and_names(book_path: Path) -> None:
    with open_book(book_path) as book:
        first, second = book.sheets
        assert (first.name, second.name) == ("Satu", "Dua & tiga")
        assert [first.is_hidden_row(r) for r in (1, 2, 3, 99)] == [False, True, False, False]
        assert [first.is_hidden_column(c) for c in (1, 2, 3, 4)] == [False, True, True, False]
        assert list(first.merged) == [Area(5, 1, 6, 3), Area(1, 5, 1, 5)]
        assert first.is_visible


def test_grid_starts_at_a1(book_path: Path) -> None:
    with open_book(book_path) as book:
        rows = book.sheets[1].grid()
    assert [[v or None for v in row] for row in rows] == [[None, None], [None, 5.0]]


def test_sha256_and_protocol(book_path: Path) -> None:
    book: Book = open_book(book_path)
    assert book.sha256 == hashlib.sha256(book_path.read_bytes()).hexdigest()
    assert book.path == str(book_path)


def test_hidden_sheets(tmp_path: Path) -> None:
    path = build_xlsx(tmp_path / "a.xlsx", {"A": sheet_xml(""), "B": sheet_xml("")})
    data = path.read_bytes()
    assert data
    from compare_xlsx import part_of, rewritten

    text = part_of(path, "xl/workbook.xml")
    text = text.replace(b'sheetId="2"', b'sheetId="2" state="veryHidden"')
    rewritten(path, path, {"xl/workbook.xml": text})
    with open_book(path) as book:
        assert [sheet.is_visible for sheet in book.sheets] == [True, False]


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#GETTING_DATA", "Err:508"])
def test_sheet_that_the_fast_reader_gives_up(tmp_path: Path, error: str) -> None:
    rows = f'<row r="2"><c r="B2" t="e"><v>{error}</v></c><c r="C2"><v>7</v></c></row>'
    path = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(rows)})
    with open_book(path) as book:
        sheet = book.sheets[0]
        assert [[v or None for v in row] for row in sheet.grid()] == [[], [None, None, 7]]
        assert sheet.cell(2, 2).error == error


@pytest.mark.parametrize("ref", ["A1048576", "XFD1048576", "XFD1"])
def test_stray_cell_far_away(tmp_path: Path, ref: str) -> None:
    row = ref.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    stray = f'<c r="{ref}"><v>9</v></c>'
    rows = f'<row r="1"><c r="A1"><v>1</v></c>{stray if row == "1" else ""}</row>'
    rows += f'<row r="{row}">{stray}</row>' if row != "1" else ""
    path = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(rows)})
    with open_book(path) as book:
        grid = book.sheets[0].grid()
        assert grid[0][0] == 1
        assert len(grid) == int(row)
        assert grid[-1][-1] == 9
        assert book.sheets[0].cell(int(row), len(grid[-1])).value == 9


def test_stale_dimension_hides_nothing(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 21))
    path = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(rows, before='<dimension ref="A1"/>')})
    with open_book(path) as book:
        assert [row[0] for row in book.sheets[0].grid()] == list(range(1, 21))


def test_rows_in_reverse_order(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (3, 2, 1))
    path = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(rows)})
    with open_book(path) as book:
        assert [row[0] for row in book.sheets[0].grid()] == [1, 2, 3]


def test_file_can_be_replaced_while_the_book_is_open(tmp_path: Path) -> None:
    path = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml("")})
    with open_book(path) as book:
        book.sheets[0].grid()
        path.write_bytes(b"lain")
        with pytest.raises(WorkbookError) as caught:
            assert book.sha256
    assert caught.value.code == "BK012"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", Format.GENERAL), ("0.00", Format.GENERAL), ("#,##0.00", Format.GENERAL),
        ("0.00E+00", Format.GENERAL), ("0%", Format.PERCENT), ('0"%"', Format.GENERAL),
        ("0\\%", Format.GENERAL), ("dd/mm/yyyy", Format.DATE), ("[h]:mm", Format.DATE),
        ("[Red]0.00", Format.GENERAL), ('"hari" 0', Format.GENERAL), ("mmm-yy", Format.DATE),
        ("[$-421]d mmmm yyyy;@", Format.DATE), ("@", Format.TEXT),
        ("[$Rp-421]#,##0", Format.GENERAL),
        ('_-"Rp"* #,##0_-', Format.GENERAL), ("General\" dok\"", Format.GENERAL),
        ("[>=1]0.0%;0%", Format.PERCENT), ("h:mm AM/PM", Format.DATE),
        ("0.0;[=0]\"-\"", Format.GENERAL),
    ],
)  # fmt: skip
def test_number_formats(code: str, kind: Format) -> None:
    assert format_kind(code) is kind
