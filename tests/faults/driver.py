"""Runs one writing command again and again, each time with another fault, and checks what is left.

Started by tests/test_faults.py with the shim preloaded: one process imports everything once, and
every fault strikes a child of it. Prints one JSON document.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from iku_excel.hosts.cli import main

KILL, KILL_HALF, ERROR, CALL = 1, 2, 3, 4
ERRORS = {"disk penuh": errno.ENOSPC, "izin": errno.EACCES, "rusak": errno.EIO}
SIZE_STEPS = 80

_shim = ctypes.CDLL(None)
_HOOK = ctypes.CFUNCTYPE(None)
_shim.fault_arm.argtypes = [
    ctypes.c_long, ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_void_p,
]  # fmt: skip
_shim.fault_disarm.restype = ctypes.c_long

Files = dict[str, bytes]


@dataclass(frozen=True)
class Fault:
    name: str
    at: int = 0
    mode: int = 0
    number: int = 0
    budget: int = -1
    replaced: bool = False


@dataclass
class Tally:
    points: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


def contents(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run(folder: Path, words: list[str], fault: Fault | None, replace: Callable[[], None]) -> int:
    """The command in a child; its exit code, negative for a signal. With `fault` None it returns
    how many calls could have failed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        hook = _HOOK(replace)
        chosen = fault or Fault("tanpa")
        mode = CALL if chosen.replaced else chosen.mode
        pointer = ctypes.cast(hook, ctypes.c_void_p)
        _shim.fault_arm(chosen.at, mode, chosen.number, chosen.budget, pointer)
        try:
            code = main(words)
        except BaseException:
            code = 99
        count = _shim.fault_disarm()
        os.write(write, str(count).encode())
        os._exit(code)
    os.close(write)
    _, status = os.waitpid(child, 0)
    count = int(os.read(read, 20) or b"0")
    os.close(read)
    code = os.waitstatus_to_exitcode(status)
    return count if fault is None else code


def faults_of(count: int, written: int, replaced: bool) -> Iterator[Fault]:
    for at in range(1, count + 1):
        yield Fault("dimatikan", at, KILL)
        yield Fault("dimatikan di tengah", at, KILL_HALF)
        for name, number in ERRORS.items():
            yield Fault(name, at, ERROR, number)
        if replaced:
            yield Fault("berkas diganti", at, replaced=True)
    for step in range(SIZE_STEPS):
        yield Fault("disk penuh pada ukuran", budget=written * step // SIZE_STEPS)


def judge(before: Files, after: Files, found: Files, ours: set[str], other: Files) -> list[str]:
    """What is wrong with the files that a fault left: each must be the old or the new one whole."""
    wrong = []
    for name, old in before.items():
        now = found.get(name)
        if now not in (old, after.get(name), other.get(name, old)):
            wrong.append(f"{name} is neither the old file nor the new one")
    for name, content in found.items():
        if name in before:
            continue
        if name.startswith(".iku-cadangan/") or "/.iku-cadangan/" in name:
            if not name.endswith(".tmp") and content not in (*before.values(), *other.values()):
                wrong.append(f"{name} is not a whole copy")
        elif name in ours:
            if content != after[name] and not _is_whole_json(name, content):
                wrong.append(f"{name} is not whole")
        elif not name.rsplit("/", 1)[-1].startswith(".iku"):
            wrong.append(f"{name} is litter")
    return wrong


def _is_whole_json(name: str, content: bytes) -> bool:
    """An overview tells of the failure too, so it differs; it must be whole all the same."""
    if not name.endswith(".json"):
        return False
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


def prepare(base: Path, source: Path) -> Path:
    folder = base / "kerja"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    return folder


def examine(base: Path, source: Path, words: list[str], replaced: str | None) -> Tally:
    """Every fault of one command. `replaced` names the file that somebody else saves meanwhile."""
    tally = Tally()
    before = contents(source)
    _warm_up(prepare(base, source), words)
    folder = prepare(base, source)
    count = run(folder, words, None, lambda: None)
    after = contents(folder)
    ours = set(after) - set(before)
    written = sum(len(c) for n, c in after.items() if before.get(n) != c)
    other = {replaced: before[replaced] + b"\0"} if replaced else {}

    def replace() -> None:
        assert replaced is not None
        spare = folder / ".lain"
        spare.write_bytes(other[replaced])
        os.utime(spare, ns=(1, 1))
        os.replace(spare, folder / replaced)

    for fault in faults_of(count, written, bool(replaced)):
        folder = prepare(base, source)
        code = run(folder, words, fault, replace)
        left = contents(folder)
        wrong = judge(before, after, left, ours, other if fault.replaced else {})
        if code == 99:
            wrong.append("an exception reached the user")
        if fault.mode == ERROR or fault.budget >= 0:
            litter = [n for n in left if n.endswith(".tmp")]
            wrong += [f"{n} is left behind" for n in litter]
        if not fault.replaced and not same(left, after):
            again = run(folder, words, Fault("sesudahnya"), lambda: None)
            if again not in (0, 1) or not same(contents(folder), after):
                wrong.append(f"the next run gives {again} and other files")
        tally.points += 1
        tally.kinds[fault.name] = tally.kinds.get(fault.name, 0) + 1
        where = f"{' '.join(words)}: {fault.name} {fault.at or fault.budget}"
        tally.broken += [f"{where}: {what}" for what in wrong]
    return tally


def _warm_up(folder: Path, words: list[str]) -> None:
    """Import everything here, once, so that children only do the work."""
    here, out = os.getcwd(), sys.stdout
    os.chdir(folder)
    try:
        with open(os.devnull, "w") as sys.stdout:
            main(words)
    finally:
        sys.stdout = out
        os.chdir(here)


def same(final: Files, after: Files) -> bool:
    """The files of an undisturbed run. Backups may differ in number, and an overview tells what
    each run itself wrote."""

    def own(files: Files) -> Files:
        return {n: c for n, c in files.items() if ".iku-" not in n and not n.endswith(".json")}

    return own(final) == own(after)


if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    with tempfile.TemporaryDirectory() as place:
        result = examine(Path(place), Path(job["folder"]), job["words"], job.get("replaced"))
    print(json.dumps({"points": result.points, "kinds": result.kinds, "broken": result.broken}))
