"""Workbooks with absurd sheets, made to eat time or memory: read within bounds, or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cage import Cage
from compare_xlsx import HEAD, MAIN, RELATIONS, build_xlsx, part_of, rewritten, sheet_xml
from hostile_books import (
    HEADER,
    SHEET,
    TABLE,
    code_of,
    indicator_row,
    within_bounds,
    written_somewhere,
)

pytestmark = pytest.mark.berat


# Sheets -----------------------------------------------------------------------------------------

FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
SHEETS: dict[str, Callable[[], str]] = {
    "far cell": lambda: sheet_xml(TABLE + FAR),
    "dimension": lambda: sheet_xml(TABLE, before='<dimension ref="A1:XFD1048576"/>'),
    "dimension beyond": lambda: sheet_xml(TABLE, before='<dimension ref="A1:ZZZZ99999999999"/>'),
    "gap in the table": lambda: sheet_xml(TABLE + indicator_row(1_048_576)),
    "gaps": lambda: sheet_xml(
        TABLE + "".join(indicator_row(n * 50_000) for n in range(1, 21))
    ),
    "row beyond": lambda: sheet_xml(TABLE + '<row r="99999999999999999999"><c><v>1</v></c></row>'),
    "reference beyond its row": lambda: sheet_xml(
        TABLE + '<row r="3"><c r="XFD1048576"><v>1</v></c><c r="A3"><v>1</v></c></row>'
    ),
    "reference beyond, last": lambda: sheet_xml(
        TABLE + '<row r="3"><c r="A3"><v>1</v></c><c r="XFD99999"><v>1</v></c></row>'
    ),
    "reference in odd spelling": lambda: sheet_xml(
        TABLE + "<row r='3'><c\nr = 'XFD1048576'><v>1</v></c></row>"
    ),
    "wide and nearly empty": lambda: sheet_xml(
        TABLE + "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(3, 730))
    ),
    "row zero": lambda: sheet_xml('<row r="0"><c r="A0"><v>1</v></c></row>' + TABLE),
    "row negative": lambda: sheet_xml('<row r="-5"><c r="A-5"><v>1</v></c></row>' + TABLE),
    "column beyond": lambda: sheet_xml(
        TABLE + '<row r="3"><c r="ZZZZZZZZZZ3"><v>1</v></c><c r="XFE3"><v>1</v></c></row>'
    ),
    "all merged": lambda: sheet_xml(
        TABLE, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "table merged down": lambda: sheet_xml(
        TABLE, after='<mergeCells><mergeCell ref="B2:B1048576"/></mergeCells>'
    ),
    "many merged": lambda: sheet_xml(
        TABLE,
        after="<mergeCells>"
        + "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(10, 40_000))
        + "</mergeCells>",
    ),
    "merged nonsense": lambda: sheet_xml(
        TABLE, after='<mergeCells><mergeCell ref="B9:A1"/><mergeCell ref="#REF!"/>'
        '<mergeCell ref="A0:ZZZZ9"/><mergeCell/></mergeCells>',
    ),
    "columns": lambda: sheet_xml(
        TABLE, before='<cols><col min="1" max="4294967295" hidden="1"/></cols>'
    ),
    "many columns": lambda: sheet_xml(
        TABLE,
        before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 30_000 + "</cols>",
    ),
    "shared formula": lambda: sheet_xml(
        TABLE + '<row r="3"><c r="A3"><f t="shared" si="0" ref="A1:XFD1048576">D2*2</f></c></row>'
    ),
    "array formula": lambda: sheet_xml(
        TABLE + '<row r="3"><c r="G3"><f t="array" ref="G1:XFD1048576">E2*2</f></c></row>'
    ),
    "formula of brackets": lambda: sheet_xml(
        TABLE + f'<row r="3"><c r="G3"><f>{"(" * 40_000}E2{")" * 40_000}</f><v>1</v></c></row>'
    ),
    "formula of quotes": lambda: sheet_xml(
        TABLE + f"<row r=\"3\"><c r=\"G3\"><f>{chr(39) * 40_001}E2+{'[' * 9_000}</f></c></row>"
    ),
    "formulas in a circle": lambda: sheet_xml(
        TABLE + '<row r="3"><c r="G3"><f>H3+E2</f><v>1</v></c><c r="H3"><f>G3</f><v>1</v></c></row>'
    ),
    "style beyond": lambda: sheet_xml(
        TABLE.replace('<c r="D2">', '<c r="D2" s="4294967295">').replace(
            '<c r="E2">', '<c r="E2" s="-1">'
        )
    ),
    "long number": lambda: sheet_xml(TABLE.replace("<v>76</v>", f"<v>{'9' * 300_000}</v>")),
    "no number above": lambda: sheet_xml(
        '<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>inf</v></c><c r="C1"><v>-inf</v></c></row>'
        + "".join(TABLE).replace('r="2"', 'r="3"').replace('r="1"', 'r="2"')
    ),
    "numbers without end": lambda: sheet_xml(
        TABLE.replace('<c r="D2">', f'<c r="D2" s="{"9" * 5_000}">').replace(
            '<c r="E2"><v>76', f'<c r="E2" t="s"><v>{"1" * 5_000}'
        )
    ),
    "number in other digits": lambda: sheet_xml(
        TABLE.replace('<c r="D2">', '<c r="D2" s="\u00b2">').replace("<v>76", "<v>\u0667\u0666")
    ),
    "entity without end": lambda: sheet_xml(
        TABLE.replace("Nilai minimal", f"&#{'9' * 5_000};&#x{'f' * 5_000};")
    ),
    "unknown encoding": lambda: sheet_xml(TABLE).replace("UTF-8", "zip"),
    "encoding of another kind": lambda: sheet_xml(TABLE).replace("UTF-8", "utf-7"),
    "huge number": lambda: sheet_xml(TABLE.replace("<v>76</v>", "<v>1E+308</v>")),
    "number beyond": lambda: sheet_xml(TABLE.replace("<v>76</v>", "<v>1E+999999999</v>")),
    "tiny number": lambda: sheet_xml(TABLE.replace("<v>75</v>", "<v>5E-324</v>")),
    "not a number": lambda: sheet_xml(TABLE.replace("<v>76</v>", "<v>NaN</v>")),
    "infinite": lambda: sheet_xml(TABLE.replace("<v>76</v>", "<v>-inf</v>")),
    "date beyond": lambda: sheet_xml(
        TABLE.replace('<c r="E2"><v>76', '<c r="E2" s="1"><v>1E+300')
    ),
    "string beyond": lambda: sheet_xml(
        TABLE.replace('<c r="E2"><v>76', '<c r="E2" t="s"><v>999999999999')
    ),
    "long text": lambda: sheet_xml(TABLE.replace("Nilai minimal", "Nilai " * 400_000)),
    "long digits": lambda: sheet_xml(
        HEADER + indicator_row(2).replace(
            '<c r="E2"><v>76</v></c>',
            f'<c r="E2" t="inlineStr"><is><t>{"1.234," * 60_000}</t></is></c>',
        )
    ),
    "long header": lambda: sheet_xml(TABLE.replace("Realisasi", "Realisasi s.d. " * 100_000)),
    "many spaces": lambda: sheet_xml(TABLE.replace("Realisasi", "Realisasi" + " " * 1_000_000)),
    "many names": lambda: sheet_xml(
        HEADER + "".join(indicator_row(n, f"indikator {n} kinerja") for n in range(2, 6_000))
    ),
    "one row of everything": lambda: sheet_xml(
        '<row r="1">' + '<c t="inlineStr"><is><t>Target</t></is></c>' * 16_384 + "</row>"
    ),
    "headers without end": lambda: sheet_xml(
        "".join(HEADER.replace('r="1"', f'r="{n}"').replace("1\" t=", f'{n}" t=')
                for n in range(1, 2_000))
    ),
    "same cell again": lambda: sheet_xml(TABLE + indicator_row(2) * 20_000),
    "rows backwards": lambda: sheet_xml(
        "".join(indicator_row(n) for n in range(5_000, 1, -1)) + HEADER
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_absurd_sheet(cage: Cage, tmp_path: Path, name: str) -> None:
    path = build_xlsx(tmp_path / "b.xlsx", {"Monitoring": SHEETS[name]()})
    ended = within_bounds(cage.iku("periksa", path, "--json"))
    assert ended.out, ended
    written_somewhere(cage, path)


def test_far_cells_do_not_hide_the_table(cage: Cage, tmp_path: Path) -> None:
    """The absurd frame costs nothing, and the figures are read all the same."""
    for name in ("far cell", "dimension", "gap in the table", "many columns", "shared formula"):
        path = build_xlsx(tmp_path / "b.xlsx", {"Monitoring": SHEETS[name]()})
        (berkas,) = written_somewhere(cage, path).json()["berkas"]
        first = berkas["indikator"][0]
        assert (first["indikator"], first["capaian"]) == ("SK8/1", "101.33"), name


@pytest.mark.parametrize("count", [700, 5_000, 60_000])
def test_sheets_without_end(cage: Cage, tmp_path: Path, count: int) -> None:
    plain = build_xlsx(tmp_path / "p.xlsx", {"L": sheet_xml(TABLE)})
    listed = "".join(f'<sheet name="L{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count))
    book = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'
    )
    path = rewritten(plain, tmp_path / "b.xlsx", {"xl/workbook.xml": book.encode()})
    ended = within_bounds(cage.iku("periksa", path, "--json"))
    assert ended.codes() == {"BK011"} if count > 1_000 else ended.exit_code in (0, 1)


def test_sheets_that_all_reach_to_the_last_row(cage: Cage, tmp_path: Path) -> None:
    far = sheet_xml('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    sheets = {"L": sheet_xml(TABLE), **{f"M{n}": far for n in range(300)}}
    path = build_xlsx(tmp_path / "b.xlsx", sheets)
    assert code_of(cage, path) == "BK011"


def test_a_word_without_end_in_a_tag(cage: Cage, tmp_path: Path) -> None:
    plain = build_xlsx(tmp_path / "p.xlsx", {"L": sheet_xml(TABLE)})
    for part in ("xl/workbook.xml", SHEET, "xl/styles.xml", "xl/_rels/workbook.xml.rels"):
        text = part_of(plain, part)
        for name in (b"<sheet ", b"<row ", b"<xf ", b"<Relationship "):
            edited = text.replace(name, name + b"a" * 300_000 + b" ", 1)
            path = rewritten(plain, tmp_path / "b.xlsx", {part: edited})
            within_bounds(cage.iku("periksa", path, "--json"))


def test_defined_names_in_a_circle(cage: Cage, tmp_path: Path) -> None:
    names = "".join(
        f'<definedName name="N{n}">N{(n + 1) % 300}+M!$A$1</definedName>' for n in range(300)
    )
    sheet = sheet_xml(TABLE + '<row r="3"><c r="G3"><f>N0+E2</f><v>1</v></c></row>')
    path = build_xlsx(
        tmp_path / "b.xlsx", {"L": sheet, "M": sheet_xml("")},
        after_sheets=f"<definedNames>{names}</definedNames>",
    )  # fmt: skip
    assert written_somewhere(cage, path).exit_code in (0, 1)


def test_formats_that_eat_time(cage: Cage, tmp_path: Path) -> None:
    styles = (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>'
        + "".join(
            f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>'
            for n, code in enumerate(
                ["[" * 60_000, "&quot;" * 60_001, "y" * 60_000, "\\" * 60_001, ";" * 60_000]
            )
        )
        + "</numFmts><cellXfs>"
        + "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(5))
        + "</cellXfs></styleSheet>"
    )
    rows = (
        TABLE + '<row r="3">' + "".join(f'<c s="{n}"><v>45000</v></c>' for n in range(5)) + "</row>"
    )
    path = build_xlsx(tmp_path / "b.xlsx", {"L": sheet_xml(rows)}, styles=styles)
    assert written_somewhere(cage, path).exit_code in (0, 1)
