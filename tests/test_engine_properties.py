"""Properties of writing: reads back, goes back, in any order, twice; on sheets of every make."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from compare_xlsx import build_xlsx, changed_parts, part_of, sheet_differences, sheet_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import cell_ref, edit_workbook, open_book, parse_ref, write_cells
from iku_excel.workbook.engine.references import parse_formula, shift_formula
from iku_excel.workbook.engine.refs import (
    MAX_COLUMN,
    MAX_ROW,
    area_ref,
    column_name,
    column_number,
    parse_area,
)
from iku_excel.workbook.engine.sheetxml import SheetXml

SHEET = "xl/worksheets/sheet1.xml"
stable = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

figures = st.decimals(
    min_value=Decimal("-1E14"), max_value=Decimal("1E14"), places=3, allow_nan=False
).map(lambda value: value.normalize() + 0)
texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
values = st.one_of(figures, st.integers(-(10**15), 10**15), st.booleans(), texts, st.none())
places = st.tuples(st.integers(1, 9), st.integers(1, 9))
writes = st.dictionaries(places, values, min_size=1, max_size=8)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """A worksheet part: some rows and cells, some of them without references."""
    rows = []
    cells = draw(st.dictionaries(places, st.one_of(figures, st.booleans(), st.none())))
    quote = draw(st.sampled_from(['"', "'"]))
    gap = draw(st.sampled_from(["", "\n  "]))
    has_spans = draw(st.booleans())
    previous_row = 0
    for row in sorted({row for row, _ in cells} | draw(st.sets(st.integers(1, 9), max_size=3))):
        columns = sorted(column for r, column in cells if r == row)
        bare_row = row == previous_row + 1 and draw(st.booleans())
        opening = "<row" if bare_row else f"<row r={quote}{row}{quote}"
        if has_spans and columns:
            opening += f" spans={quote}{columns[0]}:{columns[-1]}{quote}"
        inner, previous = "", 0
        for column in columns:
            bare = column == previous + 1 and draw(st.booleans())
            inner += gap + _cell(row, column, cells[row, column], bare, quote)
            previous = column
        rows.append(gap + (opening + ">" + inner + "</row>" if columns else opening + "/>"))
        previous_row = row
    before = draw(st.sampled_from(["", '<dimension ref="A1"/>', '<dimension ref="A1:I9"/>']))
    text = sheet_xml("".join(rows), before=before)
    return text.replace("<sheetData></sheetData>", draw(st.sampled_from(["<sheetData/>"])))


def _cell(row: int, column: int, value: object, bare: bool, quote: str) -> str:
    ref = "" if bare else f" r={quote}{cell_ref(row, column)}{quote}"
    style = f" s={quote}3{quote}" if (row + column) % 3 == 0 else ""
    if value is None:
        return f"<c{ref}{style}/>"
    if isinstance(value, bool):
        return f"<c{ref}{style} t={quote}b{quote}><v>{int(value)}</v></c>"
    return f"<c{ref}{style}><v>{value:f}</v></c>"


def named(wanted: Mapping[tuple[int, int], object]) -> dict[tuple[str, str], object]:
    return {("L", cell_ref(*place)): value for place, value in wanted.items()}


def read(path: Path, wanted: Mapping[tuple[int, int], object]) -> dict[tuple[int, int], object]:
    with open_book(path) as book:
        return {place: book.sheets[0].cell(*place).value for place in wanted}


def stored(value: object) -> object:
    """What Excel keeps of a figure: a double."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Decimal(str(float(value)))
    return value


