"""What stands in cells, names and other files does nothing: no formula, no path, no program."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cage import Cage
from compare_xlsx import HEAD, MAIN, RELATIONS, build_xlsx, part_of, sheet_xml
from hostile_books import (
    HEADER,
    MONITORING,
    PK,
    SECRET,
    SHEET,
    TABLE,
    indicator_row,
    within_bounds,
    written_somewhere,
)

pytestmark = pytest.mark.berat


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
