"""Nothing gets in: workbooks made to harm are read within bounds, or refused with a code.

Every sample is made here. Every one runs in a process of its own (tests/cage.py) with a bound on
time and memory; a traceback, a hang or an unknown end is a failure whatever else it says.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cage import Cage, Ended
from compare_xlsx import HEAD, MAIN, RELATIONS, build_xlsx, part_of, rewritten, sheet_xml

ROOT = Path(__file__).resolve().parent.parent
SAH = ROOT / "samples" / "sah"
MONITORING = SAH / "bulanan" / "Monitoring_2024_03.xlsx"
PK = SAH / "PK_2024.xlsx"
SECONDS, MEGABYTES = 5.0, 300.0
pytestmark = pytest.mark.berat
SECRET = "RAHASIA-7f3a"
HEADER = (
    '<row r="1">'
    + "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip(
            "ABCDEF",
            ["No", "Indikator Kinerja", "Satuan", "Target 2024", "Realisasi", "Capaian"],
            strict=True,
        )
    )
    + "</row>"
)


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    made = Cage()
    yield made
    made.close()


def within_bounds(ended: Ended, seconds: float = SECONDS) -> Ended:
    """No fault, no hang, no flood; `iku` says how it ended by its exit code."""
    assert not ended.is_crash, ended
    assert ended.exit_code in (0, 1, 2, 3), ended
    assert ended.seconds < seconds
    assert ended.megabytes < MEGABYTES
    assert SECRET not in ended.out + ended.err
    return ended


def indicator_row(number: int, name: str = "Nilai minimal akuntabilitas kinerja") -> str:
    return (
        f'<row r="{number}"><c r="A{number}"><v>1</v></c><c r="B{number}" t="inlineStr"><is><t>'
        f'{name}</t></is></c><c r="D{number}"><v>75</v></c><c r="E{number}"><v>76</v></c></row>'
    )


TABLE = HEADER + indicator_row(2)


def code_of(cage: Cage, path: Path, **options: float) -> str:
    """The code with which a workbook is refused (exit 3)."""
    ended = within_bounds(cage.iku("periksa", path, "--json"), **options)
    assert ended.exit_code == 3, ended
    (code,) = ended.codes()
    return code


def written_somewhere(cage: Cage, path: Path, seconds: float = SECONDS) -> Ended:
    """hitung into a folder beside it, the source untouched, nothing else made."""
    before = path.read_bytes()
    outside = sorted(p for p in path.parent.rglob("*") if p.is_file())
    out = path.parent / "keluar"
    ended = within_bounds(cage.iku("hitung", path, "--ke", out, "--json"), seconds)
    assert path.read_bytes() == before
    made = sorted(p for p in path.parent.rglob("*") if p.is_file() and p.parent != out)
    assert made == [p for p in outside if p.parent != out]
    return ended


# Containers -------------------------------------------------------------------------------------


def deflated(size: int, unit: bytes) -> tuple[bytes, int]:
    """(deflate stream of `size` bytes of `unit`, crc), made without holding them."""
    press, crc, chunk = zlib.compressobj(9, zlib.DEFLATED, -15), 0, unit * ((1 << 20) // len(unit))
    parts = []
    for _ in range(size // len(chunk)):
        parts.append(press.compress(chunk))
        crc = zlib.crc32(chunk, crc)
    return b"".join([*parts, press.flush()]), crc


def raw_zip(target: Path, entries: list[tuple[str, bytes, int, int]]) -> Path:
    """A zip of (name, deflated data, size, crc), said as it is told."""
    out, central = io.BytesIO(), b""
    for name, data, size, crc in entries:
        at, raw = out.tell(), name.encode()
        head = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, crc, len(data), size, len(raw), 0)
        out.write(b"PK\x03\x04" + head + raw + data)
        central += (
            b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHLL", 0, 0, 0, 0, at)
        )
        central += raw
    start = out.tell()
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(central), start, 0
    )
    target.write_bytes(out.getvalue() + central + end)
    return target


def with_big_part(tmp_path: Path, name: str, data: bytes, size: int, crc: int) -> Path:
    plain = build_xlsx(tmp_path / "p.xlsx", {"L": sheet_xml(TABLE)}, strings=["<t>a</t>"])
    entries = []
    with zipfile.ZipFile(plain) as archive:
        for info in archive.infolist():
            body = archive.read(info)
            if info.filename == name:
                entries.append((name, data, size, crc))
                continue
            press = zlib.compressobj(9, zlib.DEFLATED, -15)
            entries.append(
                (info.filename, press.compress(body) + press.flush(), len(body), info.CRC)
            )
    return raw_zip(tmp_path / "bom.xlsx", entries)


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
)
def test_decompression_bomb(cage: Cage, tmp_path: Path, part: str) -> None:
    data, crc = deflated(300 << 20, b"<row/>  ")
    assert code_of(cage, with_big_part(tmp_path, part, data, 300 << 20, crc)) == "BK011"


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml"])
def test_bomb_that_says_it_is_small(cage: Cage, tmp_path: Path, part: str) -> None:
    data, crc = deflated(300 << 20, b"<row/>  ")
    ended = within_bounds(
        cage.iku("periksa", with_big_part(tmp_path, part, data, 5000, crc), "--json")
    )
    assert ended.exit_code == 3
    assert ended.codes() <= {"BK001", "BK011"}


def test_bomb_of_many_parts(cage: Cage, tmp_path: Path) -> None:
    data, crc = deflated(16 << 20, b"\0")
    plain = build_xlsx(tmp_path / "p.xlsx", {"L": sheet_xml(TABLE)})
    entries = [(f"xl/media/{n}.bin", data, 16 << 20, crc) for n in range(80)]
    with zipfile.ZipFile(plain) as archive:
        for info in archive.infolist():
            press = zlib.compressobj(9, zlib.DEFLATED, -15)
            body = archive.read(info)
            entries.append(
                (info.filename, press.compress(body) + press.flush(), len(body), info.CRC)
            )
    assert code_of(cage, raw_zip(tmp_path / "bom.xlsx", entries)) == "BK011"


def test_a_million_entries(cage: Cage, tmp_path: Path) -> None:
    record = b"PK\x01\x02" + struct.pack("<H", 20) + b"\0" * 40
    central = record * 65_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_000, 65_000, len(central), 0, 0)
    path = tmp_path / "b.xlsx"
    path.write_bytes(central + end)
    assert code_of(cage, path) in ("BK001", "BK011")


# XML --------------------------------------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "{}">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "{}"> %p; %all;]>'
PARTS = [
    SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml", "xl/styles.xml",
]  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", ["laughs", "quadratic", "external", "parameter", "utf-16"])
def test_entities(cage: Cage, tmp_path: Path, part: str, kind: str) -> None:
    secret = tmp_path / "rahasia.txt"
    secret.write_text(SECRET)
    strings = ["<t>Indikator</t>"]
    rows = TABLE + '<row r="3"><c r="G3" t="s"><v>0</v></c></row>'
    plain = build_xlsx(tmp_path / "p.xlsx", {"L": sheet_xml(rows)}, strings=strings)
    doctype, use = {
        "laughs": (LAUGHS, "&m;"),
        "quadratic": (QUADRATIC, "&a;" * 5_000),
        "external": (EXTERNAL.format(secret.as_uri()), "&a;"),
        "parameter": (PARAMETER.format(secret.as_uri()), "&all;"),
        "utf-16": (LAUGHS, "&m;"),
    }[kind]
    text = part_of(plain, part).decode().removeprefix(HEAD)
    text = re.sub(r"<t>[^<]*</t>", f"<t>{use}</t>", text, count=1) if "<t>" in text else text
    if kind == "utf-16":
        data = ('<?xml version="1.0" encoding="UTF-16"?>' + doctype + text).encode("utf-16")
    else:
        data = (HEAD + doctype + text).encode()
    path = rewritten(plain, tmp_path / "b.xlsx", {part: data})
    ended = within_bounds(cage.iku("periksa", path, "--json"))
    if part in ("[Content_Types].xml", "xl/styles.xml"):
        assert ended.codes() <= {"BK001", "BK004", "PK011", "MO002", "MO009"}
    else:
        assert (ended.exit_code, ended.codes()) == (3, {"BK001"})
    within_bounds(cage.iku("hitung", path, "--ke", tmp_path / "c.xlsx"))


def test_xml_nested_without_end(cage: Cage, tmp_path: Path) -> None:
    deep = "<a>" * 200_000 + "</a>" * 200_000
    for number, sheet in enumerate(
        [sheet_xml(TABLE, after=deep), sheet_xml(TABLE + deep), sheet_xml("<row>" * 100_000)]
    ):
        path = build_xlsx(tmp_path / f"{number}.xlsx", {"L": sheet})
        within_bounds(cage.iku("periksa", path, "--json"))
        written_somewhere(cage, path)
    strings = build_xlsx(
        tmp_path / "t.xlsx", {"L": sheet_xml(TABLE)}, strings=["<r>" * 100_000 + "<t>a</t>"]
    )
    within_bounds(cage.iku("periksa", strings, "--json"))


# Parts and relationships ------------------------------------------------------------------------


def with_names(tmp_path: Path, names: list[str]) -> Path:
    path = tmp_path / "b.xlsx"
    path.write_bytes(MONITORING.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        for name in names:
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, SECRET)
    return path


def test_part_names_that_leave_the_package(cage: Cage, tmp_path: Path) -> None:
    folder = tmp_path / "dalam" / "lagi"
    folder.mkdir(parents=True)
    path = with_names(
        folder,
        ["../jahat.txt", "../../jahat.txt", "/tmp/jahat.txt", "C:\\jahat.txt", "..\\..\\jahat.txt",
         "xl/../../jahat.txt", "xl/worksheets/../../../jahat.txt", "\\\\server\\jahat.txt",
         "xl/worksheets/sheet1.xml/../../../x", ".", "..", "con", "a" * 5000, "\u202exslx"],
    )  # fmt: skip
    ended = written_somewhere(cage, path)
    assert ended.exit_code in (0, 1)
    assert not list(tmp_path.rglob("jahat*"))
    assert not Path("/tmp/jahat.txt").exists()


TARGETS = [
    "../../../../../../{}", "/../../{}", "file://{}", "{}", "\\\\127.0.0.1\\c$\\x.xml",
    "http://127.0.0.1:9/x.xml", "..\\..\\..\\x.xml", "%2e%2e/%2e%2e/%2e%2e{}", "", "#", "?", "/",
    "worksheets/sheet1.xml/..", "\x7f", "xl/" + "../" * 5000 + "x",
]  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("mode", ["", ' TargetMode="External"'])
def test_relationship_out_of_the_package(
    cage: Cage, tmp_path: Path, target: str, mode: str
) -> None:
    """A sheet, the strings and the styles may not come from outside; nothing there is opened."""
    (tmp_path / "rahasia.xml").write_text(sheet_xml(TABLE.replace("Nilai minimal", SECRET)))
    plain = build_xlsx(tmp_path / "p.xlsx", {"L": sheet_xml(TABLE), "M": sheet_xml(TABLE)})
    text = part_of(plain, "xl/_rels/workbook.xml.rels").decode()
    where = target.format(tmp_path / "rahasia.xml").replace("&", "&amp;")
    for old in ("worksheets/sheet1.xml", "styles.xml"):
        edited = text.replace(f'Target="{old}"', f'Target="{where}"{mode}')
        assert edited != text
        path = rewritten(
            plain, tmp_path / "b.xlsx", {"xl/_rels/workbook.xml.rels": edited.encode()}
        )
        within_bounds(cage.iku("periksa", path, "--json"))
        written_somewhere(cage, path)


def test_relationships_in_a_circle(cage: Cage, tmp_path: Path) -> None:
    rels = (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'  # noqa: E501
        "{}</Relationships>"
    )
    one = '<Relationship Id="rId{0}" Type="' + RELATIONS + '/{1}" Target="{2}"/>'
    plain = build_xlsx(tmp_path / "p.xlsx", {"L": sheet_xml(TABLE)})
    circles = {
        "xl/worksheets/_rels/sheet1.xml.rels": rels.format(
            one.format(1, "table", "../worksheets/sheet1.xml")
            + one.format(2, "drawing", "../drawings/a.xml")
            + one.format(3, "pivotTable", "../workbook.xml")
        ).encode(),
        "xl/drawings/_rels/a.xml.rels": rels.format(
            one.format(1, "chart", "../worksheets/sheet1.xml") + one.format(2, "drawing", "a.xml")
        ).encode(),
        "xl/drawings/a.xml": b"<a/>",
    }
    path = rewritten(plain, tmp_path / "b.xlsx", circles)
    assert written_somewhere(cage, path).exit_code in (0, 1)
    text = part_of(plain, "xl/_rels/workbook.xml.rels").decode()
    for target in ("workbook.xml", "_rels/workbook.xml.rels", "../_rels/.rels", "../xl"):
        edits = text.replace("worksheets/sheet1.xml", target).encode()
        path = rewritten(plain, tmp_path / "c.xlsx", {"xl/_rels/workbook.xml.rels": edits})
        within_bounds(cage.iku("periksa", path, "--json"))
    root = part_of(plain, "_rels/.rels").decode().replace("xl/workbook.xml", "_rels/.rels")
    path = rewritten(plain, tmp_path / "d.xlsx", {"_rels/.rels": root.encode()})
    assert code_of(cage, path) == "BK001"


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


# What stands in cells ---------------------------------------------------------------------------

INJECTIONS = [
    '=HYPERLINK("http://127.0.0.1:9/","x")', "=cmd|' /C calc'!A0", "+1+1", "@SUM(1+1)", "-2+3",
    '=WEBSERVICE("http://127.0.0.1:9/")', "\t=1+1", "{=1+1}", "=DDE(\"cmd\",\"/c\",\"x\")",
]  # fmt: skip


def formulas_in(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        text = b"".join(archive.read(n) for n in archive.namelist() if "worksheets/" in n).decode()
    return "\n".join(re.findall(r"<(?:\w+:)?f[ >][^<]*", text))


def relations_in(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(n) for n in archive.namelist() if n.endswith(".rels")).decode()


@pytest.fixture
def injected(tmp_path: Path) -> Path:
    """A folder with a workbook whose texts are formulas to be."""
    from xml.sax.saxutils import escape

    folder = tmp_path / "masuk"
    folder.mkdir()
    rows = HEADER + indicator_row(2)
    for number, text in enumerate(INJECTIONS, 3):
        cells = "".join(
            f'<c r="{column}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column in "ABCDE"
        )
        rows += f'<row r="{number}">{cells}</row>'
    return build_xlsx(folder / "=1+1.xlsx", {"=cmd": sheet_xml(rows), "@SUM": sheet_xml(rows)})


def test_text_never_becomes_a_formula(cage: Cage, injected: Path, tmp_path: Path) -> None:
    """Neither on the sheet Temuan, nor in the recap, nor in a copy, nor as a derivation."""
    out = tmp_path / "hasil"
    assert within_bounds(cage.iku("kumpulan", injected.parent, "--ke", out, seconds=20), 15)
    marked = tmp_path / "tanda.xlsx"
    marked.write_bytes(injected.read_bytes())
    within_bounds(cage.iku("periksa", marked, "--tandai"))
    live = tmp_path / "rumus.xlsx"
    within_bounds(cage.iku("hitung", injected, "--ke", live, "--sebagai", "rumus"))
    made = [*out.rglob("*.xlsx"), marked, live]
    assert len(made) >= 4
    for path in made:
        formulas = formulas_in(path)
        assert not re.search(r"HYPERLINK\(.http|cmd|WEBSERVICE|DDE|1\+1|2\+3", formulas), path
        assert "127.0.0.1" not in relations_in(path), path


def test_links_macros_and_external_books_are_carried_not_followed(
    cage: Cage, tmp_path: Path
) -> None:
    """They stay in the file as they are; nothing runs, nothing is fetched."""
    mark = tmp_path / "dijalankan"
    rels = (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'  # noqa: E501
        '<Relationship Id="rId1" Type="{}" Target="{}" TargetMode="External"/></Relationships>'
    )
    link = "http://127.0.0.1:9/x"
    parts = {
        "xl/vbaProject.bin": f'Sub Auto_Open(): Shell "touch {mark}": End Sub'.encode() * 500,
        "xl/externalLinks/externalLink1.xml": f'{HEAD}<externalLink xmlns="{MAIN}" '
        f'xmlns:r="{RELATIONS}"><externalBook r:id="rId1"><sheetNames><sheetName val="X"/>'
        '</sheetNames></externalBook><ddeLink ddeService="cmd" ddeTopic="/c x"/></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": rels.format(
            f"{RELATIONS}/externalLinkPath", "\\\\127.0.0.1\\x.xlsx"
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": rels.format(f"{RELATIONS}/hyperlink", link),
    }
    sheet = sheet_xml(
        TABLE.replace("<v>76</v>", "<f>[1]X!A1</f><v>76</v>"),
        after='<hyperlinks><hyperlink ref="B2" r:id="rId1"/></hyperlinks>',
    )
    path = build_xlsx(
        tmp_path / "b.xlsm", {"L": sheet}, parts=parts,
        relations={"vbaProject": "vbaProject.bin", "externalLink": "externalLinks/externalLink1.xml"},  # noqa: E501
    )  # fmt: skip
    (berkas,) = written_somewhere(cage, path).json()["berkas"]
    assert berkas["indikator"][0]["capaian"] == "101.33"
    copy = tmp_path / "keluar" / "b.xlsm"
    for name, content in parts.items():
        data = content.encode() if isinstance(content, str) else content
        assert part_of(copy, name) == data
    assert "<f>[1]X!A1</f><v>76</v>" in part_of(copy, SHEET).decode()
    assert not mark.exists()


# Names as paths ---------------------------------------------------------------------------------

NAMES = [
    "../../jahat", "/tmp/jahat", "..\\..\\jahat", "C:\\jahat", "CON", "nul.txt", "a/b", "a\\b", "..",  # noqa: E501
    ".", "~", "-rf", "--help", "$(touch jahat)", "`touch jahat`", "jahat\x00x", "jahat\nbaris", "a" * 400,  # noqa: E501
    "jahat.xlsx", "%s%n", "\u202ejahat", "jahat:aliran", "|touch jahat", "Rekap_2024",
    '=HYPERLINK("http://127.0.0.1:9/","x")', "=cmd|' /C calc'!A0", "x" * 32_767,
]  # fmt: skip


def test_units_named_as_paths(cage: Cage, tmp_path: Path) -> None:
    """kumpulan names a recap after each unit: all of them stay in its folder."""
    from iku_excel.workbook.engine import open_book, write_cells

    source = tmp_path / "a" / "b" / "masuk"
    source.mkdir(parents=True)
    with open_book(MONITORING) as book:
        assert "Identitas" in [sheet.name for sheet in book.sheets]
        identitas = book.sheets[[s.name for s in book.sheets].index("Identitas")]
        labels = [(n, str(row[0])) for n, row in enumerate(identitas.grid(), 1) if row]
    unit = next(n for n, label in labels if label.casefold().startswith("nama unit"))
    for number, name in enumerate(NAMES):
        write_cells(MONITORING, source / f"{number}.xlsx", {("Identitas", f"B{unit}"): name})
    out = tmp_path / "a" / "b" / "hasil"
    before = set(tmp_path.rglob("*"))
    within_bounds(cage.iku("kumpulan", source, "--ke", out, seconds=60), 40)
    made = {path for path in set(tmp_path.rglob("*")) - before if path.is_file()}
    assert made
    assert all(path.is_relative_to(out) for path in made)
    assert len([path for path in made if path.name.startswith("Rekap_")]) > 15
    for path in made:
        assert re.fullmatch(r"[^<>:\"/\\|?*\x00-\x1f]+", path.name), path.name
        assert len(path.name.encode()) < 256
        if path.suffix == ".xlsx":
            assert not re.search("cmd|HYPERLINK\\(.http", formulas_in(path)), path.name
    assert not Path("/tmp/jahat").exists()


@pytest.mark.parametrize(
    "name", ["$(touch x).xlsx", "-rf.xlsx", "%s%n.xlsx", "a\nb.xlsx", " .xlsx"]
)
def test_files_named_to_be_misread(cage: Cage, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(MONITORING.read_bytes())
    ended = within_bounds(cage.iku("hitung", "--", path))
    assert ended.exit_code in (0, 1)
    assert within_bounds(cage.iku("batal", "--", path)).exit_code == 0
    assert path.read_bytes() == MONITORING.read_bytes()


def test_ke_that_would_hit_something_else(cage: Cage, tmp_path: Path) -> None:
    """A folder that is a file, a file that is a folder, a link out: said, and nothing is harmed."""
    (tmp_path / "berkas").write_text(SECRET)
    (tmp_path / "x.xlsx").mkdir()
    victim = tmp_path / "korban.txt"
    victim.write_text(SECRET)
    assert within_bounds(cage.iku("hitung", PK, "--ke", tmp_path / "berkas" / "a")).exit_code == 3
    within_bounds(cage.iku("hitung", MONITORING, "--ke", tmp_path / "x.xlsx"))
    assert (tmp_path / "x.xlsx").is_dir()
    assert victim.read_text() == (tmp_path / "berkas").read_text() == SECRET


@pytest.mark.parametrize("command", ["periksa", "hitung"])
def test_what_is_no_file(cage: Cage, tmp_path: Path, command: str) -> None:
    """A pipe that never speaks, a device that never ends, a link to itself: refused at once."""
    os.mkfifo(tmp_path / "pipa.xlsx")
    os.mkfifo(tmp_path / "pipa.csv")
    (tmp_path / "nol.xlsx").symlink_to("/dev/zero")
    (tmp_path / "nol.csv").symlink_to("/dev/zero")
    (tmp_path / "diri.xlsx").symlink_to("diri.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    for name in sorted(os.listdir(tmp_path)):
        ended = within_bounds(cage.iku(command, tmp_path / name, seconds=4))
        assert ended.exit_code in (2, 3), (name, ended)
        assert re.search(r"\[(BK|PG)\d{3}\]", ended.err), (name, ended)
    within_bounds(cage.iku("kumpulan", tmp_path, "--ke", tmp_path / "hasil", seconds=20), 15)


# Texts ------------------------------------------------------------------------------------------

CSVS: dict[str, Callable[[], bytes]] = {
    "one long line": lambda: b"a;" * 2_000_000,
    "one long field": lambda: b"a" * 3_000_000 + b";b\n",
    "quote never closed": lambda: b'"' + b"a;b\n" * 200_000,
    "quotes": lambda: b'"' * 1_000_001,
    "no text": lambda: os.urandom(200_000),
    "utf-16": lambda: "akun;jumlah\n521111;5\n".encode("utf-16") * 50,
    "carriage returns": lambda: b"\r" * 500_000,
    "formula": lambda: b"=cmd|' /C calc'!A0;521111;5\n" * 1000,
}


@pytest.mark.parametrize("name", CSVS)
def test_hostile_csv(cage: Cage, tmp_path: Path, name: str) -> None:
    path = tmp_path / "GLP039_2024.csv"
    path.write_bytes(CSVS[name]())
    within_bounds(cage.iku("periksa", path, "--json"))


TOMLS = ["a = " + "[" * 5_000, "x" * 3_000_000, 'a = "' + "\\u0000" * 50_000, "=" * 100, "\0\0"]


@pytest.mark.parametrize("text", TOMLS, ids=range(len(TOMLS)))
def test_hostile_settings(cage: Cage, tmp_path: Path, text: str) -> None:
    (tmp_path / "k.toml").write_text(text)
    ended = within_bounds(cage.iku("periksa", PK, "--kebijakan", tmp_path / "k.toml"))
    assert ended.exit_code == 2
    (tmp_path / "iku-sinonim.toml").write_text(text)
    (tmp_path / "sinonim.toml").write_text(text)
    within_bounds(cage.iku("periksa", PK, "--keputusan", tmp_path / "k.toml"))


@pytest.mark.parametrize("path", [MONITORING, PK], ids=["monitoring", "pk"])
def test_a_workbook_given_as_something_else(cage: Cage, tmp_path: Path, path: Path) -> None:
    """Every option that takes a file, given a workbook or noise: a sentence each."""
    noise = tmp_path / "n.docx"
    noise.write_bytes(os.urandom(5_000))
    for given in (path, noise):
        for command in (
            ["templat", "periksa", given],
            ["keputusan", "impor", given, "--ke", tmp_path / "edisi"],
            ["periksa", PK, "--kebijakan", given],
            ["periksa", PK, "--keputusan", given],
            ["lakip", "--tahun", "2024", "--pk", PK, "--monitoring", MONITORING, "--templat", given]
            + ["--ke", tmp_path / "l.docx"],
        ):
            within_bounds(cage.iku(*command))
