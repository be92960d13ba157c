"""Family MO, between periods: within a table, between the monthly sheets of a workbook, and between
the monthly workbooks given together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import PurePath

from iku_excel.checks.bantu import Isian, angka, daftar_isian, daftar_tabel, letters, periode_name
from iku_excel.checks.registry import Hit, check, observed, short_place
from iku_excel.checks.skala import fills_up, is_jump, is_suspect_isian
from iku_excel.checks.tahun import disagreement
from iku_excel.compute.acuan import tahun_of, target_triwulan
from iku_excel.compute.konsolidasi import deret, has_periods
from iku_excel.compute.presisi import percent_of
from iku_excel.finding import Severity
from iku_excel.model import (
    Berkas,
    CellState,
    Dossier,
    Jenis,
    Konsolidasi,
    Nilai,
    Periode,
    Role,
    Tabel,
)
from iku_excel.numbers import NAMA_BULAN, plain
from iku_excel.records import dataclass, replace

SD, OWN = Role.REALISASI_SAMPAI_DENGAN, Role.REALISASI
_MONOTONE = (Konsolidasi.JUMLAH, Konsolidasi.NILAI_TERAKHIR)
"""A cumulative mean or growth may fall; a cumulative count or state may not."""


@dataclass(frozen=True, slots=True)
class Titik:
    """One reported figure of a series."""

    isian: Isian
    periode: Periode
    nilai: Nilai

    @property
    def angka(self) -> Decimal:
        assert self.nilai.angka is not None, "only figures make a series"
        return self.nilai.angka


Deret = list[Titik]


def daftar_deret(dossier: Dossier, role: Role) -> Iterator[Deret]:
    """Every series of figures of one role, earliest first: the periods of a row, and the months
    of the monthly tables that belong together (same unit, year and indicator)."""
    months: dict[tuple[str, int, str], Deret] = {}
    for isian in daftar_isian(dossier, Jenis.MONITORING):
        cells = [(p, n) for p, n in deret(isian.baris, role) if n.angka is not None]
        if has_periods(isian.baris):
            own = [Titik(isian, p, n) for p, n in cells if not p.is_tahun]
            months_only = [t for t in own if t.periode.bulan]
            yield months_only or own
        elif isian.tabel.bulan is not None and isian.tahun is not None:
            key = (_unit(isian.berkas), isian.tahun, isian.indikator.kode)
            bulan = Periode(bulan=isian.tabel.bulan)
            months.setdefault(key, []).extend(Titik(isian, bulan, n) for _, n in cells[-1:])
    for series in months.values():
        yield sorted(series, key=lambda titik: titik.periode.last_bulan)


def _unit(berkas: Berkas) -> str:
    return letters(berkas.unit or "")


def _steps(series: Deret) -> Iterator[tuple[Titik, Titik]]:
    """Neighbours of different periods."""
    for earlier, later in zip(series, series[1:], strict=False):
        if earlier.periode != later.periode:
            yield earlier, later


@check(
    "MO006",
    Severity.WARNING,
    template="Realisasi s.d. {periode} {ditulis}, turun dari {sebelumnya} pada {periode_lalu}.",
    saran="Periksa kedua angka itu; angka kumulatif seharusnya tidak turun.",
)
def check_cumulative_rises(dossier: Dossier) -> Iterator[Hit]:
    """Angka kumulatif (s.d.) tidak boleh turun dari satu periode ke periode berikutnya.

    Tidak berlaku bagi rata-rata dan pertumbuhan kumulatif, yang memang dapat turun.
    """
    for series in daftar_deret(dossier, SD):
        for earlier, later in _steps(series):
            if later.isian.indikator.konsolidasi_data not in _MONOTONE:
                continue
            if _is_suspect(earlier) or _is_suspect(later):
                continue
            if later.angka < earlier.angka:
                yield _compared(later, earlier)


def _is_suspect(titik: Titik) -> bool:
    return is_suspect_isian(titik.nilai, titik.isian)


def _compared(later: Titik, earlier: Titik) -> Hit:
    return Hit(
        later.nilai.location,
        later.isian.indikator.kode,
        plain(later.angka),
        data={
            "ditulis": angka(later.angka),
            "sebelumnya": angka(earlier.angka),
            "periode": periode_name(later.periode, later.isian.tahun),
            "periode_lalu": periode_name(earlier.periode),
        },
    )


@check(
    "MO007",
    Severity.NOTE,
    template="Realisasi {indikator} {periode} {ditulis}, berubah lebih dari separuh terhadap "
    "{sebelumnya} pada {periode_lalu}.",
    saran="Bila memang demikian, jelaskan di kolom keterangan.",
)
def check_jump(dossier: Dossier) -> Iterator[Hit]:
    """Realisasi yang berubah lebih dari separuh terhadap periode sebelumnya perlu dilihat lagi.

    Tidak berlaku bagi hitungan yang dijumlahkan: dari 1 ke 2 kegiatan bukan lonjakan.
    """
    for series in _main_deret(dossier):
        sound = [titik for titik in series if not _is_suspect(titik)]
        for earlier, later in _steps(sound):
            indikator = later.isian.indikator
            if indikator.konsolidasi is Konsolidasi.JUMLAH:
                continue
            falls = later.nilai in later.isian.baris.nilai.values() and later.angka < earlier.angka
            told = falls and _is_cumulative(later) and indikator.konsolidasi_data in _MONOTONE
            if is_jump(earlier.angka, later.angka, _growth(earlier, later)) and not told:
                yield _compared(later, earlier)


def _growth(earlier: Titik, later: Titik) -> Decimal:
    """How many times as much is expected: 1, but for a share that fills up over the year the
    months that have passed, or what the row's own triwulan targets plan, whichever is more."""
    isian = later.isian
    if not fills_up(isian.indikator) or later.angka <= earlier.angka:
        return Decimal(1)
    growth = percent_of(Decimal(later.periode.last_bulan), Decimal(earlier.periode.last_bulan))
    plan = target_triwulan(isian.baris, isian.tabel, isian.indikator, None).by_triwulan
    first, second = plan.get(earlier.periode.triwulan), plan.get(later.periode.triwulan)
    if first and second:
        growth = max(growth, percent_of(second, first))
    return growth / 100


