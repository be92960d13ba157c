"""Copies of a workbook as it was before we wrote in place, in `.iku-cadangan/` beside it.

A copy's name is the workbook's, the moment in UTC and the start of its SHA-256, so that names sort
by time and never collide: "PK 2024.20240131-083000-123456.1a2b3c4d.xlsx".
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO

from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine.atomic import atomic_write

FOLDER = ".iku-cadangan"
KEEP = 20
"""How many copies of one workbook are kept unless said otherwise."""


def make_backup(
    path: str | os.PathLike[str], *, keep: int = KEEP, now: datetime | None = None
) -> Path:
    """Copy the workbook into `.iku-cadangan/`; the path of the copy.

    An equal newest copy is not made twice. Nothing is ever overwritten; beyond `keep` the oldest
    copies of this workbook go. `now` is for tests. Raises WorkbookError BK012 when the copy cannot
    be made: then nothing may be written over the workbook.
    """
    source = Path(os.path.realpath(path))
    digest = _digest(source)
    earlier = list_backups(source)
    if earlier and _hash_part(earlier[-1]) == digest[:8] and _digest(earlier[-1]) == digest:
        return earlier[-1]
    folder = source.parent / FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise WorkbookError(
            "BK012",
            f"Cadangan {source.name} tidak dapat dibuat di {folder}; tidak ada yang ditulis. "
            "Periksa izin foldernya, atau kerjakan pada salinan berkas itu di folder lain.",
        ) from error
    moment = (now or datetime.now(timezone.utc)).astimezone(timezone.utc)
    target = _free_name(folder, source, moment, digest)

    def copy(out: BinaryIO) -> None:
        with open(source, "rb") as stream:
            shutil.copyfileobj(stream, out, 1 << 20)

    atomic_write(target, copy, like=source)
    if _digest(target) != digest:
        target.unlink()
        raise WorkbookError(
            "BK012", f"Berkas {source.name} berubah ketika sedang dicadangkan; ulangi sekali lagi."
        )
    for old in list_backups(source)[: -max(keep, 1)]:
        old.unlink(missing_ok=True)
    return target


def list_backups(path: str | os.PathLike[str]) -> list[Path]:
    """The copies of a workbook, oldest first; empty where there are none."""
    source = Path(os.path.realpath(path))
    pattern = re.compile(
        re.escape(source.stem)
        + r"\.[0-9]{8}-[0-9]{6}-[0-9]{6}\.[0-9a-f]{8}"
        + re.escape(source.suffix)
    )
    folder = source.parent / FOLDER
    if not folder.is_dir():
        return []
    return sorted(copy for copy in folder.iterdir() if pattern.fullmatch(copy.name))


def restore_newest(path: str | os.PathLike[str]) -> Path:
    """Put the newest copy that differs back in the workbook's place; the path of that copy.

    The copy is taken out of the folder once it is back, so that doing it again goes one step
    further into the past. Raises WorkbookError BK012 when there is none or the file is in use.
    """
    source = Path(os.path.realpath(path))
    current = _digest(source) if source.exists() else ""
    for copy in reversed(list_backups(source)):
        digest = _digest(copy)
        if digest == current:
            copy.unlink()
            continue
        if digest[:8] != _hash_part(copy):
            raise WorkbookError(
                "BK012",
                f"Cadangan {copy.name} rusak dan tidak dipulihkan. Hapus berkas itu untuk memakai "
                "cadangan sebelumnya.",
            )
        atomic_write(source, copy.read_bytes(), like=copy)
        copy.unlink()
        return copy
    raise WorkbookError(
        "BK012",
        f"Tidak ada cadangan untuk {source.name} di folder {FOLDER}; tidak ada yang diubah.",
    )


def _free_name(folder: Path, source: Path, moment: datetime, digest: str) -> Path:
    while True:
        stamp = moment.strftime("%Y%m%d-%H%M%S-%f")
        target = folder / f"{source.stem}.{stamp}.{digest[:8]}{source.suffix}"
        if not target.exists():
            return target
        moment = moment.replace(microsecond=(moment.microsecond + 1) % 1_000_000)


def _hash_part(copy: Path) -> str:
    return copy.name.removesuffix(copy.suffix).rpartition(".")[2]


def _digest(path: Path) -> str:
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise WorkbookError(
            "BK012", f"Berkas {path.name} tidak dapat dibaca untuk dicadangkan: {error.strerror}."
        ) from error
