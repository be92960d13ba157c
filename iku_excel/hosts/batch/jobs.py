"""The work that may run elsewhere: reading one workbook, finishing one group, comparing units.

A job carries only what pickles well; where a worker cannot reach the file, its bytes travel along
and the result comes back as bytes.
"""

from __future__ import annotations

import gc
import pickle
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from iku_excel.errors import IkuExcelError, WorkbookError
from iku_excel.hosts.batch.rekap_model import RingkasanUnit, summarise
from iku_excel.hosts.batch.source import Source
from iku_excel.hosts.batch.state import hash_file
from iku_excel.model import Berkas, Keputusan
from iku_excel.pipeline import ReadSource
from iku_excel.records import dataclass, field, fields, replace
from iku_excel.workbook.port import Sheet


@dataclass(frozen=True)
class Settings:
    """What decides a result, the same for every job."""

    keputusan: Keputusan
    kebijakan: str | None
    tahun: int | None
    hari_ini: date
    pilih: tuple[str, ...] = ()
    abaikan: tuple[str, ...] = ()
    allow_signed: bool = False
    allow_protected: bool = False
    by_year: bool = False
    """Nobody named an edition or a year: each group is checked against its own year's edition."""

    def __reduce__(self) -> tuple[Callable[[bytes], Settings], tuple[bytes]]:
        """The whole decree travels with every job: packed once here, unpacked once there."""
        return _unpack, (_pack(self),)


_packed: list[tuple[Settings, bytes]] = []


def _pack(settings: Settings) -> bytes:
    if not _packed or _packed[0][0] is not settings:
        values = tuple(getattr(settings, item.name) for item in fields(settings))
        _packed[:] = [(settings, pickle.dumps(values, pickle.HIGHEST_PROTOCOL))]
    return _packed[0][1]


@lru_cache(maxsize=2)
def _unpack(content: bytes) -> Settings:
    return Settings(*pickle.loads(content))


@dataclass(frozen=True)
class ReadJob:
    """`label` is what findings print; `sha256` tells whether a worker sees the same file."""

    path: str
    label: str
    sha256: str
    settings: Settings
    content: bytes | None = None


@dataclass(frozen=True)
class ReadResult:
    """`source` None: the worker could not reach the file, send it its bytes."""

    label: str
    sha256: str
    source: Source | None


def read_job(job: ReadJob) -> ReadResult:
    """Read one workbook; a workbook that cannot be read is a result too (Berkas.error)."""
    if job.content is None and job.sha256 and hash_file(Path(job.path)) != job.sha256:
        return ReadResult(job.label, job.sha256, None)
    with _Local(job.path, job.content) as path:
        return ReadResult(job.label, job.sha256, Source(_read(path, job)))


def _read(path: Path, job: ReadJob) -> ReadSource:
    from iku_excel.pipeline import read_source
    from iku_excel.workbook.engine import open_book

    try:
        with open_book(path) as book:
            labelled = _Labelled(book.sheets, job.label, book.sha256)
            found = read_source(labelled, job.settings.keputusan, job.settings.tahun)
        book.forget()
        return found
    except IkuExcelError as error:
        return unread(job.label, error)


def unread(label: str, error: IkuExcelError) -> ReadSource:
    """What stands for a workbook that could not be read."""
    return Berkas(label, "", None, None, None, None, error=error), ()


@dataclass(frozen=True)
class _Labelled:
    """An open book under the name that findings print: its path inside the folder."""

    sheets: Sequence[Sheet]
    path: str
    sha256: str


@dataclass(frozen=True)
class Target:
    """Where the result of one workbook goes; None where it cannot be written at all."""

    source: str
    label: str
    sha256: str
    target: str
    in_place: bool
    content: bytes | None = None


@dataclass(frozen=True)
class GroupJob:
    """One unit and year, read; `tahun` None where no workbook says it."""

    key: str
    unit: str
    tahun: int | None
    sources: tuple[Source, ...]
    targets: tuple[Target, ...]
    settings: Settings


@dataclass(frozen=True)
class GroupResult:
    """What a group gave: the report's JSON, the recap, and what could not be written."""

    key: str
    document: dict[str, Any]
    count_findings: int = 0
    rekap: bytes | None = None
    ringkasan: RingkasanUnit | None = None
    failures: tuple[tuple[str, str, str], ...] = ()
    """(label, code, sentence)."""
    written: Mapping[str, bytes | None] = field(default_factory=dict)
    """Label → bytes to write where the worker could not; None where it has written itself."""
    exit_code: int = 0
    unreached: bool = False
    """The worker cannot see the files as they were read: nothing was done, send their bytes."""


