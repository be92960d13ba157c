"""Captions, cross references and the lists at the front: real Word fields with right results.

`{{ tabel('kunci') }}` and `{{ gambar('kunci') }}` begin a caption, `{{ rujuk('kunci') }}` names it
anywhere. `number_document` gives numbers to what was rendered, or to a report that staff edited;
`write_lists` fills the contents, the list of tables and the list of figures.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from iku_excel.errors import TemplateError
from iku_excel.lakip.fields_xml import (
    Field, field_runs, iter_fields, make, run, visible_text,
)  # fmt: skip
from iku_excel.lakip.locate import Element, W, ancestor
from iku_excel.lakip.objects import ObjectRegistry, Site, highlight, text_element
from iku_excel.lakip.outline import Heading, Styles, read_headings

CHAPTER = "Bab"
_MOST_LISTS = 30
_APPENDIX_STYLES = ("judul lampiran", "lampiran")
_OUR_BOOKMARK = re.compile(r"_(Toc77\d{6}|LakipSeksi\d+)")
_SEQ = re.compile(r"SEQ (\w+)(?:$| (?!\\c))")
_REF = re.compile(r"REF (\S+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: outline level, text with its number, bookmark to find its page."""

    level: int
    text: str
    bookmark: str


@dataclass(slots=True)
class Contents:
    """What the lists hold: "" is the contents, then one list for each kind of caption. `unknown`
    and `doubled`: keys that were referred to without a caption, and captions with one key."""

    lists: dict[str, list[Entry]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def bookmark_name(key: str) -> str:
    """The bookmark of a caption; Word offers `_Ref…` in its own dialogs."""
    return f"_Ref{zlib.crc32(key.encode()):010d}"


@dataclass(slots=True)
class CaptionLog:
    """The captions that templates printed: (document, key)."""

    made: list[tuple[Any, str]] = field(default_factory=list)

    def doubled(self, document: Any) -> list[str]:
        """Keys that more than one caption of the document has."""
        keys = [key for made_in, key in self.made if made_in is document]
        return [key for key, count in Counter(keys).items() if count > 1]


def register_captions(registry: ObjectRegistry) -> CaptionLog:
    """Give templates `tabel(kunci)`, `gambar(kunci)` and `rujuk(kunci)`."""
    log = CaptionLog()

    def caption(kind: str) -> Callable[..., Iterable[Element] | str]:
        def make_caption(site: Site, kunci: object) -> Iterable[Element] | str:
            log.made.append((site.document, str(kunci)))
            return _caption(site, kind, str(kunci))

        return make_caption

    registry.register("tabel", caption("Tabel"))
    registry.register("gambar", caption("Gambar"))
    registry.register("rujuk", lambda site, kunci: _reference(site, str(kunci)))
    return log


def _look(site: Site) -> Element | None:
    return site.run.find(W + "rPr") if site.run is not None else None


def _caption(site: Site, kind: str, key: str) -> Iterable[Element] | str:
    if site.run is None:
        return kind
    look = _look(site)
    return [
        make("bookmarkStart", id="0", name=bookmark_name(key)),
        run(look, text_element(f"{kind} ")),
        *field_runs(rf"SEQ {CHAPTER} \c", "0", look),
        run(look, text_element(".")),
        *field_runs(rf"SEQ {kind} \* ARABIC \s 1", "0", look),
        make("bookmarkEnd", id="0"),
    ]


def _reference(site: Site, key: str) -> Iterable[Element] | str:
    # The key stands in the result until numbering: a missing caption can then be named.
    if site.run is None:
        return key
    return field_runs(rf"REF {bookmark_name(key)} \h", key, _look(site))


# Numbering ---------------------------------------------------------------------------------------


def number_document(document: Any) -> Contents:
    """Number captions, fill references, and mark what the lists and page labels point at."""
    body = document.element.body
    _remove_old_marks(body)
    headings = read_headings(document, body)
    contents = Contents({"": [], "Tabel": [], "Gambar": []})
    numbering = _Numbering(contents, {h.paragraph: h for h in headings})
    fields = list(iter_fields(body))
    by_paragraph: dict[Element, list[Field]] = {}
    for item in fields:
        by_paragraph.setdefault(ancestor(item.begin, W + "p"), []).append(item)
    targets = [numbering.take(p, by_paragraph.get(p, [])) for p in body.iter(W + "p")]
    _fill_references(fields, numbering.numbers, contents)
    _mark_targets([t for t in targets if t is not None])
    _mark_sections(body)
    return contents


class _Numbering:
    """Goes through the paragraphs in order; knows the chapter and the counts in it."""

    def __init__(self, contents: Contents, headings: dict[Element, Heading]) -> None:
        self._contents, self._headings = contents, headings
        self._chapter = 0
        self._prefix = ""
        """"" before the first chapter, the chapter's number in it, "L" in the appendices."""
        self._counts: dict[str, int] = {}
        self._marks = 0
        self.numbers: dict[str, str] = {}

    def take(self, paragraph: Element, fields: list[Field]) -> tuple[Element, str] | None:
        """Number the paragraph; returns what has to be bookmarked, with the bookmark's name."""
        heading = self._headings.get(paragraph)
        if heading is not None:
            self._begin(heading)
            text = f"{heading.label} {heading.text}".strip()
            return self._listed("", heading.level, text, paragraph)
        counted = [f for f in fields if (m := _SEQ.match(f.code)) and m.group(1) != CHAPTER]
        if not counted:
            return None
        kind = _SEQ.match(counted[0].code).group(1)  # type: ignore[union-attr]
        self._number(paragraph, kind, counted[0], fields)
        self._contents.lists.setdefault(kind, [])
        return self._listed(kind, 1, visible_text(paragraph), paragraph)

    def _listed(self, kind: str, level: int, text: str, paragraph: Element) -> tuple[Element, str]:
        self._marks += 1
        name = f"_Toc77{self._marks:06d}"
        self._contents.lists[kind].append(Entry(level, text, name))
        return paragraph, name

    def _begin(self, heading: Heading) -> None:
        if heading.level != 1:
            return
        self._counts = {}
        if heading.style.startswith(_APPENDIX_STYLES):
            self._prefix = "L"
        elif heading.is_numbered:
            self._chapter += 1
            self._prefix = str(self._chapter)
            _hide_chapter(heading.paragraph, self._chapter)
        elif self._prefix != "L":
            self._prefix = ""

    def _number(self, paragraph: Element, kind: str, seq: Field, fields: list[Field]) -> None:
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        # LibreOffice ignores \s and honours \r; Word honours both: so they agree.
        restart = r"\r 1" if count == 1 else (r"\s 1" if self._prefix.isdigit() else "")
        seq.set_code(rf"SEQ {kind} \* ARABIC {restart}".strip())
        seq.set_result(str(count))
        chapter = next((f for f in fields if f.code.startswith(f"SEQ {CHAPTER} ")), None)
        if chapter is not None:
            self._set_prefix(chapter)
        mark = paragraph.find(W + "bookmarkStart")
        while mark is not None and not mark.get(W + "name", "").startswith("_Ref"):
            mark = next(mark.itersiblings(W + "bookmarkStart"), None)
        if mark is not None:
            name = mark.get(W + "name")
            text = f"{self._prefix}.{count}" if self._prefix else str(count)
            self.numbers.setdefault(name, f"{kind} {text}")

    def _set_prefix(self, chapter: Field) -> None:
        if self._prefix.isdigit():
            chapter.set_code(rf"SEQ {CHAPTER} \c")
            chapter.set_result(self._prefix)
            return
        follower = chapter.end.getnext()
        look = chapter.begin.find(W + "rPr")
        if self._prefix:
            chapter.begin.addprevious(run(look, text_element(self._prefix)))
        elif follower is not None and visible_text(follower) == ".":
            follower.getparent().remove(follower)
        for element in chapter.runs():
            element.getparent().remove(element)


def _hide_chapter(paragraph: Element, chapter: int) -> None:
    """A hidden SEQ in the heading, that captions repeat: "Tabel 3.2" under "BAB III"."""
    look = make("rPr")
    look.append(make("vanish"))  # LibreOffice shows a field with \h all the same
    for element in field_runs(rf"SEQ {CHAPTER} \* ARABIC", str(chapter), look):
        paragraph.append(element)


def _remove_old_marks(body: Element) -> None:
    """What an earlier run put in, so that a report can be numbered again."""
    fields = list(iter_fields(body))
    captions = {
        ancestor(f.begin, W + "p")
        for f in fields
        if (match := _SEQ.match(f.code)) and match.group(1) != CHAPTER
    }
    for item in fields:
        hidden = item.code.startswith(rf"SEQ {CHAPTER} \* ARABIC")
        # LibreOffice writes the chapter of a caption without its \c.
        if hidden and ancestor(item.begin, W + "p") not in captions:
            for element in item.runs():
                element.getparent().remove(element)
    old = {
        mark.get(W + "id")
        for mark in body.iter(W + "bookmarkStart")
        if _OUR_BOOKMARK.fullmatch(mark.get(W + "name", ""))
    }
    for mark in list(body.iter(W + "bookmarkStart", W + "bookmarkEnd")):
        if mark.get(W + "id") in old:
            mark.getparent().remove(mark)


def _fill_references(fields: list[Field], known: dict[str, str], contents: Contents) -> None:
    for item in fields:
        match = _REF.match(item.code)
        if match is None or not match.group(1).startswith("_Ref"):
            continue
        if match.group(1) in known:
            item.set_result(known[match.group(1)])
            continue
        key = "".join(t.text or "" for t in item.result_texts())
        contents.unknown.append(key)
        _say_unknown(item, key)


def _say_unknown(item: Field, key: str) -> None:
    """A text in yellow instead of a field that Word would turn into "Error!"."""
    look = item.begin.find(W + "rPr")
    text = highlight(run(look, text_element(f"[rujukan “{key}” tidak ditemukan]")))
    item.begin.addprevious(text)
    for element in item.runs():
        element.getparent().remove(element)


def _mark_targets(targets: list[tuple[Element, str]]) -> None:
    for paragraph, name in targets:
        content = [child for child in paragraph if child.tag != W + "pPr"]
        content[0].addprevious(make("bookmarkStart", id=f"9{name[6:]}", name=name))
        paragraph.append(make("bookmarkEnd", id=f"9{name[6:]}"))


def _mark_sections(body: Element) -> None:
    """Where each section starts, to turn the pages of a PDF into printed page numbers."""
    for number, paragraph in enumerate(section_starts(body), 1):
        start = make("bookmarkStart", id=f"8{number:06d}", name=f"_LakipSeksi{number}")
        properties = paragraph.find(W + "pPr")
        if properties is None:
            paragraph.insert(0, start)
        else:
            properties.addnext(start)
        start.addnext(make("bookmarkEnd", id=f"8{number:06d}"))


def section_starts(body: Element) -> list[Element]:
    """The first paragraph of each section, in order."""
    starts, is_new = [], True
    for element in body:
        if is_new:
            first = next(element.iter(W + "p"), None)
            if first is None:
                continue
            starts.append(first)
            is_new = False
        if element.tag == W + "p" and element.find(f"{W}pPr/{W}sectPr") is not None:
            is_new = True
    return starts


# Lists -------------------------------------------------------------------------------------------


def write_lists(document: Any, contents: Contents, page: Callable[[str], str]) -> int:
    """Write the results of all TOC fields; `page` gives the printed page of a bookmark. Returns
    the number of entries written."""
    body = document.element.body
    styles = Styles(document)
    count = 0
    lists = [f for f in iter_fields(body) if f.code.startswith("TOC")]
    if len(lists) > _MOST_LISTS:
        raise TemplateError(
            "TM003", f"Templat memuat {len(lists)} daftar isi; paling banyak {_MOST_LISTS}."
        )
    for item in lists:
        kind = re.search(r'\\c "(\w+)"', item.code)
        deepest = re.search(r'\\o "\d-(\d)"', item.code)
        entries = contents.lists.get(kind.group(1) if kind else "", [])
        if deepest:
            entries = [entry for entry in entries if entry.level <= int(deepest.group(1))]
        _write_list(item, entries, styles, bool(kind), page)
        count += len(entries)
    return count


def _write_list(
    item: Field, entries: list[Entry], styles: Styles, is_figures: bool, page: Callable[[str], str]
) -> None:
    first, last = ancestor(item.begin, W + "p"), ancestor(item.end, W + "p")
    if item.separate is None or ancestor(item.separate, W + "p") is not first:
        return
    while first is not last and first.getnext() is not None:
        gone = first.getnext()
        _remove_paragraph(gone, first)
        if gone is last:
            break
    _clear_behind(item.separate)
    end = run(None, make("fldChar", fldCharType="end"))
    if not entries:
        first.append(run(None, text_element("(tidak ada)")))
        first.append(end)
        return
    paragraph = first
    for number, entry in enumerate(entries):
        if number:
            follower = make("p")
            paragraph.addnext(follower)
            paragraph = follower
        name = "table of figures" if is_figures else f"toc {entry.level}"
        _set_style(paragraph, styles.id_of(name))
        paragraph.append(_entry_link(entry, page(entry.bookmark)))
    paragraph.append(end)


def _remove_paragraph(gone: Element, first: Element) -> None:
    """Without losing the section that may end in it."""
    section = gone.find(f"{W}pPr/{W}sectPr")
    if section is not None and first.find(f"{W}pPr/{W}sectPr") is None:
        first.get_or_add_pPr().append(section)
    gone.getparent().remove(gone)


def _clear_behind(separate: Element) -> None:
    for element in list(separate.itersiblings()):
        element.getparent().remove(element)


def _entry_link(entry: Entry, page: str) -> Element:
    link = make("hyperlink", anchor=entry.bookmark, history="1")
    link.append(run(None, text_element(entry.text)))
    link.append(run(None, make("tab")))
    link.extend(field_runs(rf"PAGEREF {entry.bookmark} \h", page))
    return link


def _set_style(paragraph: Element, style: str | None) -> None:
    if style is None:
        return
    properties = paragraph.get_or_add_pPr()
    old = properties.find(W + "pStyle")
    if old is not None:
        properties.remove(old)
    properties.insert(0, make("pStyle", val=style))
