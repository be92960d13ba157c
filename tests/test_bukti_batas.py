"""Edges of reading raw data: the last date, the fewest columns, what a message shows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from bukti_fakes import DAY, FakeSheet, cells, codes, count, count_rows, keputusan

from iku_excel.bukti import rincian_rows
from iku_excel.bukti.table import Waktu, read_waktu

SPAN = ["KODE", "NAMA AKUN", "ALOKASI DIPA", "REALISASI SPAN", "SISA", "%"]
PRODUKTIF = ["No", "Nama Perusahaan", "Nomor Perjanjian DAPATI", "Ukuran Performansi",
             "Sebelum (A)", "Sesudah (B)", "Tanggal Ukur"]  # fmt: skip
PEMBINAAN = ["No", "Nama Perusahaan", "Omzet Sebelum", "Omzet Sesudah"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Maret 2024", Waktu(2024, 3)),
        ("2024 Maret", Waktu(2024, 3)),
        ("Tahun 2024", Waktu(2024)),
        ("Angkatan 2024", None),
        (32874, Waktu(1990, 1, 1)),
        (32873, None),
        (73050, Waktu(2099, 12, 31)),
        (73051, None),
        (1990, Waktu(1990)),
        (1989, None),
        (2100, Waktu(2100)),
        (2101, None),
    ],
)
def test_what_is_a_date(value: object, found: Waktu | None) -> None:
    assert read_waktu(value) == found  # type: ignore[arg-type]


# Derivations as a sheet --------------------------------------------------------------------------


def test_the_sheet_of_a_derivation_has_the_figure_its_unit_and_the_months() -> None:
    result = count_rows("SK3/1", PRODUKTIF, [1, "PT Satu", "D-1", "Output", 100, 120, DAY])
    rows = rincian_rows(result)
    assert ["Realisasi", "Persen", Decimal(20), None] in rows
    at = rows.index(["Kumulatif sampai dengan", None, None, None])
    assert rows[at + 1] == [None, "Mei", Decimal(20), None]
    without = rincian_rows(count_rows("SK3/5", SPAN, ["521211", "Belanja Bahan", 100, 20, 80, 20]))
    assert ["Kumulatif sampai dengan", None, None, None] not in without


# Messages ----------------------------------------------------------------------------------------


def test_a_message_shows_four_decimals() -> None:
    # 12,34567 % exactly, and a third.
    result = count_rows(
        "SK3/5",
        SPAN,
        ["521211", "Belanja Bahan", 1000, Decimal("123.4567"), 0, 50],
        ["521219", "Lainnya", 300, 100, 200, 50],
    )
    shown = [o.data["seharusnya"] for o in result.observations if o.kode == "BD007"]
    assert shown == [Decimal("12.3457"), Decimal("33.3333")]


def test_a_percentage_just_within_the_tolerance_is_right() -> None:
    def found(persen: str) -> list[tuple[str, str | None]]:
        row = ["521211", "Belanja Bahan", 100, 50, 50, Decimal(persen)]
        return codes(count_rows("SK3/5", SPAN, row))

    edge = next(n for n in range(1, 300) if found(str(50 + Decimal(n) / 100)))
    tolerance = Decimal(edge - 1) / 100
    assert tolerance > 0
    assert found(str(50 + tolerance)) == found(str(50 - tolerance)) == []
    assert found(str(50 + tolerance + Decimal("0.0001"))) == [("BD007", "F2")]


def test_a_message_names_the_column_by_its_title() -> None:
    result = count_rows("SK2/1", PEMBINAAN, [1, "PT Satu", 100, "120"])
    assert [(o.kode, o.data["kolom"]) for o in result.observations] == [("BK008", "Omzet Sesudah")]


@pytest.mark.parametrize(
    ("score", "is_shown"), [("7a", True), ("7", True), ("1234567a", False), ("a7", False)]
)
def test_a_score_may_be_shown_and_a_name_may_not(score: str, is_shown: bool) -> None:
    header = ["No", "NIP", "Nama", "Kualifikasi", "Kompetensi", "Kinerja", "Disiplin", "Jumlah"]
    row = [1, "198001012005011001", "Budi", 15, score, 25, 5, 70]
    shown = [o.data["teks"] for o in count_rows("SK6/1", header, row).observations
             if "teks" in o.data]  # fmt: skip
    assert shown == [score if is_shown else "(isi tidak ditampilkan)"]


# Headers -----------------------------------------------------------------------------------------


def test_two_names_of_unsur_are_no_survey() -> None:
    names = ["Persyaratan", "Prosedur", "Ruang", "Lantai", "Gedung", "Kota"]
    sheet = FakeSheet("Daftar", [["No", *names], [1, 4, 4, 1, 1, 1, 1], [2, 3, 3, 1, 1, 1, 1]])
    assert count(sheet) == {}


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (["No", "Nama Perusahaan", "Omzet Sebelum", None], [None, None, None, "Omzet Sesudah"]),
        # One title stands below a title of its own; two stand below nothing.
        (
            ["No", "Nama Perusahaan", "Alamat", None, None],
            [None, "Lengkap", None, "Omzet Sebelum", "Omzet Sesudah"],
        ),
    ],
)
def test_titles_of_a_second_row(upper: list[str | None], lower: list[str | None]) -> None:
    row = [1, "PT Satu", *["Jalan Melati"] * (len(upper) - 4), 100, 120]
    result = count(FakeSheet("SK2.1", [upper, lower, row]))["SK2/1"]
    assert (result.realisasi, cells(result.dihitung), codes(result)) == (1, ["B3"], [])


def test_a_company_without_a_name_is_not_counted() -> None:
    result = count_rows(
        "SK2/1", PEMBINAAN, [1, "PT Satu", 100, 120], [2, None, 100, 150], [3, "  ", 100, 150]
    )
    assert result.realisasi == 1
    assert cells(result.dihitung) == ["B2"]


def test_numbers_of_columns_below_a_header_of_two() -> None:
    rows = [[1, 2], ["Perbaiki arsip", "Sesuai"], ["Susun prosedur", "Belum"]]
    result = count_rows("SK4/2", ["Rekomendasi", "Status"], *rows)
    assert result.realisasi == 50
    assert cells(result.dihitung) == ["B3", "B4"]
    assert codes(result) == []


def test_texts_below_titles_are_data() -> None:
    rows = (["PT Satu", "Ya"], ["PT Dua", "Tidak"])
    result = count_rows("SK2/1", ["Nama Perusahaan", "Naik"], *rows)
    assert (cells(result.dihitung), cells(result.ditinggalkan)) == (["A2"], ["A3"])


def test_indikator_of_one_kind_are_told_apart_by_their_own_words() -> None:
    decree = keputusan()
    names = {"SK1/3": "Nilai kelinci", "SK3/1": "Nilai burung"}
    daftar = tuple(
        replace(i, nama=names[i.kode], sebutan=()) if i.kode in names else i
        for i in decree.daftar_indikator
    )
    decree = replace(decree, daftar_indikator=daftar)
    row = [1, "PT Satu", "D-1", "Output", 100, 120, DAY]
    for title, kode in (("Rekap kelinci", "SK1/3"), ("Rekap burung", "SK3/1")):
        sheet = FakeSheet("Lembar", [[title], [], PRODUKTIF, row])
        assert list(count(sheet, decree=decree)) == [kode]
