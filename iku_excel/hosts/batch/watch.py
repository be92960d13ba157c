"""Waits for workbooks to arrive in a folder and to be closed before they are converted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from iku_excel.errors import UsageError

SETTLE_SECONDS = 2.0
PATIENCE = 60
"""How often to look again: an owner file that Excel left behind must not stop us for ever."""
Stamp = dict[str, tuple[int, int]]


def settled_changes(
    folder: Path,
    *,
    settle: float = SETTLE_SECONDS,
    sleep: Callable[[float], None] = time.sleep,
    changes: Iterator[object] | None = None,
) -> Iterator[None]:
    """Yields once at the start, and again whenever something changed and has come to rest.

    At rest: nothing changed for `settle` seconds, and no workbook is held open by Excel or
    LibreOffice. `changes` stands in for the watcher in tests. Raises UsageError PG012 without
    the optional package.
    """
    yield
    for _ in changes if changes is not None else _watch(folder):
        before = stamp(folder)
        for _ in range(PATIENCE):
            sleep(settle)
            now = stamp(folder)
            if now == before and not _is_held(now):
                break
            before = now
        yield


def stamp(folder: Path) -> Stamp:
    """Every file below `folder` with its size and time of change."""
    found: Stamp = {}
    for path in folder.rglob("*"):
        try:
            info = path.stat()
        except OSError:
            continue
        if path.is_file():
            found[path.as_posix()] = (info.st_size, info.st_mtime_ns)
    return found


def _is_held(files: Stamp) -> bool:
    """Whether an owner file says that somebody has a workbook open."""
    names = [name.rpartition("/")[2] for name in files]
    return any(n.startswith("~$") or n.startswith(".~lock.") for n in names)


def _watch(folder: Path) -> Iterator[object]:
    try:
        from watchfiles import watch
    except ImportError as error:
        raise UsageError(
            "PG012",
            "--pantau memerlukan pustaka tambahan. Pasang dulu: pip install 'iku-excel[pantau]'.",
        ) from error
    # Polling, because a network share tells the kernel of this PC nothing.
    yield from watch(folder, force_polling=True, raise_interrupt=True)
