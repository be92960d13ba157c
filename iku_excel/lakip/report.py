"""Makes a report: context, template, captions, regions, lists, PDF, and what it all says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from iku_excel.finding import Finding
from iku_excel.lakip.context import Laporan, build_context
from iku_excel.model import Dossier


@dataclass(frozen=True)
class HasilLaporan:
    """A report that was written."""

    path: Path
    laporan: Laporan
    findings: tuple[Finding, ...]
    pesan: tuple[str, ...] = ()
    """What the user should be told: page numbers missing, regions kept, …"""
    pdf: Path | None = None
    missing: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """What `iku lakip --json` adds to the document of `iku periksa`."""
        return {
            "lakip": {
                "berkas": str(self.path),
                "pdf": str(self.pdf) if self.pdf else None,
                "tahun": int(self.laporan.konteks.tahun),
                "pesan": list(self.pesan),
                "belum_diisi": list(self.missing),
            },
            "jejak": self.laporan.jejak.to_json(),
        }


def render_document(laporan: Laporan, template: Path) -> Any:
    """The filled template with its captions numbered and its charts drawn, not yet saved."""
    from iku_excel.lakip.caption import number_document, register_captions, write_lists
    from iku_excel.lakip.chart_part import ChartShop
    from iku_excel.lakip.objects import ObjectRegistry, register_charts
    from iku_excel.lakip.template import load_template

    registry, shop = ObjectRegistry(), ChartShop()
    register_charts(registry, shop.attach, shop.refill)
    register_captions(registry)
    rendered = load_template(template).render(laporan.konteks.to_template(), objects=registry)
    contents = number_document(rendered.document)
    write_lists(rendered.document, contents, lambda bookmark: "")
    return rendered


def make_lakip(
    dossier: Dossier, tahun: int, ke: Path, *, template: Path, tanggal: date | None = None
) -> HasilLaporan:
    """Write the report of `tahun` to `ke`."""
    laporan = build_context(dossier, tahun, tanggal=tanggal)
    rendered = render_document(laporan, template)
    rendered.save(ke)
    return HasilLaporan(ke, laporan, (), missing=rendered.missing)
