"""`iku kumpulan`: a folder of workbooks in, converted workbooks and recaps out.

Read every changed workbook, group by unit and year, finish each changed group, write the overview.
What a run gives depends on the files and the settings only, not on workers or order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import iku_excel
from iku_excel.errors import IkuExcelError
from iku_excel.hosts.batch.discover import REKAP_PREFIX, find_workbooks
from iku_excel.hosts.batch.executors import run_jobs
from iku_excel.hosts.batch.groups import Group, group_sources
from iku_excel.hosts.batch.jobs import (
    ComparisonJob,
    GroupJob,
    GroupResult,
    ReadJob,
    ReadResult,
    Settings,
    Target,
    comparison_job,
    group_job,
    read_job,
    unread,
)
from iku_excel.hosts.batch.progress import Progress
from iku_excel.hosts.batch.rekap_model import RingkasanUnit
from iku_excel.hosts.batch.source import Source
from iku_excel.hosts.batch.state import (
    State,
    hash_file,
    hash_settings,
    read_state,
    write_state,
)
from iku_excel.keputusan import edition_for_years, user_folder
from iku_excel.records import dataclass, field, replace

AT_ONCE_PER_WORKER = 3
LASTING_FAILURES = frozenset({"BK001", "BK002", "BK003", "BK011", "BK013", "BK014", "BK015"})
"""What the same file will give again: not a workbook, encrypted, over the limits, signed, ..."""


@dataclass(frozen=True)
class BatchOptions:
    """How a folder is converted; recaps go to `result`, and workbooks too unless `in_place`."""

    folder: Path
    result: Path
    settings: Settings
    in_place: bool = False
    force: bool = False
    workers: int = 1
    quiet: bool = True


@dataclass
class BatchReport:
    """What a run did, by label (path relative to the folder), in the order of labels."""

    document: dict[str, Any] = field(default_factory=dict)
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    done: int = 0
    unchanged: int = 0
    rekap: list[Path] = field(default_factory=list)
    exit_code: int = 0


def run_batch(options: BatchOptions, executor: Executor | None = None) -> BatchReport:
    """Convert the folder. `executor` is anything with the manners of concurrent.futures.Executor.

    Raises WorkbookError when the folder cannot be listed or the result folder not be written.
    """
    return _Run(options, executor).run()


class _Run:
    def __init__(self, options: BatchOptions, executor: Executor | None) -> None:
        self.options, self.executor = options, executor
        self.at_once = max(2, AT_ONCE_PER_WORKER * options.workers)
        self.report = BatchReport()
        self.paths: dict[str, Path] = {}
        self.hashes: dict[str, str] = {}
        self.settings: dict[str, Settings] = {}
        """Key of a group → its own settings, where its year asks for another edition."""
        settings_hash = _hash_of(options)
        self.old = State(settings_hash) if options.force else read_state(
            options.result, settings_hash
        )
        self.new = State(settings_hash)

    def run(self) -> BatchReport:
        options = self.options
        own = None if options.in_place else options.result
        for path in find_workbooks(options.folder, own):
            self.paths[path.relative_to(options.folder).as_posix()] = path
        self.hashes = {label: hash_file(path) for label, path in self.paths.items()}
        options.result.mkdir(parents=True, exist_ok=True)
        with Progress(2 * len(self.paths), "Mengolah", quiet=options.quiet) as progress:
            sources = self._read(progress)
            self._choose_editions(sources)
            results = self._finish(sources, progress)
        self._collect(results)
        return self.report

    # Reading

    def _read(self, progress: Progress) -> dict[str, Source]:
        """The sources of every group in which anything changed."""
        changed = [
            label
            for label, sha in self.hashes.items()
            if not sha or self.old.sources.get(label, {}).get("sha256") != sha
        ]
        sources = self._read_all(changed, progress)
        before = {label: entry["kelompok"] for label, entry in self.old.sources.items()}
        keys = {before[label] for label in changed if label in before}
        keys |= {key for label, key in before.items() if label not in self.paths}
        keys |= {group.key for group in self._groups(sources)}
        keys |= {key for key, group in self.old.groups.items() if not self._results_stand(group)}
        rest = [n for n in self.paths if n not in sources and before[n] in keys]
        sources.update(self._read_all(rest, progress))
        self.report.unchanged = len(self.paths) - len(sources)
        progress.advance(self.report.unchanged * 2)
        return sources

    def _results_stand(self, group: Mapping[str, Any]) -> bool:
        """Whether every file that the group wrote is still what it was, and nothing failed that
        may go better now (a full disk, a file that was open)."""
        if any(code not in LASTING_FAILURES for _, code, _ in group["gagal"]):
            return False
        return all(
            hash_file(self.options.result / name) == sha for name, sha in group["hasil"].items()
        )

    def _choose_editions(self, sources: dict[str, Source]) -> None:
        """Read a group again where its year asks for another edition than the usual one."""
        settings = self.options.settings
        for group in self._groups(sources) if settings.by_year else ():
            years = () if group.tahun is None else (group.tahun,)
            other = edition_for_years(years, settings.keputusan)
            if other is not None:
                own = self.settings[group.key] = replace(settings, keputusan=other)
                with Progress(len(group.labels), "Membaca ulang", quiet=True) as unseen:
                    sources.update(self._read_all(group.labels, unseen, own))

    def _read_all(
        self, labels: Iterable[str], progress: Progress, settings: Settings | None = None
    ) -> dict[str, Source]:
        settings = settings or self.options.settings
        jobs = [
            ReadJob(str(self.paths[label]), label, self.hashes[label], settings) for label in labels
        ]
        found: dict[str, Source] = {}
        unreached: list[ReadJob] = []
        for job, result in self._run_jobs(read_job, jobs):
            if isinstance(result, ReadResult) and result.source is None:
                unreached.append(job)
                continue
            found[job.label] = self._source_of(job, result)
            progress.advance()
        with_bytes = (replace(job, content=_bytes_of(job.path)) for job in unreached)
        for job, result in self._run_jobs(read_job, with_bytes):
            found[job.label] = self._source_of(job, result)
            progress.advance()
        return found

    def _source_of(self, job: ReadJob, result: ReadResult | BaseException) -> Source:
        if isinstance(result, ReadResult) and result.source is not None:
            return result.source
        error = result if isinstance(result, IkuExcelError) else IkuExcelError(
            "BK001", "Berkas tidak dapat dibaca. Buka di Excel, simpan ulang, lalu coba lagi."
        )  # fmt: skip
        return Source(unread(job.label, error))

    def _run_jobs(self, function: Callable[[Any], Any], jobs: Iterable[Any]) -> Iterator[Any]:
        return run_jobs(self.executor, function, jobs, at_once=self.at_once)

    # Groups

    def _groups(self, sources: Mapping[str, Source]) -> list[Group]:
        keputusan = self.options.settings.keputusan
        return group_sources(sources, keputusan.unit, self.options.settings.tahun)

    def _finish(self, sources: Mapping[str, Source], progress: Progress) -> list[GroupResult]:
        groups = self._groups(sources)
        for group in groups:
            for label in group.labels:
                self.new.sources[label] = {"sha256": self.hashes[label], "kelompok": group.key}
        results: list[GroupResult] = []
        jobs: Iterable[GroupJob] = [self._group_job(group, sources) for group in groups]
        while jobs:
            unreached: list[GroupJob] = []
            for job, result in self._run_jobs(group_job, jobs):
                if isinstance(result, BaseException):
                    result = _broken_group(job, result)
                if result.unreached:
                    unreached.append(job)
                    continue
                results.append(self._fetch(job, result))
                progress.advance(len(job.sources), result.count_findings)
            jobs = [_with_bytes(job) for job in unreached]
        return sorted(results, key=lambda result: result.key)

    def _group_job(self, group: Group, sources: Mapping[str, Source]) -> GroupJob:
        targets = tuple(
            Target(
                str(self.paths[label]), label, self.hashes[label],
                str(self.paths[label] if self.options.in_place else self.options.result / label),
                self.options.in_place,
            )
            for label in group.labels
        )  # fmt: skip
        found = tuple(sources[label] for label in group.labels)
        settings = self.settings.get(group.key, self.options.settings)
        return GroupJob(group.key, group.unit, group.tahun, found, targets, settings)

    def _fetch(self, job: GroupJob, result: GroupResult) -> GroupResult:
        """Write here what a worker could only send back."""
        from iku_excel.workbook.backup import make_backup
        from iku_excel.workbook.engine import atomic_write

        for target in job.targets:
            content = result.written.get(target.label)
            if content is not None:
                if self.options.in_place:
                    make_backup(Path(target.target))
                Path(target.target).parent.mkdir(parents=True, exist_ok=True)
                atomic_write(Path(target.target), content)
            if self.options.in_place:
                sha = hash_file(self.paths[target.label])
                self.new.sources[target.label]["sha256"] = sha
        return result

    # The overview

    def _collect(self, results: Sequence[GroupResult]) -> None:
        for result in results:
            self._keep_group(result)
        kept = {key: g for key, g in self.old.groups.items() if key not in self.new.groups}
        for key, group in kept.items():
            labels = [n for n, s in self.old.sources.items() if s["kelompok"] == key]
            if labels and all(label in self.paths for label in labels):
                self.new.groups[key] = group
                self.new.sources.update({n: self.old.sources[n] for n in labels})
        self._write_rekap(results)
        self._merge_documents()
        write_state(self.options.result, self.new)

    def _keep_group(self, result: GroupResult) -> None:
        written = {} if self.options.in_place else {
            label: hash_file(self.options.result / label) for label in result.written
        }
        self.new.groups[result.key] = {
            "dokumen": result.document,
            "hasil": written,
            "gagal": [list(failure) for failure in result.failures],
            "kode_keluar": result.exit_code,
            "ringkasan": result.ringkasan.to_json() if result.ringkasan else None,
        }
        self.report.done += len(result.document["berkas"])

    def _write_rekap(self, results: Sequence[GroupResult]) -> None:
        from iku_excel.workbook.engine import atomic_write

        comparisons: list[ComparisonJob] = []
        summaries = [
            (key, RingkasanUnit.from_json(group["ringkasan"]))
            for key, group in sorted(self.new.groups.items())
            if group["ringkasan"]
        ]
        fresh = {result.key: result.rekap for result in results if result.rekap is not None}
        for tahun in sorted({summary.tahun for _, summary in summaries}):
            units = [(key, s) for key, s in summaries if s.tahun == tahun]
            overview = self.options.result / f"{REKAP_PREFIX}{tahun}.xlsx"
            for key, summary in units:
                name = f"{REKAP_PREFIX}{_safe(summary.unit)}_{tahun}.xlsx"
                path = overview if len(units) == 1 else self.options.result / name
                if key in fresh:
                    atomic_write(path, fresh[key])
                self.new.groups[key]["hasil"][path.name] = hash_file(path)
                self.report.rekap.append(path)
            if len(units) > 1:
                comparisons.append(ComparisonJob(overview.name, tuple(s for _, s in units)))
        # By a worker as well: this process then need not import what makes workbooks.
        for job, content in self._run_jobs(comparison_job, comparisons):
            if isinstance(content, BaseException):
                content = comparison_job(job)  # the worker is gone; the units are all here
            atomic_write(self.options.result / job.name, content)
            self.report.rekap.append(self.options.result / job.name)

    def _merge_documents(self) -> None:
        groups = [group for _, group in sorted(self.new.groups.items())]
        berkas = [b for group in groups for b in group["dokumen"]["berkas"]]
        berkas.sort(key=lambda b: (b["berkas"].casefold(), b["berkas"]))
        totals = {"kesalahan": 0, "peringatan": 0, "catatan": 0}
        for each in berkas:
            for finding in each["temuan"]:
                totals[finding["tingkat"]] += 1
        head = groups[0]["dokumen"] if groups else {}
        self.report.document = {
            "versi": 1,
            "keputusan": head.get("keputusan", self.options.settings.keputusan.nomor),
            "kebijakan": head.get("kebijakan"),
            "berkas": berkas,
            "ringkasan": totals,
        }
        failures = [tuple(failure) for group in groups for failure in group["gagal"]]
        self.report.failures = sorted(failures)
        codes = [group["kode_keluar"] for group in groups] + [3 if failures else 0]
        self.report.exit_code = max(codes)


def _hash_of(options: BatchOptions) -> str:
    settings = options.settings
    return hash_settings(
        {
            "versi": iku_excel.__version__,
            "keputusan": repr(settings.keputusan),
            "kebijakan": settings.kebijakan,
            "tahun": settings.tahun,
            "hari_ini": settings.hari_ini.replace(day=1),  # only passed months matter
            "pilih": settings.pilih,
            "abaikan": settings.abaikan,
            "edisi": _editions() if settings.by_year else {},
            "izin": (settings.allow_signed, settings.allow_protected),
            "folder": str(options.folder.resolve()),
            "di_tempat": options.in_place,
        }
    )


def _editions() -> dict[str, str]:
    """The user's editions, any of which a year may choose, by what is in them."""
    folder = user_folder()
    return {
        path.relative_to(folder).as_posix(): hash_file(path)
        for path in sorted(folder.glob("*/*.toml"))
    }


