"""Throughput of `iku kumpulan` against the usual way (openpyxl: load, compute, save).

Ratios of one run on one machine; absolute times are printed for orientation only. The usual way is
timed on a part of the folder, on as many cores, and both are given as files per second.

    python benchmarks/bench_batch.py [--banyak 12 300] [--baris 0 400] [--pekerja 2]
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

SAMPLE_OF_USUAL_WAY = 12


def png(width: int, height: int) -> bytes:
    """A small logo."""
    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(width * 3)) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def make_workbook(path: Path, unit: str, month: int, raw_rows: int) -> None:
    """A monthly workbook as offices have it: logo, chart, conditional formats, raw data sheets."""
    import io

    import xlsxwriter

    from iku_excel.keputusan import load_keputusan
    from iku_excel.numbers import NAMA_BULAN

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Monitoring")
    sheet.write_string(0, 0, f"MONITORING KINERJA BULAN {NAMA_BULAN[month - 1].upper()} 2024")
    sheet.write_string(1, 0, unit)
    sheet.insert_image(0, 8, "logo.png", {"image_data": io.BytesIO(png(64, 64))})
    heads = ("No", "Indikator Kinerja", "Satuan", "Target", "Realisasi bulan ini",
             "Realisasi s.d. bulan ini", "Capaian (%)", "Kendala", "Tindak lanjut")  # fmt: skip
    sheet.write_row(4, 0, heads)
    active = load_keputusan("47/2023").active(2024)
    for row, indikator in enumerate(active, 5):
        target = indikator.target[2024].angka
        assert target is not None
        share = float(target) * month / 12
        sheet.write_row(row, 0, (row - 4, indikator.nama, indikator.satuan, float(target)))
        sheet.write_row(row, 4, (round(share / month, 2), round(share, 2)))
        sheet.write_row(row, 7, ("cuaca", "dijadwalkan ulang"))
    last = 4 + len(active)
    sheet.conditional_format(5, 6, last, 6, {"type": "3_color_scale"})
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": ["Monitoring", 5, 5, last, 5]})
    sheet.insert_chart(20, 1, chart)
    for number in range(3 if raw_rows else 0):
        raw = book.add_worksheet(f"Data {number + 1}")
        raw.write_row(0, 0, [f"Kolom {c}" for c in range(12)])
        for r in range(1, raw_rows + 1):
            raw.write_row(r, 0, [r, "PT Contoh Abadi", r * 1.5, *range(8), "selesai"])
    book.close()


def make_folder(folder: Path, count: int, raw_rows: int) -> None:
    """`count` workbooks: twelve months for each unit."""
    for number in range(count):
        unit = f"Balai Contoh {number // 12 + 1:03}"
        place = folder / unit
        place.mkdir(parents=True, exist_ok=True)
        month = number % 12 + 1
        make_workbook(place / f"Monitoring_2024_{month:02}.xlsx", unit, month, raw_rows)


def usual_way(job: tuple[str, str]) -> None:
    """What a script does today: load all, set the column, save all."""
    import openpyxl

    source, target = job
    book = openpyxl.load_workbook(source)
    sheet = book["Monitoring"]
    for row in range(6, 19):
        goal, done = sheet.cell(row, 4).value, sheet.cell(row, 6).value
        if goal and done is not None:
            sheet.cell(row, 7).value = round(done / goal * 100, 2)
    book.save(target)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run_usual(paths: list[Path], target: Path, workers: int) -> float:
    target.mkdir()
    jobs = [(str(path), str(target / f"{n}.xlsx")) for n, path in enumerate(paths)]

    def work() -> None:
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(usual_way, jobs))

    return len(jobs) / timed(work)


def run_iku(folder: Path, target: Path, workers: int) -> tuple[float, int]:
    """Files per second of the whole command, and the largest process in MB."""
    count = sum(1 for _ in folder.rglob("*.xlsx"))
    words = [sys.executable, "-m", "iku_excel", "kumpulan", str(folder), "--ke", str(target),
             "--pekerja", str(workers), "--json"]  # fmt: skip
    env = {**os.environ, "IKU_HARI_INI": "2025-01-15"}
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    process.wait()
    seconds = time.perf_counter() - start
    assert process.returncode in (0, 1), process.returncode
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return count / seconds, peak


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--banyak", type=int, nargs="+", default=[12, 300])
    parser.add_argument("--baris", type=int, nargs="+", default=[0, 400])
    parser.add_argument("--pekerja", type=int, default=2)
    words = parser.parse_args()
    print("files  raw rows  files/s iku (1 worker)  iku (n)  usual (n)  iku/usual  n/1  peak MB")
    for rows in words.baris:
        for count in words.banyak:
            base = Path(tempfile.mkdtemp(prefix="bench-"))
            try:
                make_folder(base / "masuk", count, rows)
                one, _ = run_iku(base / "masuk", base / "satu", 1)
                many, peak = run_iku(base / "masuk", base / "banyak", words.pekerja)
                paths = sorted((base / "masuk").rglob("*.xlsx"))[:SAMPLE_OF_USUAL_WAY]
                usual = run_usual(paths, base / "biasa", words.pekerja)
                print(
                    f"{count:5}  {rows:8}  {one:22.1f}  {many:7.1f}  {usual:9.1f}  "
                    f"{many / usual:9.1f}  {many / one:3.1f}  {peak:7}"
                )
            finally:
                shutil.rmtree(base)


if __name__ == "__main__":
    main()
