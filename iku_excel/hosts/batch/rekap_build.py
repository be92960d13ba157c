"""From the examined workbooks of one unit and year to its recap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from iku_excel.compute.agregat import KESELURUHAN, aggregate
from iku_excel.compute.capaian import compute_capaian
from iku_excel.compute.tahunan import (
    RealisasiBulan,
    month_of_book,
    months_of,
    series_of_year,
)
from iku_excel.finding import Finding
from iku_excel.hosts.batch.rekap_model import Perubahan, Rekap, RekapBaris
from iku_excel.model import (
    Berkas,
    BerkasHasil,
    CapaianTriwulan,
    HasilIndikator,
    Indikator,
    Jenis,
    Kebijakan,
    Keputusan,
)
from iku_excel.numbers import format_angka

Found = tuple[Berkas, HasilIndikator]


def build_rekap(
    unit: str,
    tahun: int,
    daftar_hasil: Iterable[BerkasHasil],
    findings: Sequence[Finding],
    keputusan: Keputusan,
    kebijakan: Kebijakan,
    hari_ini: date,
) -> Rekap:
    """The recap of the workbooks `daftar_hasil`, in order of time whatever order they come in."""
    hasil = sorted(
        (h for h in daftar_hasil if h.berkas.error is None),
        key=lambda h: (h.berkas.bulan or 0, h.berkas.path),
    )
    baris: list[RekapBaris] = []
    perubahan: list[Perubahan] = []
    entries: list[HasilIndikator] = []
    for indikator in keputusan.active(tahun):
        kode = indikator.kode
        found = [(h.berkas, e) for h in hasil for e in h.daftar_hasil if e.indikator == kode]
        row, entry = _row(indikator, tahun, found, kebijakan)
        baris.append(row)
        entries.append(entry)
        perubahan += _changes(indikator, found)
    agregat = {a.kode: a for a in aggregate(entries, keputusan, kebijakan, tahun)}
    return Rekap(
        unit=unit,
        tahun=tahun,
        keputusan=keputusan.nomor,
        kebijakan=describe_kebijakan(kebijakan),
        daftar_baris=tuple(baris),
        agregat=agregat.get(KESELURUHAN),
        daftar_temuan=tuple(findings),
        daftar_perubahan=tuple(perubahan),
        belum_masuk=_missing(hasil, tahun, hari_ini),
        daftar_berkas=tuple(h.berkas.path for h in hasil),
    )


def describe_kebijakan(kebijakan: Kebijakan) -> str:
    """The policy in one line, as it is printed under tables."""
    top, low = kebijakan.batas_atas, kebijakan.batas_bawah
    return (
        f"Kebijakan capaian “{kebijakan.nama}”: batas atas "
        f"{'tidak ada' if top is None else format_angka(top) + ' %'}, batas bawah "
        f"{'tidak ada' if low is None else format_angka(low) + ' %'}, "
        f"{kebijakan.pembulatan} desimal."
    )


def _row(
    indikator: Indikator, tahun: int, found: Sequence[Found], kebijakan: Kebijakan
) -> tuple[RekapBaris, HasilIndikator]:
    typed = [f for f in found if f[1].tabel is not None and f[1].tabel.jenis is Jenis.MONITORING]
    counted = [f for f in found if f[1].rincian is not None]
    series = series_of_year(typed, indikator) or series_of_year(counted, indikator)
    last = series[max(series)] if series else None
    realisasi = last.realisasi if last else next(
        (e.realisasi for _, e in reversed(counted) if e.realisasi is not None), None
    )
    target = _target(found, indikator, tahun)
    capaian = compute_capaian(realisasi, target, indikator.klasifikasi, kebijakan)
    row = RekapBaris(
        indikator=indikator.kode,
        nama=indikator.nama,
        satuan=indikator.satuan_dipakai,
        desimal=_decimals(indikator, [f.realisasi for f in series.values()]),
        target=target,
        bulan={bulan: figure.realisasi for bulan, figure in sorted(series.items())},
        daftar_triwulan=_triwulan(indikator, typed, series, target, kebijakan),
        realisasi=realisasi,
        capaian=capaian,
    )
    entry = HasilIndikator(
        indikator.kode, indikator.satuan_dipakai, target, realisasi, capaian, "", {},
        target_keputusan=indikator.target_for(tahun),
    )  # fmt: skip
    return row, entry


def _target(found: Sequence[Found], indikator: Indikator, tahun: int) -> Decimal | None:
    """The target of the Perjanjian Kinerja, else of the latest workbook, else of the decree."""
    pk = [e for _, e in found if e.tabel and e.tabel.jenis is Jenis.PERJANJIAN_KINERJA]
    for entry in (*pk, *(e for _, e in reversed(found))):
        if entry.target is not None:
            return entry.target
    decreed = indikator.target_for(tahun)
    return decreed.angka if decreed else None


def _decimals(indikator: Indikator, figures: Iterable[Decimal]) -> int:
    """Decimals to show: those of the indicator, more when a figure has more, at most 4."""
    own = [max(0, -int(f.normalize().as_tuple().exponent)) for f in figures]
    return min(4, max([indikator.desimal, *own]))


def _triwulan(
    indikator: Indikator,
    typed: Sequence[Found],
    series: dict[int, RealisasiBulan],
    target: Decimal | None,
    kebijakan: Kebijakan,
) -> tuple[CapaianTriwulan, ...]:
    targets: dict[int, Decimal] = {}
    for _, entry in typed:
        for tw in entry.daftar_triwulan:
            if tw.target is not None:
                targets[tw.triwulan] = tw.target
    daftar = []
    for triwulan in range(1, 5):
        months = [m for m in series if (m + 2) // 3 == triwulan]
        realisasi = series[max(months)].realisasi if months else None
        own = targets.get(triwulan)
        daftar.append(
            CapaianTriwulan(
                triwulan, own, realisasi,
                compute_capaian(realisasi, own, indikator.klasifikasi, kebijakan),
                compute_capaian(realisasi, target, indikator.klasifikasi, kebijakan),
            )
        )  # fmt: skip
    return tuple(daftar)


def _changes(indikator: Indikator, found: Sequence[Found]) -> list[Perubahan]:
    """Months whose figure differs between two workbooks, each against the one before it."""
    seen: dict[int, RealisasiBulan] = {}
    changes: list[Perubahan] = []
    for berkas, entry in found:
        if entry.tabel is None or entry.tabel.jenis is not Jenis.MONITORING:
            continue
        for figure in months_of(berkas, entry, indikator):
            before = seen.get(figure.bulan)
            if before and before.berkas != figure.berkas and before.realisasi != figure.realisasi:
                changes.append(
                    Perubahan(
                        indikator.kode, figure.bulan, before.realisasi, before.berkas,
                        figure.realisasi, figure.berkas,
                    )
                )  # fmt: skip
            seen[figure.bulan] = figure
    return changes


def _missing(hasil: Sequence[BerkasHasil], tahun: int, hari_ini: date) -> tuple[int, ...]:
    """Months that have ended and of which no workbook tells anything.

    Nothing is missing where a workbook of the whole year covers the months, or where the unit does
    not report by month at all.
    """
    ended = 12 if hari_ini.year > tahun else hari_ini.month - 1 if hari_ini.year == tahun else 0
    present: set[int] = set()
    is_monthly = False
    for each in hasil:
        for entry in each.daftar_hasil:
            if entry.tabel is None or entry.tabel.jenis is not Jenis.MONITORING:
                continue
            month = month_of_book(each.berkas, entry)
            if month is not None:
                is_monthly = True
                present.add(month)
            elif entry.baris is not None:
                present |= {
                    p.last_bulan for (_, p), n in entry.baris.nilai.items() if n.angka is not None
                }
    return tuple(m for m in range(1, ended + 1) if m not in present) if is_monthly else ()
