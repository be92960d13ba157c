"""The file as it was when first looked at, and never another one under the same name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from io import FileIO
from typing import BinaryIO

from ...errors import WorkbookError

NOT_READABLE = "Berkas ini bukan buku kerja Excel yang dapat dibaca, atau rusak. "
NOT_READABLE += "Buka dengan Excel dan simpan ulang sebagai .xlsx."

_KEPT = 4 << 20
"""Files up to this size are read once and kept; larger ones are read where they are needed."""

_BUFFER = 1 << 18


class Snapshot:
    """A file opened for each read only, so that nothing stays open; a small one is read once.

    Raises WorkbookError BK001 or BK012 when it cannot be opened, BK012 when it has changed.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._content: bytes | None = None
        try:
            if not stat.S_ISREG(os.stat(path).st_mode) and not os.path.isdir(path):
                raise WorkbookError("BK001", NOT_READABLE)  # a pipe or device may never end
            with open(path, "rb", 0) as stream:
                status = os.fstat(stream.fileno())
                if status.st_size <= _KEPT:
                    self._content = stream.read()
        except OSError as error:
            raise cannot_open(path, error) from error
        self.stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        self.size = status.st_size
        if self._content is not None and len(self._content) != self.size:
            raise _changed()

    def read(self, offset: int, size: int) -> bytes:
        """That many bytes, fewer only where the file ends."""
        if self._content is not None:
            return self._content[offset : offset + size]
        with self._open() as stream:
            stream.seek(offset)
            data: bytes = stream.read(size)
            if len(data) < size and offset + size <= self.size:
                # A network drive may give less than it was asked for.
                data += b"".join(_rest(stream, size - len(data)))
            return data

    def chunks(self, offset: int, size: int, step: int = 1 << 20) -> Iterator[bytes]:
        if self._content is not None:
            if offset + size > self.size:
                raise WorkbookError("BK001", NOT_READABLE)
            for at in range(offset, offset + size, step):
                yield self._content[at : min(at + step, offset + size)]
            return
        with self._open() as stream:
            stream.seek(offset)
            while size > 0:
                chunk = stream.read(min(step, size))
                if not chunk:
                    raise WorkbookError("BK001", NOT_READABLE)
                size -= len(chunk)
                yield chunk

    def check(self) -> None:
        """Raises BK012 when somebody changed the file meanwhile."""
        try:
            self._compare(os.stat(self.path))
        except OSError as error:
            raise cannot_open(self.path, error) from error

    def _open(self) -> FileIO:
        try:
            stream = open(self.path, "rb", 0)
        except OSError as error:
            raise cannot_open(self.path, error) from error
        try:
            self._compare(os.fstat(stream.fileno()))
        except WorkbookError:
            stream.close()
            raise
        return stream

    def copy(self, start: int, end: int, out: BinaryIO) -> None:
        """A run of the file into another.

        Through one buffer that stays in the processor's cache: measured quicker than
        copy_file_range and sendfile, and the same everywhere.
        """
        if self._content is not None:
            out.write(memoryview(self._content)[start:end])
            return
        buffer = memoryview(bytearray(min(_BUFFER, end - start)))
        with self._open() as stream:
            stream.seek(start)
            while start < end:
                count = stream.readinto(buffer[: end - start])
                if not count:
                    raise WorkbookError("BK001", NOT_READABLE)
                out.write(buffer[:count])
                start += count

    def _compare(self, status: os.stat_result) -> None:
        if (status.st_mtime_ns, status.st_size, status.st_ino) != self.stamp:
            raise _changed()


def _changed() -> WorkbookError:
    return WorkbookError(
        "BK012",
        "Berkas ini diubah oleh program lain ketika sedang dibaca; tidak ada yang ditulis. "
        "Simpan dan tutup berkas itu, lalu ulangi.",
    )


def _rest(stream: FileIO, size: int) -> Iterator[bytes]:
    while size > 0 and (chunk := stream.read(size)):
        size -= len(chunk)
        yield chunk


def cannot_open(path: str, error: OSError) -> WorkbookError:
    """The sentence for what the system said."""
    name = os.path.basename(path)
    if isinstance(error, FileNotFoundError):
        return WorkbookError("BK001", f"Berkas {name} tidak ditemukan; periksa nama dan foldernya.")
    if isinstance(error, (PermissionError, BlockingIOError)):
        return WorkbookError(
            "BK012",
            f"Berkas {name} tidak dapat dibuka: sedang dipakai program lain atau Anda tidak punya "
            "izin. Tutup dahulu di Excel, atau minta izin kepada pemilik foldernya.",
        )
    if isinstance(error, IsADirectoryError):
        return WorkbookError("BK001", f"{name} adalah folder, bukan buku kerja Excel.")
    return WorkbookError("BK001", f"Berkas {name} tidak dapat dibaca: {error.strerror}.")
