"""Where the work runs: in this process, in processes of this machine, or on a Dask cluster.

Anything with the manners of concurrent.futures.Executor will do; we have no queue of our own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

from iku_excel.errors import UsageError

Job = TypeVar("Job")
Result = TypeVar("Result")

MEMORY_PER_WORKER = 300 << 20
"""Bytes to keep free for each worker; docs and benchmarks/bench_batch.py measure well below."""
FEW_FILES = 24
"""Below this, starting processes costs more than it saves."""
_NEEDED = (
    "iku_excel.hosts.batch.jobs", "iku_excel.pipeline", "iku_excel.hosts.recompute",
    "iku_excel.workbook.reader", "iku_excel.workbook.writer", "iku_excel.workbook.engine.edit",
    "iku_excel.bukti.count", "iku_excel.checks.registry", "iku_excel.compute.hasil",
    "iku_excel.hosts.batch.rekap_book", "iku_excel.hosts.batch.rekap_build", "openpyxl",
    "python_calamine",
)  # fmt: skip
"""What a worker imports for its first workbook."""


def default_workers(count: int) -> int:
    """How many processes to start for `count` files: by cores and memory at hand."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    workers = min(cores or 1, max(1, _free_memory() // MEMORY_PER_WORKER), max(1, count // 2))
    return 1 if count < FEW_FILES else int(workers)


def _free_memory() -> int:
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 4 << 30


@contextmanager
def open_executor(workers: int, scheduler: str | None) -> Iterator[Executor | None]:
    """None for one worker (work in this process); raises UsageError when Dask is not there."""
    if scheduler is not None:
        with _dask_executor(scheduler) as executor:
            yield executor
        return
    if workers <= 1:
        yield None
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Not fork: a forked child inherits the progress display's thread and its lock. On Linux
    # a fork server alone imports what all workers need; macOS is no good place to fork.
    has_server = sys.platform == "linux"
    context = multiprocessing.get_context("forkserver" if has_server else "spawn")
    if has_server:
        context.set_forkserver_preload(list(_NEEDED))
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _prepare() -> None:
    """Ctrl+C is for the parent to handle; a worker finishes the file it is at."""
    import gc
    import signal
    import threading

    gc.set_threshold(50_000, 20, 50)  # as in the parent: many objects, few cycles
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that is killed cannot tell its workers; they would wait for work for ever."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _dask_executor(address: str) -> Iterator[Executor]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise UsageError(
            "PG008",
            "--penjadwal memerlukan Dask. Pasang dulu: pip install 'iku-excel[dask]'.",
        ) from error
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            "PG009", f"Penjadwal {address} tidak dapat dihubungi. Periksa alamatnya."
        ) from error
    try:
        yield client.get_executor(pure=False)
    finally:
        client.close()


def run_jobs(
    executor: Executor | None,
    function: Callable[[Job], Result],
    jobs: Iterable[Job],
    *,
    at_once: int,
) -> Iterator[tuple[Job, Result | BaseException]]:
    """Results as they come, each with its job; an exception of a job is a result too.

    At most `at_once` jobs are handed out at a time, so memory does not grow with the folder.
    Ctrl+C takes back what has not begun; what has begun writes whole files only.
    """
    if executor is None:
        for job in jobs:
            yield job, _attempt(function, job)
        return
    waiting: dict[Future[Result], Job] = {}
    rest = iter(jobs)
    try:
        while True:
            for job in rest:
                waiting[executor.submit(function, job)] = job
                if len(waiting) >= at_once:
                    break
            if not waiting:
                return
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                error = future.exception()
                yield waiting.pop(future), future.result() if error is None else error
    finally:
        for future in waiting:
            future.cancel()


def _attempt(function: Callable[[Job], Result], job: Job) -> Result | BaseException:
    try:
        return function(job)
    except Exception as error:
        return error
