"""Sentences of fact, the indicator's states, and the figures inside what staff wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from lakip_dossier import NARASI, REALISASI, D, make_dossier, make_pk

from iku_excel.finding import Finding, Location
from iku_excel.lakip.fields import IndikatorLaporan
from iku_excel.lakip.figure import Asal
from iku_excel.lakip.isian import Uraian, fold, paragraphs, parse_tanggal, split_kode
from iku_excel.lakip.jejak import Jejak
from iku_excel.lakip.narasi_angka import check_ratios
from iku_excel.lakip.report import prepare
from iku_excel.model import Kebijakan


def indikator(kode: str, dossier: object = None) -> IndikatorLaporan:
    laporan, _ = prepare(dossier or make_dossier(), 2024)  # type: ignore[arg-type]
    return next(i for i in laporan.konteks.indikator if i.kode == kode)


def with_figure(kode: str, *last: str | None) -> IndikatorLaporan:
    """The indicator with `last` as its figures up to December."""
    values = {**REALISASI, kode: [None] * (12 - len(last)) + list(last)}
    return indikator(kode, make_dossier(realisasi=values))


@pytest.mark.parametrize(
    ("figure", "capaian", "distance"),
    [
        ("3.6", "102,27", "0,08 poin di atas target"),
        ("3.52", "100,00", "Realisasi sama dengan target"),
        ("3.44", "97,73", "0,08 poin di bawah target"),
        ("0", "0,00", "3,52 poin di bawah target"),
    ],
)
def test_year_against_target(figure: str, capaian: str, distance: str) -> None:
    found = with_figure("SK5/1", figure)
    assert f"tercapai {capaian}%" in found.kalimat_target
    assert distance in found.kalimat_target


def test_zero_is_a_figure_and_empty_is_none() -> None:
    assert with_figure("SK5/1", "0").capaian.ada is True
    empty = with_figure("SK5/1", None)
    assert (empty.capaian.ada, empty.status) == (False, "belum dilaporkan")


@pytest.mark.parametrize(
    ("kode", "expected"),
    [
        ("SK5/1", "realisasi tahun 2023 sebesar 3,55, terjadi kenaikan 0,05 poin (1,41%)"),
        ("SK4/2", "terjadi penurunan 0,36 poin persen."),
        ("SK7/1", "realisasi tahun 2024 tidak berubah"),
        ("SK8/1", "realisasi tahun 2023 tidak tersedia dalam berkas kerja"),
    ],
)
def test_against_last_year(kode: str, expected: str) -> None:
    assert expected in indikator(kode).kalimat_tahun_lalu


def test_all_years_are_described_only_from_three_on() -> None:
    assert "naik setiap tahun" in indikator("SK3/1").kalimat_tren
    assert "realisasi naik turun" in indikator("SK4/2").kalimat_tren
    assert indikator("SK1/3").kalimat_tren == ""


def test_marks_of_the_decree_are_kept_apart() -> None:
    tren = {t.tahun: str(t.target) for t in indikator("SK3/2").tren}
    assert tren == {"2021": "N/A", "2022": "2,00", "2023": "5,00", "2024": "10,00"}
    tren = {t.tahun: str(t.target) for t in indikator("SK1/3").tren}
    assert (tren["2021"], tren["2022"]) == ("–", "–")


def test_capped_capaian_is_said_with_the_uncapped_one() -> None:
    found = indikator("SK3/5")
    assert (str(found.capaian), str(found.capaian_mentah)) == ("120,00", "193,50")
    assert "sebelum dibatasi sebesar 193,50%" in found.kalimat_mentah
    free = Kebijakan(nama="tanpa-batas", batas_atas=None, batas_bawah=None)
    loose = indikator("SK3/5", make_dossier(kebijakan=free))
    assert (str(loose.capaian), loose.kalimat_mentah) == ("193,50", "")


def test_latest_reported_month_counts() -> None:
    laporan, findings = prepare(make_dossier(months=range(1, 10)), 2024)
    by_kode = {i.kode: i for i in laporan.konteks.indikator}
    assert str(by_kode["SK3/5"].realisasi) == "60,40"
    part = {f.indikator: f.data["bulan"] for f in findings if f.kode == "LK009"}
    assert part["SK3/5"] == "September"


def test_triwulan_takes_the_month_it_ends_in() -> None:
    rows = indikator("SK3/5").triwulan
    assert [str(t.realisasi) for t in rows] == ["8,90", "28,50", "60,40", "96,75"]
    assert [str(t.capaian_tahun) for t in rows] == ["17,80", "57,00", "120,00", "120,00"]


def test_summary_counts_every_state() -> None:
    laporan, _ = prepare(make_dossier(), 2024)
    r = laporan.konteks.ringkasan
    counts = (r.jumlah, r.tercapai, r.belum_tercapai, r.belum_dilaporkan, r.tidak_berlaku)
    assert [str(c) for c in counts] == ["13", "10", "2", "1", "4"]


def test_workbooks_of_another_unit_are_left_out_and_reported() -> None:
    dossier = make_dossier()
    files = list(dossier.daftar_berkas)
    pk = replace(files[0], berkas=replace(files[0].berkas, unit="Balai Contoh Pekanbaru"))
    short = replace(files[1], berkas=replace(files[1].berkas, unit="BSPJI pekanbaru"))
    index = next(n for n, b in enumerate(files) if b.berkas.path == "Monitoring_2024_12.xlsx")
    files[index] = replace(files[index], berkas=replace(files[index].berkas, unit="Balai Medan"))
    files[:2] = [pk, short]
    laporan, findings = prepare(replace(dossier, daftar_berkas=tuple(files)), 2024)
    by_kode = {i.kode: str(i.realisasi) for i in laporan.konteks.indikator}
    assert by_kode["SK3/5"] == "84,30"
    assert [f.location.berkas for f in findings if f.kode == "LK020"] == ["Monitoring_2024_12.xlsx"]


def test_target_comes_from_the_revised_pk() -> None:
    dossier = make_dossier()
    first = dossier.daftar_berkas[0]
    revised = make_pk(dossier.keputusan, path="PK_2024_revisi.xlsx", target={"SK5/1": D("3.6")})
    laporan, _ = prepare(
        replace(dossier, daftar_berkas=(first, revised, *dossier.daftar_berkas[1:])), 2024
    )
    found = next(i for i in laporan.konteks.indikator if i.kode == "SK5/1")
    assert (str(found.target), str(found.capaian)) == ("3,60", "100,00")
    assert found.target.asal.daftar_sumber[0].berkas == "PK_2024_revisi.xlsx"


# Figures in the narrative ------------------------------------------------------------------------


def contradictions(narasi: Mapping[str, str]) -> list[Finding]:
    dossier = make_dossier(narasi={**NARASI, **narasi})
    return [f for f in prepare(dossier, 2024)[1] if f.kode in ("LK003", "LK004")]


def test_the_published_error_of_a_sister_office_is_found() -> None:
    text = (
        "Realisasi PNBP BLU sebesar Rp19.590.231.077 dari target Rp28.600.000.000 atau sebesar "
        "69,5% dari pagu."
    )
    (found,) = contradictions({"Realisasi Anggaran": text})
    assert (found.kode, found.tertulis, found.seharusnya) == ("LK003", "69,5%", "68,50%")
    assert (found.location.lembar, found.location.sel) == ("Narasi", "B15")


@pytest.mark.parametrize(
    "text",
    [
        "Realisasi Rp19.590.231.077 dari Rp28.600.000.000 atau 68,50%.",
        "Realisasi Rp19.590.231.077 dari Rp28.600.000.000 (68,5%).",
        "Sebanyak 12 dari 13 indikator atau sekitar 90% tercapai.",
        "Naik dari 5 menjadi 10 atau 100%.",
        "Terdapat 3 dari 4 rekomendasi, yaitu 75 persen.",
    ],
)
def test_right_or_undecidable_figures_are_left_alone(text: str) -> None:
    assert contradictions({"Realisasi Anggaran": text}) == []


@pytest.mark.parametrize(
    ("text", "written", "right"),
    [
        ("Capaian indikator tahun 2024 sebesar 105,00%.", "105,00%", "102,27%"),
        ("Realisasi tahun 2024 mencapai 3,70.", "3,70", "3,60"),
        ("Target tahun 2024 adalah 3,50.", "3,50", "3,52"),
        ("Realisasi tahun 2023 sebesar 3,40.", "3,40", "3,55"),
    ],
)
def test_figures_named_in_an_indicator_are_compared(text: str, written: str, right: str) -> None:
    (found,) = contradictions({"SK5/1 Penyebab": text})
    assert (found.kode, found.indikator) == ("LK004", "SK5/1")
    assert (found.tertulis, found.seharusnya) == (written, right)


@pytest.mark.parametrize(
    "text",
    [
        "Capaian tahun 2024 sebesar 102,27%.",
        "Capaian sebesar 102,3% dari target 3,52.",
        "Realisasi triwulan II sebesar 3,55.",
        "Realisasi anggaran tahun 2024 sebesar 97,00%.",
        "Dibandingkan realisasi tahun lalu sebesar 3,10.",
        "Target tahun 2025 sebesar 3,60.",
    ],
)
def test_agreeing_or_other_figures_raise_nothing(text: str) -> None:
    assert contradictions({"SK5/1 Penyebab": text}) == []


def test_ratio_of_two_integers() -> None:
    uraian = Uraian("x", ("Selesai 37 dari 40 rekomendasi atau 90,5%.",), Location("a.xlsx"))
    (found,) = list(check_ratios(uraian, None))
    assert found.seharusnya == "92,50%"


# Labels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("SK3/1 Penyebab", ("SK3/1", "penyebab")),
        ("S.K.4.2 – Kendala", ("SK4/2", "kendala")),
        ("sk 1-2: Solusi", ("SK1/2", "solusi")),
        ("Simpulan", (None, "simpulan")),
    ],
)
def test_code_in_front_of_a_heading(key: str, expected: tuple[str | None, str]) -> None:
    kode, heading = split_kode(key)
    assert (kode, fold(heading)) == expected


@pytest.mark.parametrize(
    "text", ["31 Januari 2025", "31/01/2025", "31-1-2025", "2025-01-31", "2025-01-31 00:00:00"]
)
def test_dates_as_staff_write_them(text: str) -> None:
    assert parse_tanggal(text) == date(2025, 1, 31)


def test_text_that_is_no_date() -> None:
    assert parse_tanggal("akhir Januari") is None


def test_paragraphs_are_the_lines_of_a_cell() -> None:
    assert paragraphs(" satu \n\n dua ") == ("satu", "dua")


def test_figure_prints_itself_with_its_decimals() -> None:
    figure = Jejak().catat(Decimal("1234.565"), Asal("x"), desimal=2, satuan="Persen")
    assert (str(figure), figure.bersatuan) == ("1.234,57", "1.234,57%")
