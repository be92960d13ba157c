"""The batch on a real local Dask cluster, and as it waits for workbooks to arrive."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from iku_excel.hosts.batch.executors import open_executor
from iku_excel.hosts.batch.run import run_batch
from iku_excel.hosts.batch.watch import settled_changes
from iku_excel.hosts.cli import main
from test_batch import contents, folder, options

__all__ = ["folder"]


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler with two workers, each a process of its own."""
    note = tmp_path / "scheduler.json"
    scheduler = start(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(note),
    )  # fmt: skip
    workers: list[subprocess.Popen[str]] = []
    try:
        wait_until(note.exists)
        for number in range(2):
            folder = tmp_path / f"w{number}"
            workers.append(
                start(
                    "dask_worker", "--scheduler-file", str(note), "--nthreads", "1",
                    "--no-dashboard", "--local-directory", str(folder),
                )
            )  # fmt: skip
        import json

        yield str(json.loads(note.read_text())["address"])
    finally:
        for process in (*workers, scheduler):
            process.terminate()
        for process in (*workers, scheduler):
            process.wait(20)
            assert process.stderr is not None
            process.stderr.close()


def wait_until(condition: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > end:
            pytest.fail("waited in vain")
        time.sleep(0.1)


@pytest.mark.berat
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_dask_gives_the_same_as_one_process(folder: Path, cluster: str) -> None:
    (folder / "rusak.xlsx").write_bytes(b"rusak")
    run_batch(options(folder))
    expected = contents(folder.parent / "hasil")
    shutil.rmtree(folder.parent / "hasil")
    with open_executor(1, cluster) as executor:
        report = run_batch(options(folder, workers=2), executor)
    assert contents(folder.parent / "hasil") == expected
    assert [(label, code) for label, code, _ in report.failures] == [("rusak.xlsx", "BK001")]


@pytest.mark.berat
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_files_that_workers_cannot_reach_travel_as_bytes(
    folder: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_batch(options(folder))
    expected = contents(folder.parent / "hasil")
    shutil.rmtree(folder.parent / "hasil")
    # The path is given relative to this process's folder; the workers stand elsewhere.
    monkeypatch.chdir(folder)
    from dataclasses import replace

    relative = replace(options(folder, workers=2), folder=Path("."))
    with open_executor(1, cluster) as executor:
        run_batch(relative, executor)
    found = contents(folder.parent / "hasil")
    state = ".iku-kumpulan.json"
    assert {k: v for k, v in found.items() if k != state} == {
        k: v for k, v in expected.items() if k != state
    }


@pytest.mark.berat
def test_ctrl_c_leaves_whole_files_only(folder: Path, tmp_path: Path) -> None:
    months = [p for p in folder.rglob("Monitoring_*.xlsx")]
    for number in range(60):
        unit = folder / f"unit {number:02}"
        unit.mkdir()
        for path in months:
            shutil.copy(path, unit)
    result = tmp_path / "hasil"
    words = ["kumpulan", str(folder), "--ke", str(result), "--pekerja", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "iku_excel", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=listen_to_ctrl_c,
    )
    wait_until(lambda: any(result.rglob("Monitoring_*.xlsx")))
    os.killpg(process.pid, signal.SIGINT)
    _, talk = process.communicate(timeout=60)
    assert "Traceback" not in talk
    written = [path for path in result.rglob("*") if path.is_file()]
    assert {path.suffix for path in written} <= {".xlsx", ".json"}
    for path in written:
        if path.suffix == ".xlsx":
            assert zipfile.ZipFile(path).testzip() is None
    assert main(["kumpulan", str(folder), "--ke", str(result), "--pekerja", "1"]) == 0


@pytest.mark.berat
def test_workers_end_with_a_parent_that_is_killed(folder: Path, tmp_path: Path) -> None:
    for number in range(40):
        shutil.copytree(folder / "triwulan 1", folder / f"unit {number:02}")
    words = ["kumpulan", str(folder), "--ke", str(tmp_path / "hasil"), "--pekerja", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "iku_excel", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )

    def group() -> list[str]:
        words = ["ps", "-o", "pid=,stat=", "-g", str(process.pid)]
        listed = subprocess.run(words, capture_output=True, text=True).stdout.splitlines()
        return [line for line in listed if " Z" not in line]

    wait_until(lambda: len(group()) > 2)
    process.kill()
    process.wait()
    wait_until(lambda: group() == [])


def test_a_wrong_address_is_wrong_usage(tmp_path: Path, folder: Path) -> None:
    words = ["kumpulan", str(folder), "--ke", str(tmp_path / "h"), "--penjadwal", "bukan alamat"]
    assert main(words) == 2


def test_waits_until_a_workbook_is_closed(tmp_path: Path) -> None:
    """A workbook arrives in two pieces, and stays open for a while: one round, not three."""
    events = iter([object()])
    moments: list[str] = []

    def sleep(_seconds: float) -> None:
        step = len(moments)
        moments.append("tidur")
        if step == 0:
            (tmp_path / "a.xlsx").write_bytes(b"awal")
        elif step == 1:
            (tmp_path / "a.xlsx").write_bytes(b"awal dan akhir")
            (tmp_path / "~$a.xlsx").write_bytes(b"")
        elif step == 3:
            (tmp_path / "~$a.xlsx").unlink()

    rounds = list(settled_changes(tmp_path, sleep=sleep, changes=events))
    assert (len(rounds), len(moments)) == (2, 5)


def listen_to_ctrl_c() -> None:
    """A shell lets what it starts in the background ignore Ctrl+C, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupt(process: subprocess.Popen[str]) -> str:
    """Ctrl+C as a person presses it: again, when the first one fell into a moment that lost it."""
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=5)[0]
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    process.communicate()
    pytest.fail("Ctrl+C does not end it")


@pytest.mark.berat
def test_watching_converts_what_arrives(folder: Path, tmp_path: Path) -> None:
    result = tmp_path / "hasil"
    late = folder / "Monitoring_2024_02.xlsx"
    aside = tmp_path / late.name
    late.rename(aside)
    words = ["kumpulan", str(folder), "--ke", str(result), "--pantau"]
    process = subprocess.Popen(
        [sys.executable, "-m", "iku_excel", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=listen_to_ctrl_c,
    )
    try:
        wait_until((result / "Monitoring_2024_01.xlsx").exists)
        time.sleep(2)
        threading.Timer(0, shutil.copy, (aside, late)).start()
        wait_until((result / late.name).exists)
    finally:
        output = interrupt(process)
    assert "Traceback" not in output