@stable
@given(sheets(), writes)
def test_writes_read_back_and_touch_nothing_else(
    sheet: str, wanted: dict[tuple[int, int], object]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = build_xlsx(Path(folder, "a.xlsx"), {"L": sheet})
        target = Path(folder, "b.xlsx")
        write_cells(source, target, named(wanted))
        assert {k: stored(v) for k, v in read(target, wanted).items()} == {
            k: stored(v) for k, v in wanted.items()
        }
        assert changed_parts(source, target) in ([], [SHEET])
        new = part_of(target, SHEET)
        differing, forgotten, others = sheet_differences(sheet.encode(), new)
        assert differing | forgotten <= set(wanted)
        assert others == []
        rows = [int(row.get("r", 0)) for row in etree.fromstring(new).iter("{*}row")]
        assert [r for r in rows if r] == sorted({r for r in rows if r})


@stable
@given(sheets(), writes, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_twice_is_once(
    sheet: str, wanted: dict[tuple[int, int], object], chance: random.Random
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = build_xlsx(Path(folder, "a.xlsx"), {"L": sheet})
        one, two = Path(folder, "b.xlsx"), Path(folder, "c.xlsx")
        write_cells(source, one, named(wanted))
        shuffled = list(wanted.items())
        chance.shuffle(shuffled)
        write_cells(source, two, named(dict(shuffled)))
        assert one.read_bytes() == two.read_bytes()
        assert edit_workbook(one, one, named(wanted)).is_untouched
        write_cells(one, two, named(wanted))
        assert one.read_bytes() == two.read_bytes()


@stable
@given(sheets(), writes)
def test_one_by_one_reads_as_all_at_once(
    sheet: str, wanted: dict[tuple[int, int], object]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = build_xlsx(Path(folder, "a.xlsx"), {"L": sheet})
        at_once = Path(folder, "b.xlsx")
        write_cells(source, at_once, named(wanted))
        for place, value in wanted.items():
            write_cells(source, source, named({place: value}))
        everywhere = {(row, column): None for row in range(1, 11) for column in range(1, 11)}
        assert read(source, everywhere) == read(at_once, everywhere)


@stable
@given(sheets(), writes)
def test_writing_back_the_old_values_gives_the_old_bytes(
    sheet: str, wanted: dict[tuple[int, int], object]
) -> None:
    """For cells that are there: a new cell stays as an empty one."""
    with tempfile.TemporaryDirectory() as folder:
        source = build_xlsx(Path(folder, "a.xlsx"), {"L": sheet})
        there = {
            (row.row, cell.column)
            for xml in [SheetXml(sheet.encode(), "")]
            for row in xml.rows()
            for cell in xml.cells(row)
        }
        wanted = {place: value for place, value in wanted.items() if place in there}
        old = read(source, wanted)
        write_cells(source, source, named(wanted))
        write_cells(source, source, named(old))
        assert part_of(source, SHEET) == sheet.encode()


@stable
@given(sheets())
def test_the_scanner_sees_what_lxml_sees(sheet: str) -> None:
    xml = SheetXml(sheet.encode(), "")
    ours = [
        (row.row, cell.column, sheet.encode()[cell.start : cell.end])
        for row in xml.rows()
        for cell in xml.cells(row)
    ]
    theirs = []
    row_number = 0
    for row in etree.fromstring(sheet.encode()).iter("{*}row"):
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in row:
            column = parse_ref(cell.get("r"))[1] if cell.get("r") else column + 1
            theirs.append((row_number, column, cell.findtext("{*}v")))
    assert [(r, c) for r, c, _ in ours] == [(r, c) for r, c, _ in theirs]
    for (_, _, raw), (_, _, value) in zip(ours, theirs, strict=True):
        assert value is None or value.encode() in raw


@stable
@given(st.binary(max_size=400), st.integers(0, 2_000))
def test_damage_never_gives_anything_but_a_workbook_error(noise: bytes, at: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = build_xlsx(Path(folder, "a.xlsx"), {"L": sheet_xml("<row r='1'/>")})
        data = path.read_bytes()
        at = at % len(data)
        path.write_bytes(data[:at] + noise + data[at + len(noise) :])
        before = path.read_bytes()
        try:
            with open_book(path) as book:
                for sheet in book.sheets:
                    sheet.grid()
            write_cells(path, path, {("L", "B2"): 1})
        except WorkbookError:
            assert path.read_bytes() == before


@stable
@given(texts)
def test_text_is_always_text(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = build_xlsx(Path(folder, "a.xlsx"), {"L": sheet_xml("")})
        write_cells(source, source, {("L", "B2"): text})
        assert read(source, {(2, 2): 0}) == {(2, 2): text}
        root = etree.fromstring(part_of(source, SHEET))
        assert list(root.iter("{*}f")) == []


@stable
@given(st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN))
def test_references_go_there_and_back(row: int, column: int) -> None:
    assert parse_ref(cell_ref(row, column)) == (row, column)
    assert column_number(column_name(column)) == column
    area = parse_area(f"{cell_ref(row, column)}:B2")
    assert parse_area(area_ref(area)) == area
    assert area.contains(row, column)


@stable
@given(
    st.integers(1, 1_000), st.integers(1, 500), st.booleans(), st.booleans(),
    st.integers(-900, 900), st.integers(-400, 400),
)  # fmt: skip
def test_shifting_moves_what_the_parser_moves(
    row: int, column: int, fixed_row: bool, fixed_column: bool, down: int, right: int
) -> None:
    dollar = {True: "$", False: ""}
    text = f"SUM({dollar[fixed_column]}{column_name(column)}{dollar[fixed_row]}{row},\"A1\")"
    moved = parse_formula(text).refs[0].shifted(down, right)
    again = parse_formula(shift_formula(text, down, right)).refs[0]
    assert again[1:5] == moved[1:5]
    assert shift_formula(text, 0, 0) == text


@pytest.mark.berat
def test_properties_on_the_corpus(corpus: Path, tmp_path: Path) -> None:
    """Random writes on real sheets: order, twice, and back to the old bytes."""
    chance = random.Random(47)
    tried = 0
    for path in sorted(corpus.glob("*.xls[xm]")):
        with open_book(path) as book:
            sheet = book.sheets[0]
            there = [
                (row.row, cell.column)
                for row in sheet.xml.rows()
                for cell in sheet.xml.cells(row)
                if cell.attributes.keys() <= {b"r", b"s"} and b"<" in sheet.xml.text
            ]
            plain = [
                place
                for place in chance.sample(there, min(12, len(there)))
                if isinstance(sheet.cell(*place).value, Decimal)
                and not sheet.cell(*place).is_formula
                and is_canonical(sheet, place)
            ]
            old = {(sheet.name, cell_ref(*place)): sheet.cell(*place).value for place in plain}
        new = {key: Decimal(chance.randint(1, 10**9)) / 1000 for key in old}
        one, two, back = (tmp_path / f"{n}.xlsx" for n in "abc")
        try:
            write_cells(path, one, new)
        except WorkbookError:
            continue
        write_cells(path, two, dict(reversed(new.items())))
        assert one.read_bytes() == two.read_bytes()
        assert edit_workbook(one, one, new, allow_protected=True, allow_shared=True).is_untouched
        report = edit_workbook(path, two, new, allow_protected=True, allow_shared=True)
        if report.stale_cells == 0 and new:
            write_cells(one, back, old)
            assert changed_parts(path, back) == [], path.name
            tried += 1
    assert tried >= 20


def is_canonical(sheet: object, place: tuple[int, int]) -> bool:
    """Whether the figure stands as we would write it ("0.5", not "5.0E-1")."""
    span = sheet.span(*place)  # type: ignore[attr-defined]
    value = sheet.cell(*place).value  # type: ignore[attr-defined]
    raw = sheet.xml.text[span.tag_end : span.end]  # type: ignore[attr-defined]
    prefix = sheet.xml.prefix  # type: ignore[attr-defined]
    return bool(raw == b"<%sv>%s</%sv></%sc>" % (prefix, f"{value:f}".encode(), prefix, prefix))
