"""Notes of ours on cells of others' workbooks: put, renewed, taken out, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from compare_xlsx import (
    MAIN,
    STRICT,
    STRICT_RELATIONS,
    build_xlsx,
    changed_parts,
    make_strict,
    parse,
    part_of,
    read_entries,
    rewritten,
    sheet_xml,
)
from openpyxl.comments import Comment

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import SheetSpec, SkippedNote, edit_workbook, open_book

SHEET = "xl/worksheets/sheet1.xml"
RELS = "xl/worksheets/_rels/sheet1.xml.rels"
TYPES = "[Content_Types].xml"
COMMENTS = "xl/comments1.xml"
VML = "xl/drawings/vmlDrawing1.vml"
END = "\n(catatan otomatis IKU)"
ROW = '<row r="3" ht="90" customHeight="1"><c r="B3"><v>1</v></c><c r="C3"><v>2</v></c></row>'


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return build_xlsx(tmp_path / "a.xlsx", {"PK": sheet_xml(ROW), "Lain": sheet_xml(ROW)})


def notes_of(path: Path, sheet: str = "PK") -> dict[str, tuple[str, str]]:
    """{cell: (author, text)} as openpyxl reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    cells = [cell for cell in book[sheet]._cells.values() if cell.comment]
    return {c.coordinate: (c.comment.author, c.comment.text.replace("\r", "")) for c in cells}


def boxes(path: Path, part: str = VML) -> list[tuple[int, int]]:
    """(row, column) of each note's box, from 1."""
    space = "{urn:schemas-microsoft-com:office:excel}"
    found = []
    for data in parse(part_of(path, part)).iter(f"{space}ClientData"):
        if data.get("ObjectType") == "Note":
            row, column = data.findtext(f"{space}Row"), data.findtext(f"{space}Column")
            found.append((int(row or -9) + 1, int(column or -9) + 1))
    return found


def assert_back(source: Path, marked: Path, folder: Path) -> None:
    """Taking our notes out gives every part as it was, in the order it was in."""
    target = folder / "kembali.xlsx"
    edit_workbook(marked, target, {}, remove_notes=True)
    assert read_entries(target) == read_entries(source)


def assert_valid(path: Path, source: Path) -> None:
    """No error that the source has not."""
    from openxml_audit import OpenXmlValidator

    old, new = (OpenXmlValidator().validate(str(p)).errors for p in (source, path))
    assert {str(error) for error in new} <= {str(error) for error in old}


