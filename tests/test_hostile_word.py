"""Word templates made to harm, given to `iku lakip --templat`: filled within bounds, or refused
with a code. Each sample is made here and runs in a process of its own, as in test_hostile.py."""

from __future__ import annotations

import os
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cage import Cage, Ended
from word_links import linked
from word_maker import make

SAH = Path(__file__).resolve().parent.parent / "samples" / "sah"
SECONDS, MEGABYTES = 5.0, 300.0
SECRET = "RAHASIA-41cd"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
pytestmark = pytest.mark.berat


def fill(cage: Cage, template: Path, folder: Path) -> str:
    """`iku lakip` with the template: "" where it made a report, else the code that refused."""
    target = folder / "laporan.docx"
    target.unlink(missing_ok=True)
    ended: Ended = cage.iku(
        "lakip", "--tahun", "2024", "--pk", SAH / "PK_2024.xlsx", "--monitoring",
        SAH / "bulanan" / "Monitoring_2024_03.xlsx", "--templat", template, "--ke", target,
    )  # fmt: skip
    assert not ended.is_crash, ended
    assert ended.seconds < SECONDS
    assert ended.megabytes < MEGABYTES
    assert SECRET not in ended.out + ended.err
    if ended.exit_code in (0, 1):
        with zipfile.ZipFile(target) as archive:
            parts = [archive.read(name).decode("latin-1") for name in archive.namelist()]
        assert SECRET not in "".join(parts)
        return ""
    assert ended.exit_code == 3, ended
    assert not target.exists()
    return ended.err.rsplit("[", 1)[-1].split("]")[0]


def rewritten(source: Path, change: dict[str, bytes], drop: tuple[str, ...] = ()) -> Path:
    with zipfile.ZipFile(source) as archive:
        parts = {n: archive.read(n) for n in archive.namelist() if n not in drop}
    path = source.with_name("jahat.docx")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **change}.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return make(tmp_path, "Tahun {{ tahun }}", name="baik.docx")


