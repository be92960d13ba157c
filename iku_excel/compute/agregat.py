"""Means of capaian: per sasaran over its active, reported indicators, and over everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from iku_excel.compute.presisi import mean
from iku_excel.model import Agregat, Capaian, HasilIndikator, Kebijakan, Keputusan, Status

KESELURUHAN = "semua"
"""`Agregat.kode` of the overall mean."""


def aggregate(
    daftar_hasil: Iterable[HasilIndikator],
    keputusan: Keputusan,
    kebijakan: Kebijakan,
    tahun: int | None = None,
) -> tuple[Agregat, ...]:
    """One aggregate for each sasaran that has an indicator, in the decree's order, then the
    overall one (`kode` KESELURUHAN). Means are of capped figures, unrounded.

    An indicator that stands in several tables counts once: its reported row, else its raw data.
    `count_active` counts the decree's active indicators of `tahun`; without a year those given.
    """
    chosen = choose(daftar_hasil)
    kode_active = [i.kode for i in keputusan.active(tahun)] if tahun is not None else []
    if not kode_active:
        kode_active = [
            kode
            for kode, hasil in chosen.items()
            if hasil.capaian.status is not Status.TIDAK_BERLAKU
        ]
    per_sasaran = []
    for sasaran in keputusan.daftar_sasaran:
        daftar = [i.kode for i in keputusan.daftar_indikator if i.sasaran == sasaran.kode]
        active = [kode for kode in kode_active if kode in daftar]
        own = [chosen[kode].capaian for kode in daftar if kode in chosen]
        if active or own:
            per_sasaran.append(_agregat(sasaran.kode, sasaran.nama, own, len(active)))
    everything = _agregat(KESELURUHAN, None, [h.capaian for h in chosen.values()], len(kode_active))
    if kebijakan.rerata == "sasaran":
        everything = _mean_of_means(everything, per_sasaran)
    return (*per_sasaran, everything)


def choose(daftar_hasil: Iterable[HasilIndikator]) -> dict[str, HasilIndikator]:
    """One result for each indicator: a typed one that is reported (of monthly sheets the latest
    month's), else the raw data's, else what there is; otherwise earlier ones first."""
    chosen: dict[str, HasilIndikator] = {}
    for hasil in daftar_hasil:
        kept = chosen.get(hasil.indikator)
        if kept is None or _rank(hasil) > _rank(kept):
            chosen[hasil.indikator] = hasil
    return chosen


def _rank(hasil: HasilIndikator) -> tuple[bool, bool, int]:
    """Reported before not, typed before counted, a whole year before its months, later months."""
    bulan = (hasil.tabel.bulan if hasil.tabel is not None else None) or _WHOLE_YEAR
    return hasil.realisasi is not None, hasil.rincian is None, bulan


_WHOLE_YEAR = 13


def _agregat(
    kode: str, nama: str | None, daftar_capaian: Sequence[Capaian], count_active: int
) -> Agregat:
    counted = [c for c in daftar_capaian if c.nilai is not None]
    return Agregat(
        kode=kode,
        nama=nama,
        capaian=_mean_of(counted, lambda c: c.nilai),
        capaian_mentah=_mean_of(counted, lambda c: c.mentah),
        count_active=count_active,
        count_reported=sum(1 for c in counted if c.status is not Status.BELUM_DILAPORKAN),
        count_tercapai=sum(1 for c in counted if c.status is Status.TERCAPAI),
    )


def _mean_of(
    daftar: Sequence[Capaian], figure: Callable[[Capaian], Decimal | None]
) -> Decimal | None:
    figures = [angka for capaian in daftar if (angka := figure(capaian)) is not None]
    return mean(figures) if figures else None


def _mean_of_means(everything: Agregat, per_sasaran: Sequence[Agregat]) -> Agregat:
    capped = [a.capaian for a in per_sasaran if a.capaian is not None]
    raw = [a.capaian_mentah for a in per_sasaran if a.capaian_mentah is not None]
    return Agregat(
        everything.kode,
        everything.nama,
        mean(capped) if capped else None,
        mean(raw) if raw else None,
        everything.count_active,
        everything.count_reported,
        everything.count_tercapai,
    )