def test_notes_are_put_and_taken_out_again(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.xlsx"
    report = edit_workbook(
        plain, target, {}, notes={("PK", "B3"): "satu & <dua>\né", ("pk", "XFD1048576"): "ujung"}
    )
    assert report.notes == (("PK", "B3"), ("PK", "XFD1048576"))
    assert report.skipped_notes == ()
    assert changed_parts(plain, target) == sorted([TYPES, SHEET, RELS, COMMENTS, VML])
    assert notes_of(target)["B3"] == ("IKU", f"IKU: satu & <dua>\né{END}")
    assert boxes(target) == [(3, 2), (1_048_576, 16_384)]
    sheet = part_of(target, SHEET)
    assert sheet.replace(b'<legacyDrawing r:id="rId2"/>', b"") == part_of(plain, SHEET)
    assert_valid(target, plain)
    assert_back(plain, target, tmp_path)


def test_twice_is_once_and_renewal_replaces(plain: Path, tmp_path: Path) -> None:
    notes = {("PK", "B3"): "satu", ("Lain", "C3"): "dua"}
    edit_workbook(plain, plain, {}, notes=notes, remove_notes=True)
    before = plain.read_bytes()
    assert edit_workbook(plain, plain, {}, notes=notes, remove_notes=True).is_untouched
    assert edit_workbook(plain, plain, {}, notes=notes).is_untouched
    assert plain.read_bytes() == before
    edit_workbook(plain, plain, {}, notes={("PK", "C3"): "tiga"})
    assert sorted(notes_of(plain)) == ["B3", "C3"]
    edit_workbook(plain, plain, {}, notes={("Lain", "C3"): "empat"}, remove_notes=True)
    assert notes_of(plain) == {}
    assert notes_of(plain, "Lain") == {"C3": ("IKU", f"IKU: empat{END}")}


def test_box_lies_beside_its_cell_and_is_as_tall_as_the_rows_need(plain: Path) -> None:
    """Row 3 is 90 points (120 pixels) high, columns are 64 pixels wide."""
    edit_workbook(plain, plain, {}, notes={("PK", "B3"): "pendek"})
    space = "{urn:schemas-microsoft-com:office:excel}"
    anchor = next(parse(part_of(plain, VML)).iter(f"{space}Anchor"))
    assert anchor.text == "2, 15, 2, 2, 7, 15, 2, 47"


@pytest.mark.parametrize("maker", ["openpyxl", "xlsxwriter"])
def test_notes_of_staff_stay_as_they_are(maker: str, tmp_path: Path) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    if maker == "openpyxl":
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "PK"
        sheet["B3"] = sheet["D4"] = 1
        sheet["B3"].comment = Comment("catatan staf", "Sri")
        book.save(source)
    else:
        with xlsxwriter.Workbook(source) as made:
            page = made.add_worksheet("PK")
            page.write_comment("B3", "catatan staf", {"author": "Sri"})
            page.insert_button("F6", {"caption": "Tombol"})
    report = edit_workbook(
        source, target, {}, notes={("PK", "B3"): "punya kami", ("PK", "D4"): "kami"}
    )
    assert report.notes == (("PK", "D4"),)
    assert report.skipped_notes == (SkippedNote("PK", "B3", "catatan"),)
    found = notes_of(target)
    assert found["B3"] == ("Sri", "catatan staf")
    assert found["D4"] == ("IKU", f"IKU: kami{END}")
    old = dict(read_entries(source))
    changed = set(changed_parts(source, target))
    assert len(changed) == 2, changed
    for name in changed:
        rest = part_of(target, name)
        start = 0
        for piece in old[name].split(b"</"):  # every old byte is there, in its order
            start = rest.index(piece, start) + len(piece)
    assert_valid(target, source)
    assert_back(source, target, tmp_path)


def test_what_staff_wrote_below_our_note_is_theirs(plain: Path, tmp_path: Path) -> None:
    edit_workbook(plain, plain, {}, notes={("PK", "B3"): "satu"})
    text = part_of(plain, COMMENTS).replace(b"IKU)", b"IKU)\nsudah saya cek, Sri")
    edited = rewritten(plain, tmp_path / "b.xlsx", {COMMENTS: text})
    report = edit_workbook(edited, edited, {}, notes={("PK", "B3"): "dua"}, remove_notes=True)
    assert report.skipped_notes == (SkippedNote("PK", "B3", "catatan"),)
    assert report.is_untouched


def test_threaded_comment_keeps_its_cell(plain: Path, tmp_path: Path) -> None:
    edit_workbook(plain, plain, {}, notes={("PK", "C3"): "x"})
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    rels = part_of(plain, RELS).replace(
        b"</Relationships>",
        f'<Relationship Id="r9" Type="{kind}" Target="/xl/threadedComments/t1.xml"/>'
        "</Relationships>".encode(),
    )
    thread = '<ThreadedComments><threadedComment ref="B3"/></ThreadedComments>'
    made = rewritten(
        plain, tmp_path / "b.xlsx", {RELS: rels, "xl/threadedComments/t1.xml": thread.encode()}
    )
    report = edit_workbook(made, made, {}, notes={("PK", "B3"): "y"}, remove_notes=True)
    assert report.skipped_notes == (SkippedNote("PK", "B3", "utas"),)
    assert report.removed_notes == 1
    assert notes_of(made) == {}
    assert "xl/threadedComments/t1.xml" in dict(read_entries(made))


def test_sheet_locked_with_a_password_takes_no_note_unless_allowed(tmp_path: Path) -> None:
    def locked(more: str) -> str:
        return sheet_xml(ROW, after=f'<sheetProtection sheet="1"{more}/>')

    path = build_xlsx(
        tmp_path / "a.xlsx",
        {
            "Kunci": locked(' objects="1" password="CC1A"'),
            "Kunci baru": locked(' objects="1" algorithmName="SHA-512" hashValue="eA=="'),
            "Sel saja": locked(' password="CC1A"'),
            "Tanpa sandi": locked(' objects="1" scenarios="1"'),
        },
    )
    sheets = ("Kunci", "Kunci baru", "Sel saja", "Tanpa sandi")
    notes = {(sheet, "B3"): "x" for sheet in sheets}
    report = edit_workbook(path, tmp_path / "b.xlsx", {}, notes=notes)
    assert report.skipped_notes == (
        SkippedNote("Kunci", "B3", "proteksi"), SkippedNote("Kunci baru", "B3", "proteksi"),
    )  # fmt: skip
    assert report.notes == (("Sel saja", "B3"), ("Tanpa sandi", "B3"))
    assert b'<sheetProtection sheet="1" objects="1" scenarios="1"/>' in part_of(
        tmp_path / "b.xlsx", "xl/worksheets/sheet4.xml"
    )
    report = edit_workbook(path, tmp_path / "b.xlsx", {}, notes=notes, allow_protected=True)
    assert [sheet for sheet, _ in report.notes] == list(sheets)


def test_merged_cells_have_their_note_on_the_first(tmp_path: Path) -> None:
    xml = sheet_xml(ROW, after='<mergeCells count="1"><mergeCell ref="B3:C5"/></mergeCells>')
    path = build_xlsx(tmp_path / "a.xlsx", {"PK": xml})
    notes = {("PK", "C4"): "dua", ("PK", "B3"): "satu"}
    assert edit_workbook(path, path, {}, notes=notes).notes == (("PK", "B3"),)
    assert edit_workbook(path, path, {}, notes=notes).is_untouched
    assert notes_of(path) == {"B3": ("IKU", f"IKU: satu\ndua{END}")}


@pytest.mark.parametrize(
    ("after", "follower"),
    [
        ("", b"</worksheet>"),
        ('<pageSetup orientation="landscape"/>', b"</worksheet>"),
        ('<tableParts count="0"/>', b"<tableParts"),
        (
            '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>1'
            '</formula><extLst><ext uri="x"/></extLst></cfRule></conditionalFormatting>'
            '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>'
            '<extLst><ext uri="y"/></extLst>',
            b'<extLst><ext uri="y"',
        ),
        (
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-'
            'compatibility/2006"><mc:Choice Requires="x14"><controls/></mc:Choice>'
            "</mc:AlternateContent>",
            b"<mc:AlternateContent",
        ),
    ],
)
def test_the_drawing_stands_where_the_schema_wants_it(
    after: str, follower: bytes, tmp_path: Path
) -> None:
    path = build_xlsx(tmp_path / "a.xlsx", {"PK": sheet_xml(ROW, after=after)})
    target = tmp_path / "b.xlsx"
    edit_workbook(path, target, {}, notes={("PK", "B3"): "x"})
    assert b'<legacyDrawing r:id="rId2"/>' + follower in part_of(target, SHEET)
    assert_back(path, target, tmp_path)


def test_prefixed_parts(tmp_path: Path) -> None:
    xml = sheet_xml(ROW).replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    xml = xml.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').replace("xmlns:r=", "xmlns:rel=")
    path = build_xlsx(tmp_path / "a.xlsx", {"PK": xml})
    target = tmp_path / "b.xlsx"
    edit_workbook(path, target, {}, notes={("PK", "B3"): "x"})
    assert b'<x:legacyDrawing rel:id="rId2"/></x:worksheet>' in part_of(target, SHEET)
    assert notes_of(target) == {"B3": ("IKU", f"IKU: x{END}")}
    assert_back(path, target, tmp_path)
    text = part_of(target, COMMENTS).decode().replace("IKU: x", "catatan staf")
    text = text.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    theirs = rewritten(
        target, tmp_path / "c.xlsx", {COMMENTS: text.replace("xmlns=", "xmlns:x=").encode()}
    )
    more = tmp_path / "d.xlsx"
    edit_workbook(theirs, more, {}, notes={("PK", "C3"): "y"}, remove_notes=True)
    assert notes_of(more)["C3"] == ("IKU", f"IKU: y{END}")
    assert b'<x:comment ref="C3"' in part_of(more, COMMENTS)
    assert_back(theirs, more, tmp_path)


def test_strict_book(plain: Path, tmp_path: Path) -> None:
    make_strict(plain)
    target = tmp_path / "b.xlsx"
    edit_workbook(plain, target, {}, notes={("PK", "B3"): "x"})
    assert STRICT.encode() in part_of(target, COMMENTS)
    rels = part_of(target, RELS).decode()
    assert f"{STRICT_RELATIONS}/comments" in rels
    assert f"{STRICT_RELATIONS}/vmlDrawing" in rels
    assert_back(plain, target, tmp_path)


def test_sheet_without_a_prefix_for_relations(tmp_path: Path) -> None:
    xml = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    path = build_xlsx(tmp_path / "a.xlsx", {"PK": xml})
    target = tmp_path / "b.xlsx"
    edit_workbook(path, target, {}, notes={("PK", "B3"): "x"})
    assert notes_of(target) == {"B3": ("IKU", f"IKU: x{END}")}
    assert_back(path, target, tmp_path)


def test_notes_cells_and_a_sheet_of_ours_in_one_write(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.xlsx"
    spec = SheetSpec("Temuan", [["x"]])
    notes = {("PK", "B3"): "x", ("Lain", "B3"): "y"}
    edit_workbook(plain, target, {("PK", "B3"): 7}, add_sheets=[spec], notes=notes)
    assert notes_of(target) == {"B3": ("IKU", f"IKU: x{END}")}
    with open_book(target) as book:
        assert book.sheets[0].cell(3, 2).value == 7
        assert [sheet.name for sheet in book.sheets] == ["PK", "Lain", "Temuan"]
    again = edit_workbook(
        target, target, {("PK", "B3"): 7}, add_sheets=[spec], notes=notes, remove_notes=True
    )
    assert again.is_untouched
    back = tmp_path / "c.xlsx"
    edit_workbook(target, back, {("PK", "B3"): 1}, remove_sheets=["Temuan"], remove_notes=True)
    assert read_entries(back) == read_entries(plain)


def test_lost_drawing_and_missing_sheet(tmp_path: Path) -> None:
    xml = sheet_xml(ROW, after='<legacyDrawing r:id="rId7"/>')
    path = build_xlsx(tmp_path / "a.xlsx", {"PK": xml})
    report = edit_workbook(path, path, {}, notes={("PK", "B3"): "x"})
    assert report.skipped_notes == (SkippedNote("PK", "B3", "gambar"),)
    assert report.is_untouched
    with pytest.raises(WorkbookError) as caught:
        edit_workbook(path, path, {}, notes={("Tidak ada", "B3"): "x"})
    assert caught.value.code == "BK017"
    with pytest.raises(WorkbookError) as caught:
        edit_workbook(path, path, {}, notes={("PK", "B"): "x"})
    assert caught.value.code == "BK018"


@pytest.mark.berat
def test_corpus_notes_go_in_and_out(corpus: Path, tmp_path: Path) -> None:
    """Every workbook of the corpus: two notes on each sheet, then none, and the old parts."""
    tried = with_own_notes = 0
    for path in sorted([*corpus.glob("*.xlsx"), *corpus.glob("*.xlsm")]):
        try:
            with open_book(path) as book:
                names = [sheet.name for sheet in book.sheets]
                sheets = {sheet.entry.part.lower() for sheet in book.sheets}
        except WorkbookError:
            continue
        notes = {(name, ref): "temuan" for name in names for ref in ("B2", "AZ40")}
        target, back = tmp_path / f"m{path.suffix}", tmp_path / f"k{path.suffix}"
        try:
            report = edit_workbook(
                path, target, {}, notes=notes, remove_notes=True, allow_shared=True
            )
        except WorkbookError as error:
            assert error.code == "BK013", path
            continue
        tried += 1
        with_own_notes += any(skip.why == "catatan" for skip in report.skipped_notes)
        parts = {*changed_parts(path, target)}
        left = {p for p in parts if p.replace("\\", "/").lower() not in sheets}
        allowed = (".rels", "comments", ".vml", TYPES.lower())
        assert all(any(a in p.lower() for a in allowed) for p in left), (path, left)
        edit_workbook(target, back, {}, remove_notes=True, allow_shared=True)
        assert read_entries(back) == read_entries(path), path
    assert tried > 140
    assert with_own_notes > 0


@pytest.mark.berat
def test_libreoffice_opens_and_keeps_the_notes(plain: Path, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.fail("LibreOffice (soffice) is missing")
    marked = tmp_path / "tanda.xlsx"
    edit_workbook(plain, marked, {}, notes={("PK", "B3"): "satu\ndua", ("Lain", "C3"): "tiga"})
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to",
         "xlsx", "--outdir", str(tmp_path / "lo-out"), str(marked)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    saved = tmp_path / "lo-out" / "tanda.xlsx"
    assert notes_of(saved)["B3"][1] == f"IKU: satu\ndua{END}"
    edit_workbook(saved, saved, {}, remove_notes=True)
    assert notes_of(saved) == notes_of(saved, "Lain") == {}
    with zipfile.ZipFile(saved) as archive:
        assert not [name for name in archive.namelist() if "comment" in name or "vml" in name]
