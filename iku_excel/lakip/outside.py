"""Cuts what a Word document takes from outside of itself: linked pictures and objects, the attached
template, mail merge, fields that read other files. What it shows already stays.

Word and LibreOffice follow such links when they open the document, from a network or from this
machine's own files. A template is passed around by mail; nobody sees its links. A hyperlink stays:
it does nothing until somebody clicks. Macros and embedded foreign documents are refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from iku_excel.errors import TemplateError
from iku_excel.lakip.faults import Fault, Place
from iku_excel.lakip.locate import Element, Locator, W, ancestor

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CLICKED = frozenset(("hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"))
_WHOLE = {
    "attachedTemplate": "templat lain", "subDoc": "dokumen lain", "externalData": "buku kerja lain",
    "OLEObject": "objek dari berkas lain", "objectLink": "objek dari berkas lain",
    "dataSource": "data gabungan surat", "headerSource": "data gabungan surat",
    "sourceFileName": "bingkai dari berkas lain",
}  # fmt: skip
"""Elements that go as a whole, and what they fetch."""
_UNSEEN = ("templat lain", "data gabungan surat")
_NOTHING_LOST = "Laporan tidak memerlukannya."
_FIELDS = frozenset(
    "DDE DDEAUTO LINK INCLUDE INCLUDEPICTURE INCLUDETEXT IMPORT RD DATABASE HTMLCONTROL".split()
)
_NAME = re.compile(r"\s*(=|[A-Za-z]+(?=[\s\\\"]))")
_SVG_LINK = re.compile(
    rb"""(?i)(href\s*=\s*)("(?!\s*(?:\#|data:))[^"]*"|'(?!\s*(?:\#|data:))[^']*')"""
    rb"""|(url\(\s*["']?)(?!["']?\s*(?:\#|data:))[^)]*(?=\))|(@import)[^;]*;?"""
)
_DRAWN = re.compile(
    rb"""\w:(?:link|embed|pict|href)\s*=\s*["']([^"']+)|imagedata\b[^>]*\w:id\s*=\s*["']([^"']+)"""
)
"""Relationships that a picture uses, whatever kind they say they are."""
_MOST_SHOWN = 80


@dataclass(slots=True)
class _Found:
    """Links of one part: its label, where each was, and what it names."""

    label: str
    locator: Locator | None = None
    faults: dict[tuple[str, str, str], Fault] = field(default_factory=dict)

    def add(self, kind: str, target: str, element: Element | None = None) -> None:
        place = Place(self.label)
        if element is not None and self.locator is not None:
            paragraph = element if element.tag == W + "p" else ancestor(element, W + "p")
            if paragraph is not None:
                place = self.locator.place(paragraph)
        shown = target if len(target) <= _MOST_SHOWN else target[:_MOST_SHOWN] + " …"
        named = f"Tautan ke {kind} ({shown})" if shown else f"Tautan ke {kind}"
        saran = _NOTHING_LOST if kind in _UNSEEN else "Sisipkan isinya ke templat, bukan tautannya."
        fault = Fault("TM009", f"{named} diputus.", place, "", saran)
        self.faults.setdefault((kind, shown, str(place)), fault)


def cut_links(
    document: Any, path: str, labels: Mapping[str, str], styles: Mapping[str, str]
) -> tuple[Fault, ...]:
    """Cut every link of python-docx's `document` and tell each as TM009; raises TemplateError TM007
    for macros and embedded foreign documents. `labels` names the parts with text for people."""
    package = document.part.package
    _refuse_active(document, path)
    faults: list[Fault] = []
    for key, relation in list(package.rels.items()):
        if relation.is_external:
            del package.rels[key]
    for part in list(package.iter_parts()):
        faults += _cut_part(part, labels.get(str(part.partname), "dokumen"), styles)
    return tuple(faults)


def _refuse_active(document: Any, path: str) -> None:
    for part in document.part.package.iter_parts():
        if "vbaproject" in f"{part.partname} {part.content_type}".lower():
            raise TemplateError(
                "TM007", f"{path}: templat memuat makro. Simpan di Word sebagai .docx tanpa makro."
            )
        for relation in part.rels.values():
            if relation.reltype.endswith("/aFChunk"):
                raise TemplateError(
                    "TM007",
                    f"{path}: templat memuat dokumen lain yang belum menyatu (altChunk). Buka di "
                    "Word lalu simpan; isinya menyatu dengan sendirinya.",
                )


def _cut_part(part: Any, label: str, styles: Mapping[str, str]) -> Iterator[Fault]:
    if part.content_type == "image/svg+xml":
        yield from _cut_svg(part, label)
        return
    external = {key: r.target_ref for key, r in part.rels.items() if r.is_external}
    root = _tree(part, bool(external))
    if root is None:
        return
    found = _Found(label)
    if external or _has_links(root):
        found.locator = Locator(root, label, styles)
        _cut_fields(root, found)
        _cut_elements(root, external, found)
        for key in [k for k in external if not part.rels[k].reltype.endswith("/hyperlink")]:
            if not found.faults:  # named by nothing that we know
                found.add("berkas lain", external[key])
            del part.rels[key]
        if not hasattr(part, "element"):
            part._blob = etree.tostring(
                root, xml_declaration=True, encoding="UTF-8", standalone=True
            )
    yield from found.faults.values()


def _tree(part: Any, has_external: bool) -> Element | None:
    """The part's tree where it can hold links; parts kept as bytes are parsed only for a reason."""
    if hasattr(part, "element"):
        return part.element
    blob = part.blob
    if has_external or b"instr" in blob or b"imagedata" in blob:
        try:
            return etree.fromstring(blob, etree.XMLParser(resolve_entities=False))
        except etree.XMLSyntaxError:
            return None
    return None


