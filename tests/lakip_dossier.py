"""Hand-made dossiers for the tests of the report: no file is read, every cell has its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from iku_excel.compute.capaian import compute_capaian
from iku_excel.finding import Location
from iku_excel.keputusan import load_keputusan
from iku_excel.model import (
    TAHUN,
    Baris,
    BarisAnggaran,
    Berkas,
    BerkasHasil,
    CellState,
    Dossier,
    HasilIndikator,
    Indikator,
    Jenis,
    Kebijakan,
    Keputusan,
    Nilai,
    Periode,
    Role,
    Tabel,
    TargetKeputusan,
    Teks,
)

D = Decimal
PK, DESEMBER = "PK_2024.xlsx", "Monitoring_2024_12.xlsx"
SASARAN = {
    "SK1": "Meningkatnya Daya Saing Industri Pengolahan Nonmigas",
    "SK2": "Penguatan implementasi Making Indonesia 4.0",
    "SK3": "Meningkatnya kemampuan industri barang dan jasa dalam negeri",
}
REALISASI: dict[str, Sequence[str | None]] = {
    # one entry for each month, cumulative
    "SK1/2": ["0"] * 5 + ["1"] * 7,
    "SK1/3": [None] * 8 + ["12.5", "12.5", "13.25", "13.25"],
    "SK2/1": ["0"] * 5 + ["1"] * 5 + ["2", "2"],
    "SK3/1": [None] * 7 + ["15", "15", "16.5", "16.5", "16.5"],
    "SK3/2": ["8", "8.1", "8.25", "8.4", "8.6", "8.85", "9.1", "9.4", "9.7", "9.71", "9.72",
              "9.75"],
    "SK3/3": ["7.2"] * 6 + ["8.8", "9.2", "9.6", "10", "10.4", "11.2"],
    "SK3/5": ["4.2", "6.1", "8.9", "13.2", "19.6", "28.5", "38.75", "49.2", "60.4", "72.15", "84.3",
              "96.75"],
    "SK4/2": ["85"] * 3 + ["87.5"] * 3 + ["90"] * 3 + ["92.5"] * 3,
    "SK5/1": ["3.52", "3.52", "3.53", "3.54", "3.54", "3.55", "3.56", "3.57", "3.57", "3.58",
              "3.59",
              "3.6"],
    "SK6/1": [None] * 11 + ["74.25"],
    "SK7/1": [None] * 11 + ["3.62"],
    "SK8/1": [None] * 6 + ["78.4"] * 6,
    "SK8/2": [None] * 12,
}  # fmt: skip
RIWAYAT = {
    2021: {"SK1/2": "1", "SK3/1": "6.2", "SK3/5": "78.4", "SK4/2": "91.67", "SK5/1": "3.42"},
    2022: {"SK1/2": "1", "SK2/1": "1", "SK3/1": "10.8", "SK3/5": "80.6", "SK5/1": "3.47"},
    2023: {"SK1/2": "1", "SK1/3": "10.4", "SK2/1": "1", "SK3/1": "12.6", "SK3/2": "5.8",
           "SK3/5": "85.9", "SK4/2": "92.86", "SK5/1": "3.55", "SK7/1": "3.62"},
}  # fmt: skip
IDENTITAS = {
    "Nama Unit": "Balai Standardisasi dan Pelayanan Jasa Industri Pekanbaru",
    "Kementerian": "Kementerian Perindustrian",
    "Unit Eselon I": "Badan Standardisasi dan Kebijakan Jasa Industri",
    "Alamat": "Jalan Contoh Nomor 1, Pekanbaru",
    "Kota": "Pekanbaru",
    "Nama Kepala Balai": "Budi Contoh",
    "NIP Kepala Balai": "197001011995031001",
    "Jabatan Kepala": "Kepala Balai",
    "Nama Atasan": "Siti Contoh",
    "NIP Atasan": "196901011994032001",
    "Jabatan Atasan": "Kepala Badan",
}
NARASI = {
    "Gambaran Umum Organisasi": "Balai melayani industri di Riau.\nLayanannya pengujian dan "
    "kalibrasi.",
    "Sumber Daya Manusia": "Pegawai terdiri atas pejabat fungsional dan pelaksana.",
    "Isu Strategis": "Permintaan layanan uji meningkat.",
    "Rencana Strategis": "Rencana Strategis memuat delapan sasaran.",
    "Simpulan": "Sebagian besar target tercapai.",
    "Langkah Perbaikan": "Jadwal pengadaan dimajukan.",
    "SK1/2 Penyebab Keberhasilan/Kegagalan": "Kolaborasi dimulai lebih awal.",
    "SK1/2 Kegiatan Pendukung": "Fasilitasi kemitraan.",
    "SK3/5 Penyebab Keberhasilan/Kegagalan": "Belanja diarahkan pada produk dalam negeri.",
    "SK3/5 Pembanding": "Rata-rata satuan kerja pada unit induk belum diterbitkan.",
}
ANGGARAN = (
    ("Pelayanan pengujian, kalibrasi dan sertifikasi", 3_250_000_000, 3_176_450_000),
    ("Pendampingan dan konsultansi teknologi industri", 1_180_000_000, 1_142_300_000),
    ("Layanan perkantoran", 4_650_000_000, 4_571_150_000),
)


def nilai(berkas: str, lembar: str, sel: str, angka: Decimal | int | None) -> Nilai:
    state = CellState.EMPTY if angka is None else CellState.NUMBER
    text = "" if angka is None else str(angka)
    return Nilai(state, None if angka is None else D(angka), text, Location(berkas, lembar, sel))


def teks(berkas: str, lembar: str, sel: str, text: str) -> Teks:
    return Teks(text, Location(berkas, lembar, sel))


def _table(
    berkas: str, jenis: Jenis, lembar: str, baris: Iterable[Baris], tahun: int, bulan: int | None
) -> Tabel:
    daftar = tuple(baris)
    header = Location(berkas, lembar, "A7")
    return Tabel(jenis, 1, lembar, header, (7, 7), (9, 8 + len(daftar)), (), daftar, tahun, bulan)


def _mapping(berkas: str, lembar: str, entries: Mapping[str, str]) -> dict[str, Teks]:
    return {
        key: teks(berkas, lembar, f"B{n}", value)
        for n, (key, value) in enumerate(entries.items(), 5)
    }


def make_pk(
    keputusan: Keputusan,
    tahun: int = 2024,
    identitas: Mapping[str, str] = IDENTITAS,
    path: str = PK,
    target: Mapping[str, Decimal] | None = None,
) -> BerkasHasil:
    """The Perjanjian Kinerja; target of row n in E{8+n}."""
    rows, hasil = [], []
    for n, i in enumerate(keputusan.active(tahun), 9):
        figure = (target or {}).get(i.kode, i.target[tahun].angka)
        cell = nilai(path, "PK", f"E{n}", figure)
        name = SASARAN.get(i.sasaran)
        rows.append(
            Baris(
                n, i.kode, "kode", 100, teks(path, "PK", f"C{n}", i.kode),
                teks(path, "PK", f"C{n}", i.nama),
                teks(path, "PK", f"B{n}", name) if name else None,
                teks(path, "PK", f"D{n}", i.satuan), {(Role.TARGET, TAHUN): cell}, {},
            )
        )  # fmt: skip
    tabel = _table(path, Jenis.PERJANJIAN_KINERJA, "PK", rows, tahun, None)
    for baris, i in zip(rows, keputusan.active(tahun), strict=True):
        capaian = compute_capaian(None, i.target[tahun].angka, i.klasifikasi, Kebijakan())
        hasil.append(
            HasilIndikator(
                i.kode, i.satuan, i.target[tahun].angka, None, capaian, "PK",
                {"target": f"E{baris.row}"}, tabel=tabel, baris=baris,
            )
        )  # fmt: skip
    anggaran = tuple(
        BarisAnggaran(
            teks(path, "PK", f"B{n}", name), nilai(path, "PK", f"D{n}", pagu), None
        )
        for n, (name, pagu, _) in enumerate(ANGGARAN, 40)
    )  # fmt: skip
    berkas = Berkas(
        path, "a" * 64, Jenis.PERJANJIAN_KINERJA, tahun, None, None, (tabel,), anggaran,
        _mapping(path, "Identitas", identitas),
    )  # fmt: skip
    return BerkasHasil(berkas, tuple(hasil))


def make_month(
    keputusan: Keputusan,
    tahun: int,
    bulan: int,
    realisasi: Mapping[str, str | None],
    narasi: Mapping[str, str] | None = None,
) -> BerkasHasil:
    """A monthly workbook; realisasi s.d. bulan ini of row n in G{8+n}."""
    path = f"Monitoring_{tahun}_{bulan:02d}.xlsx"
    rows, hasil = [], []
    for n, i in enumerate(keputusan.active(tahun), 9):
        text = realisasi.get(i.kode)
        angka = D(text) if text is not None else None
        cell = nilai(path, "Monitoring", f"G{n}", angka)
        rows.append(
            Baris(
                n, i.kode, "kode", 100, teks(path, "Monitoring", f"B{n}", i.kode),
                teks(path, "Monitoring", f"C{n}", i.nama), None, None,
                {(Role.TARGET, TAHUN): nilai(path, "Monitoring", f"E{n}", i.target[tahun].angka),
                 (Role.REALISASI_SAMPAI_DENGAN, Periode(bulan=bulan)): cell},
                {(Role.KENDALA, TAHUN): teks(path, "Monitoring", f"J{n}", "Proses menunggu mitra")}
                if i.kode == "SK3/2" else {},
            )
        )  # fmt: skip
    tabel = _table(path, Jenis.MONITORING, "Monitoring", rows, tahun, bulan)
    for baris, i in zip(rows, keputusan.active(tahun), strict=True):
        cell = baris.nilai[(Role.REALISASI_SAMPAI_DENGAN, Periode(bulan=bulan))]
        capaian = compute_capaian(cell.angka, i.target[tahun].angka, i.klasifikasi, Kebijakan())
        hasil.append(
            HasilIndikator(
                i.kode, i.satuan, i.target[tahun].angka, cell.angka, capaian, "Monitoring",
                {"target": f"E{baris.row}", "realisasi": f"G{baris.row}"},
                asal=(cell,) if cell.angka is not None else (), tabel=tabel, baris=baris,
            )
        )  # fmt: skip
    anggaran = tuple(
        BarisAnggaran(
            teks(path, "Anggaran", f"B{n}", name), nilai(path, "Anggaran", f"C{n}", pagu),
            nilai(path, "Anggaran", f"D{n}", spent),
        )
        for n, (name, pagu, spent) in enumerate(ANGGARAN, 6)
    )  # fmt: skip
    berkas = Berkas(
        path, f"{tahun}{bulan:02d}".ljust(64, "0"), Jenis.MONITORING, tahun, bulan, None, (tabel,),
        anggaran, {}, _mapping(path, "Narasi", narasi or {}),
    )  # fmt: skip
    return BerkasHasil(berkas, tuple(hasil))


def make_dossier(
    *,
    keputusan: Keputusan | None = None,
    realisasi: Mapping[str, Sequence[str | None]] | None = None,
    narasi: Mapping[str, str] | None = None,
    identitas: Mapping[str, str] | None = None,
    kebijakan: Kebijakan | None = None,
    months: Iterable[int] = range(1, 13),
) -> Dossier:
    """PK 2024, monthly workbooks of 2024 and one workbook for each earlier year."""
    k = keputusan or load_keputusan()
    figures = REALISASI if realisasi is None else realisasi
    daftar = [make_pk(k, identitas=IDENTITAS if identitas is None else identitas)]
    for bulan in months:
        own = {kode: values[bulan - 1] for kode, values in figures.items()}
        last = NARASI if narasi is None else narasi
        daftar.append(make_month(k, 2024, bulan, own, last if bulan == max(months) else None))
    for tahun, old in RIWAYAT.items():
        daftar.append(make_month(k, tahun, 12, old))
    return Dossier(k, kebijakan or Kebijakan(), tuple(daftar), date(2025, 1, 31))


def many_indikator(count: int) -> Keputusan:
    """The decree with `count` active indicators in 2024, copies of its own under new codes."""
    k = load_keputusan()
    active = k.active(2024)
    made: list[Indikator] = []
    for n in range(count):
        model = active[n % len(active)]
        made.append(
            replace(model, kode=f"SK{n // 20 + 1}/{n % 20 + 1}", sasaran=f"SK{n // 20 + 1}")
        )
    return replace(k, daftar_indikator=tuple(made))


def rename(keputusan: Keputusan, kode: str, nama: str) -> Keputusan:
    """The decree with one indicator renamed."""
    return replace(
        keputusan,
        daftar_indikator=tuple(
            replace(i, nama=nama) if i.kode == kode else i for i in keputusan.daftar_indikator
        ),
    )


__all__ = ["TargetKeputusan", "make_dossier", "many_indikator", "rename"]
