"""Sheets of our own in a workbook of others: added, renewed, removed, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from compare_xlsx import (
    HEAD,
    STRICT,
    STRICT_RELATIONS,
    build_xlsx,
    changed_parts,
    make_strict,
    part_of,
    read_entries,
    rewritten,
    sheet_cells,
    sheet_xml,
)

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import (
    SheetCell,
    SheetSpec,
    Style,
    edit_workbook,
    open_book,
    quote_sheet,
)

BOOK = "xl/workbook.xml"
NEW = "xl/worksheets/sheet3.xml"


def spec(text: str = "salah & <é>", name: str = "Temuan") -> SheetSpec:
    return SheetSpec(
        name,
        [
            [SheetCell("Temuan", Style.TITLE)],
            [SheetCell(head, Style.HEADER) for head in ("Kode", "Pesan", "Sel", "Nilai")],
            [
                SheetCell("PK003", Style.TEXT), SheetCell(text, Style.ERROR),
                SheetCell("E12", Style.LINK, f"{quote_sheet('PK 24')}!E12"),
                SheetCell(Decimal("1.5"), Style.NUMBER),
            ],
            [],
            [None, Decimal("2.50"), date(2024, 1, 31), "=1+1", True],
        ],
        widths=(12, 60.5, 10),
        freeze=(2, 1),
    )  # fmt: skip


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    names = '<definedNames><definedName name="X" localSheetId="1">1</definedName></definedNames>'
    return build_xlsx(
        tmp_path / "a.xlsx",
        {"PK 24": sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'), "Lain": sheet_xml("")},
        after_sheets=names + '<calcPr calcId="1"/>',
        book='<bookViews><workbookView activeTab="1"/></bookViews>',
    )


def test_added_sheet_is_read_by_others(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.xlsx"
    report = edit_workbook(plain, target, {}, add_sheets=[spec()])
    assert report.sheets == {"Temuan": "Temuan"}
    assert changed_parts(plain, target) == sorted(
        ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", BOOK, "xl/styles.xml", NEW]
    )
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["PK 24", "Lain", "Temuan"]
    sheet = book["Temuan"]
    assert sheet["B3"].value == "salah & <é>"
    assert sheet["C3"].hyperlink.location == "'PK 24'!E12"
    assert sheet["D3"].number_format == "#,##0.00"
    assert (sheet["A1"].font.b, sheet["A2"].fill.fgColor.rgb) == (True, "FFD9E1F2")
    assert sheet.freeze_panes == "B3"
    assert sheet.column_dimensions["B"].width == 60.5
    assert sheet["C5"].value.date() == date(2024, 1, 31)
    assert b"<f>" not in part_of(target, NEW)
    with open_book(target) as ours:
        assert ours.sheets[2].cell(5, 2).value == Decimal("2.5")
        assert ours.sheets[2].cell(5, 4).value == "=1+1"


def test_second_run_and_renewal(plain: Path, tmp_path: Path) -> None:
    edit_workbook(plain, plain, {}, add_sheets=[spec()])
    before = plain.read_bytes()
    assert edit_workbook(plain, plain, {}, add_sheets=[spec()]).is_untouched
    assert plain.read_bytes() == before
    target = tmp_path / "b.xlsx"
    edit_workbook(plain, target, {}, add_sheets=[spec("baru")])
    assert changed_parts(plain, target) == [NEW]
    assert openpyxl.load_workbook(target).sheetnames == ["PK 24", "Lain", "Temuan"]


def test_sheet_of_the_user_is_never_overwritten(tmp_path: Path) -> None:
    source = build_xlsx(
        tmp_path / "a.xlsx", {"temuan": sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')}
    )
    for text in ("satu", "dua"):
        report = edit_workbook(source, source, {}, add_sheets=[spec(text)])
        assert report.sheets == {"Temuan": "Temuan (2)"}
    book = openpyxl.load_workbook(source)
    assert book.sheetnames == ["temuan", "Temuan (2)"]
    assert book["temuan"]["A1"].value == 1
    assert book["Temuan (2)"]["B3"].value == "dua"


def test_removal_gives_the_old_parts_back(plain: Path, tmp_path: Path) -> None:
    middle, target = tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    edit_workbook(plain, middle, {}, add_sheets=[spec()])
    edit_workbook(middle, target, {}, remove_sheets=["temuan", "Lain"])
    assert changed_parts(plain, target) == ["xl/styles.xml"]
    assert [n for n, _ in read_entries(target)] == [n for n, _ in read_entries(plain)]


def test_removal_renumbers_names_and_views(plain: Path, tmp_path: Path) -> None:
    """A sheet of ours that the user moved to the front."""
    edit_workbook(plain, plain, {}, add_sheets=[spec()])
    text = part_of(plain, BOOK).decode()
    start, end = text.index('<sheet name="Temuan"'), text.index("</sheets>")
    ours = text[start:end]
    text = text[:start] + text[end:]
    text = text.replace("<sheets>", "<sheets>" + ours).replace('activeTab="1"', 'activeTab="2"')
    text = text.replace('localSheetId="2"', 'localSheetId="0"')
    text = text.replace('name="X" localSheetId="1"', 'name="X" localSheetId="2"')
    rewritten(plain, plain, {BOOK: text.encode()})
    edit_workbook(plain, plain, {}, remove_sheets=["Temuan"])
    text = part_of(plain, BOOK).decode()
    assert 'name="X" localSheetId="1"' in text
    assert 'activeTab="1"' in text
    assert "_iku_lembar" not in text


def test_what_others_put_on_our_sheet_goes_with_it(plain: Path, tmp_path: Path) -> None:
    edit_workbook(plain, plain, {}, add_sheets=[spec()])
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    rels = f'<Relationships><Relationship Id="r1" Type="{kind}" Target="../comments1.xml"/>'
    types = part_of(plain, "[Content_Types].xml").replace(
        b"</Types>", b'<Override PartName="/xl/comments1.xml" ContentType="x/y"/></Types>'
    )
    rewritten(
        plain, plain,
        {
            "xl/worksheets/_rels/sheet3.xml.rels": rels.encode() + b"</Relationships>",
            "xl/comments1.xml": b"<comments/>", "[Content_Types].xml": types,
        },
    )  # fmt: skip
    renewed, removed = tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    edit_workbook(plain, renewed, {}, add_sheets=[spec("lain")])
    edit_workbook(plain, removed, {}, remove_sheets=["Temuan"])
    for path in (renewed, removed):
        names = " ".join(name for name, _ in read_entries(path))
        assert "comments" not in names
        assert "sheet3.xml.rels" not in names
        assert b"comments1" not in part_of(path, "[Content_Types].xml")


def test_formulas_on_our_sheet_are_followed(plain: Path, tmp_path: Path) -> None:
    edit_workbook(plain, plain, {}, add_sheets=[spec()])
    formula = '<row r="1"><c r="A1"><f>Temuan!B3</f><v>1</v></c>'
    formula += '<c r="B1"><f>C1</f><v>1</v></c></row>'
    rewritten(plain, plain, {"xl/worksheets/sheet2.xml": sheet_xml(formula).encode()})
    target = tmp_path / "b.xlsx"
    report = edit_workbook(plain, target, {}, add_sheets=[spec("lain")])
    assert report.stale_sheets == ("Lain",)
    cells = sheet_cells(part_of(target, "xl/worksheets/sheet2.xml"))
    assert [cells[1, c].find("{*}v") is None for c in (1, 2)] == [True, False]
    with pytest.raises(WorkbookError) as caught:
        edit_workbook(plain, target, {}, remove_sheets=["Temuan"])
    assert caught.value.code == "BK016"


def test_sheets_and_cells_in_one_write(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.xlsx"
    edit_workbook(plain, target, {("PK 24", "A1"): 5}, add_sheets=[spec(), spec("x", "Rincian")])
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["PK 24", "Lain", "Temuan", "Rincian"]
    assert book["PK 24"]["A1"].value == 5
    edit_workbook(target, target, {}, remove_sheets=["Temuan"])
    edit_workbook(target, target, {}, add_sheets=[spec("y", "Rincian"), spec()])
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["PK 24", "Lain", "Rincian", "Temuan"]
    assert book["Rincian"]["B3"].value == "y"


def test_strict_book(plain: Path) -> None:
    make_strict(plain)
    edit_workbook(plain, plain, {}, add_sheets=[spec()])
    assert STRICT.encode() in part_of(plain, NEW)
    assert STRICT_RELATIONS.encode() + b"/worksheet" in part_of(plain, "xl/_rels/workbook.xml.rels")
    with open_book(plain) as book:
        assert book.sheets[2].cell(3, 1).value == "PK003"


def test_book_without_styles(tmp_path: Path) -> None:
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml("")}, styles=None)
    edit_workbook(source, source, {("L", "A1"): date(2024, 1, 31)}, add_sheets=[spec()])
    book = openpyxl.load_workbook(source)
    assert book["L"]["A1"].number_format == "dd/mm/yyyy"
    assert book["Temuan"]["A1"].font.b


def test_document_properties(plain: Path, tmp_path: Path) -> None:
    vt = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    app = (
        f'{HEAD}<Properties xmlns:vt="{vt}"><HeadingPairs><vt:vector size="2" baseType="variant">'
        "<vt:variant><vt:lpstr>Worksheets</vt:lpstr></vt:variant><vt:variant><vt:i4>2</vt:i4>"
        "</vt:variant></vt:vector></HeadingPairs><TitlesOfParts>"
        '<vt:vector size="3" baseType="lpstr">'
        "<vt:lpstr>PK 24</vt:lpstr><vt:lpstr>Lain</vt:lpstr><vt:lpstr>X</vt:lpstr></vt:vector>"
        "</TitlesOfParts></Properties>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties"
    rels = part_of(plain, "_rels/.rels").replace(
        b"</Relationships>",
        f'<Relationship Id="rA" Type="{kind}" Target="docProps/app.xml"/></Relationships>'.encode(),
    )
    rewritten(plain, plain, {"docProps/app.xml": app.encode(), "_rels/.rels": rels})
    target = tmp_path / "b.xlsx"
    edit_workbook(plain, target, {}, add_sheets=[spec()])
    new = part_of(target, "docProps/app.xml").decode()
    assert "<vt:lpstr>Lain</vt:lpstr><vt:lpstr>Temuan</vt:lpstr><vt:lpstr>X</vt:lpstr>" in new
    assert '<vt:i4>3</vt:i4>' in new
    assert '<vt:vector size="4" baseType="lpstr">' in new
    edit_workbook(target, target, {}, remove_sheets=["Temuan"])
    assert part_of(target, "docProps/app.xml").decode() == app


@pytest.mark.parametrize("name", ["", "a/b", "x" * 32, "'a", "a[b]"])
def test_names_that_excel_refuses(plain: Path, name: str) -> None:
    with pytest.raises(WorkbookError) as caught:
        edit_workbook(plain, plain, {}, add_sheets=[spec(name=name)])
    assert caught.value.code == "BK018"


def test_locked_structure(tmp_path: Path) -> None:
    source = build_xlsx(
        tmp_path / "a.xlsx", {"L": sheet_xml("")}, book='<workbookProtection lockStructure="1"/>'
    )
    with pytest.raises(WorkbookError) as caught:
        edit_workbook(source, source, {}, add_sheets=[spec()])
    assert caught.value.code == "BK014"
    edit_workbook(source, source, {}, add_sheets=[spec()], allow_protected=True)
