"""Figures of single months and of a whole year, joined to a series of the year."""

from __future__ import annotations

from decimal import Decimal

from model_builders import SD, berkas, bulan, hasil, keputusan, tabel, tw

from iku_excel.compute.tahunan import series_of_year
from iku_excel.model import Berkas, Jenis, Role

R = Role.REALISASI


def _series(kode: str, *files: Berkas) -> dict[int, Decimal]:
    indikator = keputusan().indikator_by_kode(kode)
    assert indikator is not None
    found = [(file, hasil(file).daftar_hasil[0]) for file in files]
    return {month: figure.realisasi for month, figure in series_of_year(found, indikator).items()}


def _month(kode: str, month: int, role: Role, figure: object) -> Berkas:
    path = f"{month:02}.xlsx"
    form = tabel(Jenis.MONITORING, [role], [{"indikator": kode, role: figure}], bulan=month,
                 berkas=path)  # fmt: skip
    return berkas(form, path=path, bulan=month)


def test_own_figures_of_months_are_added_up() -> None:
    files = [_month("SK1/2", n, R, figure) for n, figure in ((1, 1), (2, 2), (4, 1))]
    assert _series("SK1/2", *files) == {1: 1, 2: 3, 4: 4}


def test_figures_up_to_a_month_stand_as_they_are() -> None:
    assert _series("SK1/2", _month("SK1/2", 3, SD, 5), _month("SK1/2", 4, SD, 6)) == {3: 5, 4: 6}


def test_a_workbook_of_the_year_says_the_year() -> None:
    """A single figure without a month is the year's, never one month's to be added up."""
    form = tabel(Jenis.MONITORING, [R], [{"indikator": "SK1/2", R: 7}])
    assert _series("SK1/2", berkas(form)) == {12: 7}
    early = _month("SK1/2", 1, R, 2)
    assert _series("SK1/2", early, berkas(form)) == {1: 2, 12: 7}


def test_month_columns_and_triwulan_columns_of_one_workbook() -> None:
    keys = [(R, bulan(n)) for n in (1, 2, 3)]
    row = {"indikator": "SK1/2", **dict(zip(keys, (1, None, 2), strict=True))}
    form = tabel(Jenis.MONITORING, keys, [row], bentuk=5)
    assert _series("SK1/2", berkas(form)) == {1: 1, 3: 3}
    keys = [(R, tw(n)) for n in (1, 2)]
    row = {"indikator": "SK1/2", **dict(zip(keys, (1, 2), strict=True))}
    form = tabel(Jenis.MONITORING, keys, [row], bentuk=4)
    assert _series("SK1/2", berkas(form)) == {3: 1, 6: 3}


def test_the_later_workbook_counts_for_a_month() -> None:
    assert _series("SK1/2", _month("SK1/2", 3, SD, 5), _month("SK1/2", 3, SD, 6)) == {3: 6}
