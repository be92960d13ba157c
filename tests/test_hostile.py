"""Nothing gets in: workbooks made to harm are read within bounds, or refused with a code.

Every sample is made here. Every one runs in a process of its own (tests/cage.py) with a bound on
time and memory; a traceback, a hang or an unknown end is a failure whatever else it says.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from cage import Cage
from compare_xlsx import HEAD, RELATIONS, build_xlsx, part_of, rewritten, sheet_xml
from hostile_books import (
    MONITORING,
    SECRET,
    SHEET,
    TABLE,
    code_of,
    within_bounds,
    written_somewhere,
)

pytestmark = pytest.mark.berat


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
