"""Raw lists of 2024 from which December's typed realisasi follow (oracles in docstrings)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sample_data import SAMPAI_DENGAN

Rows = tuple[tuple[Any, ...], ...]
D = Decimal
BULAN = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d")


def _numbered(rows: list[tuple[Any, ...]]) -> Rows:
    return tuple((number, *row) for number, row in enumerate(rows, 1))


def kolaborasi() -> Rows:
    """SK1/2: one SPK dated in 2024 → 1."""
    return _numbered(
        [
            ("[Perguruan Tinggi Mitra]", "Rancangan alat pengering karet remah hemat energi",
             "SPK-03/KOLAB/VI/2024", _day("2024-06-12"), "Rancangan",
             "Laporan akhir dan gambar rancangan"),
        ]
    )  # fmt: skip


def _measured(rows: list[tuple[Any, ...]]) -> Rows:
    out = []
    for name, contract, measure, unit, direction, before, after, day in rows:
        change = after - before if direction == "Naik lebih baik" else before - after
        out.append(
            (
                name,
                contract,
                measure,
                unit,
                direction,
                before,
                after,
                _day(day),
                change / before * 100,
            )
        )
    return _numbered(out)


def produktivitas_kolaborasi() -> Rows:
    """SK1/3: 80 → 90 is 12.5, 200 → 228 is 14; mean 13.25."""
    up = "Naik lebih baik"
    return _measured(
        [
            ("PT Contoh Karet Sejahtera", "SPK-03/KOLAB/VI/2024", "Output per jam", "kg/jam", up,
             D(80), D(90), "2024-09-18"),
            ("CV Contoh Pangan Riau", "SPK-03/KOLAB/VI/2024", "Kapasitas produksi", "kg/hari", up,
             D(200), D(228), "2024-11-14"),
        ]
    )  # fmt: skip


def pembinaan() -> Rows:
    """SK2/1: three companies coached (A), two with a rise (B) → 2."""
    return _numbered(
        [
            ("PT Contoh Jasa Kalibrasi", _day("2024-03-07"), 850_000_000, 1_020_000_000, 14, 19),
            ("CV Contoh Rekayasa Mesin", _day("2024-05-21"), 430_000_000, 430_000_000, 8, 8),
            ("PT Contoh Perancang Proses", _day("2024-08-15"), 610_000_000, 655_000_000, 11, 11),
        ]
    )


def produktivitas_dapati() -> Rows:
    """SK3/1: 15, (50 − 41)/50 = 18 and (8 − 6.68)/8 = 16.5; mean 16.5."""
    return _measured(
        [
            ("PT Contoh Kelapa Terpadu", "DAPATI-01/2024", "Output per jam", "butir/jam",
             "Naik lebih baik", D(120), D(138), "2024-08-09"),
            ("CV Contoh Mebel Rotan", "DAPATI-02/2024", "Waktu siklus", "menit", "Turun lebih baik",
             D(50), D(41), "2024-10-03"),
            ("PT Contoh Sagu Meranti", "DAPATI-03/2024", "Reject", "persen", "Turun lebih baik",
             D(8), D("6.68"), "2024-11-20"),
        ]
    )  # fmt: skip


LAYANAN = (
    ("Pengujian", 55),
    ("Kalibrasi", 15),
    ("Sertifikasi Produk", 25),
    ("Pelatihan Teknis", 5),
)
PNBP_BULAN_LALU = 400_000_000


def pnbp() -> Rows:
    """SK3/2: last year 400 million a month; up to month m this year has the typed percent more."""
    rows: list[tuple[Any, ...]] = []
    before = D(0)
    for number, growth in enumerate(SAMPAI_DENGAN["SK3/2"], 1):
        assert growth is not None
        total = PNBP_BULAN_LALU * number * (100 + growth) / 100
        month, before = total - before, total
        rest = month
        for name, share in LAYANAN[1:]:
            part = (month * share / 100).quantize(D(1000))
            rest -= part
            rows.append((BULAN[number - 1], name, 6 + share, part, PNBP_BULAN_LALU * share // 100))
        rows.append(
            (BULAN[number - 1], LAYANAN[0][0], 61, rest, PNBP_BULAN_LALU * LAYANAN[0][1] // 100)
        )
    return _numbered(rows)


def hasil_layanan() -> Rows:
    """SK3/3: last year 250 results a month, 3,000 in all; this year 3,336 → 11.2."""
    rows: list[tuple[Any, ...]] = []
    before = D(0)
    for number, growth in enumerate(SAMPAI_DENGAN["SK3/3"], 1):
        assert growth is not None
        total = 250 * number * (100 + growth) / 100
        month, before = total - before, total
        rows.append((BULAN[number - 1], "Sertifikat/Laporan Hasil Uji", month - 70, 190))
        rows.append((BULAN[number - 1], "Sertifikat Kalibrasi", D(45), 38))
        rows.append((BULAN[number - 1], "SPPT SNI", D(25), 22))
    return _numbered(rows)


AKUN = (
    # kode, nama, pagu, realisasi: 2,000,000,000 and 1,935,000,000 → 96.75
    ("521111", "Belanja Keperluan Perkantoran", 420_000_000, 412_300_000),
    ("521211", "Belanja Bahan", 285_000_000, 276_450_000),
    ("521219", "Belanja Barang Non Operasional Lainnya", 190_000_000, 184_200_000),
    ("521811", "Belanja Barang Persediaan Barang Konsumsi", 265_000_000, 258_900_000),
    ("522131", "Belanja Jasa Konsultan", 60_000_000, 58_500_000),
    ("522141", "Belanja Sewa", 75_000_000, 73_800_000),
    ("522191", "Belanja Jasa Lainnya", 155_000_000, 148_650_000),
    ("524114", "Belanja Perjalanan Dinas Paket Meeting Dalam Kota", 40_000_000, 36_200_000),
    ("524119", "Belanja Perjalanan Dinas Paket Meeting Luar Kota", 50_000_000, 44_000_000),
    ("532111", "Belanja Modal Peralatan dan Mesin", 380_000_000, 366_000_000),
    ("533111", "Belanja Modal Gedung dan Bangunan", 80_000_000, 76_000_000),
    ("521131", "Belanja Barang Operasional - Penanganan Pandemi COVID-19", 0, 0),
    ("521241", "Belanja Barang Non Operasional - Penanganan Pandemi COVID-19", 0, 0),
    ("521841", "Belanja Barang Persediaan - Penanganan Pandemi COVID-19", 0, 0),
    ("522192", "Belanja Jasa - Penanganan Pandemi COVID-19", 0, 0),
)


def p3dn() -> Rows:
    """SK3/5: 1,935,000,000 of 2,000,000,000 → 96.75."""
    rows = []
    for kode, name, pagu, spent in AKUN:
        share = D(spent) * 100 / pagu if pagu else ""
        rows.append((kode, name, pagu, spent, pagu - spent, share))
    return tuple(rows)


def tindak_lanjut() -> Rows:
    """SK4/2: 37 of 40 recommendations settled → 92.5."""
    rows = []
    for number in range(1, 41):
        report = f"LHP-{(number - 1) // 10 + 1:02d}/IJ/2023"
        settled = number not in (17, 28, 39)
        rows.append(
            (report, _day(f"2023-{3 + 2 * ((number - 1) // 10):02d}-15"),
             f"Temuan {(number + 1) // 2}", f"Rekomendasi {number}",
             "Sesuai" if settled else "Belum sesuai",
             f"Surat {number:02d}/TL/2024" if settled else None,
             _day(f"2024-{1 + (number - 1) % 9:02d}-20") if settled else None)
        )  # fmt: skip
    return _numbered(rows)


def survei() -> Rows:
    """SK5/1: 150 respondents × 9 elements, sum of all answers 4,860 → 3.6."""
    rows: list[tuple[Any, ...]] = []
    before_sum, before_n = 0, 0
    for month in range(12):
        count = (12, 12, 13, 12, 13, 12, 13, 12, 13, 12, 13, 13)[month]
        figure = SAMPAI_DENGAN["SK5/1"][month]
        assert figure is not None
        n = before_n + count
        total = int((figure * n * 9).to_integral_value())
        rows += _respondents(BULAN[month], count, total - before_sum)
        before_sum, before_n = total, n
    return _numbered(rows)


def _respondents(bulan: str, count: int, total: int) -> list[tuple[Any, ...]]:
    """Answers 3 and 4 that add up to `total`, spread evenly."""
    fours = total - 3 * count * 9
    answers = [3] * (count * 9)
    for index in range(fours):
        answers[(index * 7) % len(answers) if len(answers) % 7 else index] += 1
    return [(bulan, *answers[i * 9 : i * 9 + 9]) for i in range(count)]


def pegawai() -> Rows:
    """SK6/1: twenty employees, sum 1,485 → 74.25."""
    kinds = (
        # kualifikasi, kompetensi, kinerja, disiplin, how many
        (20, D("32.5"), 25, 5, 6),  # 82.5 each: 495
        (15, D("25"), 25, 5, 10),  # 70 each: 700
        (15, D("27.5"), 25, 5, 4),  # 72.5 each: 290
    )
    rows = []
    for qualification, competence, performance, discipline, count in kinds:
        for _ in range(count):
            number = len(rows) + 1
            total = qualification + competence + performance + discipline
            rows.append(
                (f"[NIP {number:02d}]", f"[Pegawai {number:02d}]", qualification, competence,
                 performance, discipline, total)
            )  # fmt: skip
    return _numbered(rows)


def catatan(nilai: str, tahun: int, nomor: str, day: str, kategori: str) -> Rows:
    """A recorded value of an evaluator."""
    return _numbered([(tahun, D(nilai), "BSPJI Pekanbaru", nomor, _day(day), kategori)])


def raw_2024() -> dict[str, Rows]:
    """The raw sheets of 2024's active indicators."""
    return {
        "SK1/2": kolaborasi(),
        "SK1/3": produktivitas_kolaborasi(),
        "SK2/1": pembinaan(),
        "SK3/1": produktivitas_dapati(),
        "SK3/2": pnbp(),
        "SK3/3": hasil_layanan(),
        "SK3/5": p3dn(),
        "SK4/2": tindak_lanjut(),
        "SK5/1": survei(),
        "SK6/1": pegawai(),
        "SK7/1": catatan("3.62", 2024, "[Nomor Laporan IPP]", "2024-12-10", "B"),
        "SK8/1": catatan("78.4", 2023, "[Nomor LHE]", "2024-07-22", "BB"),
        "SK8/2": ((1, 2024, "Tahunan", D("92.15"), "BSPJI Pekanbaru", "[Nomor Surat]",
                   _day("2024-12-27"), "Sangat baik"),),
    }  # fmt: skip
