"""Tags as Word leaves them: split over runs, with marks between, curled quotes; values escaped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from word_maker import W, add, assert_sound, make, new_document, render, tables, texts

from iku_excel.lakip.lexer import find_tags, normalise
from iku_excel.lakip.template import load_template

NASTY = "A & B <select> C < D \"q\" 'x' {{ y }} {% for %} 😀"


@pytest.mark.parametrize("value", [NASTY, "x" * 300, "]]>", "&amp;", "\u202eterbalik", "{_{ x }_}"])
def test_values_print_as_they_are(tmp_path: Path, value: str) -> None:
    rendered = render(make(tmp_path, "awal {{ v }} akhir", "R&D < 5"), {"v": value})
    assert texts(rendered) == [f"awal {value} akhir", "R&D < 5"]
    assert_sound(rendered.to_bytes())


def test_line_ends_become_breaks_and_control_characters_vanish(tmp_path: Path) -> None:
    rendered = render(
        make(tmp_path, "{{ v }}"), {"v": "satu\r\ndua\tTab\x00\x0b\ue000" + "0\ue001\ud800\uffff"}
    )
    assert texts(rendered) == ["satu\ndua\tTab\n"]
    run = rendered.document.paragraphs[0]._p
    assert len(run.findall(f".//{W}br")) == 2


@pytest.mark.parametrize(
    "runs",
    [
        ["{", "{ v", "ar }", "}"],
        ["{{ var ", "}}"],
        ["{", "{", "v", "a", "r", "}", "}"],
        ["x{{var}}y"],
    ],
)
def test_tags_split_over_runs(tmp_path: Path, runs: list[str]) -> None:
    wanted = "".join(runs).replace("{{ var }}", "OK").replace("{{var}}", "OK")
    assert texts(render(make(tmp_path, runs), {"var": "OK"})) == [wanted]


def test_spelling_marks_and_bookmarks_inside_a_tag(tmp_path: Path) -> None:
    document = new_document()
    paragraph = document.add_paragraph()._p
    for kind, content in (
        ("r", "{{ nama"), ("proofErr", "spellStart"), ("bookmarkStart", "tanda"), ("r", "_satker"),
        ("bookmarkEnd", ""), ("proofErr", "spellEnd"), ("r", " }}!"),
    ):  # fmt: skip
        element = OxmlElement(f"w:{kind}")
        if kind == "r":
            text = OxmlElement("w:t")
            text.text = content
            element.append(text)
        elif kind == "proofErr":
            element.set(f"{W}type", content)
        else:
            element.set(f"{W}id", "7")
            if content:
                element.set(f"{W}name", content)
        paragraph.append(element)
    document.save(tmp_path / "t.docx")
    rendered = render(tmp_path / "t.docx", {"nama_satker": "Balai"})
    assert texts(rendered) == ["Balai!"]
    assert_sound(rendered.to_bytes())


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("{{ d[“a”] }}", "OK"), ("{{ d[‘a’] }}", "OK"), ("{{ d[„a“] }}", "OK"),
        ('{{ d["a”] }}', "OK"), ("{{ 5 – 2 }}", "3"), ("{{ 'a}}b' }}", "a}}b"),
        ("{{ “kata – kata” }}", "kata – kata"), ("{{ 'A & B' }}", "A & B"),
        ("{{\u00a0d.a\u00a0}}", "OK"), ("{{- d.a -}}", "OK"), ("{{ “it’s” }}", "it’s"),
        ('{{ "dia berkata “ya”" }}', "dia berkata “ya”"),
        ("{% if 1 < 2 and 3 > 2 %}ya{% endif %}", "ya"),
        ("{{ 'x' if d.a == “OK” else 'y' }}", "x"), ("{{ d.a }}{# catatan {{ x }} #}", "OK"),
    ],
)  # fmt: skip
def test_word_typography_in_tags(tmp_path: Path, typed: str, printed: str) -> None:
    assert texts(render(make(tmp_path, typed), {"d": {"a": "OK"}})) == [printed]


def test_tags_are_found_across_quotes() -> None:
    assert [tuple(span) for span in find_tags("a {{ 'x}}' }} {% if b")] == [
        (2, 13, "{{"),
        (14, -1, "{%"),
    ]
    assert normalise("{%tr for i in b %}").scope == "tr"
    assert normalise("{{ p + 1 }}").source == "p + 1"
    assert normalise("{{p if x else y}}").scope == ""


def test_headers_footers_text_boxes_and_alt_texts(tmp_path: Path) -> None:
    document = new_document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{ nama }} kepala"
    section.footer.paragraphs[0].text = "{{ nama }} kaki"
    picture = tmp_path / "x.png"
    picture.write_bytes(_png())
    run = document.add_paragraph().add_run()
    run.add_picture(str(picture))
    properties = next(document.element.body.iter("{%s}docPr" % _WP))
    properties.set("descr", "Logo {{ nama }}")
    _add_text_box(document.add_paragraph("luar {{ nama }}")._p, "kotak {{ nama }}")
    document.save(tmp_path / "t.docx")
    rendered = render(tmp_path / "t.docx", {"nama": 'Balai "A" & B'})
    saved = tmp_path / "hasil.docx"
    rendered.save(saved)
    result = docx.Document(str(saved))
    assert result.sections[0].header.paragraphs[0].text == 'Balai "A" & B kepala'
    assert result.sections[0].footer.paragraphs[0].text == 'Balai "A" & B kaki'
    body = result.element.body
    assert next(body.iter("{%s}docPr" % _WP)).get("descr") == 'Logo Balai "A" & B'
    boxes = ["".join(t.text for t in b.iter(f"{W}t")) for b in body.iter(f"{W}txbxContent")]
    assert boxes == ['kotak Balai "A" & B']
    assert result.paragraphs[-1].text == 'luar Balai "A" & B'


def test_footnotes_and_endnotes(tmp_path: Path) -> None:
    path = make(tmp_path, "isi {{ nama }}")
    _add_notes(path)
    rendered = render(path, {"nama": "R&D"})
    package = rendered.document.part.package
    notes = {
        str(p.partname): p.blob.decode() for p in package.iter_parts() if "notes" in p.partname
    }
    assert "catatan R&amp;D" in notes["/word/footnotes.xml"]
    assert "akhir R&amp;D" in notes["/word/endnotes.xml"]


def test_filters_print_indonesian(tmp_path: Path) -> None:
    path = make(
        tmp_path,
        "{{ n|angka }} {{ n|angka(2) }} {{ n|persen }} {{ n|rupiah }} {{ n }}",
        "{{ t|tanggal }} {{ t }} {{ 12|terbilang }} {{ 14|romawi }} {{ tahun }} {{ none }}|{{ b }}",
    )
    context = {"n": Decimal("15750.125"), "t": date(2023, 11, 1), "tahun": 2024, "none": None,
               "b": True}  # fmt: skip
    assert texts(render(path, context)) == [
        "15.750,125 15.750,13 15.750,13% Rp15.750 15.750,125",
        "1 November 2023 1 November 2023 dua belas XIV 2024 |ya",
    ]


def test_a_missing_figure_is_marked_yellow_and_counted(tmp_path: Path) -> None:
    class Missing(str):
        ada = False

    path = make(tmp_path, ["Nilai: {{ x|persen }} dan {{ x }}; {{ y|angka }}"])
    rendered = render(path, {"x": Missing("[belum ada: SK1/1]"), "y": Missing("–")})
    assert texts(rendered) == ["Nilai: [belum ada: SK1/1] dan [belum ada: SK1/1]; –"]
    assert rendered.missing == ("[belum ada: SK1/1]", "[belum ada: SK1/1]")
    marked = [r.text for r in rendered.document.paragraphs[0].runs if r.font.highlight_color]
    assert marked == ["[belum ada: SK1/1]", "[belum ada: SK1/1]"]
    assert_sound(rendered.to_bytes())


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    path = make(tmp_path, "{{ v }}", [["{% for i in b %}{{ i }}", "{{ loop.index }}{% endfor %}"]])
    context: dict[str, Any] = {"v": NASTY, "b": [1, 2, 3]}
    first = load_template(path)
    assert first.render(context).to_bytes() == first.render(context).to_bytes()
    assert load_template(path).render(context).to_bytes() == first.render(context).to_bytes()


def test_a_value_cannot_pose_as_an_object(tmp_path: Path) -> None:
    path = make(tmp_path, "{{ v }}{{ warna('hijau') }}", "{{ v ~ 'x' }} {{ v|upper }}")
    rendered = render(path, {"v": "\ue0000\ue001"})
    assert texts(rendered) == ["", "x "]


def test_colours_and_page_breaks(tmp_path: Path) -> None:
    path = make(tmp_path, [["{{ warna('hijau') }}83,33", "{{ warna('#ff0000') }}x"]],
                "{{ halaman_baru() }}")  # fmt: skip
    rendered = render(path, {})
    fills = [s.get(f"{W}fill") for s in rendered.document.element.body.iter(f"{W}shd")]
    assert fills == ["C6E7C8", "FF0000"]
    assert tables(rendered) == [[["83,33", "x"]]]
    assert [b.get(f"{W}type") for b in rendered.document.element.body.iter(f"{W}br")] == ["page"]
    assert_sound(rendered.to_bytes())


def test_template_comments_and_remarks_do_not_reach_the_report(tmp_path: Path) -> None:
    document = new_document()
    paragraph = add(document, "isi {{ v }}")
    document.add_comment(paragraph.runs, text="jangan dicetak", author="A", initials="A")
    add(document, "{# hanya untuk penulis templat #}")
    add(document, "akhir")
    document.save(tmp_path / "t.docx")
    rendered = render(tmp_path / "t.docx", {"v": "x"})
    assert texts(rendered) == ["isi x", "akhir"]
    assert b"jangan dicetak" not in b"".join(
        p.blob for p in rendered.document.part.package.iter_parts()
    )


_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def _png() -> bytes:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\0\0\0")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def _add_text_box(paragraph: Any, text: str) -> None:
    """A text box as Word writes it: new form and old form with the same words."""
    from docx.oxml import parse_xml

    box = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    paragraph.append(
        parse_xml(
            '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
            'xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent>'
            f'<mc:Choice Requires="wps"><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></mc:Choice>'
            f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
            "</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )


def _add_notes(path: Path) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document(str(path))
    for kind, relation, text in (
        ("footnote", RT.FOOTNOTES, "catatan {{ nama }}"),
        ("endnote", RT.ENDNOTES, "akhir {{ nama }}"),
    ):  # fmt: skip
        blob = (
            f'<w:{kind}s xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f'<w:{kind} w:id="1"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}></w:{kind}s>'
        )
        content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
        part = Part(PackURI(f"/word/{kind}s.xml"), content, blob.encode(), document.part.package)
        document.part.relate_to(part, relation)
    document.save(str(path))
