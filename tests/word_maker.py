"""Small Word templates for tests, and what a proper Word document must hold to."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from iku_excel.lakip.faults import Fault, TemplateFaultError
from iku_excel.lakip.fields_xml import field_runs, visible_text
from iku_excel.lakip.objects import ObjectRegistry
from iku_excel.lakip.template import RenderedDocument, load_template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Paragraph = str | Sequence[str]
Rows = Sequence[Sequence[str]]


_KEPT_STYLES = ("Normal", "Heading 1", "Heading 2", "Caption", "Table Grid", "Normal Table",
                "Default Paragraph Font", "Header", "Footer")  # fmt: skip
_DROPPED_PARTS = ("/stylesWithEffects", "/customXml", "/webSettings", "/thumbnail")


@cache
def _base() -> bytes:
    """python-docx's base without the parts that Word would repair, and with few styles: small."""
    document = docx.Document()
    for rels in (document.part.rels, document.part.package.rels):
        for key, rel in list(rels.items()):
            if rel.reltype.endswith(_DROPPED_PARTS):
                del rels[key]
    root = document.styles.element
    kept = {style.style_id for style in document.styles if style.name in _KEPT_STYLES}
    for style in list(root.iter(f"{W}style")):
        if style.get(f"{W}styleId") not in kept:
            root.remove(style)
        for link in style.findall(f"{W}link") + style.findall(f"{W}next"):
            style.remove(link)
    for language in root.iter(f"{W}lang"):
        language.set(f"{W}val", "id-ID")
    numbering = document.part.numbering_part.element
    for element in list(numbering):
        numbering.remove(element)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def new_document() -> Any:
    """An empty document with a few styles, in Indonesian."""
    return docx.Document(io.BytesIO(_base()))


def add(document: Any, item: Paragraph | tuple[str, Paragraph]) -> Any:
    """A paragraph: a text, a list of run texts, or (style, either)."""
    style, content = item if isinstance(item, tuple) else (None, item)
    paragraph = document.add_paragraph(style=style)
    for text in [content] if isinstance(content, str) else content:
        paragraph.add_run(text)
    return paragraph


def add_table(document: Any, rows: Rows) -> Any:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def make(folder: Path, *items: Any, name: str = "templat.docx") -> Path:
    """A template of paragraphs, and tables (lists of lists)."""
    document = new_document()
    for item in items:
        if isinstance(item, list) and item and isinstance(item[0], list):
            add_table(document, item)
        else:
            add(document, item)
    path = folder / name
    document.save(path)
    return path


def render(path: Path, context: Mapping[str, Any], **options: Any) -> RenderedDocument:
    return load_template(path).render(context, **options)


def texts(rendered: RenderedDocument | Any) -> list[str]:
    """The body's paragraphs outside of tables."""
    document = getattr(rendered, "document", rendered)
    return [p.text for p in document.paragraphs]


def tables(rendered: RenderedDocument) -> list[list[list[str]]]:
    return [[[c.text for c in r.cells] for r in t.rows] for t in rendered.document.tables]


def faults_of(path: Path, context: Mapping[str, Any] | None = None, **options: Any) -> list[Fault]:
    """What loading, or filling, refuses; [] when nothing."""
    try:
        load_template(path).render(context or {}, **options)
    except TemplateFaultError as error:
        return list(error.faults)
    return []


def codes_of(path: Path, context: Mapping[str, Any] | None = None) -> list[str]:
    return [fault.kode for fault in faults_of(path, context)]


# A report with chapters, lists and regions -------------------------------------------------------


def report_template(folder: Path, *body: Any) -> Path:
    """Front matter in Roman pages with the three lists, then numbered chapters."""
    from docx.enum.style import WD_STYLE_TYPE

    document = new_document()
    for name in ("toc 1", "toc 2", "toc 3", "table of figures", "Judul Lampiran"):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    appendix = document.styles["Judul Lampiran"].element.get_or_add_pPr()
    appendix.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
    _number_headings(document)
    for code in (r'TOC \o "1-3" \h \z \u', r'TOC \h \z \c "Tabel"', r'TOC \h \z \c "Gambar"'):
        document.add_paragraph()._p.extend(field_runs(code, ""))
    section = document.add_section()
    for item, shape in ((document.sections[0], ' w:fmt="lowerRoman"'), (section, "")):
        numbering = parse_xml(f'<w:pgNumType {nsdecls("w")}{shape} w:start="1"/>')
        item._sectPr.find(f"{W}pgMar").addnext(numbering)
    for item in body:
        if isinstance(item, list) and item and isinstance(item[0], list):
            add_table(document, item)
        else:
            add(document, item)
    path = folder / "laporan.docx.j2"
    document.save(path)
    return path


def _number_headings(document: Any) -> None:
    root = document.part.numbering_part.element
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType '
            'w:val="multilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt '
            'w:val="upperRoman"/><w:pStyle w:val="Heading1"/><w:suff w:val="space"/><w:lvlText '
            'w:val="BAB %1"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
        ),
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    document.styles["Heading 1"].element.get_or_add_pPr()._add_numPr()._add_numId().val = 90


def all_texts(path: Path) -> list[str]:
    """Every paragraph with its field results, tables included."""
    body = docx.Document(str(path)).element.body
    return [text for p in body.iter(f"{W}p") if (text := visible_text(p))]


# What must always hold ---------------------------------------------------------------------------


def assert_sound(source: Path | bytes) -> None:
    """Valid against the schema, fields and bookmarks in balance, references resolved, no token."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    document = docx.Document(io.BytesIO(data))
    _assert_valid(data)
    body = document.element.body
    marks = Counter(m.get(f"{W}fldCharType") for m in body.iter(f"{W}fldChar"))
    assert marks["begin"] == marks["separate"] == marks["end"]
    starts = list(body.iter(f"{W}bookmarkStart"))
    assert sorted(m.get(f"{W}id") for m in starts) == sorted(
        m.get(f"{W}id") for m in body.iter(f"{W}bookmarkEnd")
    )
    names = [m.get(f"{W}name") for m in starts]
    assert len(set(names)) == len(names)
    assert len({m.get(f"{W}id") for m in starts}) == len(starts)
    for code in body.iter(f"{W}instrText"):
        if match := re.match(r"\s*(?:REF|PAGEREF) (\S+)", code.text or ""):
            assert match.group(1) in names
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                content = archive.read(name).decode("utf-8")
                assert not re.search("[\ue000-\ue01f]", content)
                assert "<?iku" not in content


def _assert_valid(data: bytes) -> None:
    import tempfile

    from openxml_audit import OpenXmlValidator

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "hasil.docx")
        path.write_bytes(data)
        result = OpenXmlValidator().validate(str(path))
    assert [str(error) for error in result.errors] == []


def registry_with(**factories: Any) -> ObjectRegistry:
    registry = ObjectRegistry()
    for name, factory in factories.items():
        registry.register(name, factory)
    return registry
