"""Page numbers for the lists, and the PDF: LibreOffice lays out, the document stays ours.

LibreOffice never saves the .docx (it would lose content controls and alternative texts); it writes
a PDF whose named destinations tell the page of each bookmark. Each section counts and prints its
pages as its w:pgNumType says.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iku_excel.lakip.archive import package_bytes
from iku_excel.lakip.caption import Contents, write_lists
from iku_excel.lakip.locate import W
from iku_excel.lakip.office import OfficeError, convert_to_pdf, find_office
from iku_excel.lakip.outline import format_number, small_number
from iku_excel.lakip.pdf_reader import PdfError, PdfFile

_PLACEHOLDER = "00"


@dataclass(frozen=True, slots=True)
class Pages:
    """How the lists got their page numbers. `alasan` says why they have none, "" when they have;
    `jumlah` is the number of pages of the layout, None when there was none."""

    jumlah: int | None
    alasan: str = ""
    tanpa_halaman: tuple[str, ...] = ()
    """Entries whose page was not found."""


@dataclass(frozen=True, slots=True)
class _Section:
    first_page: int
    first_number: int
    shape: str


def fill_lists(document: Any, contents: Contents) -> Pages:
    """Fill contents, list of tables and list of figures with printed page numbers; without
    LibreOffice with titles only, and Word is asked to fill in the numbers when it opens."""
    if find_office() is None:
        return _without_pages(document, contents, "LibreOffice tidak ditemukan")
    # The lists must have their full length before pages are counted.
    write_lists(document, contents, lambda _bookmark: _PLACEHOLDER)
    try:
        layout = lay_out(package_bytes(document.part.package))
        label = page_labels(document, layout.destinations(), len(layout.pages()))
    except (OfficeError, PdfError) as error:
        reason = error.sentence if isinstance(error, OfficeError) else "PDF tidak terbaca"
        return _without_pages(document, contents, reason.rstrip("."))
    missing: list[str] = []
    titles = {
        entry.bookmark: entry.text for entries in contents.lists.values() for entry in entries
    }

    if titles and not any(label(bookmark) for bookmark in titles):
        return _without_pages(document, contents, "halaman tidak ditemukan dalam PDF")

    def page(bookmark: str) -> str:
        found = label(bookmark)
        if found is None:
            missing.append(titles[bookmark])
        return found or ""

    _set_update_fields(document, wanted=False)
    write_lists(document, contents, page)
    return Pages(len(layout.pages()), "", tuple(missing))


def _without_pages(document: Any, contents: Contents, reason: str) -> Pages:
    write_lists(document, contents, lambda _bookmark: "")
    _set_update_fields(document, wanted=True)
    return Pages(
        None,
        f"Nomor halaman pada daftar belum terisi: {reason}. Word menawarkan untuk mengisinya "
        "saat dokumen dibuka; jawab Ya, atau tekan Ctrl+A lalu F9.",
    )


def lay_out(docx: bytes) -> PdfFile:
    """The document as LibreOffice pages it; raises OfficeError, PdfError."""
    with tempfile.TemporaryDirectory(prefix="iku-tata-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "laporan.docx"), Path(folder, "laporan.pdf")
        source.write_bytes(docx)
        convert_to_pdf(source, target)
        return PdfFile(target.read_bytes())


def page_labels(
    document: Any, destinations: Mapping[str, int], count: int
) -> Callable[[str], str | None]:
    """A function from bookmark to the page number printed there ("iv", "12"), None if unknown."""
    # LibreOffice writes the leading underscore of a bookmark as its code.
    pages = {re.sub(r"^(5F|_)", "_", name): page for name, page in destinations.items()}
    sections = _read_sections(document, pages)

    def label(bookmark: str) -> str | None:
        page = pages.get(bookmark)
        if page is None or not 1 <= page <= count:
            return None
        section = [s for s in sections if s.first_page <= page][-1]
        return format_number(section.first_number + page - section.first_page, section.shape)

    return label


def _read_sections(document: Any, pages: Mapping[str, int]) -> list[_Section]:
    found: list[_Section] = []
    for number, properties in enumerate(document.element.body.iter(W + "sectPr"), 1):
        numbering = properties.find(W + "pgNumType")
        start = numbering.get(W + "start") if numbering is not None else None
        shape = numbering.get(W + "fmt", "decimal") if numbering is not None else "decimal"
        first_page = 1 if not found else pages.get(f"_LakipSeksi{number}", found[-1].first_page)
        if start is not None:
            first = small_number(start, 1)
        elif found:
            first = found[-1].first_number + first_page - found[-1].first_page
        else:
            first = 1
        found.append(_Section(first_page, first, shape))
    return found or [_Section(1, 1, "decimal")]


def _set_update_fields(document: Any, *, wanted: bool) -> None:
    """Ask Word to refresh all fields at opening, or leave that out: it asks at every opening."""
    settings = document.settings.element
    for old in settings.findall(W + "updateFields"):
        settings.remove(old)
    if wanted:
        from iku_excel.lakip.fields_xml import make

        mark = make("updateFields", val="true")
        before = [s for s in settings if s.tag in _BEFORE_UPDATE_FIELDS]
        if before:
            before[-1].addnext(mark)
        else:
            settings.insert(0, mark)


_BEFORE_UPDATE_FIELDS = tuple(
    W + name
    for name in (
        "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
        "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
        "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts",
        "embedSystemFonts", "saveSubsetFonts", "saveFormsData", "mirrorMargins",
        "alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter",
        "gutterAtTop", "hideSpellingErrors", "hideGrammaticalErrors", "activeWritingStyle",
        "proofState", "formsDesign", "attachedTemplate", "linkStyles", "stylePaneFormatFilter",
        "stylePaneSortMethod", "documentType", "mailMerge", "revisionView", "trackRevisions",
        "doNotTrackMoves", "doNotTrackFormatting", "documentProtection", "autoFormatOverride",
        "styleLockTheme", "styleLockQFSet", "defaultTabStop", "autoHyphenation",
        "consecutiveHyphenLimit", "hyphenationZone", "doNotHyphenateCaps", "showEnvelope",
        "summaryLength", "clickAndTypeStyle", "defaultTableStyle", "evenAndOddHeaders",
        "bookFoldRevPrinting", "bookFoldPrinting", "bookFoldPrintingSheets",
        "drawingGridHorizontalSpacing", "drawingGridVerticalSpacing",
        "displayHorizontalDrawingGridEvery", "displayVerticalDrawingGridEvery",
        "doNotUseMarginsForDrawingGridOrigin", "drawingGridHorizontalOrigin",
        "drawingGridVerticalOrigin", "doNotShadeFormData", "noPunctuationKerning",
        "characterSpacingControl", "printTwoOnOne", "strictFirstAndLastChars",
        "noLineBreaksAfter", "noLineBreaksBefore", "savePreviewPicture",
        "doNotValidateAgainstSchema", "saveInvalidXml", "ignoreMixedContent",
        "alwaysShowPlaceholderText", "doNotDemarcateInvalidXml", "saveXmlDataOnly",
        "useXSLTWhenSaving", "saveThroughXslt", "showXMLTags", "alwaysMergeEmptyNamespace",
    )
)  # fmt: skip
