"""Family MO, figures that should agree: typed and counted, the year's and its periods', twins."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from iku_excel.checks.bantu import angka, daftar_hasil, shown, written
from iku_excel.checks.pembanding import agrees, counted_for, decimals, index_counted
from iku_excel.checks.registry import Hit, Phase, check
from iku_excel.compute.konsolidasi import has_periods
from iku_excel.compute.presisi import quantize
from iku_excel.finding import Severity
from iku_excel.model import Dossier, HasilIndikator, Role
from iku_excel.numbers import plain


@check(
    "MO010",
    Severity.ERROR,
    template="Realisasi {ditulis}, sedangkan data dukung di {lembar} memberi {semestinya}.",
    saran="Samakan keduanya: perbaiki sel ini, atau lengkapi data dukungnya.",
    phase=Phase.COMPUTED,
)
def check_raw_data(dossier: Dossier) -> Iterator[Hit]:
    """Realisasi yang diketik harus sama dengan hasil hitungan dari lembar data dukungnya."""
    counted_by_kode = index_counted(dossier)
    for hasil, entry, indikator in daftar_hasil(dossier):
        if entry.rincian is not None or entry.realisasi is None or not entry.asal:
            continue
        found = counted_for(counted_by_kode, hasil, entry)
        if found is None:
            continue
        if agrees(entry.realisasi, found.angka, indikator, entry.target):
            continue
        counted = quantize(found.angka, max(indikator.desimal, decimals(entry.realisasi)))
        yield Hit(
            entry.asal[-1].location,
            indikator.kode,
            plain(entry.realisasi),
            plain(counted),
            indikator.rujukan,
            data={
                "ditulis": angka(entry.realisasi),
                "semestinya": angka(counted),
                "lembar": found.rincian.header,
            },
        )


@check(
    "MO013",
    Severity.WARNING,
    template="Realisasi {indikator} sama dengan {kembaran} ({ditulis}), padahal ukurannya lain.",
    saran="Cara menghitung yang tercetak untuk keduanya sama (tersalin); hitung masing-masing "
    "menurut namanya. Lihat “iku keputusan telaah”.",
    phase=Phase.COMPUTED,
)
def check_copied_formula(dossier: Dossier) -> Iterator[Hit]:
    """Indikator yang cara menghitungnya tersalin (SK3/2 dan SK3/3) tidak boleh sama realisasi."""
    twins = set(_twins(dossier))
    concerned = {kode for pair in twins for kode in pair}
    for hasil in dossier.daftar_berkas:
        daftar = [entry for entry in hasil.daftar_hasil if entry.indikator in concerned]
        for entry in daftar:
            for other in daftar:
                pair = (other.indikator, entry.indikator)
                if pair in twins and _same_table(other, entry) and _same_figure(other, entry):
                    yield Hit(
                        entry.asal[-1].location,
                        entry.indikator,
                        plain(entry.realisasi or Decimal(0)),
                        data={"kembaran": other.indikator, "ditulis": angka(entry.realisasi)},
                    )


def _twins(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Pairs of indicators, earlier first, whose printed way of counting and unit are the same."""
    daftar = [i for i in dossier.keputusan.daftar_indikator if i.cara_menghitung.strip()]
    for number, first in enumerate(daftar):
        for second in daftar[number + 1 :]:
            same_text = first.cara_menghitung.split() == second.cara_menghitung.split()
            if same_text and first.satuan_dipakai == second.satuan_dipakai:
                yield first.kode, second.kode


def _same_table(one: HasilIndikator, other: HasilIndikator) -> bool:
    if one.tabel is None or other.tabel is None or not one.asal or not other.asal:
        return False
    return one.tabel.jenis is other.tabel.jenis and one.tabel.bulan == other.tabel.bulan


def _same_figure(one: HasilIndikator, other: HasilIndikator) -> bool:
    """The same to two decimals, and not merely both nothing."""
    if one.realisasi is None or other.realisasi is None:
        return False
    rounded = {quantize(one.realisasi, 2), quantize(other.realisasi, 2)}
    return len(rounded) == 1 and rounded != {Decimal(0)}


@check(
    "MO016",
    Severity.WARNING,
    template="Kolom realisasi setahun berisi {ditulis}, sedangkan {cara} periodenya {semestinya}; "
    "yang dipakai {semestinya}.",
    saran="Samakan keduanya, atau kosongkan kolom setahun itu.",
    phase=Phase.COMPUTED,
)
def check_yearly_column(dossier: Dossier) -> Iterator[Hit]:
    """Realisasi setahun di samping realisasi tiap periode harus sama dengan konsolidasinya."""
    for _, entry, indikator in daftar_hasil(dossier):
        if entry.realisasi is None or entry.baris is None or not has_periods(entry.baris):
            continue
        yearly = entry.baris.get(Role.REALISASI)
        if yearly is None or yearly.angka is None or yearly in entry.asal:
            continue
        if not agrees(yearly.angka, entry.realisasi, indikator, entry.target):
            yield Hit(
                yearly.location,
                indikator.kode,
                written(yearly),
                plain(entry.realisasi),
                indikator.rujukan_ketentuan or indikator.rujukan,
                data={
                    "ditulis": shown(yearly),
                    "cara": entry.konsolidasi or "angka s.d.",
                    "semestinya": angka(entry.realisasi),
                },
            )