def _bytes_of(path: str) -> bytes:
    try:
        return Path(path).read_bytes() if Path(path).is_file() else b""
    except OSError:
        return b""


def _with_bytes(job: GroupJob) -> GroupJob:
    """The same job with the files' bytes; a file that is gone is an empty one, and refused."""
    targets = tuple(replace(target, content=_bytes_of(target.source)) for target in job.targets)
    return replace(job, targets=targets)


def _broken_group(job: GroupJob, error: BaseException) -> GroupResult:
    """A group that a worker could not finish: every workbook of it is one failure."""
    code, sentence = "PG000", "Berkas ini tidak dapat diolah. Coba sendiri dengan “iku hitung”."
    if isinstance(error, IkuExcelError):
        code, sentence = error.code, error.sentence
    elif isinstance(error, OSError):
        code, sentence = "BK012", "Hasil tidak dapat ditulis. Periksa hak akses dan ruang disk."
    berkas: list[dict[str, Any]] = [
        {
            "berkas": t.label, "jenis": None, "tahun": job.tahun, "bulan": None, "temuan": [],
            "indikator": [], "ditulis": [],
        }
        for t in job.targets
    ]  # fmt: skip
    document = {"keputusan": job.settings.keputusan.nomor, "kebijakan": None, "berkas": berkas}
    failures = tuple((t.label, code, sentence) for t in job.targets)
    return GroupResult(job.key, document, failures=failures, exit_code=3)


def _safe(name: str) -> str:
    """A unit's name as part of a file name: letters, digits and single underscores."""
    kept = "".join(ch if ch.isalnum() else "_" for ch in name)
    return "_".join(part for part in kept.split("_") if part)[:80] or "Unit"
