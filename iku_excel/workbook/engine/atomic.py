"""Replace a file whole or not at all, and refuse one that somebody else is using."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable
from typing import BinaryIO

from ...errors import WorkbookError

_PAUSES: tuple[float, ...] = (0.05, 0.1, 0.2, 0.4, 0.8) if os.name == "nt" else ()
"""Seconds between attempts to replace: virus scanners and OneDrive hold a file for a moment."""


def atomic_write(
    target: str | os.PathLike[str],
    content: bytes | Callable[[BinaryIO], None],
    *,
    like: str | os.PathLike[str] | None = None,
    before_replace: Callable[[], None] | None = None,
) -> None:
    """Write a file so that it is either the old one or the new one, never half of it.

    A temporary file in the same folder, fsync, os.replace; a symbolic link is followed; the mode
    is that of the file replaced, else of `like`. `before_replace` may still raise. On any failure
    the target is what it was and nothing is left behind. (The folder is not synced: after a power
    cut right then the old file may be back, whole.)

    Raises WorkbookError BK012 when the target is in use, read-only or cannot be written.
    """
    path = os.path.realpath(target)
    _refuse_in_use(path)
    mode = _mode_for(path, like)
    folder = os.path.dirname(path)
    try:
        handle, temporary = _new_file(folder)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        _fill(handle, content)
        os.chmod(temporary, mode)
        if before_replace:
            before_replace()
        _replace(temporary, path)
    except OSError as error:
        _remove(temporary)
        raise cannot_write(path, error) from error
    except BaseException:
        _remove(temporary)
        raise


def _new_file(folder: str) -> tuple[int, str]:
    """As tempfile.mkstemp, which costs as much to import as the rest of the engine."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NOINHERIT", 0) | getattr(os, "O_NOFOLLOW", 0)
    while True:
        path = os.path.join(folder, f".iku-{os.urandom(6).hex()}.tmp")
        try:
            return os.open(path, flags, 0o600), path
        except FileExistsError:
            continue


def _fill(handle: int, content: bytes | Callable[[BinaryIO], None]) -> None:
    with os.fdopen(handle, "wb") as stream:
        if callable(content):
            content(stream)
        else:
            stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _mode_for(path: str, like: str | os.PathLike[str] | None) -> int:
    status = _status(path)
    if status is not None:
        return stat.S_IMODE(status.st_mode)
    if like is not None and (status := _status(like)) is not None:
        # A new file made from a read-only one (a mail attachment) must be writable next time.
        return stat.S_IMODE(status.st_mode) | stat.S_IWUSR
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _status(path: str | os.PathLike[str]) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def refuse_in_use(path: str) -> None:
    """Raises BK012 when an owner file of Excel or LibreOffice stands beside it, or it is read-only.

    os.replace would succeed on a read-only file: its folder decides, so its mode is asked first.
    """
    _refuse_in_use(os.path.realpath(path))


def _refuse_in_use(path: str) -> None:
    folder, name = os.path.split(path)
    for owner in (f"~${name}", f".~lock.{name}#"):
        if os.path.exists(os.path.join(folder, owner)):
            program = "Excel" if owner.startswith("~$") else "LibreOffice"
            raise WorkbookError(
                "BK012",
                f"Berkas {name} sedang dibuka di {program}; tidak ada yang ditulis. Simpan dan "
                f"tutup dahulu, lalu ulangi. Bila tidak sedang dibuka, hapus berkas {owner}.",
            )
    status = _status(path)
    if status is not None and stat.S_ISDIR(status.st_mode):
        raise WorkbookError("BK012", f"{name} adalah folder; sebutkan nama berkasnya.")
    if status is not None and not status.st_mode & 0o222:
        raise WorkbookError(
            "BK012",
            f"Berkas {name} hanya-baca; tidak ada yang ditulis. Hapus tanda hanya-baca pada "
            "sifat berkasnya, atau kerjakan pada salinannya.",
        )
    if status is None and not os.path.isdir(folder):
        raise WorkbookError("BK012", f"Folder {folder} tidak ada; buat dahulu foldernya.")


def cannot_write(path: str, error: OSError) -> WorkbookError:
    """The sentence for what the system said."""
    name = os.path.basename(path)
    if error.errno == errno.ENOSPC:
        return WorkbookError("BK012", f"Berkas {name} tidak dapat ditulis: penyimpanan penuh.")
    return WorkbookError(
        "BK012",
        f"Berkas {name} tidak dapat ditulis: sedang dibuka di program lain, atau folder itu tidak "
        "boleh ditulisi. Tutup dahulu di Excel, atau kerjakan pada salinannya di folder lain.",
    )


def _replace(temporary: str, path: str) -> None:
    for pause in _PAUSES:
        try:
            _replace_once(temporary, path)
            return
        except PermissionError:
            time.sleep(pause)
    _replace_once(temporary, path)


if sys.platform == "win32":

    def _replace_once(temporary: str, path: str) -> None:
        # ReplaceFileW keeps attributes, access list and alternate streams of the file replaced.
        import ctypes

        ignore_merge_errors = 2
        replace = ctypes.windll.kernel32.ReplaceFileW
        if os.path.exists(path) and replace(path, temporary, None, ignore_merge_errors, None, None):
            return
        os.replace(temporary, path)

else:

    def _replace_once(temporary: str, path: str) -> None:
        os.replace(temporary, path)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass
