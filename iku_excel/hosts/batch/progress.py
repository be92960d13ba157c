"""Progress for people: a live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Self

PLAIN_SECONDS = 5.0


class Progress:
    """Counts finished files; use as a context manager. Everything goes to stderr."""

    def __init__(self, total: int, label: str, *, quiet: bool = False) -> None:
        self.total, self.label, self.quiet = total, label, quiet
        self.done = 0
        self.findings = 0
        self._started = self._spoken = time.monotonic()
        self._live: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        if not self.quiet and self.total and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Live

            self._live = Live(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]} berkas/detik, {task.fields[findings]} temuan,"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            self._live.start()
            self._task = self._live.add_task(self.label, total=self.total, rate="0", findings=0)
        return self

    def advance(self, files: int = 1, findings: int = 0) -> None:
        self.done += files
        self.findings += findings
        if self._live is not None:
            self._live.update(
                self._task, advance=files, rate=f"{self._rate():.1f}", findings=self.findings
            )
        elif not self.quiet and time.monotonic() - self._spoken >= PLAIN_SECONDS:
            self._spoken = time.monotonic()
            self._say()

    def _rate(self) -> float:
        return self.done / max(time.monotonic() - self._started, 0.001)

    def _say(self) -> None:
        left = (self.total - self.done) / max(self._rate(), 0.001)
        sys.stderr.write(
            f"{self.label}: {self.done} dari {self.total} berkas, {self._rate():.1f} berkas/detik, "
            f"sisa {left:.0f} detik, {self.findings} temuan\n"
        )
        sys.stderr.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()