def _has_links(root: Element) -> bool:
    names = ("{*}instrText", "{*}fldSimple", "{*}imagedata", "{*}fill", "{*}stroke")
    return next(root.iter(*names), None) is not None


# Elements ----------------------------------------------------------------------------------------


def _cut_elements(root: Element, external: Mapping[str, str], found: _Found) -> None:
    for element in list(root.iter("*")):
        name = etree.QName(element).localname
        if name in ("imagedata", "fill", "stroke"):  # of VML, which can name a file outright
            for attribute in [a for a in element.attrib if a == "src" or a.endswith("}href")]:
                if not attribute.startswith(_R):
                    found.add("gambar", element.attrib.pop(attribute), element)
        named = ((a, v) for a, v in element.attrib.items() if a.startswith(_R))
        links = {attribute: external[key] for attribute, key in named if key in external}
        if links and name not in _CLICKED:
            _cut_element(element, name, links, found)


def _cut_element(element: Element, name: str, links: Mapping[str, str], found: _Found) -> None:
    kind = _WHOLE.get(name, "gambar" if name in ("blip", "imagedata") else "berkas lain")
    found.add(kind, next(iter(links.values())), element)
    for attribute in links:
        del element.attrib[attribute]
    going = element if name in _WHOLE else None
    if name in ("dataSource", "headerSource"):
        going = ancestor(element, W + "mailMerge")
    elif name in ("blip", "imagedata") and not any(a.startswith(_R) for a in element.attrib):
        # Nothing is left to show: an empty frame would be a red cross in the report.
        frames = (ancestor(element, W + tag) for tag in ("drawing", "pict", "object"))
        going = next((frame for frame in frames if frame is not None), None)
        if going is not None and going.getparent().tag == W + "numPicBullet":
            going = _forget_bullet(going.getparent())
    if going is not None and going.getparent() is not None:
        going.getparent().remove(going)


def _forget_bullet(bullet: Element) -> Element:
    """A list's picture; its levels show their letter again."""
    identity = bullet.get(W + "numPicBulletId")
    for level in list(bullet.getparent().iter(W + "lvlPicBulletId")):
        if level.get(W + "val") == identity:
            level.getparent().remove(level)
    return bullet


# Fields ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """A field that has begun: its marks, what stands in its instruction, and whether its name was
    typed plainly (another field may put it together, so that nobody finds it by reading)."""

    marks: list[Element]
    inside: list[Element] = field(default_factory=list)
    code: str = ""
    is_code: bool = True
    is_hidden: bool = False


def _cut_fields(root: Element, found: _Found) -> None:
    stack: list[_Open] = []
    going: dict[Element, None] = {}
    for element in list(root.iter(W + "fldChar", W + "instrText", W + "t")):
        for outer in stack:
            if outer.is_code:
                outer.inside.append(element)
        if element.tag != W + "fldChar":
            if stack and stack[-1].is_code:
                stack[-1].code += element.text or ""
            continue
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            if stack and stack[-1].is_code and not _NAME.match(stack[-1].code):
                stack[-1].is_hidden = True
            stack.append(_Open([element]))
        elif stack:
            stack[-1].marks.append(element)
            if kind == "separate":
                stack[-1].is_code = False
            elif kind == "end":
                done = stack.pop()
                if _is_reaching(done.code, done.is_hidden):
                    found.add("berkas lain", done.code.strip(), element)
                    going.update(dict.fromkeys([*done.marks, *done.inside]))
    for element in going:
        element.getparent().remove(element)
    for simple in list(root.iter(W + "fldSimple")):
        if _is_reaching(code := simple.get(W + "instr", "")):
            found.add("berkas lain", code.strip(), simple)
            for child in list(simple):
                simple.addprevious(child)
            simple.getparent().remove(simple)


def _is_reaching(code: str, is_hidden: bool = False) -> bool:
    name = _NAME.match(code + " ")
    return is_hidden or (name is not None and name.group(1).upper() in _FIELDS)


# Bytes -------------------------------------------------------------------------------------------


def _cut_svg(part: Any, label: str) -> Iterator[Fault]:
    clean = _clean_svg(part.blob)
    if clean != part.blob:
        part._blob = clean
        found = _Found(label)
        found.add("gambar", str(part.partname))
        yield from found.faults.values()


def _clean_svg(blob: bytes) -> bytes:
    """A drawing without references out of itself."""
    return _SVG_LINK.sub(lambda m: (m.group(1) or b"") + b'""' if m.group(1) else b"", blob)


def seal(docx: bytes) -> bytes:
    """A copy for LibreOffice in which nothing outside is named, hyperlinks left out: what staff put
    into their report is theirs to keep, but making the PDF fetches nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except zipfile.BadZipFile:
        return docx  # LibreOffice says what is wrong
    changed = {name: _sealed_part(name, content, parts) for name, content in parts.items()}
    if changed == parts:
        return docx
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in changed.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _sealed_part(name: str, content: bytes, parts: Mapping[str, bytes]) -> bytes:
    if name.lower().endswith(".svg"):
        return _clean_svg(content)
    if not name.lower().endswith(".rels") or b"External" not in content:
        return content
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    owner = parts.get(name.replace("_rels/", "").removesuffix(".rels"), b"")
    drawn = {first or second for first, second in _DRAWN.findall(owner)}
    for relation in root.iter(_RELATION):
        is_link = relation.get("Type", "").endswith("/hyperlink")
        is_link = is_link and relation.get("Id", "").encode() not in drawn
        if relation.get("TargetMode") == "External" and not is_link:
            relation.set("Target", "about:blank")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
