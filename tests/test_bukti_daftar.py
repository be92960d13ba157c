"""Lists that are counted: tenants, collaborations, companies coached, scopes, recommendations."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bukti_fakes import FakeSheet, cells, codes, count, count_rows, d, error_cell, with_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_excel.workbook.port import Area

TENAN = ["No", "Nama Tenan", "Seleksi Tenan", "Pra Inkubasi", "Pelaksanaan Inkubasi",
         "Pasca Inkubasi", "Tanggal Selesai"]  # fmt: skip


def _tenan(no: int, nama: str, selesai: object, pasca: object = "v") -> list[object]:
    return [no, nama, d("2022-01-10"), d("2022-02-10"), d("2022-05-10"), pasca, selesai]


# SK1/1 -------------------------------------------------------------------------------------------


def test_tenan_finished_in_the_year_count_once() -> None:
    # Finished in 2022: Alfa (March), Beta (November). Alfa stands twice; Gama is of 2021; Delta is
    # still in pasca inkubasi. 2 tenants, 1 up to March, 2 up to November.
    result = count_rows(
        "SK1/1",
        TENAN,
        _tenan(1, "CV Alfa Tekno", d("2022-03-15")),
        _tenan(2, "PT Beta Rasa", d("2022-11-02")),
        _tenan(3, "Alfa  Tekno, CV.", d("2022-12-01")),
        _tenan(4, "Gama Serat", d("2021-12-31")),
        _tenan(5, "Delta Pupuk", None, "proses"),
        tahun=2022,
    )
    assert result.realisasi == 2
    assert cells(result.dihitung) == ["B2", "B3"]
    assert cells(result.ditinggalkan) == ["B4", "B5", "B6"]
    assert codes(result) == [("BD003", "B4")]
    assert result.per_bulan[3] == 1
    assert result.per_bulan[11] == 2
    assert result.tambahan["dalam_proses"] == 1


def test_tenan_with_an_open_stage_is_in_progress() -> None:
    row = _tenan(1, "CV Alfa Tekno", d("2022-03-15"), "belum")
    result = count_rows("SK1/1", TENAN, row, tahun=2022)
    assert result.realisasi == 0
    assert codes(result) == [("BD005", "F2")]
    later = _tenan(1, "CV Alfa Tekno", d("2022-12-15"), d("2023-02-01"))
    assert count_rows("SK1/1", TENAN, later, tahun=2022).realisasi == 0
    relaxed = with_settings("SK1/1", tahap_harus_terisi=False)
    assert count_rows("SK1/1", TENAN, row, tahun=2022, decree=relaxed).realisasi == 1


def test_tenan_without_any_row_is_not_reported() -> None:
    sheet = FakeSheet("SK1.1", [TENAN, [None] * 7])
    assert count(sheet, tahun=2022) == {}


def test_tenan_date_that_is_none() -> None:
    result = count_rows("SK1/1", TENAN, _tenan(1, "CV Alfa", "akhir tahun"), tahun=2022)
    assert result.realisasi == 0
    assert codes(result) == [("BD006", "G2")]


def test_tenan_is_not_an_indikator_of_2024() -> None:
    result = count_rows("SK1/1", TENAN, _tenan(1, "CV Alfa", d("2024-03-15")))
    assert result.realisasi == 1
    assert any("2024" in note for note in result.catatan)


# SK1/2 -------------------------------------------------------------------------------------------

KOLABORASI = ["No", "Mitra", "Judul", "Nomor SPK/Surat", "Tanggal SPK/Surat", "Tanggal Pelaksanaan"]


def test_kolaborasi_by_date_of_the_spk() -> None:
    # SPK 1 of May 2024 counts; its copy does not; SPK 2 is of 2023 but worked in 2024: a candidate;
    # SPK 3 has no number.
    result = count_rows(
        "SK1/2",
        KOLABORASI,
        [1, "Universitas X", "Alat pengering", "SPK-01/V/2024", d("2024-05-02"), None],
        [2, "Universitas X", "Alat pengering", "spk 01 / v / 2024", d("2024-05-02"), None],
        [3, "Balai Y", "Prototipe", "SPK-02/2023", d("2023-12-20"), d("2024-02-01")],
        [4, "Balai Z", "Model", None, d("2024-06-01"), None],
    )
    assert result.realisasi == 1
    assert codes(result) == [("BD003", "D3"), ("BD005", "D5"), ("BD022", "D4")]
    assert result.tambahan["calon"] == 1
    assert result.per_bulan == {1: 0, 2: 0, 3: 0, 4: 0, 5: 1}


def test_kolaborasi_by_date_of_the_work() -> None:
    decree = with_settings("SK1/2", tahun_menurut="tanggal pelaksanaan")
    row = [3, "Balai Y", "Prototipe", "SPK-02/2023", d("2023-12-20"), d("2024-02-01")]
    assert count_rows("SK1/2", KOLABORASI, row, decree=decree).realisasi == 1


# SK2/1 -------------------------------------------------------------------------------------------

PEMBINAAN = ["No", "Nama Perusahaan", "Tanggal Pembinaan", "Omzet Sebelum (Rp)",
             "Omzet Sesudah (Rp)", "Client Sebelum", "Client Sesudah", "Naik?"]  # fmt: skip
BINAAN = (
    [1, "PT Satu", d("2024-02-01"), 100, 120, 5, 5, "Ya"],
    [2, "PT Dua", d("2024-03-01"), 100, 90, 5, 7, "Tidak"],
    [3, "PT Tiga", d("2024-04-01"), 100, 100, 5, 5, None],
    [4, "PT Empat", d("2024-05-01"), None, None, None, None, None],
)


def test_pembinaan_counts_either_rise() -> None:
    # A = 4; omzet of Satu and clients of Dua rose: B = 2, B/A = 50%. Dua is marked "Tidak".
    result = count_rows("SK2/1", PEMBINAAN, *BINAAN)
    assert result.realisasi == 2
    assert result.tambahan["A"] == 4
    assert result.tambahan["belum_terukur"] == 1
    assert codes(result) == [("BD016", "H3")]
    share = count_rows("SK2/1", PEMBINAAN, *BINAAN, decree=with_settings("SK2/1", nilai="B/A"))
    assert share.realisasi == 50
    assert share.satuan == "Persen"


def test_pembinaan_setting_that_does_not_exist() -> None:
    result = count_rows("SK2/1", PEMBINAAN, *BINAAN, decree=with_settings("SK2/1", nilai="C"))
    assert result.realisasi is None
    assert codes(result) == [("BD023", "A1")]


def test_pembinaan_of_nobody_in_the_year_has_no_share() -> None:
    decree = with_settings("SK2/1", nilai="B/A")
    row = [1, "PT Satu", d("2023-02-01"), 100, 120, 5, 5, "Ya"]
    result = count_rows("SK2/1", PEMBINAAN, row, decree=decree)
    assert result.realisasi is None
    assert codes(result) == [("BD021", "A1")]


def test_pembinaan_unknown_answer() -> None:
    row = [1, "PT Satu", None, None, None, None, None, "mungkin"]
    result = count_rows("SK2/1", PEMBINAAN, row)
    assert result.realisasi == 0
    assert codes(result) == [("BD011", "H2")]


# SK3/4 -------------------------------------------------------------------------------------------

LINGKUP = ["No", "Skema", "Nomor Akreditasi KAN", "Ruang Lingkup/Parameter",
           "Tanggal Terakreditasi",
           "Tanggal Dicabut/Kedaluwarsa"]  # fmt: skip
LINGKUP_ROWS = (
    [1, "LP", "LP-001", "Karet", d("2020-01-01"), None],
    [2, "LP", "LP-001", "Pupuk", d("2020-01-01"), d("2022-06-30")],
    [3, "LP", "LP-001", "Air limbah", d("2022-03-01"), None],
    [4, "LK", "LK-009", "Suhu", d("2022-09-01"), None],
    [5, "LK", "LK-009", "Massa", None, None],
)


def test_lingkup_net_and_gross() -> None:
    # A (end 2021): Karet, Pupuk = 2. B (end 2022): Karet, Air limbah, Suhu = 3. Net 1, gross 2.
    result = count_rows("SK3/4", LINGKUP, *LINGKUP_ROWS, tahun=2022)
    assert result.realisasi == 1
    assert (result.tambahan["A"], result.tambahan["B"]) == (2, 3)
    assert result.tambahan["bruto"] == 2
    assert sum(b.nilai or 0 for b in result.dihitung) == result.realisasi
    assert codes(result) == [("BD005", "E6")]
    gross = with_settings("SK3/4", nilai="bruto")
    assert count_rows("SK3/4", LINGKUP, *LINGKUP_ROWS, tahun=2022, decree=gross).realisasi == 2


def test_lingkup_renewed_is_no_addition_and_a_copy_is_found() -> None:
    # Karet ran out in June and was accredited again in July: held at both year ends.
    result = count_rows(
        "SK3/4",
        LINGKUP,
        [1, "LP", "LP-001", "Karet", d("2018-06-30"), d("2022-06-30")],
        [2, "LP", "LP-001", "Karet", d("2022-07-15"), None],
        [3, "LP", "LP-001", "karet", d("2022-07-15"), None],
        tahun=2022,
    )
    assert result.realisasi == 0
    assert result.tambahan["bruto"] == 0
    assert codes(result) == [("BD003", "D4")]


def test_lingkup_only_parameters() -> None:
    header = [*LINGKUP, "Jenis"]
    decree = with_settings("SK3/4", satuan_hitung="parameter")
    result = count_rows(
        "SK3/4",
        header,
        [1, "LP", "LP-1", "pH", d("2022-03-01"), None, "Parameter"],
        [2, "LP", "LP-1", "Air", d("2022-03-01"), None, "Ruang Lingkup"],
        [3, "LP", "LP-1", "Tanah", d("2022-03-01"), None, "Sampel"],
        tahun=2022,
        decree=decree,
    )
    assert result.realisasi == 1
    assert codes(result) == [("BD011", "G4")]


# SK4/2 -------------------------------------------------------------------------------------------

LHP = ["No", "Nomor LHP", "Tanggal LHP", "Temuan", "Rekomendasi", "Status Tindak Lanjut"]
LHP_ROWS = (
    [1, "LHP-1", d("2023-05-01"), "T1", "R1", "Sesuai"],
    [2, None, None, None, "R2", "Tuntas"],
    [3, "LHP-2", d("2024-05-01"), "T2", "R3", "Belum sesuai"],
    [4, "LHP-2", d("2024-05-01"), "T2", "R4", "Tidak dapat ditindaklanjuti"],
    [5, "LHP-2", d("2024-05-01"), "T2", "R5", "menunggu"],
    [6, "LHP-2", d("2024-05-01"), "T2", "R3", "Sesuai"],
)


def test_tindak_lanjut_counts_what_was_followed_up() -> None:
    # R1 and R2 of R1..R5: 2/5 = 40%. R3 stands twice. "menunggu" is not known: one of the five.
    result = count_rows("SK4/2", LHP, *LHP_ROWS)
    assert result.realisasi == 40
    assert codes(result) == [("BD003", "E7"), ("BD011", "F6")]


def test_tindak_lanjut_status_that_is_said_twice() -> None:
    # R1 is followed up; of R2 the two words contradict each other.
    rows = (
        [1, "LHP-1", d("2024-05-01"), "T1", "R1", "Selesai (Sesuai)"],
        [2, "LHP-1", d("2024-05-01"), "T1", "R2", "Selesai (belum sesuai)"],
    )
    result = count_rows("SK4/2", LHP, *rows)
    assert result.realisasi == 50
    assert codes(result) == [("BD011", "F3")]


def test_tindak_lanjut_settings() -> None:
    # Without R4: 2/4. Only LHP of 2024: R3, R4, R5, none done; R2 names no date and is left out.
    out = with_settings("SK4/2", tidak_dapat_ditindaklanjuti="dikeluarkan")
    assert count_rows("SK4/2", LHP, *LHP_ROWS, decree=out).realisasi == 50
    year = with_settings("SK4/2", cakupan="tahun laporan")
    assert count_rows("SK4/2", LHP, *LHP_ROWS, decree=year).realisasi == 0


def test_tindak_lanjut_merged_lhp_belongs_to_every_row_below() -> None:
    sheet = FakeSheet(
        "SK4.2",
        [
            LHP,
            [1, "LHP-1", d("2024-05-01"), "T1", "Lengkapi dokumen", "Sesuai"],
            [None, None, None, None, "Setor ke kas negara", "Sesuai"],
            [2, "LHP-2", d("2024-07-01"), "T1", "Lengkapi dokumen", "Belum"],
        ],
        merged=(Area(2, 2, 3, 2), Area(2, 3, 3, 3), Area(2, 4, 3, 4)),
    )
    decree = with_settings("SK4/2", cakupan="tahun laporan")
    result = count(sheet, decree=decree)["SK4/2"]
    assert result.tambahan["total"] == 3
    assert result.realisasi == Decimal(200) / 3


def test_tindak_lanjut_without_recommendations() -> None:
    row = [1, "LHP-1", d("2023-05-01"), "T1", "R1", "Sesuai"]
    year = with_settings("SK4/2", cakupan="tahun laporan")
    result = count_rows("SK4/2", LHP, row, decree=year)
    assert result.realisasi is None
    assert codes(result) == [("BD021", "A1")]
    full = with_settings("SK4/2", cakupan="tahun laporan", tanpa_rekomendasi="100")
    assert count_rows("SK4/2", LHP, row, decree=full).realisasi == 100


def test_tindak_lanjut_empty_status_stays_in_the_total() -> None:
    result = count_rows(
        "SK4/2",
        LHP,
        [1, "LHP-1", None, "T1", "R1", "Sesuai"],
        [2, "LHP-1", None, "T1", "R2", None],
        [3, "LHP-1", None, "T1", "R3", None],
        special={(4, 6): error_cell()},
    )
    assert result.realisasi == Decimal(100) / 3
    assert ("BD005", "F3") in codes(result)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.permutations(list(range(len(LHP_ROWS)))))
def test_order_of_rows_does_not_matter(order: list[int]) -> None:
    rows = [[1, "LHP-1", None, f"T{i}", f"R{i}", "Sesuai" if i % 2 else "Belum"] for i in order]
    result = count_rows("SK4/2", LHP, *rows)
    assert result.realisasi == 50
    assert len(result.dihitung) == len(LHP_ROWS)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.lists(st.sampled_from(["Sesuai", "Belum", "Proses", "?", ""]), min_size=1, max_size=12))
def test_percent_stays_between_its_bounds(statuses: list[str]) -> None:
    rows = [[i, "LHP-1", None, "T", f"R{i}", status] for i, status in enumerate(statuses, 1)]
    result = count_rows("SK4/2", LHP, *rows)
    assert result.realisasi is not None
    assert 0 <= result.realisasi <= 100
    assert len(result.dihitung) == len(statuses)


@pytest.mark.parametrize("label", ["Jumlah", "TOTAL", "Total Rekomendasi"])
def test_a_total_row_inside_the_data_is_left_out_and_said(label: str) -> None:
    result = count_rows(
        "SK4/2",
        LHP,
        [1, "LHP-1", None, "T", "R1", "Sesuai"],
        [label, None, None, None, 1, "100%"],
        [2, "LHP-1", None, "T", "R2", "Sesuai"],
    )
    assert result.realisasi == 100
    assert codes(result) == [("BD004", "A3")]
    assert cells(result.ditinggalkan) == ["A3"]


def test_a_company_whose_name_begins_like_a_total_is_data() -> None:
    result = count_rows(
        "SK2/1",
        PEMBINAAN,
        [1, "Total Bangun Persada", None, 1, 2, 1, 1, None],
        [2, "Jumlah", None, 1, 2, 1, 1, None],
        ["Jumlah", None, None, 2, 4, 2, 2, None],
    )
    assert result.tambahan["A"] == 2
