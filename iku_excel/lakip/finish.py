"""From a filled template to the report on disk: regions, captions, lists, page numbers, PDF.

`prepare_objects` before rendering, `finish` after it; report.py and tests call these two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from iku_excel.errors import TemplateError
from iku_excel.lakip.archive import package_bytes, write_atomic
from iku_excel.lakip.caption import (
    CaptionLog,
    Contents,
    number_document,
    register_captions,
)
from iku_excel.lakip.manifest import write_manifest
from iku_excel.lakip.merge import RegionReport, merge, prune_relationships
from iku_excel.lakip.objects import ObjectRegistry
from iku_excel.lakip.office import convert_to_pdf
from iku_excel.lakip.pdf import Pages, fill_lists
from iku_excel.lakip.pdf_clean import clean_pdf
from iku_excel.lakip.region import RegionError, RegionMarks, region_code, wrap
from iku_excel.lakip.template import RenderedDocument
from iku_excel.lakip.tidy import renumber_document
from iku_excel.workbook.backup import make_backup

Progress = Callable[[str], None]


@dataclass(slots=True)
class ReportObjects:
    """The registry of a report, with the marks of its regions."""

    registry: ObjectRegistry
    marks: RegionMarks
    captions: CaptionLog


@dataclass(slots=True)
class FinishReport:
    """What finishing did. `wilayah` is None for a report made anew."""

    pages: Pages
    contents: Contents
    wilayah: RegionReport | None = None
    keys: list[str] = field(default_factory=list)


def prepare_objects(registry: ObjectRegistry | None = None) -> ReportObjects:
    """A registry that knows captions and regions; charts are added by the caller."""
    registry = registry or ObjectRegistry()
    objects = ReportObjects(registry, RegionMarks(), register_captions(registry))
    objects.marks.register(objects.registry)
    return objects


def finish(
    rendered: RenderedDocument,
    objects: ReportObjects,
    target: Path,
    *,
    existing: Path | None = None,
    pdf: Path | None = None,
    progress: Progress | None = None,
) -> FinishReport:
    """Write the report to `target`. With `existing` (usually `target` itself) the regions that
    staff left alone are renewed, all else stays, and a copy of it goes to `.iku-cadangan/` first.
    Raises TemplateError, OfficeError, WorkbookError BK012."""
    say = progress or (lambda _text: None)
    document = rendered.document
    try:
        keys = wrap(document, objects.marks)
    except RegionError as error:
        raise TemplateError("TM002", f"Templat: {error}.") from error
    report = None
    if existing is not None:
        say("Menggabungkan dengan laporan yang sudah disunting")
        document, report = _merge_into(existing, target, document, keys)
        # Numbers of bookmarks from two documents must not be taken for each other.
        renumber_document(document)
    else:
        write_manifest(document, {region_code(key): key for key in keys})
    say("Memberi nomor tabel dan gambar")
    prune_relationships(document)  # a chart that was refilled leaves its pattern behind
    contents = number_document(document)
    contents.doubled = objects.captions.doubled(rendered.document)
    renumber_document(document)
    say("Menghitung nomor halaman")
    pages = fill_lists(document, contents)
    write_atomic(target, package_bytes(document.part.package))
    if pdf is not None:
        say("Membuat PDF")
        _write_pdf(target, pdf, contents)
    return FinishReport(pages, contents, report, keys)


def _write_pdf(source: Path, target: Path, contents: Contents) -> None:
    convert_to_pdf(source, target)
    titles = {entry.text for entries in contents.lists.values() for entry in entries}
    write_atomic(target, clean_pdf(target.read_bytes(), titles))


def _merge_into(
    existing: Path, target: Path, fresh: Any, keys: list[str]
) -> tuple[Any, RegionReport]:
    from iku_excel.lakip.intake import open_docx, read_docx

    if existing.resolve() == target.resolve():
        make_backup(existing)
    edited = open_docx(read_docx(existing), str(existing))
    return edited, merge(edited, fresh, keys)
