"""Recognising a workbook of 10 sheets and 50,000 raw rows against python-calamine reading it.

    python benchmarks/bench_reader.py

Prints the ratio (aim: below 1.5) and the peak memory of a process that reads it (aim: 150 MB).
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

ROWS, SHEETS, ROUNDS = 50_000, 10, 5


def make(path: Path) -> None:
    """One monthly form, eight sheets of raw rows, one PK: as an office's file of a whole year."""
    import xlsxwriter

    chance = random.Random(2024)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False})
    form = book.add_worksheet("Juli")
    head = ("No", "Kode", "Indikator Kinerja", "Satuan", "Target", "Realisasi s.d. Bulan Ini")
    for row, values in enumerate((("MONITORING BULAN JULI 2024",), (), head)):
        form.write_row(row, 0, values)
    names = ("Indeks layanan publik", "Nilai minimal laporan keuangan")
    for row, (kode, name) in enumerate(zip(("SK7/1", "SK8/2"), names, strict=True), 3):
        form.write_row(row, 0, (row - 2, kode, name, "Nilai", 3.54, 3.5))
    for number in range(1, SHEETS):
        sheet = book.add_worksheet(f"Data {number}")
        sheet.write_row(0, 0, ("No", "Tanggal", "Nama Perusahaan", "Uraian", "Target", "Jumlah"))
        for row in range(1, ROWS // (SHEETS - 1) + 1):
            text = f"Pengujian contoh {chance.randrange(10_000)} sesuai indikator mutu"
            sheet.write_row(
                row, 0, (row, f"2024-07-{row % 28 + 1:02}", f"PT {row}", text, row % 7, row * 1.5)
            )
    book.close()


def timed(job: Callable[[], object]) -> float:
    """The best of several rounds, in seconds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - start)
    return best


def read_with_calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


@cache
def decree() -> Any:
    """Loaded once, as for any run over several workbooks."""
    from iku_excel.keputusan import load_keputusan

    return load_keputusan()


def read_with_us(path: Path) -> None:
    from iku_excel.workbook.reader import read_path

    berkas = read_path(path, decree())
    assert [len(t.daftar_baris) for t in berkas.daftar_tabel] == [2], "the form was not found"


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] == "--ingatan":
        read_with_us(Path(sys.argv[2]))
        # Not getrusage: its figure begins with what the parent process had.
        status = Path("/proc/self/status").read_text()
        print(next(line.split()[1] for line in status.splitlines() if "VmHWM" in line))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Monitoring_2024_07.xlsx"
        make(path)
        yardstick = timed(lambda: read_with_calamine(path))
        own = timed(lambda: read_with_us(path))
        command = [sys.executable, __file__, "--ingatan", str(path)]
        memory = int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    print(f"calamine {yardstick:.3f} s, iku-excel {own:.3f} s, ratio {own / yardstick:.2f}")
    print(f"peak memory {memory / 1024:.0f} MB")


if __name__ == "__main__":
    main()
