"""However Word cuts a template into runs, and whatever a name holds, the report is the same."""

from __future__ import annotations

import copy
import io
import random
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_maker import W, add, add_table, make, new_document, render, texts

from iku_excel.lakip.fields_xml import visible_text
from iku_excel.lakip.finish import prepare_objects
from iku_excel.lakip.lexer import find_tags, normalise
from iku_excel.lakip.template import Template, load_template

STEADY = settings(
    derandomize=True, deadline=None, max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
CONTEXT: dict[str, Any] = {
    "tahun": "2024",
    "satker": {"nama": 'Balai <A> & "B"'},
    "b": [{"n": "satu", "v": 1}, {"n": "dua {{ x }}", "v": 2}],
    "ada": True,
}


@pytest.fixture(scope="module")
def whole() -> bytes:
    """A template with every kind of tag."""
    document = new_document()
    document.add_heading("Laporan {{ tahun }}", 1)
    add(
        document, "Pada {{ tahun }} {{ satker.nama|upper }}{% if ada %}, ada{% else %}x{% endif %}."
    )
    add(document, "{% for i in b %}")
    add(document, ("Caption", "{{ tabel('t-' ~ i.n) }} Nilai {{ i.n }} {{ 'a}}b' }}"))
    add_table(
        document,
        [
            ["No", "{{ i.n }}"],
            ["{% for j in b %}{{ loop.index }}", "{{ warna('hijau') }}{{ j.v }}{% endfor %}"],
        ],
    )
    add(document, "{% endfor %}")
    add(document, "{# catatan #}Lihat {{ rujuk('t-satu') }}\t{{ satker['nama'] }}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(template: bytes) -> list[str]:
    """What a reader sees of the filled template, and its shading."""
    objects = prepare_objects()
    rendered = Template(template, "templat").render(CONTEXT, objects=objects.registry)
    body = docx.Document(io.BytesIO(rendered.to_bytes())).element.body
    seen = [visible_text(p) for p in body.iter(f"{W}p")]
    return seen + [s.get(f"{W}fill") for s in body.iter(f"{W}shd")]


def cut_runs(template: bytes, seed: int) -> bytes:
    """The same template as Word might have saved it: runs cut anywhere, marks in between."""
    chance = random.Random(seed)
    document = docx.Document(io.BytesIO(template))
    body = document.element.body
    for number, run in enumerate(list(body.iter(f"{W}r"))):
        content = [child for child in run if child.tag != f"{W}rPr"]
        text = content[0] if [c.tag for c in content] == [f"{W}t"] else None
        while text is not None and len(text.text or "") > 1 and chance.random() < 0.8:
            place = chance.randrange(1, len(text.text))
            rest = copy.deepcopy(run)
            rest.find(f"{W}t").text = text.text[place:]
            text.text = text.text[:place]
            for part in (text, rest.find(f"{W}t")):
                part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.addnext(rest)
            if chance.random() < 0.4:
                _add_mark(run, chance, number)
            run, text = rest, rest.find(f"{W}t")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_mark(run: Any, chance: random.Random, number: int) -> None:
    kind = chance.choice(("proofErr", "bookmark", "lastRenderedPageBreak", "empty"))
    if kind == "proofErr":
        mark = OxmlElement("w:proofErr")
        mark.set(f"{W}type", chance.choice(("spellStart", "spellEnd")))
        run.addnext(mark)
    elif kind == "bookmark":
        identity = str(1000 + number * 100 + chance.randrange(100))
        for name in ("bookmarkEnd", "bookmarkStart"):
            mark = OxmlElement(f"w:{name}")
            mark.set(f"{W}id", identity)
            if name == "bookmarkStart":
                mark.set(f"{W}name", f"m{identity}")
            run.addnext(mark)
    else:
        extra = OxmlElement("w:r")
        if kind == "lastRenderedPageBreak":
            extra.append(OxmlElement("w:lastRenderedPageBreak"))
        run.addnext(extra)


@pytest.mark.parametrize("seed", range(12))
def test_however_runs_are_cut_the_report_is_the_same(whole: bytes, seed: int) -> None:
    assert read(cut_runs(whole, seed)) == read(whole)


@pytest.mark.berat
@pytest.mark.parametrize("seed", range(3))
def test_the_shipped_report_stands_any_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    from lakip_dossier import make_dossier
    from word_maker import all_texts

    from iku_excel.lakip.finish import finish
    from iku_excel.lakip.report import default_template, prepare
    from iku_excel.lakip.report import render as render_report

    monkeypatch.setenv("IKU_SOFFICE", "")
    laporan, _ = prepare(make_dossier(), 2024)
    cut = tmp_path / "potong.docx.j2"
    cut.write_bytes(cut_runs(default_template().read_bytes(), seed))
    seen = []
    for number, template in enumerate((default_template(), cut)):
        rendered, objects = render_report(laporan, template)
        finish(rendered, objects, tmp_path / f"{number}.docx")
        seen.append(all_texts(tmp_path / f"{number}.docx"))
    assert seen[0] == seen[1]
    assert len(seen[0]) > 300


@STEADY
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_name_prints_as_it_is(value: str) -> None:
    rendered = _printer().render({"v": value})
    again = docx.Document(io.BytesIO(rendered.to_bytes()))
    kept = "".join(c for c in value if c in "\t\n\r\x0b" or _is_printable(c))
    wanted = kept.replace("\r\n", "\n").replace("\r", "\n")
    for line_end in "\u2028\u2029\x85\x0b":
        wanted = wanted.replace(line_end, "\n")
    assert again.paragraphs[0].text == f"<{wanted}>"


def _is_printable(char: str) -> bool:
    code = ord(char)
    return not (code < 32 or 0xD800 <= code < 0xE020 or code in (0xFFFE, 0xFFFF))


_PRINTER: list[Template] = []


def _printer() -> Template:
    if not _PRINTER:
        document = new_document()
        document.add_paragraph("<{{ v }}>")
        stream = io.BytesIO()
        document.save(stream)
        _PRINTER.append(Template(stream.getvalue(), "templat"))
    return _PRINTER[0]


@STEADY
@given(st.text("{}%#\"'“”‘’ ab|.-–", max_size=40))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    spans = list(find_tags(text))
    for span in spans:
        assert span.end == -1 or span.start < span.end <= len(text)
        if span.end > 0:
            normalise(text[span.start : span.end])
    assert [s.start for s in spans] == sorted({s.start for s in spans})


@STEADY
@given(st.lists(st.text("{}%ab |i", max_size=14), min_size=1, max_size=5))
def test_any_template_is_filled_or_refused(tmp_path: Path, paragraphs: list[str]) -> None:
    from iku_excel.errors import TemplateError

    path = make(tmp_path, *paragraphs)
    try:
        render(path, {"a": 1, "b": [1], "i": "x"})
    except TemplateError as error:
        assert error.code in ("TM001", "TM002", "TM003", "TM005")
    else:
        assert not any("{{" in text or "{%" in text for text in texts(load_template(path).render(
            {"a": 1, "b": [1], "i": "x"})))  # fmt: skip
