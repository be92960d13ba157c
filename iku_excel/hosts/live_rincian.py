""""Rincian": where the figures of the selected indicator come from, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iku_excel.hosts.live_commands import TITLES, Reply
from iku_excel.model import BerkasHasil, Dossier, HasilIndikator, Klasifikasi, Rincian
from iku_excel.numbers import format_angka, round_half_up
from iku_excel.workbook.live import LiveChanges

if TYPE_CHECKING:
    from decimal import Decimal

_ROWS_IN_A_BOX = 12
_FORMULAS = {
    Klasifikasi.MAKSIMASI: "{r} / {t} × 100",
    Klasifikasi.MINIMASI: "(2 − {r} / {t}) × 100",
    Klasifikasi.STABILISASI: "100 − |{r} / {t} × 100 − 100|",
}


def plan_rincian(
    hasil: BerkasHasil, dossier: Dossier, selection: tuple[str, int, int] | None
) -> Reply:
    """The derivation of the indicator under the active cell."""
    if selection is None:
        return _choose_a_cell()
    lembar, row, _ = selection
    rincian = _rincian_on(hasil, lembar, row)
    entry = _entry_at(hasil, lembar, row)
    if entry is None and rincian is None:
        return _choose_a_cell()
    kode = entry.indikator if entry is not None else (rincian.indikator if rincian else "")
    if rincian is None:
        rincian = next((r for r in hasil.daftar_rincian if r.indikator == kode), None)
    indikator = dossier.keputusan.indikator_by_kode(kode)
    name = indikator.nama if indikator is not None else ""
    lines = list(_capaian(entry, dossier)) if entry is not None else []
    changes = None
    if rincian is not None:
        from iku_excel.bukti import render_rincian, rincian_sheet

        lines += ["", *render_rincian(rincian, batas=_ROWS_IN_A_BOX)]
        changes = LiveChanges(TITLES["rincian"], sheets=(rincian_sheet(rincian),))
    step = (
        f"Rincian lengkapnya ada di lembar “Rincian {kode.replace('/', '.')}”." if changes else ""
    )
    return Reply(f"{kode} {name}".strip(), step, changes, tuple(lines))


def plan_all(hasil: BerkasHasil, dossier: Dossier) -> Reply:
    """Every indicator of a workbook that nobody has open, and a sheet for each raw data table."""
    from iku_excel.bukti import rincian_sheet
    from iku_excel.hosts.printing import capaian_lines

    lines = tuple(line.strip() for line in capaian_lines(hasil, dossier.kebijakan.pembulatan))
    sheets = tuple(rincian_sheet(rincian) for rincian in hasil.daftar_rincian)
    step = f"{len(sheets)} lembar Rincian ditulis; buka berkasnya untuk membacanya."
    return Reply(
        f"{len(lines)} baris indikator terbaca.",
        step if sheets else "",
        LiveChanges(TITLES["rincian"], sheets=sheets),
        lines,
    )


def _choose_a_cell() -> Reply:
    return Reply(
        "Sel yang dipilih bukan baris indikator; tidak ada rincian untuk ditampilkan.",
        "Klik sel pada baris sebuah indikator atau pada lembar data dukung, lalu tekan Rincian.",
        is_warning=True,
    )


def _entry_at(hasil: BerkasHasil, lembar: str, row: int) -> HasilIndikator | None:
    for entry in hasil.daftar_hasil:
        if entry.lembar != lembar or entry.tabel is None or entry.baris is None:
            continue
        if entry.baris.row == row or entry.tabel.bentuk == 3:
            return entry
    return None


def _rincian_on(hasil: BerkasHasil, lembar: str, row: int) -> Rincian | None:
    """The raw data table on that sheet; where it holds several, the last that begins above."""
    from iku_excel.workbook.engine import parse_ref

    best: tuple[int, Rincian] | None = None
    for rincian in hasil.daftar_rincian:
        if rincian.header.lembar == lembar:
            first = parse_ref(rincian.header.sel)[0] if rincian.header.sel else 1
            if best is None or best[0] < first <= row:
                best = (first, rincian)
    return best[1] if best else None


def _capaian(entry: HasilIndikator, dossier: Dossier) -> Iterator[str]:
    places = dossier.kebijakan.pembulatan
    yield f"Target: {_figure(entry.target)}{_at(entry, 'target')}"
    how = f" ({entry.konsolidasi})" if entry.konsolidasi and len(entry.asal) > 1 else ""
    cells = ", ".join(n.location.sel or "" for n in entry.asal if n.location.sel)
    source = f", dari {cells}" if cells else _at(entry, "realisasi")
    yield f"Realisasi: {_figure(entry.realisasi)}{how}{source}"
    capaian = entry.capaian
    if capaian.nilai is None:
        yield f"Capaian: belum ada, karena {capaian.alasan or capaian.status}"
        return
    indikator = dossier.keputusan.indikator_by_kode(entry.indikator)
    kind = indikator.klasifikasi if indikator is not None else Klasifikasi.MAKSIMASI
    formula = _FORMULAS[kind].format(r=_figure(entry.realisasi), t=_figure(entry.target))
    yield f"Capaian: {formula} = {_rounded(capaian.mentah, places)}% ({capaian.status})"
    if capaian.mentah != capaian.nilai:
        shown = _rounded(capaian.nilai, places)
        yield f"Setelah batas kebijakan “{dossier.kebijakan.nama}”: {shown}%"


def _figure(value: Decimal | None) -> str:
    return "–" if value is None else format_angka(value)


def _rounded(value: Decimal | None, places: int) -> str:
    return "–" if value is None else format_angka(round_half_up(value, places), places)


def _at(entry: HasilIndikator, name: str) -> str:
    ref = entry.sel.get(name)
    return f" ({ref})" if ref else ""