def _is_cumulative(titik: Titik) -> bool:
    return any(
        role is SD and nilai is titik.nilai for (role, _), nilai in titik.isian.baris.nilai.items()
    )


def _main_deret(dossier: Dossier) -> Iterator[Deret]:
    """For each row the cumulative series where it has figures, else its own."""
    cumulative = [series for series in daftar_deret(dossier, SD) if series]
    seen = {id(titik.isian.baris) for series in cumulative for titik in series}
    yield from cumulative
    for series in daftar_deret(dossier, OWN):
        rest = [titik for titik in series if id(titik.isian.baris) not in seen]
        if rest:
            yield rest


@check(
    "MO011",
    Severity.WARNING,
    template="{keadaan}",
    saran="Perbaiki judul lembar atau nama berkasnya.",
)
def check_months(dossier: Dossier) -> Iterator[Hit]:
    """Bulan dan tahun pada lembar harus sama dengan nama berkas; satu bulan hanya satu kali."""
    for hit in observed(dossier, "MO011"):
        apa = str(hit.data.get("apa") or "bulan")
        sources = [(source, _said(apa, value)) for source, value in hit.data.get(apa) or ()]
        yield replace(hit, data={**hit.data, "keadaan": disagreement(apa, sources)})
    yield from _months_twice(dossier)


def _said(apa: str, value: object) -> object:
    return NAMA_BULAN[value - 1] if apa == "bulan" and isinstance(value, int) else value


def _months_twice(dossier: Dossier) -> Iterator[Hit]:
    first: dict[tuple[str, int | None, int, int], list[tuple[Berkas, Tabel]]] = {}
    for hasil, tabel in daftar_tabel(dossier, Jenis.MONITORING):
        berkas = hasil.berkas
        if tabel.bulan is None or not _is_of_one_month(berkas, tabel):
            continue
        key = (_unit(berkas), tahun_of(berkas, tabel), tabel.bulan, tabel.bentuk)
        for other, same in first.get(key, ()):
            if _share_indikator(same, tabel):
                where = (
                    f"lembar {same.lembar}"
                    if other is berkas
                    else f"berkas {PurePath(other.path).name}"
                )
                keadaan = f"Bulan {NAMA_BULAN[tabel.bulan - 1]} sudah ada di {where}."
                yield Hit(tabel.header, tertulis=str(tabel.bulan), data={"keadaan": keadaan})
                break
        first.setdefault(key, []).append((berkas, tabel))


def _is_of_one_month(berkas: Berkas, tabel: Tabel) -> bool:
    """Not a sheet of one month among those of other months: such a workbook is sent every month."""
    months = {
        t.bulan for t in berkas.daftar_tabel if t.jenis is Jenis.MONITORING and t.bulan is not None
    }
    return len(months) == 1 or tabel.bulan == max(months)


