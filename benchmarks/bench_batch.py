"""Throughput of `iku kumpulan` against the usual way (openpyxl: load, compute, save).

Ratios of one run on one machine; absolute times are printed for orientation only. Two yardsticks,
on as many cores, on the first unit's workbooks: `same`, the same work with openpyxl as reader and
writer (openpyxl_way.py), and `bare`, which only loads, sets thirteen cells and saves.

    python benchmarks/bench_batch.py [--banyak 12 300 3000] [--baris 0 400] [--pekerja 2]
"""

from __future__ import annotations

import argparse
import os
import pickle
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl_way import convert_unit

Way = Callable[[tuple[list[str], str]], None]


def png(width: int, height: int) -> bytes:
    """A small logo."""
    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(width * 3)) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


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
    """`count` workbooks: twelve months for each unit. The first unit's are made, the others' are
    copies with their own unit."""
    from iku_excel.workbook import write_cells

    for number in range(count):
        unit = f"Balai Contoh {number // 12 + 1:03}"
        place = folder / unit
        place.mkdir(parents=True, exist_ok=True)
        month = number % 12 + 1
        target = place / f"Monitoring_2024_{month:02}.xlsx"
        if number < 12:
            make_workbook(target, unit, month, raw_rows)
        else:
            first = folder / "Balai Contoh 001" / target.name
            write_cells(first, target, {("Monitoring", "A2"): unit})


def bare_way(job: tuple[list[str], str]) -> None:
    """The least a script does: load all, set the column, save all."""
    import openpyxl

    paths, target = job
    Path(target).mkdir(parents=True)
    for path in paths:
        book = openpyxl.load_workbook(path)
        sheet = book["Monitoring"]
        for row in range(6, 19):
            goal, done = sheet.cell(row, 4).value, sheet.cell(row, 6).value
            if goal and done is not None:
                sheet.cell(row, 7).value = round(done / goal * 100, 2)
        book.save(Path(target, Path(path).name))


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@dataclass(frozen=True)
class Speed:
    """Per file: seconds by the clock and of the processor; `alone` is the part of the latter that
    the parent did itself, `peak` the largest worker in MB."""

    clock: float
    processor: float
    alone: float = 0.0
    peak: int = 0


def run_usual(way: Way, folder: Path, target: Path, workers: int) -> Speed:
    """One unit for each worker, each in a process that has imported all it needs."""
    first = [str(path) for path in sorted((folder / "Balai Contoh 001").glob("*.xlsx"))]
    warm = [(first[:1], str(target / f"awal-{n}")) for n in range(workers)]
    jobs = [(first, str(target / f"hasil-{n}")) for n in range(workers)]
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(way, warm))
        before = sum(processor_time_of(pid) for pid in pool._processes)
        seconds = timed(lambda: list(pool.map(way, jobs)))
        used = sum(processor_time_of(pid) for pid in pool._processes) - before
    count = workers * len(first)
    return Speed(seconds / count, used / count)


def run_iku(folder: Path, target: Path, workers: int) -> Speed:
    """The whole command, start to end."""
    count = sum(1 for _ in folder.rglob("*.xlsx"))
    words = [sys.executable, "-m", "iku_excel", "kumpulan", str(folder), "--ke", str(target),
             "--pekerja", str(workers), "--json"]  # fmt: skip
    start = time.perf_counter()
    process = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    )
    peak, used = dict[int, int](), dict[int, float]()
    while process.poll() is None:
        for pid in (process.pid, *descendants(process.pid)):
            peak[pid] = max(peak.get(pid, 0), peak_memory(pid))
            used[pid] = max(used.get(pid, 0.0), processor_time_of(pid))
        time.sleep(0.02)
    seconds = time.perf_counter() - start
    assert process.returncode in (0, 1), process.returncode
    total, alone = sum(used.values()), used[process.pid]
    largest = max(v for pid, v in peak.items() if len(peak) == 1 or pid != process.pid)
    return Speed(seconds / count, total / count, alone / count, largest)


def descendants(pid: int) -> list[int]:
    """Processes that it started, and they: the fork server and its workers. (Linux.)"""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [each for child in map(int, children) for each in (child, *descendants(child))]