def p(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def document(body: str) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{MAIN}">'
    return f"{head}<w:body>{body}<w:sectPr/></w:body></w:document>".encode()


def loop(*inside: str) -> str:
    return p("{% for i in range(9999) %}") + "".join(inside) + p("{% endfor %}")


# Expressions -------------------------------------------------------------------------------------

EXPRESSIONS = [
    "{{ ''.__class__.__mro__ }}", "{{ tahun|attr('__class__') }}", "{{ lipsum.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}", "{{ self.__init__ }}", "{{ '{0.__class__}'.format(1) }}",
    "{{ '{:>999999999}'.format(1) }}", "{{ 'a'*10**9 }}", "{{ 9**9**9 }}",
    "{{ range(10**9)|list }}",
    "{% include '/etc/passwd' %}", "{% import 'x' as y %}", "{% extends 'x' %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% call m() %}{% endcall %}",
    "{{ tahun|tojson }}", "{{ tahun|pprint }}", "{{ tahun|urlize }}", "{{ tahun|xmlattr }}",
    "{% for i in range(9999) %}{% for j in range(9999) %}{{ i }}{% endfor %}{% endfor %}",
    "{% for i in range(9999) %}{% set x = range(9999)|sort|list %}{% endfor %}",
    "{% for i in range(9999) %}{{ range(9999)|join('xxxxxxxxxxxxxxxx') }}{% endfor %}",
    "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{{ " + "[" * 2000 + "]" * 2000 + " }}", "{{ " + "1+" * 5000 + "1 }}",
    "{{ satker.__dict__ }}", "{{ satker.to_template() }}", "{% debug %}", "{% do 1 %}",
]  # fmt: skip


def test_expressions(cage: Cage, tmp_path: Path) -> None:
    for expression in EXPRESSIONS:
        code = fill(cage, make(tmp_path, expression), tmp_path)
        assert code in ("TM001", "TM002", "TM003"), (expression, code)


# Sizes -------------------------------------------------------------------------------------------

SIZES: dict[str, tuple[Callable[[], str], set[str]]] = {
    "runs": (lambda: "<w:p>" + "<w:r><w:t>a </w:t></w:r>" * 100_000 + "</w:p>", {""}),
    "a run for each letter": (
        lambda: "<w:p>" + "".join(f"<w:r><w:t>{c}</w:t></w:r>" for c in "{{ tahun }} " * 8_000)
        + "</w:p>",
        {"TM003"},
    ),
    "tags": (lambda: p("{{ tahun }}") * 20_000, {"TM003"}),
    "openers": (lambda: p("{{ " * 50_000), {"TM003"}),
    "openers apart": (lambda: p("{{ a") * 4_000, {"TM002"}),
    "quotes": (lambda: p('{{ " }}' + ' {{ \\" }}' * 4_900), {"TM002"}),
    "many quotes": (lambda: p('{{ " }}' + ' {{ \\" }}' * 40_000), {"TM003"}),
    "tables": (lambda: "<w:tbl><w:tr><w:tc>" * 5_000 + p("{{ tahun }}")
               + "<w:p/></w:tc></w:tr></w:tbl>" * 5_000 + "<w:p/>", {"TM007"}),
    "controls": (lambda: "<w:sdt><w:sdtContent>" * 2_000 + "<w:p/>"
                 + "</w:sdtContent></w:sdt>" * 2_000, {"TM007"}),
    "conditions": (lambda: p("{% if tahun %}") * 2_400 + p("{% endif %}") * 2_400, {"TM003"}),
    "loops": (lambda: p("{% for i in range(10) %}") * 15 + p("{% endfor %}") * 15, {"TM003"}),
    "loops within": (lambda: p("{% for i in range(10) %}") * 300 + p("{% endfor %}") * 300,
                     {"TM003"}),
    "paragraphs printed": (lambda: loop(p("aaaa") * 50), {"TM003"}),
    "paragraphs": (lambda: "<w:p/>" * 10_000_000, {"TM007"}),
    "paragraphs, just allowed": (lambda: "<w:p/>" * 480_000, {""}),
    "one word": (lambda: p("a" * (60 << 20)), {"TM007"}),
    "blanks": (lambda: " " * (60 << 20), {"TM007"}),
    "attributes": (lambda: "<w:p" + "".join(f" a{n}='1'" for n in range(100_000)) + "/>", {""}),
    "cells": (lambda: "<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 60_000 + "</w:tr></w:tbl><w:p/>",
              {""}),
    "regions": (lambda: loop(p("{{ wilayah('a' ~ i) }}"), p("x"), p("{{ akhir_wilayah() }}")),
                {""}),
    "regions in a paragraph": (
        lambda: p("{% for i in range(9999) %}{{ wilayah('a' ~ i) }}x{{ akhir_wilayah() }}"
                  "{% endfor %}"),
        {"TM002"},
    ),
    "one region": (lambda: p("{{ wilayah('a') }}") + loop(p("x")) + p("{{ akhir_wilayah() }}"),
                   {""}),
    "captions": (lambda: loop(p("{{ tabel('t-' ~ i) }} x")), {""}),
    "references": (lambda: p("{% for i in range(9999) %}{{ rujuk('a' ~ i) }}{% endfor %}"), {""}),
    "fields open": (lambda: "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 20_000
                    + "</w:p>", {""}),
    "contents": (lambda: "<w:p>" + "".join(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        for _ in range(300)) + "</w:p>", {"TM003"}),
    "bookmarks": (lambda: "<w:p>" + "".join(f'<w:bookmarkStart w:id="{n}" w:name="b{n}"/>'
                                            for n in range(50_000)) + "</w:p>", {""}),
    "numbers": (lambda: '<w:p><w:pPr><w:numPr><w:ilvl w:val="q"/><w:numId w:val="9"/></w:numPr>'
                '<w:outlineLvl w:val="-9"/><w:sectPr><w:pgNumType w:start="x"/>'
                '</w:sectPr></w:pPr></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan '
                'w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>' + p("{{ tahun }}"),
                {""}),
    "marks of ours": (lambda: "<?iku 5?><w:p><?iku 99999999999?></w:p>"
                      + p("&#xE000;0&#xE001;&#xE002;5&#xE003;{{ tahun }}&#xE002;0&#xE003;"), {""}),
}  # fmt: skip


@pytest.mark.parametrize("kind", SIZES)
def test_sizes(cage: Cage, good: Path, kind: str) -> None:
    body, codes = SIZES[kind]
    path = rewritten(good, {"word/document.xml": document(body())})
    assert {fill(cage, path, good.parent)} == codes


# XML ---------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
PARTS = ["word/document.xml", "word/styles.xml", "[Content_Types].xml", "_rels/.rels",
         "word/_rels/document.xml.rels", "docProps/core.xml"]  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", ["laughs", "external", "parameter", "utf-16", "ebcdic", "utf-7"])
def test_entities(cage: Cage, good: Path, part: str, kind: str) -> None:
    secret = good.with_name("rahasia.txt")
    secret.write_text(SECRET)
    with zipfile.ZipFile(good) as archive:
        text = archive.read(part).decode().split("?>", 1)[-1]
    head, encoding = LAUGHS, "utf-8"
    if kind == "external":
        head = f'<!DOCTYPE x [<!ENTITY b SYSTEM "{secret.as_uri()}">]>'
    elif kind == "parameter":
        head = f'<!DOCTYPE x [<!ENTITY % b SYSTEM "{secret.as_uri()}"> %b;]>'
    elif kind in ("utf-16", "utf-7"):
        encoding = kind
    elif kind == "ebcdic":
        encoding = "cp037"
    named = {"cp037": "ebcdic-cp-us"}.get(encoding, encoding)
    text = text.replace("Tahun", "Tahun &b;")
    declared = f'<?xml version="1.0" encoding="{named}"?>'
    data = (declared + head + text).encode(encoding)
    if kind == "utf-7":
        data = declared.encode() + (head + text).encode("utf-7")
    assert fill(cage, rewritten(good, {part: data}), good.parent) == "TM007"


def test_entities_in_a_part_with_another_name(cage: Cage, good: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        types = archive.read("[Content_Types].xml").replace(b"document.xml", b"document.bin")
        root = archive.read("_rels/.rels").replace(b"document.xml", b"document.bin")
        text = archive.read("word/document.xml").decode().split("?>", 1)[-1]
        links = archive.read("word/_rels/document.xml.rels")
    change = {
        "[Content_Types].xml": types, "_rels/.rels": root, "word/_rels/document.bin.rels": links,
        "word/document.bin": ("\ufeff \n" + LAUGHS + text).encode(),
    }  # fmt: skip
    path = rewritten(good, change, ("word/document.xml", "word/_rels/document.xml.rels"))
    assert fill(cage, path, good.parent) == "TM007"


# Packages ----------------------------------------------------------------------------------------


def test_parts_that_are_something_else(cage: Cage, good: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        names = archive.namelist()
    for name in (n for n in names if n.endswith((".xml", ".rels"))):
        for content in (b"", b"<a", b"<a/>", b"\0" * 99, f'<w:p xmlns:w="{MAIN}"/>'.encode()):
            code = fill(cage, rewritten(good, {name: content}), good.parent)
            assert code in ("TM007", ""), (name, content)
            assert code == "TM007" or name not in PARTS, (name, content)
    for name in names:
        assert fill(cage, rewritten(good, {}, (name,)), good.parent) in ("TM007", ""), name
    empty = f'<w:document xmlns:w="{MAIN}"/>'.encode()
    assert fill(cage, rewritten(good, {"word/document.xml": empty}), good.parent) == "TM007"


TARGETS = [
    "../../../../../../etc/passwd", "/../../x", "file:///etc/passwd", "", "#", "?", "/",
    "x" * 5_000,
    "styles.xml/..", "\\\\127.0.0.1\\c$\\x", "http://127.0.0.1:9/x.xml", "document.xml",
    "_rels/document.xml.rels", "../[Content_Types].xml", "../" * 3_000 + "x",
]  # fmt: skip


@pytest.mark.parametrize("mode", ["", '" TargetMode="External'])
def test_relationships(cage: Cage, good: Path, mode: str) -> None:
    for rels, part in (
        ("word/_rels/document.xml.rels", "styles.xml"),
        ("_rels/.rels", "word/document.xml"),
        ("_rels/.rels", "docProps/core.xml"),
    ):
        with zipfile.ZipFile(good) as archive:
            text = archive.read(rels).decode()
        assert f'"{part}"' in text or f'"/{part}"' in text
        for target in TARGETS:
            new = text.replace(f'"{part}"', f'"{target}{mode}"')
            code = fill(cage, rewritten(good, {rels: new.encode()}), good.parent)
            assert code in ("TM007", ""), (rels, target)
            assert code == "TM007" or target == "document.xml" or part.startswith("docProps")


def test_part_names_that_leave_the_package(cage: Cage, good: Path, tmp_path: Path) -> None:
    names = ["../jahat.txt", "/tmp/jahat.txt", "C:\\jahat", "..\\..\\jahat", "a" * 5_000, ".", ".."]
    folder = tmp_path / "dalam"
    folder.mkdir()
    path = folder / "jahat.docx"
    path.write_bytes(good.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        for name in names:
            archive.writestr(name, SECRET)
    assert fill(cage, path, folder) == ""
    assert sorted(f.name for f in folder.iterdir()) == ["jahat.docx", "laporan.docx"]
    assert list(tmp_path.glob("jahat*")) == []
    with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("word/document.xml", document(p("lain")))
    assert fill(cage, path, folder) == "TM007"


def test_decompression_bombs(cage: Cage, good: Path) -> None:
    for name, content in (
        ("word/media/a.bin", b"\0" * (130 << 20)),
        ("word/styles.xml", b"<a/>" * (30 << 20)),
        ("word/document.xml", document("<w:p/>" * 500_001)),
    ):
        assert fill(cage, rewritten(good, {name: content}), good.parent) == "TM007"
    many = {f"word/media/{n}.bin": b"\0" * (10 << 20) for n in range(30)}
    assert fill(cage, rewritten(good, many), good.parent) == "TM007"
    count = {f"word/media/{n}": b"" for n in range(6_000)}
    assert fill(cage, rewritten(good, count), good.parent) == "TM007"


def test_what_is_no_document(cage: Cage, tmp_path: Path) -> None:
    (tmp_path / "kosong.docx").write_bytes(b"")
    (tmp_path / "teks.txt").write_text("Tahun {{ tahun }}")
    (tmp_path / "lama.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000)
    (tmp_path / "folder.docx").mkdir()
    (tmp_path / "buku.docx").write_bytes((SAH / "PK_2024.xlsx").read_bytes())
    os.mkfifo(tmp_path / "pipa.docx")
    (tmp_path / "nol.docx").symlink_to("/dev/zero")
    (tmp_path / "diri.docx").symlink_to("diri.docx")
    for path in [*sorted(tmp_path.iterdir()), tmp_path / "tidak-ada.docx"]:
        assert fill(cage, path, tmp_path) == "TM007", path.name


def test_links_are_read_within_bounds(cage: Cage, tmp_path: Path) -> None:
    for kind in ("picture", "attached template", "DDEAUTO", "drawing"):
        assert fill(cage, linked(tmp_path, kind, "http://127.0.0.1:9/"), tmp_path) == ""


def test_both_commands_for_templates_refuse_alike(cage: Cage, good: Path) -> None:
    for kind, code in (("tags", "TM003"), ("tables", "TM007"), ("one word", "TM007")):
        path = rewritten(good, {"word/document.xml": document(SIZES[kind][0]())})
        ended = cage.iku("templat", "periksa", path)
        assert not ended.is_crash, ended
        assert code in ended.err + ended.out
        assert ended.seconds < SECONDS
        assert ended.megabytes < MEGABYTES


def test_a_report_that_lies_there_already_is_held_to_the_same(cage: Cage, good: Path) -> None:
    """--ke names a document that somebody may have edited."""
    target = good.with_name("lama.docx")
    for body in (SIZES["tables"][0](), "<w:p/>" * 600_000, None):
        path = rewritten(good, {"word/document.xml": document(body) if body else b"<a/>"})
        target.write_bytes(path.read_bytes())
        ended = cage.iku(
            "lakip", "--tahun", "2024", "--pk", SAH / "PK_2024.xlsx", "--monitoring",
            SAH / "bulanan" / "Monitoring_2024_03.xlsx", "--templat", good, "--ke", target,
        )  # fmt: skip
        assert not ended.is_crash, ended
        assert (ended.exit_code, "[TM007]" in ended.err) == (3, True)
        assert target.read_bytes() == path.read_bytes()
        assert ended.seconds < SECONDS
        assert ended.megabytes < MEGABYTES
