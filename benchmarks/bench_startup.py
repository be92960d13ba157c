"""What staff wait for at every click: `iku periksa` on one workbook as a whole process.

    python benchmarks/bench_startup.py [--putaran 15] [BERKAS...]

Prints, as ratios of runs that take turns: the command against a bare
`python -c "import openpyxl; openpyxl.load_workbook(F)"` (aim: at most 1), and `import iku_excel`
against bare Python (aim: at most 100 ms more). Also which heavy modules the command has loaded
(aim: none). Compiled modules are kept and warm for both, as in an installed package.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
ROOT = Path(__file__).resolve().parent.parent
MONTHLY = ROOT / "samples" / "sah" / "bulanan"
HEAVY = ("pandas", "numpy", "matplotlib", "openpyxl", "docx", "xlwings", "jinja2", "lxml", "rich")

Times = dict[str, list[tuple[float, float]]]


def run(words: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Seconds by the clock and of the processor, of a whole process."""
    before, start = processor_time(), time.perf_counter()
    done = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    seconds = time.perf_counter() - start
    assert done.returncode in (0, 1), (words, done.returncode)
    return seconds, processor_time() - before


def processor_time() -> float:
    """Of all children that have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_turns(jobs: dict[str, list[str]], rounds: int, env: dict[str, str]) -> Times:
    """Each job once per round, after one round that only warms up."""
    times: Times = {name: [] for name in jobs}
    for turn in range(rounds + 1):
        for name, words in jobs.items():
            measured = run(words, env)
            if turn:
                times[name].append(measured)
    return times


def median(times: Times, name: str, part: int = 0) -> float:
    return statistics.median(pair[part] for pair in times[name])


def compare(path: Path, label: str, rounds: int, env: dict[str, str]) -> None:
    python = sys.executable
    times = in_turns(
        {
            "openpyxl": [python, "-c", f"import openpyxl; openpyxl.load_workbook({str(path)!r})"],
            "periksa": [python, "-m", "iku_excel", "periksa", str(path)],
        },
        rounds,
        env,
    )
    clock = median(times, "periksa") / median(times, "openpyxl")
    processor = median(times, "periksa", 1) / median(times, "openpyxl", 1)
    print(
        f"{label:44} {median(times, 'openpyxl'):7.3f} s {median(times, 'periksa'):7.3f} s "
        f"{clock:6.2f} {processor:6.2f}"
    )


def compare_import(rounds: int, env: dict[str, str]) -> None:
    python = sys.executable
    jobs = {"bare": [python, "-c", "pass"], "import": [python, "-c", "import iku_excel"]}
    times = in_turns(jobs, rounds, env)
    more = (median(times, "import") - median(times, "bare")) * 1000
    ratio = median(times, "import") / median(times, "bare")
    print(f"import iku_excel: {more:.0f} ms more than bare Python (aim 100), {ratio:.2f} times")


def loaded_modules(path: Path, env: dict[str, str]) -> str:
    code = (
        "import sys; from iku_excel.hosts.cli import main; "
        f"main(['periksa', {str(path)!r}]); "
        f"print(*(m for m in {HEAVY!r} if m in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    return done.stderr.strip()


def office_files(folder: Path) -> dict[str, Path]:
    """Monthly workbooks as offices have them: logo, chart, conditional formats, raw data sheets."""
    from bench_batch import make_workbook

    files = {}
    for rows in (0, 400, 5_000):
        label = f"one form, three raw sheets of {rows} rows" if rows else "one form, logo and chart"
        files[label] = folder / f"Monitoring_2024_07_{rows}.xlsx"
        make_workbook(files[label], "Balai Contoh", 7, rows)
    return files


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--putaran", type=int, default=15)
    parser.add_argument("berkas", nargs="*", type=Path)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPYCACHEPREFIX"] = str(Path(name, "pyc"))
        files = {path.name: path for path in words.berkas}
        if not files:
            for month in ("07", "12"):
                files[f"samples, {month}"] = MONTHLY / f"Monitoring_2024_{month}.xlsx"
            files |= office_files(Path(name))
        compare_import(words.putaran, env)
        print(f"{'':44} {'openpyxl':>9} {'periksa':>9} {'ratio':>6} {'cpu':>6}  (aim 1)")
        for label, path in files.items():
            compare(path, label, words.putaran, env)
            heavy = loaded_modules(path, env)
            if heavy:
                print(f"{'':4}loaded by the command: {heavy} (aim none)")


if __name__ == "__main__":
    main()