def environment() -> dict[str, str]:
    """Compiled modules kept, as in an installed package; a fixed date."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    prefix = os.environ.get("PYTHONPYCACHEPREFIX") or str(Path(tempfile.gettempdir(), "iku-pyc"))
    return {**kept, "PYTHONPYCACHEPREFIX": prefix, "IKU_HARI_INI": "2025-01-15"}


def processor_time_of(pid: int) -> float:
    """Of a process that runs, in seconds. (Linux.)"""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory(pid: int) -> int:
    """MB, 0 for a process that has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return max((int(x.split()[1]) // 1024 for x in status if x.startswith("VmHWM")), default=0)


# The steps of one file


def steps_of_one(folder: Path, scratch: Path) -> None:
    """Milliseconds of each step for one file of `folder` (one unit, twelve months), and how often
    that is what unzipping and copying cost."""
    from iku_excel.hosts.batch.rekap_book import rekap_bytes
    from iku_excel.hosts.batch.rekap_build import build_rekap
    from iku_excel.hosts.batch.source import Source
    from iku_excel.hosts.batch.state import hash_file
    from iku_excel.hosts.recompute import write_hasil
    from iku_excel.keputusan import load_keputusan
    from iku_excel.pipeline import examine_read, read_source

    paths = sorted(folder.rglob("*.xlsx"))[:12]
    decree, today, out = load_keputusan(), date(2025, 1, 15), scratch / "hasil.xlsx"
    sources = [read_source(str(path), decree, None) for path in paths]
    report = examine_read(sources, decree, hari_ini=today)
    kebijakan, daftar = report.dossier.kebijakan, report.dossier.daftar_berkas
    packed = [Source(source) for source in sources]

    def recap() -> bytes:
        unit = sources[0][0].unit or "Balai Contoh"
        return rekap_bytes(
            build_rekap(unit, 2024, daftar, report.findings, decree, kebijakan, today)
        )

    steps: dict[str, Callable[[], object]] = {
        "copy": lambda: [shutil.copyfile(path, out) for path in paths],
        "unzip": lambda: [inflate(path) for path in paths],
        "hash": lambda: [hash_file(path) for path in paths],
        "read and count": lambda: [read_source(str(path), decree, None) for path in paths],
        "to another process": lambda: [
            pickle.loads(pickle.dumps(each, 5)).get() for each in packed
        ],
        "compute and check": lambda: examine_read(sources, decree, hari_ini=today),
        "write": lambda: [write_hasil(each, kebijakan, out) for each in daftar],
        "recap of the unit": recap,
    }
    cost = {name: best(work) * 1000 / len(paths) for name, work in steps.items()}
    floor = cost["copy"] + cost["unzip"]
    for name, value in cost.items():
        print(f"    {name:24} {value:7.2f} ms {value / floor:6.1f} x")
    print(f"    {'together':24} {sum(cost.values()):7.2f} ms {sum(cost.values()) / floor:6.1f} x")


def inflate(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            package.read(name)


def best(work: Callable[[], object]) -> float:
    return min(timed(work) for _ in range(3))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--banyak", type=int, nargs="+", default=[12, 300, 3_000])
    parser.add_argument("--baris", type=int, nargs="+", default=[0, 400])
    parser.add_argument("--pekerja", type=int, default=2)
    words = parser.parse_args()
    print("              files/s by the clock                 | processor ms per file      |")
    print("files   rows  iku 1  iku n   same    x   bare    x | iku 1  same    x  bare    x | "
          "n/1*  MB each")  # fmt: skip
    with tempfile.TemporaryDirectory() as name:  # compiles what is not compiled yet
        make_folder(Path(name, "masuk"), 1, 0)
        run_iku(Path(name, "masuk"), Path(name, "hasil"), 1)
    for rows in words.baris:
        for count in words.banyak:
            base = Path(tempfile.mkdtemp(prefix="bench-"))
            try:
                measure(base, count, rows, words.pekerja)
                if count == words.banyak[0]:
                    print(f"  one file with {rows} rows in each raw sheet, beyond unzip and copy:")
                    steps_of_one(base / "masuk", base)
            finally:
                shutil.rmtree(base)


def measure(base: Path, count: int, rows: int, workers: int) -> None:
    """One line. * What n workers can give against one where n cores are free: the parent's own
    part is not shared."""
    make_folder(base / "masuk", count, rows)
    one = run_iku(base / "masuk", base / "satu", 1)
    many = run_iku(base / "masuk", base / "banyak", workers)
    same = run_usual(convert_unit, base / "masuk", base / "sama", workers)
    bare = run_usual(bare_way, base / "masuk", base / "biasa", workers)
    shared = many.alone + (many.processor - many.alone) / workers
    print(
        f"{count:5}  {rows:5}  {1 / one.clock:5.1f}  {1 / many.clock:5.1f}  "
        f"{1 / same.clock:5.1f} {same.clock / many.clock:4.1f}  "
        f"{1 / bare.clock:5.1f} {bare.clock / many.clock:4.1f} | "
        f"{one.processor * 1e3:5.1f} {same.processor * 1e3:5.1f} "
        f"{same.processor / one.processor:4.1f} {bare.processor * 1e3:5.1f} "
        f"{bare.processor / one.processor:4.1f} | "
        f"{one.processor / shared:4.2f}  {many.peak:7}",
        flush=True,
    )


if __name__ == "__main__":
    main()
