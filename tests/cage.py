"""Runs the product on files that may be hostile: a fresh process for each, with a bound on time and
memory, and told afterwards how it ended.

`Cage` is a small server in a process of its own that has the product's modules loaded and forks for
every job, so that a job costs milliseconds. Run as a script it is that server.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent
CEILING = 1 << 30
"""Address space that a job may take on top of the server's; nothing sane comes near it."""


@dataclass(frozen=True)
class Ended:
    """How a job ended. `exit_code` is None where it was killed; `seconds` of processor time;
    `megabytes` is the largest resident size of the process, interpreter and modules included."""

    exit_code: int | None
    out: str
    err: str
    trace: str
    seconds: float
    megabytes: float

    @property
    def is_crash(self) -> bool:
        """Killed, or a fault that no sentence explains."""
        return self.exit_code is None or bool(self.trace) or "[PG000]" in self.err

    def json(self) -> Any:
        return json.loads(self.out)

    def codes(self) -> set[str]:
        """The codes of the findings in a JSON report."""
        return {t["kode"] for berkas in self.json()["berkas"] for t in berkas["temuan"]}


class Cage:
    """The server, seen from a test."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", str(TESTS / "cage.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout

    def run(self, job: str, *args: str | Path, seconds: float = 10) -> Ended:
        """Do one of JOBS; it is killed after `seconds` of work."""
        line = {"job": job, "args": [str(arg) for arg in args], "seconds": seconds}
        self._in.write(json.dumps(line) + "\n")
        self._in.flush()
        return Ended(**json.loads(self._out.readline()))

    def iku(self, *args: str | Path, seconds: float = 10) -> Ended:
        """The command line, `iku` left out."""
        return self.run("iku", *args, seconds=seconds)

    def close(self) -> None:
        self._in.close()
        self._process.wait(timeout=30)
        self._out.close()


# The server -------------------------------------------------------------------------------------


def _iku(args: Sequence[str]) -> int:
    from iku_excel.hosts.cli import main

    return main(args)


def _mutants(args: Sequence[str]) -> int:
    from mutants import read_and_write

    return read_and_write(*args)


JOBS: dict[str, Callable[[Sequence[str]], int]] = {"iku": _iku, "mutan": _mutants}


def _preload() -> None:
    """Everything a job imports, so that a fork has it already."""
    from datetime import date

    from iku_excel import examine
    from iku_excel.hosts.cli import main

    sample = TESTS.parent / "samples" / "sah" / "PK_2024.xlsx"
    examine([sample], hari_ini=date(2025, 1, 15))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        main(["hitung", "--help"])


def _limit(seconds: float) -> None:
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    size = pages * os.sysconf("SC_PAGE_SIZE") + CEILING
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Seconds of work, so that a busy machine changes nothing; much later even one that only waits.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds * 6)


def _child(line: dict[str, Any], channel: int) -> None:
    out, err, trace, code = io.StringIO(), io.StringIO(), "", 0
    os.environ["IKU_LACAK"] = "1"
    _limit(line["seconds"])
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = JOBS[line["job"]](line["args"])
        except BaseException:  # noqa: B902 - told to the test
            trace = traceback.format_exc()[-4000:]
            code = 70
    answer = {"exit_code": code, "out": out.getvalue(), "err": err.getvalue(), "trace": trace}
    with os.fdopen(channel, "w") as stream:
        json.dump(answer, stream)
    os._exit(0)


def _serve_one(line: dict[str, Any]) -> dict[str, Any]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with contextlib.suppress(BaseException):
            _child(line, writer)
        os._exit(71)
    os.close(writer)
    with os.fdopen(reader) as stream:
        text = stream.read()
    _, status, usage = os.wait4(child, 0)
    killed = f"killed by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else ""
    lost = {"exit_code": None, "out": "", "err": "", "trace": killed or "ended without an answer"}
    answer: dict[str, Any] = json.loads(text) if text else lost
    answer["seconds"] = usage.ru_utime + usage.ru_stime
    answer["megabytes"] = usage.ru_maxrss / 1024
    return answer


def serve() -> None:
    sys.path.insert(0, str(TESTS))
    os.environ["IKU_HARI_INI"] = "2025-01-15"
    _preload()
    for line in sys.stdin:
        print(json.dumps(_serve_one(json.loads(line))), flush=True)


if __name__ == "__main__":
    serve()
