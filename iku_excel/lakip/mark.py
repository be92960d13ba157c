"""Writes the findings of a lint into a copy of the template, one Word comment each.

Word allows comments in the body only; what is wrong elsewhere is told at the first paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from iku_excel.lakip.archive import package_bytes, write_atomic
from iku_excel.lakip.faults import Fault
from iku_excel.lakip.gather import doubled_text_boxes
from iku_excel.lakip.intake import open_docx, read_docx
from iku_excel.lakip.locate import Element, W

AUTHOR = "iku templat periksa"


def mark_faults(source: Path, faults: Iterable[Fault], target: Path) -> int:
    """Copy `source` to `target` with one comment for each fault; returns their number. Comments of
    an earlier run are taken out first. Raises TemplateError TM007, TM008."""
    from docx.text.paragraph import Paragraph

    document: Any = open_docx(read_docx(source), str(source))
    _remove_ours(document)
    body = document.element.body
    hidden = {p for box in doubled_text_boxes(body) for p in box.iter(W + "p")}
    paragraphs = [p for p in body.iter(W + "p") if p not in hidden]
    main = str(document.part.partname)
    count = 0
    for fault in faults:
        name, index = fault.key or ("", -1)
        is_here = name == main and 0 <= index < len(paragraphs)
        paragraph = Paragraph(paragraphs[index if is_here else 0], document)
        runs = paragraph.runs or [paragraph.add_run("")]
        comment = document.add_comment(
            [runs[0], runs[-1]] if len(runs) > 1 else runs,
            text=_text(fault, is_here),
            author=AUTHOR,
            initials="iku",
        )
        comment._comment_elm.attrib.pop(W + "date", None)
        count += 1
    _drop_unknown_styles(document)
    write_atomic(target, package_bytes(document.part.package))
    return count


def _drop_unknown_styles(document: Any) -> None:
    """python-docx names Word's comment styles, which a template need not have."""
    known = {style.get(W + "styleId") for style in document.styles.element.iter(W + "style")}
    comments = [comment._comment_elm for comment in document.comments]
    for root in (document.element.body, *comments):
        for style in list(root.iter(W + "rStyle", W + "pStyle")):
            if style.get(W + "val", "").startswith("Comment") and style.get(W + "val") not in known:
                style.getparent().remove(style)


def _text(fault: Fault, is_here: bool) -> str:
    text = f"{fault.kode}: {fault.pesan}"
    if not is_here:
        text = f"{fault.kode} ({fault.place}): {fault.pesan}"
    if fault.tag:
        text += f"\nTag: {fault.tag}"
    return text + (f"\n{fault.saran}" if fault.saran else "")


def _remove_ours(document: Any) -> None:
    ours = {
        str(comment.comment_id): comment._comment_elm
        for comment in document.comments
        if comment.author == AUTHOR
    }
    names = (W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")
    for mark in list(document.element.body.iter(*names)):
        if mark.get(W + "id") in ours:
            _drop(mark)
    for element in ours.values():
        element.getparent().remove(element)


def _drop(mark: Element) -> None:
    parent = mark.getparent()
    parent.remove(mark)
    if parent.tag == W + "r" and not [c for c in parent if c.tag != W + "rPr"]:
        parent.getparent().remove(parent)
