""""Buat LAKIP": the report from the open workbook and the other workbooks of its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from iku_excel.hosts.live_commands import Reply, Request

if TYPE_CHECKING:
    from iku_excel.workbook.port import Book

_DEPTH = 2
_MOST = 60


def plan_lakip(book: Book, request: Request) -> Reply:
    """Make `LAKIP_<tahun>.docx` beside the workbook. Changes nothing in the workbook."""
    from iku_excel.hosts.clock import today
    from iku_excel.lakip.report import make_lakip
    from iku_excel.pipeline import examine

    if request.folder is None:
        return Reply(
            "Buku kerja ini belum disimpan, jadi foldernya belum ada.",
            "Simpan dahulu (Ctrl+S), lalu tekan Buat LAKIP lagi.",
            is_warning=True,
        )
    others = _others(request.folder, book.path)
    request.progress(f"membaca {len(others) + 1} buku kerja")
    report = examine([book, *map(str, others)], hari_ini=request.hari_ini or today())
    unread = [h.berkas.path for h in report.dossier.daftar_berkas if h.berkas.error is not None]
    tahun = report.dossier.daftar_berkas[0].berkas.tahun
    if tahun is None:
        return Reply(
            "Tahun buku kerja ini tidak terbaca, jadi laporan tidak dibuat.",
            "Tulis tahunnya pada judul tabel, lalu tekan Buat LAKIP lagi.",
            is_warning=True,
        )
    if unread:
        return Reply(
            f"Laporan tidak dibuat: {Path(unread[0]).name} di folder ini tidak dapat dibaca.",
            "Perbaiki atau pindahkan berkas itu, lalu tekan Buat LAKIP lagi.",
            is_warning=True,
        )
    target = request.folder / f"LAKIP_{tahun}.docx"
    hasil = make_lakip(report.dossier, tahun, target, progress=request.progress)
    count = len(report.findings) + len(hasil.findings)
    return Reply(
        f"Laporan Kinerja {tahun} selesai dibuat dari {len(others) + 1} buku kerja.",
        f"Buka {target.name} di Word; bagian yang Anda sunting dipertahankan bila dibuat lagi.",
        detail=(f"Berkas: {target}", f"{count} temuan untuk diperhatikan.", *hasil.pesan),
        opens=target,
    )


def _others(folder: Path, own_name: str) -> list[Path]:
    """The other workbooks of the folder and of the folders in it; not the whole disk below."""
    from iku_excel.errors import WorkbookError
    from iku_excel.hosts.batch.discover import find_workbooks

    own = (folder / own_name).resolve()
    found = [
        path
        for path in find_workbooks(folder)
        if path.resolve() != own and len(path.relative_to(folder).parts) <= _DEPTH
    ]
    if len(found) > _MOST:
        raise WorkbookError(
            "AD012",
            f"Folder ini memuat {len(found)} buku kerja lain. Kumpulkan buku kerja setahun dalam "
            "folder tersendiri, lalu tekan Buat LAKIP lagi.",
        )
    return found
