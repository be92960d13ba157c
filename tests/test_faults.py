"""Nothing is lost: every writing command, struck at every call that changes a file.

A small library between Python and the system counts the calls that write, rename, remove or sync,
and at the chosen one kills the process, fails the call, or runs out of disk; see tests/faults/.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from iku_excel.hosts.cli import main
from iku_excel.resources import samples_path

SAMPLES = samples_path() / "sah"
ROOT = Path(__file__).resolve().parent.parent
LEAST_POINTS = 1000

pytestmark = [pytest.mark.berat, pytest.mark.timeout(1500)]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("shim") / "shim.so"
    source = ROOT / "tests" / "faults" / "shim.c"
    words = ["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    subprocess.run(words, check=True)
    return library


def strike(
    shim: Path, folder: Path, words: list[str], replaced: str | None = None
) -> dict[str, Any]:
    job = {"folder": str(folder), "words": words, "replaced": replaced}
    env = {
        "LD_PRELOAD": str(shim),
        "IKU_HARI_INI": "2025-01-15",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PATH": "/nonexistent",  # the report without LibreOffice: its own faults are not ours
        "HOME": str(folder.parent),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.driver", json.dumps(job)],
        env=env, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def monthly(folder: Path, *months: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for month in months:
        shutil.copy(SAMPLES / "bulanan" / f"Monitoring_2024_{month:02}.xlsx", folder)


def test_every_writing_command_loses_nothing(
    shim: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = tmp_path / "satu"
    monthly(one, 7)
    name = "Monitoring_2024_07.xlsx"
    marked = tmp_path / "tanda"
    shutil.copytree(one, marked)
    restored = tmp_path / "batal"
    shutil.copytree(one, restored)
    assert main(["hitung", str(restored / name)]) == 0
    several = tmp_path / "kumpulan"
    monthly(several / "masuk", 1, 2)
    in_place = tmp_path / "di-tempat"
    monthly(in_place / "masuk", 3)
    report = tmp_path / "lakip"
    monthly(report, 12)
    shutil.copy(SAMPLES / "PK_2024.xlsx", report)
    empty = tmp_path / "pk"
    empty.mkdir()
    cases: list[tuple[Path, list[str], str | None]] = [
        (one, ["hitung", name], name),
        (marked, ["periksa", name, "--tandai"], name),
        (restored, ["batal", name], None),
        (several, ["kumpulan", "masuk", "--ke", "hasil", "--pekerja", "1"], None),
        (in_place, ["kumpulan", "masuk", "--di-tempat", "--pekerja", "1"], None),
        (empty, ["pk", "--tahun", "2024", "--ke", "PK.xlsx", "--timpa"], None),
        (
            report,
            ["lakip", "--tahun", "2024", "--pk", "PK_2024.xlsx", "--monitoring",
             "Monitoring_2024_12.xlsx", "--ke", "LAKIP.docx"],
            None,
        ),
    ]  # fmt: skip
    total = 0
    broken: list[str] = []
    lines: list[str] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda case: strike(shim, *case), cases))
    for (_, words, _), result in zip(cases, results, strict=True):
        total += result["points"]
        broken += result["broken"]
        lines.append(f"{words[0]:10} {result['points']:5}  {result['kinds']}")
    with capsys.disabled():
        print("\nfault points by command:\n" + "\n".join(lines) + f"\ntotal {total}")
    assert broken == []
    assert total >= LEAST_POINTS
    assert os.listdir(empty) == []
