"""Processor time of counting 50.000 rows beyond reading them: under a second for each cara.

Run: python benchmarks/bench_bukti.py [rows]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from bukti_fakes import FakeBook, FakeSheet, berkas, keputusan  # noqa: E402

from iku_excel.bukti import count_book  # noqa: E402
from iku_excel.workbook.port import RawValue  # noqa: E402

LIMIT = 1.0
DAY = datetime(2024, 5, 2)
BULAN = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
AKUN = ("521211", "521219", "522141", "532111", "522111", "524119")
Row = Sequence[RawValue]

FORMS: dict[str, tuple[list[str], Callable[[int], Row]]] = {
    "SK1/1": (
        ["No", "Nama Tenan", "Seleksi", "Pra Inkubasi", "Pasca Inkubasi", "Tanggal Selesai"],
        lambda i: (i, f"CV Tenan {i}", DAY, DAY, DAY, DAY),
    ),
    "SK1/2": (
        ["No", "Mitra", "Judul", "Nomor SPK", "Tanggal SPK"],
        lambda i: (i, f"Mitra {i}", f"Kegiatan {i}", f"SPK-{i}/2024", DAY),
    ),
    "SK2/1": (
        ["No", "Nama Perusahaan", "Tanggal", "Omzet Sebelum", "Omzet Sesudah", "Client Sebelum",
         "Client Sesudah"],
        lambda i: (i, f"PT {i}", DAY, 100.0 + i, 120.0 + i, 3, 4),
    ),
    "SK3/1": (
        ["No", "Nama Perusahaan", "Nomor Perjanjian", "Ukuran", "Arah", "Sebelum", "Sesudah",
         "Tanggal Ukur"],
        lambda i: (i, f"PT {i}", f"D-{i}", "Output", "Naik", 80.0, 90.0 + i % 7, DAY),
    ),
    "SK3/2": (
        ["No", "Tanggal Setor", "NTPN", "Jenis Layanan", "Nilai PNBP (Rp)"],
        lambda i: (i, datetime(2023 + i % 2, 1 + i % 12, 5), f"N{i}", "Uji", 1_500_000.0 + i),
    ),
    "SK3/3": (
        ["No", "Bulan", "Jenis Hasil Layanan", "Jumlah Hasil Tahun Ini", "Jumlah Hasil Tahun Lalu"],
        lambda i: (i, BULAN[i % 6], f"Sertifikat {i}", 5, 4),
    ),
    "SK3/4": (
        ["No", "Skema", "Nomor Akreditasi", "Ruang Lingkup", "Tanggal Terakreditasi"],
        lambda i: (i, "LP", "LP-1", f"Parameter {i}", datetime(2022 + i % 3, 3, 1)),
    ),
    "SK3/5": (
        ["Kode", "Nama Akun", "Pagu Revisi", "Lock Pagu", "Realisasi s.d. Periode", "%"],
        lambda i: (AKUN[i % 6], "Belanja", 1_000_000.0, 0, 500_000.0, 50.0),
    ),
    "SK4/2": (
        ["No", "Nomor LHP", "Tanggal LHP", "Temuan", "Rekomendasi", "Status"],
        lambda i: (i, f"LHP-{i // 50}", DAY, f"T{i}", f"Rekomendasi {i}", "Sesuai"),
    ),
    "SK5/1": (
        ["No", "Bulan", *(f"U{n}" for n in range(1, 15))],
        lambda i: (i, BULAN[i % 6], *((i + n) % 2 + 3 for n in range(14))),
    ),
    "SK6/1": (
        ["No", "NIP", "Nama", "Kualifikasi", "Kompetensi", "Kinerja", "Disiplin"],
        lambda i: (i, f"{198001012005011000 + i}", f"Pegawai {i}", 15, 25.5, 25, 5),
    ),
}  # fmt: skip


def measure(kode: str, count: int) -> tuple[float, Any]:
    header, row = FORMS[kode]
    sheet = FakeSheet(
        kode.replace("/", "."), [header, *(list(row(i)) for i in range(1, count + 1))]
    )
    start = time.process_time()
    found = count_book(FakeBook([sheet]), berkas(2024), keputusan(), 2024)
    seconds = time.process_time() - start
    assert [r.indikator for r in found] == [kode] and found[0].realisasi is not None, kode
    return seconds, found[0]


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    keputusan()
    slow = 0
    for kode in FORMS:
        seconds, rincian = measure(kode, count)
        slow += seconds > LIMIT
        print(f"{kode}  {seconds:6.2f} s  {len(rincian.dihitung):6d} rows  {rincian.cara}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
