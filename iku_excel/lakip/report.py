"""Makes a report: context, checklist, template, regions, lists, PDF, and what it says of itself.

Called by `iku lakip` and the add-in with a Dossier; it reads no workbook and asks no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iku_excel.errors import UsageError
from iku_excel.finding import Finding, Location
from iku_excel.lakip.context import Laporan, build_context, complete
from iku_excel.lakip.kelengkapan import check_laporan
from iku_excel.lakip.reviu import build_reviu
from iku_excel.lakip.temuan import make
from iku_excel.model import Dossier

if TYPE_CHECKING:
    from iku_excel.lakip.finish import FinishReport
    from iku_excel.lakip.template import RenderedDocument

Progress = Callable[[str], None]


@dataclass(frozen=True)
class HasilLaporan:
    """A report that was written; `findings` are the LK findings only."""

    path: Path
    laporan: Laporan
    findings: tuple[Finding, ...]
    pesan: tuple[str, ...]
    """What the user should be told: page numbers missing, regions kept, yellow places."""
    pdf: Path | None
    missing: tuple[str, ...]
    """What was printed yellow where a figure or a name is missing."""

    def to_json(self, findings: Iterable[Finding] | None = None) -> dict[str, Any]:
        """What `iku lakip --json` adds to the document of `iku periksa`; `findings` are the LK
        findings to show, all of them when None."""
        shown = self.findings if findings is None else findings
        return {
            "laporan": {
                "berkas": str(self.path),
                "pdf": str(self.pdf) if self.pdf else None,
                "tahun": int(self.laporan.konteks.tahun),
                "pesan": list(self.pesan),
            },
            "temuan_laporan": [{"berkas": f.location.berkas or None, **f.to_json()} for f in shown],
            "jejak": self.laporan.jejak.to_json(),
        }


def prepare(
    dossier: Dossier, tahun: int, *, tanggal: date | None = None, triwulan: int | None = None
) -> tuple[Laporan, tuple[Finding, ...]]:
    """The complete context of a report, and the LK findings of its data."""
    laporan = build_context(dossier, tahun, tanggal=tanggal, triwulan=triwulan)
    findings = check_laporan(laporan)
    reviu = build_reviu(laporan, (*dossier.findings, *findings))
    return complete(laporan, reviu), findings


def make_lakip(
    dossier: Dossier,
    tahun: int,
    ke: Path,
    *,
    template: Path | None = None,
    tanggal: date | None = None,
    triwulan: int | None = None,
    pdf: Path | None = None,
    is_baru: bool = False,
    progress: Progress | None = None,
) -> HasilLaporan:
    """Write the report of `tahun` to `ke`; raises TemplateError for a template or file that will
    not do.

    A report that lies at `ke` already keeps what staff changed in it (`is_baru` makes it anew).
    `tanggal` is the date of the report, else the one on the sheet Identitas. `triwulan` 1-4 fills
    the fields of the quarterly report and of the minutes.
    """
    from iku_excel.lakip.finish import finish

    say = progress or (lambda _text: None)
    _refuse_without_indikator(dossier, tahun)
    say("Menyusun isi laporan")
    laporan, findings = prepare(dossier, tahun, tanggal=tanggal, triwulan=triwulan)
    say("Mengisi templat")
    rendered, objects = render(laporan, template or default_template())
    existing = ke if ke.is_file() and not is_baru else None
    if existing is not None:
        _refuse_foreign(existing)
    done = finish(rendered, objects, ke, existing=existing, pdf=pdf, progress=progress)
    place = Location(str(ke))
    later = tuple(_finish_findings(done, place))
    links = (fault.to_finding(str(template or default_template())) for fault in rendered.links)
    everything = (*findings, *later, *links)
    return HasilLaporan(
        ke, laporan, everything, tuple(_messages(done, rendered)), pdf, rendered.missing
    )


def default_template() -> Path:
    from iku_excel.resources import template_path

    return template_path("LAKIP.docx.j2")


def render(laporan: Laporan, template: Path) -> tuple[RenderedDocument, Any]:
    """The filled template and its objects, before regions, numbers and lists."""
    from iku_excel.lakip.chart_part import ChartShop
    from iku_excel.lakip.finish import prepare_objects
    from iku_excel.lakip.objects import register_charts
    from iku_excel.lakip.printed import watch
    from iku_excel.lakip.template import load_template

    shop, objects = ChartShop(), prepare_objects()
    register_charts(objects.registry, shop.attach, shop.refill)
    konteks = laporan.konteks.to_template()
    loaded = load_template(template)
    with watch() as printed:
        rendered = loaded.render(konteks, objects=objects.registry)
    if not loaded.uses("jejak"):
        # With the appendix Jejak Angka every figure is in the document; else only these are.
        laporan.jejak.keep_printed(printed)
    _set_properties(rendered.document, laporan)
    return rendered, objects


def _set_properties(document: Any, laporan: Laporan) -> None:
    konteks = laporan.konteks
    title = document.core_properties.title or "Laporan Kinerja"
    document.core_properties.title = f"{title} {konteks.satker.nama} Tahun {konteks.tahun}"[:255]
    document.core_properties.author = str(konteks.satker.nama)[:255]


def _finish_findings(done: FinishReport, place: Location) -> Iterable[Finding]:
    for kunci in done.contents.unknown:
        yield make("LK019", place, kunci=kunci)
    if done.wilayah is not None:
        for wilayah in done.wilayah.berbeda:
            yield make("LK014", place, wilayah=wilayah)
    if done.pages.alasan:
        yield make("LK015", place, alasan=done.pages.alasan)


def _messages(done: FinishReport, rendered: RenderedDocument) -> Iterable[str]:
    yield done.pages.alasan or (
        "Nomor halaman dihitung LibreOffice; bila berbeda di Word, tekan Ctrl+A lalu F9."
    )
    if done.wilayah is not None:
        kept, gone = done.wilayah.dipertahankan, done.wilayah.dihapus_staf
        yield f"Diperbarui {len(done.wilayah.diganti)} bagian; teks lain tidak disentuh."
        if kept:
            yield f"Sudah disunting, jadi dibiarkan: {', '.join(kept)}."
        if gone:
            yield f"Sudah dihapus, jadi tidak dibuat lagi: {', '.join(gone)}."
    count = len(rendered.missing) + _count_places(rendered.document)
    if count:
        yield f"{count} tempat kuning dalam laporan menunggu diisi."


def _count_places(document: Any) -> int:
    """The yellow paragraphs that the template shows where staff wrote nothing."""
    from iku_excel.lakip.locate import W

    marked = {s.style_id for s in document.styles if s.name == "Perlu Diisi"}
    styles = document.element.body.iter(W + "pStyle")
    return sum(1 for style in styles if style.get(W + "val") in marked)


def _refuse_without_indikator(dossier: Dossier, tahun: int) -> None:
    keputusan = dossier.keputusan
    if not keputusan.active(tahun):
        raise UsageError(
            "PG025",
            f"Keputusan {keputusan.nomor} tidak menetapkan indikator untuk tahun {tahun} (hanya "
            f"{keputusan.tahun_awal} sampai {keputusan.tahun_akhir}). Pilih edisi lain dengan "
            "--keputusan.",
        )


def _refuse_foreign(path: Path) -> None:
    """A document at the target that no report of ours lies in is never written into."""
    from iku_excel.lakip.intake import open_docx, read_docx
    from iku_excel.lakip.manifest import read_manifest
    from iku_excel.lakip.region import find_regions

    document = open_docx(read_docx(path), str(path))
    if not read_manifest(document) and not find_regions(document):
        raise UsageError(
            "PG020",
            f"{path} sudah ada dan bukan laporan buatan iku. Pilih nama lain, atau --baru untuk "
            "menggantinya.",
        )
