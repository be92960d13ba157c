"""calcChain.xml: Excel's list of formula cells. Kept true, and used where it can be believed."""

from __future__ import annotations

from collections.abc import Mapping

from .opc import WorkbookPackage
from .refs import cell_ref
from .styles import set_attribute
from .xmlscan import Tag, elements, from_bytes, mask

_EXCEL_DATE = b"\x00\x00\x21\x00"
_EXCEL_FLAGS = 6


def sheets_without_formulas(workbook: WorkbookPackage) -> set[int]:
    """The positions of sheets that certainly hold no formula, as Excel's own list says.

    Believed only for sheets whose zip entry bears the marks of Excel's own writer, beside a list
    that bears them too: other writers leave the list as it was when they add formulas.
    """
    part = workbook.related_part("calcChain")
    if part is None or not _by_excel(workbook, part):
        return set()
    listed = set()
    for tag in elements(mask(workbook.read_text(part)[0]), b"c"):
        if b"i" in tag.attributes:
            listed.add(tag.get(b"i"))
    return {
        index
        for index, sheet in enumerate(workbook.sheets)
        if str(sheet.sheet_id) not in listed and _by_excel(workbook, sheet.part)
    }


def _by_excel(workbook: WorkbookPackage, part: str) -> bool:
    entry = workbook.package.find(part)
    return (
        entry is not None
        and entry.time_date == _EXCEL_DATE
        and entry.flags & _EXCEL_FLAGS == _EXCEL_FLAGS
        and entry.made_by == b"\x2d\x00"
    )


def without_formulas(
    workbook: WorkbookPackage, lost: Mapping[int, set[tuple[int, int]]]
) -> tuple[str, bytes | None] | None:
    """(part, new bytes) of the list without the formulas that were lost, by sheetId.

    None when nothing changes; bytes None when no formula is left (an empty list is not valid).
    """
    part = workbook.related_part("calcChain")
    if part is None or not any(lost.values()):
        return None
    text, encoding = workbook.read_text(part)
    refs = {(str(sheet), cell_ref(*place)) for sheet, places in lost.items() for place in places}
    out, at, sheet, owed, kept = [], 0, "0", False, 0
    for tag in elements(mask(text), b"c"):
        names_sheet = b"i" in tag.attributes
        sheet = tag.get(b"i", sheet)
        if (sheet, tag.get(b"r")) in refs:
            out.append(text[at : tag.start])
            at = _end(text, tag)
            # The next entry took its sheet from this one.
            owed = owed or names_sheet
            continue
        kept += 1
        if owed and not names_sheet:
            new = set_attribute(text[tag.start : tag.end], b"i", sheet.encode())
            out += [text[at : tag.start], new]
            at = tag.end
        owed = False
    if at == 0:
        return None
    out.append(text[at:])
    return part, from_bytes(b"".join(out), encoding) if kept else None


def _end(text: bytes, tag: Tag) -> int:
    if tag.is_empty:
        return tag.end
    return text.find(b">", text.find(b"</", tag.end)) + 1
