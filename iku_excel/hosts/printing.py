"""How a report looks on a terminal: plain lines, one for each finding, a count at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING

from iku_excel.finding import Finding, count_by_severity
from iku_excel.numbers import format_angka, round_half_up

if TYPE_CHECKING:
    from iku_excel.model import BerkasHasil, Dossier, HasilIndikator

LONGEST = 4
"""Decimals shown on a terminal."""

NAMA_JENIS = {
    "perjanjian-kinerja": "Perjanjian Kinerja",
    "rencana-aksi": "Rencana Aksi",
    "monitoring": "Monitoring",
    "data-dukung": "Data dukung",
}


def describe_period(tahun: int | None, bulan: int | None) -> str:
    """"Juli 2024", "2024" or "tahun tidak terbaca"."""
    from iku_excel.numbers import NAMA_BULAN

    if tahun is None:
        return "tahun tidak terbaca"
    return f"{NAMA_BULAN[bulan - 1]} {tahun}" if bulan else str(tahun)


def file_heading(hasil: BerkasHasil) -> str:
    """"PK_2024.xlsx — Perjanjian Kinerja, 2024"."""
    berkas = hasil.berkas
    name = PurePath(berkas.path).name
    if berkas.error is not None:
        return f"{name} — tidak dapat dibaca"
    kind = NAMA_JENIS.get(str(berkas.jenis), "bentuk tidak dikenali")
    return f"{name} — {kind}, {describe_period(berkas.tahun, berkas.bulan)}"


def finding_lines(finding: Finding) -> Iterator[str]:
    """Severity and code, place, message; the way out on a line of its own."""
    place = "!".join(part for part in (finding.location.lembar, finding.location.sel) if part)
    name = f"{place}: " if place else ""
    yield f"  {finding.severity.label:<10} {finding.kode}  {name}{finding.pesan}"
    if finding.saran:
        yield f"  {'':<10} {'':<6} → {finding.saran}"


def summary_line(findings: Iterable[Finding]) -> str:
    counts = count_by_severity(findings)
    if not any(counts.values()):
        return "0 temuan."
    return ", ".join(f"{count} {label}" for label, count in counts.items()) + "."


def report_lines(dossier: Dossier, findings: Iterable[Finding]) -> Iterator[str]:
    """The whole report of `periksa`."""
    findings = tuple(findings)
    for hasil in dossier.daftar_berkas:
        yield file_heading(hasil)
        own = [f for f in findings if f.location.berkas == hasil.berkas.path]
        for finding in own:
            yield from finding_lines(finding)
        if not own:
            yield "  0 temuan"
        yield ""
    yield summary_line(findings)


def capaian_lines(hasil: BerkasHasil, places: int) -> Iterator[str]:
    """One line for each indicator: target, realisasi, capaian, status."""
    for entry in hasil.daftar_hasil:
        yield "  " + capaian_line(entry, places)


def shown(figure: Decimal) -> Decimal:
    """At most four decimals, for the eye: 3,5556 rather than 28 digits of a mean."""
    exponent = figure.as_tuple().exponent
    long = isinstance(exponent, int) and exponent < -LONGEST
    return round_half_up(figure, LONGEST) if long else figure


def capaian_line(entry: HasilIndikator, places: int) -> str:
    target = "–" if entry.target is None else format_angka(entry.target)
    realisasi = "–" if entry.realisasi is None else format_angka(shown(entry.realisasi))
    nilai = entry.capaian.nilai
    capaian = "–" if nilai is None else format_angka(nilai, places)
    reason = f" ({entry.capaian.alasan})" if entry.capaian.alasan else ""
    return (
        f"{entry.indikator:<6} target {target:>9}  realisasi {realisasi:>9}  "
        f"capaian {capaian:>8}  {entry.capaian.status}{reason}"
    )
