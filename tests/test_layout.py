"""Years and months in titles and names; header words; rows that hold no header at all."""

from __future__ import annotations

import pytest

from iku_excel.model import Role
from iku_excel.workbook.periode import masa_of_name, masa_of_title
from iku_excel.workbook.vocabulary import load_vocabulary


@pytest.mark.parametrize(
    ("text", "tahun", "bulan"),
    [
        ("PERJANJIAN KINERJA TAHUN 2024", 2024, None),
        ("TAHUN ANGGARAN 2024", 2024, None),
        ("s.d. Juli 2024", 2024, 7),
        ("Bulan : Agustus 2024", 2024, 8),
        ("MONITORING IKU BULAN NOPEMBER TA. 2024", 2024, 11),
        ("Periode Januari s/d Maret 2024", 2024, 3),
        ("Januari - Desember 2024", 2024, None),
        ("Triwulan III Tahun 2024", 2024, 9),
        ("TW I s.d. TW III 2024", 2024, 9),
        ("Triwulan I-IV Tahun 2024", 2024, None),
        ("Semester I 2024", 2024, 6),
        ("Laporan bulan 7 tahun 2024", 2024, 7),
        ("Keadaan 31 Juli 2024", 2024, 7),
        ("Pekanbaru, 2 Januari 2024", None, None),
        ("Keputusan Kepala BSPJI Nomor 47 Tahun 2023", None, None),
        ("Keputusan 47/2023 tentang IKU Tahun 2021-2024", None, None),
        ("Permenpan RB Nomor 53 Tahun 2014", None, None),
        ("PK/01/BSPJI/2024", None, None),
        ("Tahun 2021 – 2024", None, None),
        ("Target 2024 (Renstra 2020-2024)", 2024, None),
        ("TAHUN ....", None, None),
    ],
)
def test_year_and_month_of_a_title(text: str, tahun: int | None, bulan: int | None) -> None:
    masa = masa_of_title(text)
    assert (masa.tahun, masa.last_bulan) == (tahun, bulan)


@pytest.mark.parametrize(
    ("name", "tahun", "bulan"),
    [
        ("Monitoring_2024_07.xlsx", 2024, 7),
        ("monev juli 24.xlsx", 2024, 7),
        ("2024-07 monev.xlsx", 2024, 7),
        ("202407.xlsx", 2024, 7),
        ("monitoring_Agustus2024.xlsx", 2024, 8),
        ("Monev IKU s.d. Agustus 2024 (rev2).xlsx", 2024, 8),
        ("Januari-Juli 2024.xlsx", 2024, 7),
        ("Capaian Jan-Des 2024.xlsx", 2024, None),
        ("Rencana_Aksi_Perjakin_2026_TW4.xlsx", 2026, 12),
        ("PK_BSPJI_2024_final_v2.xlsx", 2024, None),
        ("Rekap 2021-2024.xlsx", None, None),
        ("Jul-24", 2024, 7),
        ("Desember", None, 12),
        ("SK.1.2.", None, None),
        ("Sheet1", None, None),
    ],
)
def test_year_and_month_of_a_name(name: str, tahun: int | None, bulan: int | None) -> None:
    masa = masa_of_name(name)
    assert (masa.tahun, masa.last_bulan) == (tahun, bulan)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("INDIKATOR\nKINERJA  UTAMA\u00a0(IKU)", Role.INDIKATOR),
        ("Indikatro Kinerja", Role.INDIKATOR),
        ("Target PK 2024", Role.TARGET),
        ("Target\n(Tahunan)", Role.TARGET),
        ("Target Antara", Role.TARGET_ANTARA),
        ("Target Renstra", Role.OTHER),
        ("Realisasi s.d. Bulan Ini", Role.REALISASI),
        ("Realisasi Fisik Kumulatif", Role.REALISASI_FISIK),
        ("Realisasi Kegiatan", Role.REALISASI_KEGIATAN),
        ("Realisasi Anggaran", Role.REALISASI_ANGGARAN),
        ("% Fisik", Role.CAPAIAN_FISIK),
        ("Capaian (% Fisik)", Role.CAPAIAN_FISIK),
        ("% Capaian", Role.CAPAIAN),
        ("Capaian Terhadap Target PK", Role.CAPAIAN_TERHADAP_TAHUN),
        ("Kendala/ Permasalahan", Role.KENDALA),
        ("Kendala yg Dihadapi", Role.KENDALA),
        ("Rencana Tindak Lanjut", Role.TINDAK_LANJUT),
        ("Rencana Kegiatan", Role.RENCANA_KEGIATAN),
        ("PIC", Role.PENANGGUNG_JAWAB),
        ("Data Dukung", Role.BUKTI),
        ("Kode Tujuan/ Sasaran/ Angka", Role.KODE),
        ("Kode Sasaran", Role.OTHER),
        ("Nama Perusahaan", None),
        ("Target produksi perusahaan binaan tahun berjalan dan sesudahnya", None),
        ("Realisasi SPAN", None),
    ],
)
def test_header_words(text: str, role: Role | None) -> None:
    assert load_vocabulary().classify(text).role is role
