"""Forms 1 to 6 are recognised by what they say, wherever and however their columns stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from book_maker import NAMA, SheetMade, figures, indikator_by_row, read_made, roles, seen
from model_builders import bulan
from model_builders import tw as triwulan

from iku_excel.model import Jenis, Role

X = None


# Form 1 ------------------------------------------------------------------------------------------


def test_perjanjian_kinerja_with_merged_headers_sasaran_and_column_numbers(tmp_path: Path) -> None:
    sheet = SheetMade(
        [
            ["PERJANJIAN KINERJA TAHUN 2024"],
            [],
            ["No", "Sasaran Kegiatan", "Indikator Kinerja", X, "Target", X],
            ["(1)", "(2)", "(3)", X, "(4)", X],
            [1, "Daya Saing", "1.1", NAMA["SK1/2"], 1, "Kegiatan"],
            [X, X, "1.2", NAMA["SK1/3"], 12, "Persen"],
            [2, "Making Indonesia 4.0", "2.1", NAMA["SK2/1"], 1, "Perusahaan"],
            [X, X, X, "Jumlah", 14],
            [],
            ["Pekanbaru, 2 Januari 2023"],
            ["NIP 197001012000011001"],
        ],
        merge=["C3:D3", "E3:F3", "B5:B6", "C4:D4", "E4:F4"],
    )
    berkas = read_made(tmp_path, {"PK": sheet}, "PK_2024.xlsx")
    tabel = berkas.daftar_tabel[0]
    assert (berkas.jenis, berkas.tahun, tabel.bentuk) == (Jenis.PERJANJIAN_KINERJA, 2024, 1)
    assert (tabel.header.sel, tabel.header_rows, tabel.rows) == ("A3", (3, 3), (5, 7))
    assert figures(berkas, Role.TARGET) == {"SK1/2": "1", "SK1/3": "12", "SK2/1": "1"}
    # The numbering "1.1" is the office's own: it is no code, and no conflict with the names.
    assert seen(berkas) == []
    sasaran = [(b.sasaran.teks, b.sasaran.location.sel) for b in tabel.daftar_baris if b.sasaran]
    assert sasaran == [("Daya Saing", "B5"), ("Daya Saing", "B5"), ("Making Indonesia 4.0", "B7")]
    assert [b.satuan.teks for b in tabel.daftar_baris if b.satuan] == [
        "Kegiatan", "Persen", "Perusahaan",
    ]  # fmt: skip


def test_sasaran_as_rows_of_their_own_and_budget_below(tmp_path: Path) -> None:
    rows = [
        ["PERJANJIAN KINERJA TAHUN 2024"],
        ["No.", "Sasaran/Indikator Kinerja", "Satuan", "Target"],
        ["I", "Meningkatnya Daya Saing Industri Pengolahan Nonmigas"],
        [1, NAMA["SK1/2"], "Kegiatan kolaborasi", 1],
        ["II", "Terwujudnya ASN yang profesional"],
        [1, NAMA["SK6/1"], "Indeks", 73],
        [],
        ["No", "Kegiatan", "Anggaran"],
        [1, "Pengembangan jasa industri", "Rp1.234.567.000"],
        [2, "Dukungan manajemen", 2_500_000_000],
        [X, "Jumlah", 3_734_567_000],
    ]
    berkas = read_made(tmp_path, {"Lampiran": rows}, "PK_2024.xlsx")
    assert indikator_by_row(berkas) == [("Lampiran", 4, "SK1/2"), ("Lampiran", 6, "SK6/1")]
    assert [b.sasaran.teks for b in berkas.daftar_tabel[0].daftar_baris if b.sasaran] == [
        "Meningkatnya Daya Saing Industri Pengolahan Nonmigas",
        "Terwujudnya ASN yang profesional",
    ]
    assert [(a.kegiatan.teks, a.anggaran.angka) for a in berkas.daftar_anggaran if a.anggaran] == [
        ("Pengembangan jasa industri", 1_234_567_000),
        ("Dukungan manajemen", 2_500_000_000),
    ]
    assert seen(berkas) == [("BK008", "Lampiran", "C9")]


def test_budget_beside_and_unit_in_the_target_cell(tmp_path: Path) -> None:
    rows = [
        ["PERJANJIAN KINERJA TAHUN 2024"],
        ["No", "Sasaran", "Indikator Kinerja", "Target", X, "Kegiatan", "Anggaran"],
        [1, "Sasaran A", NAMA["SK5/1"], "3,52 Indeks", X, "Kegiatan A", 1000],
        [2, X, NAMA["SK4/2"], "93%", X, "Kegiatan B", 2000],
        [3, X, NAMA["SK8/1"], "-"],
    ]
    berkas = read_made(tmp_path, {"Lampiran": rows}, "PK_2024.xlsx")
    assert figures(berkas, Role.TARGET) == {"SK5/1": "3.52", "SK4/2": "93", "SK8/1": "-"}
    units = [b.target.satuan for b in berkas.daftar_tabel[0].daftar_baris if b.target]
    assert units == ["Indeks", "Persen", None]
    assert [a.kegiatan.location.sel for a in berkas.daftar_anggaran] == ["F3", "F4"]
    assert seen(berkas) == []


def test_name_and_sasaran_broken_over_two_rows(tmp_path: Path) -> None:
    rows = [
        ["PK TAHUN 2024"],
        ["No", "Sasaran", "Indikator Kinerja", "Target"],
        [1, "Meningkatnya kemampuan industri", "Produktivitas/efisiensi perusahaan industri yang",
         "15 Persen"],
        [X, "barang dan jasa dalam negeri", "memanfaatkan teknologi melalui jasa konsultasi"],
        [2, X, NAMA["SK3/2"], "10 Persen"],
    ]  # fmt: skip
    berkas = read_made(tmp_path, {"PK": rows}, "PK_2024.xlsx")
    assert figures(berkas, Role.TARGET) == {"SK3/1": "15", "SK3/2": "10"}
    assert seen(berkas) == []
    assert {b.sasaran.teks for b in berkas.daftar_tabel[0].daftar_baris if b.sasaran} == {
        "Meningkatnya kemampuan industri barang dan jasa dalam negeri"
    }


def test_decree_sheets_and_plans_of_several_years_are_no_forms(tmp_path: Path) -> None:
    decree = [
        ["LAMPIRAN II"],
        ["NOMOR 47 TAHUN 2023"],
        ["Kode Tujuan/ Sasaran/ Angka", "Nama IK", "Baseline (2021)", 2022, 2023, 2024],
        ["SK1/1", NAMA["SK1/1"], "N/A", 1, "-", "-"],
        ["Definisi:", "Inkubator bisnis"],
        ["Kode Tujuan/ Sasaran/ Angka", "Nama IK", "Baseline (2021)", 2022, 2023, 2024],
        ["SK1/2", NAMA["SK1/2"], 1, 1, 1, 1],
    ]
    own = [
        ["Kode", "Nama IK", "2024", "Satuan", "Cara Menghitung"],
        ["SK1/2", NAMA["SK1/2"], 1, "Kegiatan", "Menghitung"],
    ]
    berkas = read_made(tmp_path, {"IKU": decree, "Manual": own}, "IKU_2024.xlsx")
    assert (berkas.daftar_tabel, berkas.jenis) == ((), None)
    assert len(berkas.catatan_baca) == 3
    assert seen(berkas) == [("BK004", None, None)]


# Form 2 ------------------------------------------------------------------------------------------


def test_rencana_aksi_keeps_physical_progress_apart(tmp_path: Path) -> None:
    sheet = SheetMade(
        [
            ["RENCANA AKSI PERJANJIAN KINERJA 2024"],
            ["No.", "Sasaran Kegiatan", "Indikator Kinerja", "Target", "Rencana Aksi", *[X] * 7,
             "Realisasi Fisik Kumulatif", "Capaian (% Fisik)", "Realisasi Kegiatan", "Evaluasi",
             "Kendala", "Tindak Lanjut/Perbaikan"],
            [X, X, X, X, "Triwulan I", X, "Triwulan II", X, "Triwulan III", X, "Triwulan IV", X],
            [X, X, X, X, *["Target Antara", "Rencana\nKegiatan"] * 4],
            [*range(1, 19)],
            [1, "S", NAMA["SK5/1"], "3,52 Indeks", 0.25, "a", 0.5, "b", 0.75, "c", 1, "d", 0.5,
             0.5, "kegiatan", "evaluasi", "kendala", "perbaikan"],
        ],
        merge=["A2:A4", "B2:B4", "C2:C4", "D2:D4", "E2:L2", "E3:F3", "G3:H3", "I3:J3", "K3:L3",
               "M2:M4", "N2:N4", "O2:O4", "P2:P4", "Q2:Q4", "R2:R4"],
        formats={ref: "0%" for ref in ("E6", "G6", "I6", "K6", "M6", "N6")},
    )  # fmt: skip
    berkas = read_made(tmp_path, {"Rencana Aksi": sheet}, "Rencana_Aksi_2024.xlsx")
    tabel = berkas.daftar_tabel[0]
    assert (berkas.jenis, tabel.bentuk, tabel.header_rows) == (Jenis.RENCANA_AKSI, 2, (2, 4))
    assert figures(berkas, Role.TARGET) == {"SK5/1": "3.52"}
    assert figures(berkas, Role.REALISASI) == {}
    assert [figures(berkas, Role.TARGET_ANTARA, triwulan(n))["SK5/1"] for n in (1, 2, 3, 4)] == [
        "25", "50", "75", "100",
    ]  # fmt: skip
    assert figures(berkas, Role.REALISASI_FISIK) == {"SK5/1": "50"}
    assert tabel.daftar_baris[0].text(Role.RENCANA_KEGIATAN, triwulan(3)) == "c"
    assert tabel.daftar_baris[0].text(Role.TINDAK_LANJUT) == "perbaikan"
    assert seen(berkas) == []


# Form 3 ------------------------------------------------------------------------------------------


def test_one_sheet_for_each_indicator(tmp_path: Path) -> None:
    across = SheetMade(
        [[NAMA["SK5/1"]], ["Uraian", "Triwulan", X, X, X], [X, "I", "II", "III", "IV"],
         ["Target", 3.52, 3.52, 3.52, 3.52], ["Realisasi", 3.4, 3.5]],
        merge=["B2:E2"],
    )  # fmt: skip
    named = [
        ["Indikator :", NAMA["SK1/2"]], ["Target 2024 :", 1], [],
        ["", "TW I", "TW II", "TW III", "TW IV"], ["Realisasi", 0, 0, 1],
    ]  # fmt: skip
    downwards = [
        ["Indikator :", NAMA["SK3/1"]], ["Satuan :", "Persen"], ["Target 2024 :", 15], [],
        ["Bulan", "Target", "Realisasi", "Capaian (%)"],
        ["Januari", 1, 1], ["Februari", 2, 2], ["Maret", 3, "-"],
    ]  # fmt: skip
    block = [["", "TW I", "TW II"], ["Target", 1, 2], ["Realisasi", 1, 2]]
    berkas = read_made(
        tmp_path,
        {"SK.5.1": across, "SK.1.2. ": named, "SK 3-1": downwards, "TJ 1": block, "SK9.1": block},
        "IKU 2024.xlsx",
    )
    assert [(t.lembar, t.bentuk, t.header.sel) for t in berkas.daftar_tabel] == [
        ("SK.5.1", 3, "B3"), ("SK.1.2. ", 3, "B4"), ("SK 3-1", 3, "B5"), ("SK9.1", 3, "B1"),
    ]  # fmt: skip
    assert figures(berkas, Role.REALISASI, triwulan(2))["SK5/1"] == "3.5"
    assert figures(berkas, Role.REALISASI, triwulan(3))["SK1/2"] == "1"
    assert figures(berkas, Role.REALISASI, bulan(3))["SK3/1"] == "-"
    assert figures(berkas, Role.TARGET) == {"SK1/2": "1", "SK3/1": "15"}
    # TJ 1 is a tujuan and no indicator; SK9/1 is none of the decree's.
    assert seen(berkas) == [("MO001", "SK9.1", "B1")]


def test_rows_labelled_target_and_realisasi(tmp_path: Path) -> None:
    sheet = SheetMade(
        [
            ["Tahun 2024"],
            ["No", "Indikator Kinerja", "Satuan", "Uraian", "TW I", "TW II", "TW III", "TW IV"],
            [1, NAMA["SK3/1"], "Persen", "Target", 3, 6, 9, 15],
            [X, X, X, "Realisasi", 2, 4],
            [X, X, X, "Capaian (%)", 66, 66],
            [2, NAMA["SK5/1"], "Indeks", "Target", 3.5, 3.5, 3.5, 3.52],
            [X, X, X, "Realisasi", 3.4],
        ],
        merge=["B3:B5"],
    )
    berkas = read_made(tmp_path, {"M": sheet})
    assert berkas.daftar_tabel[0].bentuk == 3
    assert figures(berkas, Role.TARGET, triwulan(2)) == {"SK3/1": "6", "SK5/1": "3.5"}
    assert figures(berkas, Role.REALISASI, triwulan(2)) == {"SK3/1": "4", "SK5/1": "kosong"}
    cell = berkas.daftar_tabel[0].daftar_baris[0].nilai[Role.REALISASI, triwulan(1)].location.sel
    assert cell == "E4"
    assert seen(berkas) == []


# Form 4 ------------------------------------------------------------------------------------------


def test_triwulan_blocks_unmerged_in_four_spellings(tmp_path: Path) -> None:
    rows = [
        ["MONITORING KINERJA 2024"],
        ["No", "Indikator Kinerja", "Satuan", "Target", "TW I", X, X, "Triwulan 2", X, X, "Q3", X,
         X, "Tw.4", X, X, "Kendala"],
        [X, X, X, X, "T", "R", "%", "Target", "Real.", "% Capaian", "Target", "Realisasi",
         "Capaian", "Target", "Realisasi s.d.", "Capaian (%)"],
        [1, NAMA["SK3/1"], "Persen", 15, 3, 2, X, 6, 5, X, 9, X, X, 15],
    ]  # fmt: skip
    berkas = read_made(tmp_path, {"Monev": rows})
    assert (berkas.daftar_tabel[0].bentuk, berkas.daftar_tabel[0].header_rows) == (4, (2, 3))
    assert roles(berkas) == {
        1: ("no", 0, 0), 2: ("indikator", 0, 0), 3: ("satuan", 0, 0), 4: ("target", 0, 0),
        5: ("target", 1, 0), 6: ("realisasi", 1, 0), 7: ("capaian", 1, 0),
        8: ("target", 2, 0), 9: ("realisasi", 2, 0), 10: ("capaian", 2, 0),
        11: ("target", 3, 0), 12: ("realisasi", 3, 0), 13: ("capaian", 3, 0),
        14: ("target", 4, 0), 15: ("realisasi s.d.", 4, 0), 16: ("capaian", 4, 0),
        17: ("kendala", 0, 0),
    }  # fmt: skip


def test_triwulan_below_target_and_realisasi(tmp_path: Path) -> None:
    sheet = SheetMade(
        [
            ["No", "Kode", "Indikator", "Satuan", "Target", X, X, X, X, "Realisasi (Kumulatif)", X,
             X, X, "Capaian"],
            [X, X, X, X, 2024, "TW I", "TW II", "TW III", "TW IV", "I", "II", "III", "IV", X],
            [1, "SK3.1", NAMA["SK3/1"], "Persen", 15, 3, 6, 9, 15, 2, 4],
        ],
        merge=["E1:I1", "J1:M1", "A1:A2", "B1:B2", "C1:C2", "D1:D2", "N1:N2"],
    )  # fmt: skip
    berkas = read_made(tmp_path, {"Monev": sheet})
    assert berkas.daftar_tabel[0].bentuk == 4
    assert figures(berkas, Role.TARGET) == {"SK3/1": "15"}
    assert figures(berkas, Role.TARGET, triwulan(3)) == {"SK3/1": "9"}
    assert figures(berkas, Role.REALISASI_SAMPAI_DENGAN, triwulan(2)) == {"SK3/1": "4"}
    assert berkas.daftar_tabel[0].tahun == 2024


# Form 5 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "months",
    [
        ["Jan", "Februari", "Mar", "Apr", "Mei", "Jun", "Jul", 8, 9, 10, "Nop", "Des"],
        [*range(1, 13)],
        [date(2024, n, 1) for n in range(1, 13)],
        ["JANUARI 2024", "Peb", "Mrt", "april", "MEI", "06", "Juli", "Agt", "Sept", "Okt", "Nov",
         "DESEMBER"],
    ],
)  # fmt: skip
def test_month_columns_however_they_are_written(tmp_path: Path, months: list[object]) -> None:
    rows = [
        ["REALISASI TAHUN 2024"],
        ["No", "Indikator Kinerja", "Target", *months, "Keterangan"],
        [1, NAMA["SK3/1"], 15, *range(1, 13), "x"],
    ]
    if isinstance(months[0], int) or "06" in months:
        rows[1:2] = [
            ["No", "Indikator Kinerja", "Target", "Realisasi Bulan", *[X] * 11, "Keterangan"],
            [X, X, X, *months],
        ]
    sheet = SheetMade(rows, merge=["D2:O2"] if len(rows) == 4 else [])
    berkas = read_made(tmp_path, {"Rekap": sheet})
    assert berkas.daftar_tabel[0].bentuk == 5
    found = [figures(berkas, Role.REALISASI, bulan(n))["SK3/1"] for n in range(1, 13)]
    assert found == [str(n) for n in range(1, 13)]


def test_month_blocks_with_columns_of_their_own(tmp_path: Path) -> None:
    sheet = SheetMade(
        [
            ["No", "Indikator", "Januari", X, X, "Februari", X, X],
            [X, X, "Target", "Realisasi", "%", "Target", "Realisasi", "%"],
            [1, NAMA["SK3/1"], 1, 2, 3, 4, 5, 6],
        ],
        merge=["C1:E1", "F1:H1", "A1:A2", "B1:B2"],
    )
    berkas = read_made(tmp_path, {"R": sheet})
    assert roles(berkas) == {
        1: ("no", 0, 0), 2: ("indikator", 0, 0), 3: ("target", 0, 1), 4: ("realisasi", 0, 1),
        5: ("capaian", 0, 1), 6: ("target", 0, 2), 7: ("realisasi", 0, 2), 8: ("capaian", 0, 2),
    }  # fmt: skip


# Form 6 ------------------------------------------------------------------------------------------


def test_monthly_workbook_in_any_column_order(tmp_path: Path) -> None:
    rows = [
        ["MONITORING", "BULAN : JULI 2024"],
        ["Kendala", "Realisasi s.d.\nbulan ini", "Target", "Tindak lanjut", "Indikator  Kinerja",
         "Catatan rapat", "Realisasi bulan ini", "Capaian"],
        ["hujan", 12, 15, "ulangi", NAMA["SK3/1"], "x", 2, 80],
    ]  # fmt: skip
    berkas = read_made(tmp_path, {"Juli": rows}, "monev juli 24.xlsx")
    tabel = berkas.daftar_tabel[0]
    assert (tabel.bentuk, berkas.tahun, berkas.bulan) == (6, 2024, 7)
    assert figures(berkas, Role.REALISASI) == {"SK3/1": "2"}
    assert figures(berkas, Role.REALISASI_SAMPAI_DENGAN) == {"SK3/1": "12"}
    assert tabel.daftar_baris[0].text(Role.KENDALA) == "hujan"
    assert seen(berkas) == []
