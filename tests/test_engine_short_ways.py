"""The short ways of the engine (plain cells, formulas of one shape) do what the long ones do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from compare_xlsx import build_xlsx, part_of, sheet_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_excel.workbook.engine import cell_ref, edit_workbook, write_cells
from iku_excel.workbook.engine import formulas as formulas_module
from iku_excel.workbook.engine.cellxml import PlainCells

SHEET = "xl/worksheets/sheet1.xml"

FILLED_DOWN = (
    "A{r}*2", "$A{r}+A${r}+$A${r}", "SUM(A1:A{r})", "SUM(A{r}:B{r})", "SUM(B{r}:A1)",
    "LOG10(A{r})", "ROUND(A{r}/100,2)", "IF(A{r}>5,\"lebih dari A1\",'Data 2'!A{r})",
    "'Data 1'!A{r}", "'Data {r}'!A1", "[1]Lain!A{r}+B{r}", "SUM(A:A)", "SUM({r}:{r})",
    "A{r}&amp;\"&lt;A1\"", "1{r}+0.5E{r}", "naik{r}", "naik1+A{r}", "SUMIF(B1:B{r},1,A1)",
    "OFFSET(B{r},1,1)", "INDIRECT(\"A{r}\")", "A0{r}", "A123456789+B{r}", "A9999999+A{r}",
    "XFE{r}+A{r}", "\"A1 {r}\"", "#REF!+A{r}", "L!A{r}", "l!a{r}", "R{r}C1", "A{r}.B",
    "'It''s'!A{r}",
)  # fmt: skip


def formula_book(path: Path) -> Path:
    rows = []
    for row in range(1, 9):
        cells = [f'<c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>{row}</v></c>']
        for column, formula in enumerate(FILLED_DOWN, start=3):
            text = formula.replace("{r}", str(row))
            cells.append(f'<c r="{cell_ref(row, column)}" t="str"><f>{text}</f><v>x</v></c>')
        rows.append(f'<row r="{row}">{"".join(cells)}</row>')
    other = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    return build_xlsx(path, {"L": sheet_xml("".join(rows)), "Data 1": other, "Data 2": other})


@pytest.mark.parametrize("ref", ["A1", "A4", "B3", "A8"])
@pytest.mark.parametrize("sheet", ["L", "Data 1", "Data 2"])
def test_formulas_of_one_shape_are_followed_as_each_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: str, ref: str
) -> None:
    source = formula_book(tmp_path / "a.xlsx")
    found = []
    for least in (0, 1_000_000):
        monkeypatch.setattr(formulas_module, "_WORTH_IT", least)
        target = tmp_path / f"{least}.xlsx"
        report = edit_workbook(source, target, {(sheet, ref): 99})
        found.append((report.stale_cells, part_of(target, SHEET)))
    assert found[0] == found[1]
    assert found[0][0] > 0


CELL = st.sampled_from((
    '<c r="{r}" s="1"/>', '<c r="{r}"/>', '<c r="{r}" s="1" />', '<c r="{r}"></c>',
    '<c r="{r}" s="1"><v>12.5</v></c>', '<c r="{r}" t="n"><v>7</v></c>', "", '<c r="{r}" t="s"/>',
    '<c r="{r}" s="1" t="n"><v>7</v></c>', '<c r="{r}"><v> 3 </v></c>', '<c r="{r}"><v/></c>',
    '<c r="{r}"><v>1E2</v></c>', '<c r="{r}"><v>0.1000000000000000055</v></c>',
    '<c r="{r}" t="b"><v>1</v></c>', '<c r="{r}"><f>1+1</f><v>2</v></c>', "<c r='{r}' s='1'/>",
    '<c s="1" r="{r}"/>', '<c r="{r}" cm="1"><v>5</v></c>', '<c r="{r}" t="str"><v>t</v></c>',
    '<c r="{r}" t="inlineStr"><is><t>t</t></is></c>', '<c r="{r}" x="a>b"><v>4</v></c>',
    '<c r="{r}" s="2"><v>45000</v></c>', '<c r="{r}"><!-- c --><v>6</v></c>',
))  # fmt: skip
VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**6), 10**6), st.sampled_from(["", "teks", "=A1"]),
    st.decimals(-(10**9), 10**9, allow_nan=False, places=3),
    st.sampled_from([Decimal("1E+20"), Decimal("0E-3"), Decimal("12.5"), Decimal(7), 7.0, 12.5]),
)  # fmt: skip


@settings(deadline=None, derandomize=True, max_examples=40)
@given(
    cells=st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=3, max_size=3),
    writes=st.dictionaries(
        st.tuples(st.integers(1, 5), st.integers(1, 6)), VALUE, min_size=1, max_size=8
    ),
)
def test_plain_cells_are_written_as_all_others(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], writes: dict[Any, Any]
) -> None:
    folder = tmp_path_factory.mktemp("singkat")
    rows = "".join(
        f'<row r="{row}" spans="1:4">'
        + "".join(c.replace("{r}", cell_ref(row, i)) for i, c in enumerate(line, start=1))
        + "</row>"
        for row, line in enumerate(cells, start=1)
    )
    source = build_xlsx(folder / "a.xlsx", {"L": sheet_xml(rows)})
    asked = {("L", cell_ref(*place)): value for place, value in writes.items()}
    write_cells(source, folder / "b.xlsx", asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainCells, "plan", lambda *_: None)
        write_cells(source, folder / "c.xlsx", asked)
    assert part_of(folder / "b.xlsx", SHEET) == part_of(folder / "c.xlsx", SHEET)
