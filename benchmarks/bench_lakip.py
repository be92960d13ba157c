"""The report from a Dossier: 17 indicators, ten times as many, and the charts' own workbooks.

    python benchmarks/bench_lakip.py

Prints, beyond imports and without LibreOffice: seconds for 17 indicators (aim: below 0.6), the
ratio of 170 to 17 (aim: below 10), peak memory of 170 (aim: below 120 MB), and our chart workbook
against the same one by openpyxl (aim: below 1).
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from bench_word import peak_memory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
ROUNDS = 5
TEMPLATE = ROOT / "templates" / "LAKIP.docx.j2"


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The shortest of some runs, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def make_report(count: int, folder: Path) -> Callable[[], object]:
    """A function that makes the report of `count` indicators anew."""
    from lakip_dossier import REALISASI, make_dossier, many_indikator

    from iku_excel.lakip.report import make_lakip

    keputusan = many_indikator(count)
    rows = list(REALISASI.values())
    figures = {i.kode: rows[n % len(rows)] for n, i in enumerate(keputusan.active(2024))}
    dossier = make_dossier(keputusan=keputusan, realisasi=figures)
    target = folder / f"{count}.docx"

    def work() -> object:
        return make_lakip(
            dossier, 2024, target, template=TEMPLATE, tanggal=date(2025, 1, 31), is_baru=True
        )

    return work


def chart_ratio() -> float:
    """Our chart workbook against openpyxl's."""
    import openpyxl

    from iku_excel.lakip.chart_book import write_chart_book

    kategori = ("2021", "2022", "2023", "2024")
    values = tuple(Decimal(n) for n in (1, 2, 3, 4))

    def theirs() -> None:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.append(["", "Target", "Realisasi"])
        for n, kategori_ in enumerate(kategori):
            sheet.append([kategori_, float(values[n]), float(values[n])])
        book.save(io.BytesIO())

    ours = best(lambda: write_chart_book(kategori, [("Target", values), ("Realisasi", values)]), 50)
    return ours / best(theirs, 20)


def print_peak() -> None:
    """Peak memory in MB of a process that makes one report of 170 indicators."""
    from iku_excel.lakip import pdf

    pdf.find_office = lambda: None
    with tempfile.TemporaryDirectory() as name:
        make_report(170, Path(name))()
    print(peak_memory())


def main() -> None:
    from iku_excel.lakip import pdf

    pdf.find_office = lambda: None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few = make_report(17, folder)
        few()  # imports and caches
        seconds = best(few)
        print(f"17 indikator: {seconds:.2f} s (sasaran < 0,6)")
        many = make_report(170, folder)
        print(f"170 terhadap 17: {best(many, 2) / seconds:.1f} kali (sasaran < 10)")
    command = [sys.executable, __file__, "--memori"]
    peak = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    print(f"memori puncak 170: {peak} MB (sasaran < 120)")
    print(f"buku data grafik terhadap openpyxl: {chart_ratio():.2f} (sasaran < 1)")


if __name__ == "__main__":
    print_peak() if "--memori" in sys.argv else main()
