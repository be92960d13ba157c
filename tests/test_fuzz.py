"""Twenty thousand mutants of good and of real workbooks: each gives a result or a coded sentence,
never a traceback, a hang or a flood.

Workers with the product's modules loaded take mutant after mutant; one that a mutant stops is
replaced. IKU_MUTAN sets how many; `python tests/test_fuzz.py BASE NUMBER FILE` makes one again.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
from mutants import judge, make_mutant

ROOT = Path(__file__).resolve().parent.parent
SAH = ROOT / "samples" / "sah"
COUNT = int(os.environ.get("IKU_MUTAN", "20000"))
SECONDS, MEGABYTES = 5.0, 300.0
WALL = 60.0
"""After so long even on a busy machine a worker hangs; SECONDS of work end it before."""
MINUTES = 10.0
LARGEST = 40_000
"""Bytes of a base: larger ones cost more time than they find."""


def bases(corpus: Path) -> list[Path]:
    found = sorted(SAH.rglob("*.xlsx")) + sorted(corpus.rglob("*.xls[xm]"))
    return [path for path in found if path.stat().st_size <= LARGEST]


@dataclass
class Worker:
    """One process that judges mutants, and what it is at."""

    folder: Path
    process: subprocess.Popen[str] = field(init=False)
    current: tuple[str, int] | None = None
    since: float = 0.0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", __file__, "--kerja", str(self.folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    @property
    def out(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def give(self, base: Path, number: int) -> None:
        assert self.process.stdin is not None
        self.current, self.since = (str(base), number), time.monotonic()
        self.process.stdin.write(json.dumps(self.current) + "\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                assert stream is not None
                stream.close()


def name_of(job: tuple[str, int]) -> str:
    return f"{Path(job[0]).name} {job[1]}"


def run(jobs: list[tuple[Path, int]], folder: Path, count: int) -> tuple[Counter[str], list[str]]:
    """(how the mutants ended, what went wrong)."""
    waiting = jobs[::-1]
    ended: Counter[str] = Counter()
    faults: list[str] = []
    workers = [Worker(folder / str(n)) for n in range(count)]
    try:
        for worker in workers:
            worker.give(*waiting.pop())
        while any(worker.current for worker in workers):
            ready = select.select([w.out for w in workers if w.current], [], [], 1.0)[0]
            for index, worker in enumerate(workers):
                if worker.current is None:
                    continue
                if worker.out in ready:
                    line = worker.out.readline()
                    answer: dict[str, Any] = json.loads(line) if line else {"fault": "killed"}
                elif time.monotonic() - worker.since > WALL:
                    answer = {"fault": f"hangs for {WALL:.0f} s"}
                else:
                    continue
                workers[index] = _take(worker, answer, ended, faults)
                if waiting:
                    workers[index].give(*waiting.pop())
    finally:
        for worker in workers:
            worker.stop()
    return ended, faults


def _take(worker: Worker, answer: dict[str, Any], ended: Counter[str], faults: list[str]) -> Worker:
    """Note how a mutant ended; a fresh worker where this one cannot go on."""
    assert worker.current is not None
    fault = answer.get("fault", "")
    if not fault and answer["seconds"] > SECONDS:
        fault = f"{answer['seconds']:.1f} s of work"
    if not fault and answer["megabytes"] > MEGABYTES:
        fault = f"{answer['megabytes']:.0f} MB"
    ended["FAULT" if fault else answer["ended"]] += 1
    if fault:
        faults.append(f"{name_of(worker.current)}: {fault}")
    worker.current = None
    if not fault or "Traceback" in fault:
        return worker
    worker.stop()
    return Worker(worker.folder)


@pytest.mark.berat
@pytest.mark.timeout(3600)
def test_mutants(corpus: Path, tmp_path: Path) -> None:
    chosen = bases(corpus)
    assert len(chosen) > 80
    jobs = [(chosen[n % len(chosen)], n // len(chosen)) for n in range(COUNT)]
    started = time.monotonic()
    ended, faults = run(jobs, tmp_path, os.cpu_count() or 2)
    minutes = (time.monotonic() - started) / 60
    print(f"{sum(ended.values())} mutants of {len(chosen)} workbooks in {minutes:.1f} minutes")
    for name, number in ended.most_common():
        print(f"  {number:6}  {name}")
    assert faults == [], "\n".join(faults[:30])
    assert sum(ended.values()) == COUNT
    assert ended["hasil"] + ended["ditulis"] > COUNT / 10
    if "IKU_MUTAN" not in os.environ:
        assert minutes < MINUTES


def _work(folder: Path) -> None:
    import resource
    import signal

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    size = pages * os.sysconf("SC_PAGE_SIZE") + (1 << 30)
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    path, target = folder / "Monitoring_2024_03.xlsx", folder / "hasil.xlsx"
    for line in sys.stdin:
        base, number = json.loads(line)
        path.write_bytes(make_mutant(Path(base), number))
        target.unlink(missing_ok=True)
        before = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS * 1.5)
        try:
            answer: dict[str, Any] = {"ended": judge(path, target, number)}
        except BaseException:  # noqa: B902 - told to the test
            answer = {"fault": traceback.format_exc()[-1500:]}
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer["seconds"] = time.process_time() - before
        answer["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--kerja":
        _work(Path(sys.argv[2]))
    else:
        Path(sys.argv[3]).write_bytes(make_mutant(Path(sys.argv[1]), int(sys.argv[2])))