def group_job(job: GroupJob) -> GroupResult:
    """Check and compute the workbooks of a group, write each, and build the recap."""
    if not all(_is_reached(target) for target in job.targets):
        return GroupResult(job.key, {}, unreached=True)
    from iku_excel.compute.kebijakan import parse_kebijakan
    from iku_excel.hosts.batch.rekap_book import rekap_bytes
    from iku_excel.hosts.batch.rekap_build import build_rekap
    from iku_excel.pipeline import examine_read

    settings = job.settings
    report = examine_read(
        [source.get() for source in job.sources],
        settings.keputusan,
        parse_kebijakan(settings.kebijakan) if settings.kebijakan else None,
        settings.tahun,
        hari_ini=settings.hari_ini,
        pilih=settings.pilih,
        abaikan=settings.abaikan,
    )
    document = report.to_json()
    failures, written = _write_all(job, report, document)
    rekap = content = None
    if job.tahun is not None and settings.keputusan.active(job.tahun):
        rekap = build_rekap(
            job.unit,
            job.tahun,
            report.dossier.daftar_berkas,
            report.findings,
            settings.keputusan,
            report.dossier.kebijakan,
            settings.hari_ini,
        )
        content = rekap_bytes(rekap)
        gc.collect(1)  # a workbook of openpyxl is one large cycle; left alone, they pile up
    return GroupResult(
        job.key, document, len(report.findings), content, summarise(rekap) if rekap else None,
        failures, written, int(report.exit_code("kesalahan")),
    )  # fmt: skip


@dataclass(frozen=True)
class ComparisonJob:
    """Units of one year to compare, in the workbook `name` of the result folder."""

    name: str
    units: tuple[RingkasanUnit, ...]


def comparison_job(job: ComparisonJob) -> bytes:
    """The workbook's bytes."""
    from iku_excel.hosts.batch.rekap_book import comparison_bytes

    return comparison_bytes(job.units)


def _write_all(
    job: GroupJob, report: Any, document: dict[str, Any]
) -> tuple[tuple[tuple[str, str, str], ...], dict[str, bytes | None]]:
    from iku_excel.hosts.recompute import WriteOptions, merge_json, write_hasil

    options = WriteOptions(job.settings.allow_signed, job.settings.allow_protected)
    failures: list[tuple[str, str, str]] = []
    written: dict[str, bytes | None] = {}
    targets = {target.label: target for target in job.targets}
    for index, hasil in enumerate(report.dossier.daftar_berkas):
        label = hasil.berkas.path
        error = hasil.berkas.error
        if error is not None:
            failures.append((label, error.code, error.sentence))
            continue
        target = targets[label]
        try:
            with _Local(target.source, target.content) as path:
                local = replace(hasil, berkas=replace(hasil.berkas, path=str(path)))
                remote = target.content is not None
                to = path.with_name("hasil-" + path.name) if remote else Path(target.target)
                backup = _backup() if target.in_place and not remote else None
                to.parent.mkdir(parents=True, exist_ok=True)
                result = write_hasil(
                    local, report.dossier.kebijakan, to, options, backup=backup
                )
                written[label] = to.read_bytes() if remote else None
            merge_json(document, index, hasil, result)
        except WorkbookError as stop:
            failures.append((label, stop.code, stop.sentence))
        except OSError:
            sentence = f"{target.target} tidak dapat ditulis. Periksa hak akses dan ruang disk."
            failures.append((label, "BK012", sentence))
    return tuple(failures), written


def _is_reached(target: Target) -> bool:
    if target.content is not None or not target.sha256:
        return True
    return hash_file(Path(target.source)) == target.sha256


def _backup() -> Callable[[Path], Path]:
    from iku_excel.workbook.backup import make_backup

    return make_backup


class _Local:
    """The workbook as a file of this machine: itself, or a temporary one with the bytes sent."""

    def __init__(self, path: str, content: bytes | None) -> None:
        self.path, self.content = Path(path), content
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Path:
        if self.content is None:
            return self.path
        self._folder = tempfile.TemporaryDirectory(prefix="iku-")
        local = Path(self._folder.name) / self.path.name
        local.write_bytes(self.content)
        return local

    def __exit__(self, *_exc: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()
