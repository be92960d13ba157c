"""The satisfaction index and the professional index of employees."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from bukti_fakes import FakeSheet, codes, count, count_rows, d, with_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_excel.bukti import render_rincian, rincian_rows

NINE = ["No", *(f"U{n}" for n in range(1, 10))]


def _respondents(total: int, n: int, unsur: int) -> list[list[object]]:
    """n respondents whose answers add up to `total`, spread over 3 and 4 (or 2 and 3)."""
    base, extra = divmod(total, n * unsur)
    answers = [base + (i < extra) for i in range(n * unsur)]
    return [[i + 1, *answers[i * unsur : (i + 1) * unsur]] for i in range(n)]


def test_ikm_oracle_exact_and_rounded_weights() -> None:
    # Sum of all answers 955, 29 respondents, 9 unsur: 955 / 261 = 3,6590 (91,48); with 0,11:
    # 955 / 29 × 0,11 = 3,6224 (90,56).
    result = count_rows("SK5/1", NINE, *_respondents(955, 29, 9))
    assert result.realisasi == Decimal(955) / 261
    assert round(result.tambahan["tepat"], 4) == Decimal("3.6590")
    assert round(result.tambahan["tepat_100"], 2) == Decimal("91.48")
    assert round(result.tambahan["dibulatkan"], 4) == Decimal("3.6224")
    assert round(result.tambahan["dibulatkan_100"], 2) == Decimal("90.56")
    assert result.tambahan["kategori"] == {
        "Kepmenpan 25/2004": "sangat baik",
        "PermenPANRB 14/2017": "A (Sangat Baik)",
    }
    assert codes(result) == [("BD018", "A1")]
    rounded = with_settings("SK5/1", bobot_dibulatkan=True)
    result = count_rows("SK5/1", NINE, *_respondents(955, 29, 9), decree=rounded)
    assert result.realisasi == Decimal("105.05") / 29


def test_ikm_of_the_target_has_two_verdicts() -> None:
    # 25 respondents x 9 unsur, sum 792: 3,52, "sangat baik" by the decree, "B" since 2017.
    result = count_rows("SK5/1", NINE, *_respondents(792, 25, 9))
    assert result.realisasi == Decimal("3.52")
    assert result.tambahan["tepat_100"] == 88
    assert list(result.tambahan["kategori"].values()) == ["sangat baik", "B (Baik)"]


def test_ikm_perfect_score_with_rounded_weights_of_both_guidelines() -> None:
    # 14 × 0,071 × 4 = 3,976 and 9 × 0,11 × 4 = 3,96.
    fourteen = ["No", *(f"U{n}" for n in range(1, 15))]
    result = count_rows("SK5/1", fourteen, [1, *[4] * 14])
    assert (result.realisasi, result.tambahan["dibulatkan"]) == (4, Decimal("3.976"))
    result = count_rows("SK5/1", NINE, [1, *[4] * 9])
    assert (result.realisasi, result.tambahan["dibulatkan"]) == (4, Decimal("3.96"))


def test_ikm_empty_answers_count_per_unsur() -> None:
    # U1: 4, 3 and nothing → 3,5; U2..U9: 4, 4, 4 → 4. (3,5 + 8 × 4) / 9 = 35,5 / 9.
    result = count_rows(
        "SK5/1", NINE, [1, 4, *[4] * 8], [2, 3, *[4] * 8], [3, None, *[4] * 8], [4, *[None] * 9]
    )
    assert result.realisasi == Decimal("35.5") / 9
    assert [u["banyak"] for u in result.tambahan["unsur"]] == [2, 3, 3, 3, 3, 3, 3, 3, 3]
    assert result.tambahan["responden"] == 3
    assert result.tambahan["unsur"][0]["unsur"] == "U1 Persyaratan"


def test_ikm_answers_that_are_none() -> None:
    result = count_rows("SK5/1", NINE, [1, 5, *[4] * 8], [2, "puas", *[4] * 8], [3, "4", *[4] * 8])
    assert result.realisasi == 4
    found = [c for c in codes(result) if c[0] != "BD018"]
    assert found == [("BD010", "B2"), ("BK008", "B4"), ("BK010", "B3")]


def test_ikm_months_weigh_by_respondents() -> None:
    # January: 1 respondent, all 3; February: 3 respondents, all 4: (3 + 3 × 4) / 4 = 3,75; the
    # plain mean of the months would be 3,5.
    header = ["No", "Bulan", *NINE[1:]]
    rows = [[1, "Januari", *[3] * 9], *([i, "Februari", *[4] * 9] for i in (2, 3, 4))]
    result = count_rows("SK5/1", header, *rows)
    assert result.realisasi == Decimal("3.75")
    assert result.per_bulan == {1: 3, 2: Decimal("3.75")}
    assert result.tambahan["rata_rata_bulan_biasa"] == Decimal("3.5")


def test_ikm_by_date_leaves_out_other_years() -> None:
    header = ["No", "Tanggal Survei", *NINE[1:]]
    rows = [[1, d("2024-03-01"), *[3] * 9], [2, d("2023-03-01"), *[1] * 9]]
    result = count_rows("SK5/1", header, *rows)
    assert result.realisasi == 3
    assert len(result.ditinggalkan) == 1


def test_ikm_monthly_sheets_are_one_survey_and_nrr_rows_are_not_answers() -> None:
    january = FakeSheet("IKM Januari", [NINE, [1, *[3] * 9], ["NRR", *[3.0] * 9], ["Bobot", 0.11]])
    february = FakeSheet("IKM Februari", [NINE, [1, *[4] * 9]])
    result = count(january, february)["SK5/1"]
    assert result.realisasi == Decimal("3.5")
    assert result.per_bulan == {1: 3, 2: Decimal("3.5")}


def test_ikm_respondent_number_twice() -> None:
    result = count_rows("SK5/1", NINE, [1, *[4] * 9], [1, *[1] * 9])
    assert result.realisasi == 4
    assert ("BD003", "B3") in codes(result)


def test_ikm_a_missing_unsur_is_named() -> None:
    header = [title for title in NINE if title != "U4"]
    result = count_rows("SK5/1", header, [1, *[4] * 8])
    assert result.realisasi is None
    assert codes(result) == [("BD001", "A1")]
    assert result.observations[0].data["kolom"] == "U4"
    assert "U9" in result.observations[0].data["judul_ada"]


def test_ikm_eight_unsur_follow_no_guideline() -> None:
    result = count_rows("SK5/1", NINE[:9], [1, *[3] * 8])
    assert result.realisasi == 3
    assert codes(result) == [("BD024", "A1")]


def test_ikm_unsur_by_name_below_a_merged_title() -> None:
    from iku_excel.workbook.port import Area

    names = ["Persyaratan", "Prosedur", "Waktu Pelayanan", "Biaya/Tarif", "Produk Layanan",
             "Kompetensi Pelaksana", "Perilaku Pelaksana", "Penanganan Pengaduan",
             "Sarana dan Prasarana"]  # fmt: skip
    rows = [
        ["Survei Kepuasan Masyarakat"],
        ["No Responden", "Unsur Pelayanan"],
        [None, *names],
        [*range(1, 11)],
        [1, *[4] * 9],
        [2, *[3] * 9],
    ]
    sheet = FakeSheet("Survei", rows, merged=(Area(2, 1, 3, 1), Area(2, 2, 2, 10)))
    assert count(sheet)["SK5/1"].realisasi == Decimal("3.5")


def test_ikm_from_monthly_results() -> None:
    # 3,71 × 15 + 3,80 × 36 + 3,60 × 35 = 55,65 + 136,8 + 126 = 318,45; / 86.
    header = ["Bulan", "Jumlah Responden", "Nilai IKM"]
    rows = (["April", 15, 3.71], ["Mei", 36, 3.8], ["Juni", 35, 3.6], ["Juli", None, 3.9])
    result = count_rows("SK5/1", header, *rows)
    assert result.realisasi == Decimal("318.45") / 86
    assert codes(result) == [("BD005", "B5")]
    scale = count_rows("SK5/1", header, *rows, ["Agustus", 20, 88.31])
    assert scale.realisasi is None
    assert codes(scale) == [("BD005", "B5"), ("BD010", "C6")]


ANSWERS = st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=8)


@settings(deadline=None, derandomize=True, max_examples=30)
@given(ANSWERS, st.integers(0, 1000))
def test_ikm_stays_in_its_scale_in_any_order(answers: list[list[int]], seed: int) -> None:
    rows = [[i, *values] for i, values in enumerate(answers, 1)]
    result = count_rows("SK5/1", NINE, *rows)
    assert result.realisasi is not None
    assert 1 <= result.realisasi <= 4
    random.Random(seed).shuffle(rows)
    assert count_rows("SK5/1", NINE, *rows).realisasi == result.realisasi


# SK6/1 -------------------------------------------------------------------------------------------

ASN = ["No", "NIP", "Nama", "Kualifikasi", "Kompetensi", "Kinerja", "Disiplin", "Jumlah"]
NIP = "198001012005011001"


def test_ip_asn_is_the_mean_of_the_sums() -> None:
    # 15 + 25 + 25 + 5 = 70 and 20 + 32,5 + 25 + 5 = 82,5: 76,25.
    result = count_rows(
        "SK6/1",
        ASN,
        [1, NIP, "Budi Santoso", 15, 25, 25, 5, 70],
        [2, "198502022010012002", "Siti Aminah", 20, 32.5, 25, 5, 82],
        [3, NIP, "Budi Santoso", 15, 25, 25, 5, 70],
        [4, "199104042016041004", "Ani", 15, 25, None, 5, None],
    )
    assert result.realisasi == Decimal("76.25")
    assert result.tambahan["kategori"] == {"Peraturan BKN 8/2019": "Sedang"}
    assert result.tambahan["perkiraan"] is True
    assert codes(result) == [("BD003", "D4"), ("BD005", "F5"), ("BD007", "H3")]


def test_ip_asn_above_the_maximum_of_a_dimension() -> None:
    rows = ([1, NIP, "A", 15, 25, 25, 5, None], [2, "199003032015031003", "B", 26, 25, 25, 5, None])
    result = count_rows("SK6/1", ASN, *rows)
    assert result.realisasi is None
    assert codes(result) == [("BD010", "D3")]


def test_personal_data_never_leaves_the_sheet() -> None:
    result = count_rows(
        "SK6/1",
        ASN,
        [1, NIP, "Budi Santoso", 15, 25, 25, 5, 70],
        [2, float(NIP), "Siti Aminah", 20, "x", 25, 5, 82],
        [3, NIP, "Budi Santoso", 15, 25, 25, 5, 70],
        [4, "Joko Widodo", "198502022010012002", "Rahmat Hidayat", 25, float(NIP), 5, 70],
    )
    everything = repr(result) + "\n".join(render_rincian(result)) + repr(rincian_rows(result))
    for secret in (NIP, "Budi", "Santoso", "Siti", "Aminah", "19800101", "Joko", "Rahmat"):
        assert secret not in everything
    assert result.dihitung[0].uraian == "pegawai 1"
    assert ("BD017", "B3") in codes(result)


def test_ip_asn_from_facts() -> None:
    # S1 15; fungsional with diklat 15 + 10 of 20 JP 7,5 + seminar 10 = 32,5; SKP "Baik" 25; no
    # punishment 5: 77,5. Second: SMA 5; pelaksana 20 JP 22,5; SKP 92 30; ringan 3: 60,5. Mean 69.
    header = ["NIP", "Nama", "Jenis Jabatan", "Pendidikan", "Diklat Fungsional", "JP Diklat Teknis",
              "Seminar", "SKP", "Hukuman Disiplin"]  # fmt: skip
    result = count_rows(
        "SK6/1",
        header,
        [NIP, "A", "Fungsional", "S1", "Ya", 10, "Ya", "Baik", "Tidak ada"],
        ["198502022010012002", "B", "Pelaksana", "SMA", "Tidak", 40, "Tidak", 92, "Ringan"],
        ["198502022010012003", "C", "Juru masak", "S1", "Ya", 10, "Ya", "Baik", "Tidak ada"],
    )
    assert result.realisasi == 69
    assert codes(result) == [("BD011", "C4")]


@pytest.mark.parametrize(("total", "label"), [(80, "Sedang"), (80.5, "Tinggi")])
def test_ip_asn_bands_leave_no_gap(total: float, label: str) -> None:
    result = count_rows("SK6/1", ASN, [1, NIP, "A", 25, total - 60, 30, 5, None])
    assert result.tambahan["kategori"] == {"Peraturan BKN 8/2019": label}


def test_undated_data_of_a_monthly_workbook_is_the_state_of_that_month() -> None:
    sheet = FakeSheet("SK6.1", [ASN, [1, NIP, "A", 15, 25, 25, 5, 70]])
    assert count(sheet, bulan=6)["SK6/1"].per_bulan == {6: 70}
    assert count(sheet)["SK6/1"].per_bulan == {}
