"""Overwritten formulas leave no trace, dependent ones lose their stored result, others keep it."""

from __future__ import annotations

from pathlib import Path

import pytest
from compare_xlsx import (
    HEAD,
    MAIN,
    RELATIONS,
    build_xlsx,
    changed_parts,
    part_of,
    sheet_cells,
    sheet_xml,
)

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import cell_ref, edit_workbook, parse_ref, write_cells
from iku_excel.workbook.engine.references import parse_formula, shift_formula

SHEET = "xl/worksheets/sheet1.xml"


def grid(cells: dict[str, str]) -> str:
    """Rows from {"B1": "=A1*2" or "5"}; a formula gets the stored result 99."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for ref, text in cells.items():
        row, column = parse_ref(ref)
        safe = text.replace("&", "&amp;").replace("<", "&lt;")
        body = f"<f>{safe[1:]}</f><v>99</v>" if text.startswith("=") else f"<v>{text}</v>"
        rows.setdefault(row, []).append((column, f'<c r="{ref}">{body}</c>'))
    return "".join(
        f'<row r="{row}">' + "".join(c for _, c in sorted(found)) + "</row>"
        for row, found in sorted(rows.items())
    )


def uncached(path: Path, number: int = 1) -> set[str]:
    """The formulas of a sheet without a stored result."""
    found = sheet_cells(part_of(path, f"xl/worksheets/sheet{number}.xml"))
    return {
        cell_ref(*place)
        for place, cell in found.items()
        if cell.find("{*}f") is not None and cell.find("{*}v") is None
    }


def stale_after(path: Path, sheets: dict[str, dict[str, str]], ref: str, **more: str) -> set[str]:
    source = build_xlsx(path / "a.xlsx", {n: sheet_xml(grid(c)) for n, c in sheets.items()}, **more)
    write_cells(source, source, {(next(iter(sheets)), ref): 7})
    return {
        (f"{number}!" if number > 1 else "") + ref
        for number in range(1, len(sheets) + 1)
        for ref in uncached(source, number)
    }


@pytest.mark.parametrize(
    ("formula", "depends"),
    [
        ("=A1*2", True), ("=$A$1", True), ("=a1", True), ("=A2", False), ("=A11", False),
        ("=SUM(A1:A3)", True), ("=SUM(A2:A3)", False), ("=SUM(A:A)", True), ("=SUM(B:C)", False),
        ("=SUM(1:1)", True), ("=SUM($2:$3)", False), ('="A1"', False), ('="x""A1"&A2', False),
        ("=L!A1", True), ("='L'!A1", True), ("=[1]L!A1", False), ("='[1]L'!A1", False),
        ("=Lain!A1", False), ("=SUM(L:Lain!A1)", True), ('=INDIRECT("A"&A2)', True),
        ("=OFFSET(B9,-8,-1)", True), ("=OFFSET(Lain!B9,0,0)", True), ("=A3:INDEX(C1:C9,1)", True),
        ('=SUMIF(Z1:Z9,"x",A9)', False), ('=SUMIF(Z9:Z20,"x",A1)', True), ("=Nama*2", True),
        ("=nama*2", True), ("=NamaLain", False), ("=Berlapis", True), ("=L!Lokal", True),
        ("=Relatif", True), ("=Dinamis", True), ("=Namanya", False), ("=LOG10(A2)", False),
        ("=A1048576+XFD1", False), ("=IF(A2,A3,A1)", True), ("=SUM(A2,(A3,A1))", True),
        ("=-A1%", True), ("=A3:A1", True), ("=1E1+A2", False), ("=#REF!+A2", False),
        ("={1,2}*A1", True), ("=_xlfn.XLOOKUP(A2,Z1:Z9,A1:A9)", True), ("=A1.5", False),
        ("=_xlfn.ANCHORARRAY(A1)", True), ("=SUMPRODUCT((A1:A9>0)*1)", True),
        ("=SUMIF(A9,1)", False),
    ],
)  # fmt: skip
def test_which_formulas_look_at_a1(tmp_path: Path, formula: str, depends: bool) -> None:
    names = (
        "<definedNames><definedName name=\"Nama\">L!$A$1</definedName>"
        '<definedName name="NamaLain">L!$A$2</definedName>'
        '<definedName name="Berlapis">Nama+1</definedName>'
        '<definedName name="Lokal" localSheetId="0">L!$A$1:$A$3</definedName>'
        '<definedName name="Relatif">L!A2</definedName>'
        '<definedName name="Dinamis">OFFSET(L!$C$1,0,0,COUNTA(L!$C:$C),1)</definedName>'
        '<definedName name="Putar">Putar+NamaLain</definedName></definedNames>'
    )
    sheets = {"L": {"A1": "1", "A2": "2", "D5": formula}, "Lain": {"A1": "1"}}
    stale = stale_after(tmp_path, sheets, "A1", after_sheets=names)
    assert stale == ({"D5"} if depends else set())


def test_transitively_across_sheets_and_nothing_else(tmp_path: Path) -> None:
    sheets = {
        "L": {"A1": "1", "B1": "=A1*2", "C1": "='Ke dua'!B2+1", "D1": "=E9", "E1": "=TODAY()"},
        "Ke dua": {"A1": "=L!B1", "B2": "=SUM(A1:A9)", "C9": "=D9"},
        "Ketiga": {"A1": "='Ke dua'!C9", "A2": "=A1", "A3": "=SUM('Ke dua'!$B:$B)"},
        "Keempat": {"A1": "=B1", "B1": "5"},
    }
    source = build_xlsx(tmp_path / "a.xlsx", {n: sheet_xml(grid(c)) for n, c in sheets.items()})
    target = tmp_path / "b.xlsx"
    report = edit_workbook(source, target, {("L", "A1"): 7})
    assert uncached(target) == {"B1", "C1"}
    assert uncached(target, 2) == {"A1", "B2"}
    assert uncached(target, 3) == {"A3"}
    assert uncached(target, 4) == set()
    assert report.stale_sheets == ("L", "Ke dua", "Ketiga")
    assert report.stale_cells == 5
    assert changed_parts(source, target) == [f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3)]
    again = edit_workbook(target, target, {("L", "A1"): 7})
    assert again.is_untouched


def test_equal_value_makes_nothing_stale(tmp_path: Path) -> None:
    assert stale_after(tmp_path, {"L": {"A1": "7.0", "B1": "=A1"}}, "A1") == set()


def test_formula_replaced_by_its_own_result_makes_nothing_stale(tmp_path: Path) -> None:
    source = build_xlsx(
        tmp_path / "a.xlsx", {"L": sheet_xml(grid({"A1": "=B9", "B1": "=A1"}))}
    )
    write_cells(source, source, {("L", "A1"): 99})
    assert uncached(source) == set()
    assert b"<f>B9</f>" not in part_of(source, SHEET)


def test_long_chains_and_circles_end(tmp_path: Path) -> None:
    cells = {"A1": "1", "C1": "=D1", "D1": "=C1+A1"}
    cells |= {f"A{n}": f"=A{n - 1}+1" for n in range(2, 400)}
    assert stale_after(tmp_path, {"L": cells}, "A1") == {
        *(f"A{n}" for n in range(2, 400)), "C1", "D1",
    }  # fmt: skip


def test_table_references(tmp_path: Path) -> None:
    cells = {
        "A1": "1", "A2": "1", "B2": "1", "A3": "1", "B3": "1",
        "E2": "=SUM(T[Satu])", "F2": "=SUM(T[Dua])", "G2": "=T[[#This Row],[Satu]]",
        "G3": "=T[[#This Row],[Satu]]", "H2": "=SUM(T[])", "I2": "=SUM(T[[Satu]:[Dua]])",
        "J2": "=SUM(t)", "K2": "=T[[#Headers],[Dua]]", "L2": "=SUM(Lain[Satu])",
    }  # fmt: skip
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:B3"><tableColumns>'
        '<tableColumn id="1" name="Satu"/><tableColumn id="2" name="Dua"/></tableColumns>'
        '<extLst><ext><x14:table xmlns:x14="x" altText="catatan"/></ext></extLst></table>'
    )
    rel = f'<Relationship Id="r1" Type="{RELATIONS}/table" Target="/xl/tables/t.xml"/>'
    source = build_xlsx(
        tmp_path / "a.xlsx",
        {"L": sheet_xml(grid(cells))},
        parts={
            "xl/tables/t.xml": table,
            "xl/worksheets/_rels/sheet1.xml.rels": f"<Relationships>{rel}</Relationships>",
        },
    )
    write_cells(source, source, {("L", "A2"): 7})
    assert uncached(source) == {"E2", "G2", "H2", "I2", "J2"}


SHARED = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B4" si="0">A1*2&amp;"x"</f>'
    '<v>2</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2" t="str"><f t="shared" si="0"/>'
    '<v>4</v></c></row><row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>6</v>'
    '</c></row><row r="4"><c r="B4"><f t="shared" si="0"/><v>0</v></c><c r="C4"><f>B3</f><v>6</v>'
    "</c></row>"
)


def formulas(path: Path) -> dict[str, str]:
    """Every formula as openpyxl reads it, shared ones translated."""
    import openpyxl

    sheet = openpyxl.load_workbook(path)["L"]
    return {
        cell.coordinate: cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@pytest.mark.parametrize("written", [["B1"], ["B2"], ["B1", "B2"], ["B1", "B3"], ["B4"]])
def test_shared_formulas_survive_their_master(tmp_path: Path, written: list[str]) -> None:
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(SHARED)})
    expected = {f"B{n}": f'=A{n}*2&"x"' for n in range(1, 5) if f"B{n}" not in written}
    write_cells(source, source, {("L", ref): 9 for ref in written})
    assert formulas(source) == {**expected, "C4": "=B3"}
    assert uncached(source) == ({"C4"} if "B3" in written else set())


def test_result_stored_as_inline_text_is_forgotten(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><f>A1</f><is><t>1</t></is></c>'
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(rows + "</row>")})
    write_cells(source, source, {("L", "A1"): 7})
    assert b'<c r="B1"><f>A1</f></c>' in part_of(source, SHEET)


def test_children_of_shared_formulas_are_followed(tmp_path: Path) -> None:
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(SHARED)})
    write_cells(source, source, {("L", "A3"): 30})
    assert uncached(source) == {"B3", "C4"}
    assert b'<c r="B2" t="str"><f t="shared" si="0"/><v>4</v></c>' in part_of(source, SHEET)


def test_all_of_a_shared_formula_overwritten(tmp_path: Path) -> None:
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(SHARED)})
    write_cells(source, source, {("L", f"B{n}"): n for n in range(1, 5)})
    assert formulas(source) == {"C4": "=B3"}


ARRAY = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="array" ref="B1:B2">A1:A2*2</f><v>2</v></c>'
    '<c r="C1" cm="1"><f t="array" ref="C1">A1</f><v>1</v></c><c r="D1"><f>B2</f><v>4</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>4</v></c></row>'
)


def test_array_results_are_forgotten_whole(tmp_path: Path) -> None:
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(ARRAY)})
    write_cells(source, source, {("L", "A1"): 7})
    assert uncached(source) == {"B1", "C1", "D1"}
    assert sheet_cells(part_of(source, SHEET))[2, 2].find("{*}v") is None


def test_array_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(ARRAY)})
    for ref in ("B1", "B2"):
        with pytest.raises(WorkbookError) as caught:
            write_cells(source, source, {("L", ref): 5})
        assert caught.value.code == "BK016"
    write_cells(source, source, {("L", "B1"): 5, ("L", "B2"): 6, ("L", "C1"): 8})
    assert formulas(source) == {"D1": "=B2"}
    assert uncached(source) == {"D1"}
    assert b'<c r="C1"><v>8</v></c>' in part_of(source, SHEET)


CHAIN = (
    f'{HEAD}<calcChain xmlns="{MAIN}"><c r="B1" i="1" l="1"/><c r="A1"/><c r="C1" s="1"/>'
    '<c r="A1" i="2"/></calcChain>'
)


def with_chain(path: Path, chain: str, cells: dict[str, str]) -> Path:
    return build_xlsx(
        path,
        {"L": sheet_xml(grid(cells)), "M": sheet_xml(grid({"A1": "=B9"}))},
        parts={"xl/calcChain.xml": chain},
        relations={"calcChain": "calcChain.xml"},
        types={
            "/xl/calcChain.xml": "application/vnd.openxmlformats-officedocument."
            "spreadsheetml.calcChain+xml"
        },
    )


def test_calc_chain_loses_only_the_overwritten_formula(tmp_path: Path) -> None:
    cells = {"A1": "=Z1", "B1": "=Z2", "C1": "=Z3"}
    source = with_chain(tmp_path / "a.xlsx", CHAIN, cells)
    target = tmp_path / "b.xlsx"
    write_cells(source, target, {("L", "B1"): 5})
    assert changed_parts(source, target) == [SHEET, "xl/calcChain.xml"]
    assert part_of(target, "xl/calcChain.xml").decode() == CHAIN.replace(
        '<c r="B1" i="1" l="1"/><c r="A1"/>', '<c r="A1" i="1"/>'
    )


def test_calc_chain_goes_when_no_formula_is_left(tmp_path: Path) -> None:
    chain = f'{HEAD}<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>'
    source = with_chain(tmp_path / "a.xlsx", chain, {"A1": "=Z1"})
    target = tmp_path / "b.xlsx"
    write_cells(source, target, {("L", "A1"): 5})
    gone = ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/calcChain.xml", SHEET]
    assert changed_parts(source, target) == gone
    assert b"calcChain" not in part_of(target, gone[0]) + part_of(target, gone[1])


def test_calc_chain_is_untouched_by_plain_writes(tmp_path: Path) -> None:
    source = with_chain(tmp_path / "a.xlsx", CHAIN, {"A1": "=Z1", "B1": "=A1", "C1": "=Z3"})
    target = tmp_path / "b.xlsx"
    write_cells(source, target, {("L", "Z1"): 5})
    assert changed_parts(source, target) == [SHEET]
    assert uncached(target) == {"A1", "B1"}


def test_book_that_waits_for_f9(tmp_path: Path) -> None:
    source = build_xlsx(
        tmp_path / "a.xlsx",
        {"L": sheet_xml(grid({"A1": "1", "B1": "=A1"}))},
        after_sheets='<calcPr calcId="1" calcMode="manual"/>',
    )
    target = tmp_path / "b.xlsx"
    edit_workbook(source, target, {("L", "C1"): 5})
    assert changed_parts(source, target) == [SHEET]
    edit_workbook(source, target, {("L", "A1"): 5})
    assert changed_parts(source, target) == ["xl/workbook.xml", SHEET] or changed_parts(
        source, target
    ) == [SHEET, "xl/workbook.xml"]
    assert b'calcMode="manual" fullCalcOnLoad="1"' in part_of(target, "xl/workbook.xml")
    write_cells(source, target, {("L", "A1"): 5})
    assert changed_parts(source, target) == [SHEET]


def test_data_table_is_followed(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><f>A1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="B2"><v>1</v></c><c r="C2"><f t="dataTable" ref="C2:C3" dt2D="0" dtr="0" '
        'r1="A1"/><v>2</v></c></row><row r="3"><c r="B3"><v>1</v></c><c r="C3"><v>2</v></c></row>'
    )
    source = build_xlsx(tmp_path / "a.xlsx", {"L": sheet_xml(rows)})
    write_cells(source, source, {("L", "A1"): 7})
    cells = sheet_cells(part_of(source, SHEET))
    assert [cells[p].find("{*}v") is None for p in ((1, 3), (2, 3), (3, 3))] == [True] * 3


def test_formula_in_utf16_and_with_prefix(tmp_path: Path) -> None:
    plain = sheet_xml(grid({"A1": "=Lé!A1", "B1": "=C1"}))
    other = plain.replace("UTF-8", "UTF-16").encode("utf-16")
    marked = plain.replace("<c", "<x:c").replace("</c", "</x:c")
    for name in ("row", "f>", "v>", "sheetData", "worksheet"):
        marked = marked.replace(f"<{name}", f"<x:{name}").replace(f"</{name}", f"</x:{name}")
    marked = marked.replace("xmlns=", "xmlns:x=")
    source = build_xlsx(
        tmp_path / "a.xlsx", {"Lé": sheet_xml(grid({"A1": "1"})), "U": other, "X": marked}
    )
    write_cells(source, source, {("Lé", "A1"): 7})
    assert uncached(source, 2) == {"A1"}
    assert uncached(source, 3) == {"A1"}


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "expected"),
    [
        ("A1*$B$2+C$3+$D4", 2, 1, "B3*$B$2+D$3+$D6"),
        ("SUM(A1:B2,C:D,$E:F,3:$4)", 1, 1, "SUM(B2:C3,D:E,$E:G,4:$4)"),
        ("'A1'!B2&\"A1\"&LOG10(A1)&A1B", 1, 0, "'A1'!B3&\"A1\"&LOG10(A2)&A1B"),
        ("T[[#This Row],[A1]]+Nama1x", 5, 5, "T[[#This Row],[A1]]+Nama1x"),
        ("XFD1048576", 1, 1, "A1"),
    ],
)
def test_shifting_a_formula(formula: str, rows: int, columns: int, expected: str) -> None:
    assert shift_formula(formula, rows, columns) == expected


def test_parsing_names_tables_and_sheets() -> None:
    found = parse_formula("'It''s'!A1+[0]!Nama+Lembar!Lokal+T[K]")
    assert [ref.sheet for ref in found.refs] == ["It's"]
    assert found.names == [("", "Nama"), ("Lembar", "Lokal")]
    assert found.tables == [("T", "[K]")]