def _share_indikator(one: Tabel, other: Tabel) -> bool:
    kode = {baris.indikator for baris in one.daftar_baris if baris.indikator}
    return any(baris.indikator in kode for baris in other.daftar_baris)


@check(
    "MO012",
    Severity.WARNING,
    template="Realisasi {indikator} {periode} {ditulis}, padahal {semestinya} pada {berkas_lalu}.",
    saran="Bila memang diralat, catat alasannya; bila tidak, kembalikan angka semula.",
)
def check_past_unchanged(dossier: Dossier) -> Iterator[Hit]:
    """Angka bulan yang sudah lewat tidak boleh berubah di antara dua buku kerja bulanan."""
    last: dict[tuple[str, int | None, str, Role, Periode], tuple[Berkas, Nilai]] = {}
    made_for = {id(hasil.berkas): _as_of(hasil.berkas) for hasil in dossier.daftar_berkas}
    ordered = sorted(
        daftar_isian(dossier, Jenis.MONITORING), key=lambda isian: made_for[id(isian.berkas)]
    )
    for isian in ordered:
        for (role, periode), nilai in isian.baris.nilai.items():
            known = _known_periode(isian, role, periode)
            if known is None:
                continue
            key = (_unit(isian.berkas), isian.tahun, isian.indikator.kode, role, known)
            before = last.get(key)
            if before is not None and before[0] is not isian.berkas:
                if _has_changed(before[1], nilai):
                    yield _changed(isian, known, nilai, before)
            if nilai.angka is not None:
                last[key] = (isian.berkas, nilai)
    yield from _sums_that_moved(dossier)


def _known_periode(isian: Isian, role: Role, periode: Periode) -> Periode | None:
    """The period of a realisasi cell; None for what is no realisasi or has no period."""
    if role not in (SD, OWN):
        return None
    if not periode.is_tahun:
        return periode
    return Periode(bulan=isian.tabel.bulan) if isian.tabel.bulan else None


def _has_changed(before: Nilai, now: Nilai) -> bool:
    if now.state is CellState.EMPTY:
        return True
    return now.angka is not None and now.angka != before.angka


def _changed(isian: Isian, periode: Periode, nilai: Nilai, before: tuple[Berkas, Nilai]) -> Hit:
    berkas, earlier = before
    assert earlier.angka is not None, "only figures are remembered"
    return Hit(
        nilai.location,
        isian.indikator.kode,
        None if nilai.angka is None else plain(nilai.angka),
        plain(earlier.angka),
        short_place(earlier.location, isian.berkas.path),
        data={
            "periode": periode_name(periode, isian.tahun),
            "ditulis": "kosong" if nilai.angka is None else angka(nilai.angka),
            "semestinya": angka(earlier.angka),
            "berkas_lalu": PurePath(berkas.path).name,
        },
    )


def _as_of(berkas: Berkas) -> int:
    """The month that a workbook was made for, else the last one that it reports."""
    months = [t.bulan for t in berkas.daftar_tabel if t.jenis is Jenis.MONITORING and t.bulan]
    if berkas.bulan or months:
        return max([berkas.bulan or 0, *months])
    return max(
        (
            periode.last_bulan
            for tabel in berkas.daftar_tabel
            for baris in tabel.daftar_baris
            for (role, periode), nilai in baris.nilai.items()
            if role in (SD, OWN) and nilai.angka is not None
        ),
        default=0,
    )


def _sums_that_moved(dossier: Dossier) -> Iterator[Hit]:
    """Monthly tables of a count: this month's s.d. less its own figure is last month's s.d."""
    for series in daftar_deret(dossier, SD):
        for earlier, later in _steps(series):
            isian = later.isian
            if isian.indikator.konsolidasi is not Konsolidasi.JUMLAH or has_periods(isian.baris):
                continue
            own = next((n.angka for _, n in deret(isian.baris, OWN) if n.angka is not None), None)
            follows = later.periode.bulan == earlier.periode.bulan + 1
            same_book = earlier.isian.berkas is isian.berkas
            if own is None or not follows or same_book or later.angka < earlier.angka:
                continue
            if later.angka != earlier.angka + own:
                before = (earlier.isian.berkas, earlier.nilai)
                hit = _changed(isian, earlier.periode, later.nilai, before)
                implied = later.angka - own
                data = {**hit.data, "ditulis": f"{angka(implied)} (s.d. dikurangi bulan ini)"}
                yield Hit(
                    hit.location, hit.indikator, plain(implied), hit.seharusnya, hit.rujukan, data
                )
