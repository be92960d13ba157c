"""What the buttons do, for any open workbook: Excel, Calc and the panel share these functions.

A command reads a port.Book and says what to change and what to tell; the host changes and tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from iku_excel.errors import UsageError
from iku_excel.records import dataclass, field
from iku_excel.workbook.live import Applied, LiveChanges, count_words

if TYPE_CHECKING:
    from iku_excel.model import BerkasHasil
    from iku_excel.pipeline import Report
    from iku_excel.workbook.port import Book

TITLES = {
    "periksa": "IKU: Periksa",
    "hapus-tanda": "IKU: Hapus Tanda",
    "hitung": "IKU: Hitung Capaian",
    "isi-pk": "IKU: Isi PK dari Keputusan",
    "rincian": "IKU: Rincian",
    "lakip": "IKU: Buat LAKIP",
    "batalkan": "IKU: Batalkan",
    "panduan": "IKU: Panduan",
}
OWN_SHEETS = ("temuan", "rincian ")
SAVE_STEP = "Periksa hasilnya, lalu simpan (Ctrl+S). Bila keliru, tekan Batalkan (tombol IKU)."


@dataclass(frozen=True)
class Request:
    """What was clicked, and where."""

    perintah: str
    selection: tuple[str, int, int] | None = None
    """(sheet, row, column) of the active cell."""
    folder: Path | None = None
    """Of the workbook; None where it lies on no disk."""
    hari_ini: date | None = None
    progress: Callable[[str], None] = field(default=lambda text: None)
    is_file: bool = False
    """Nobody has the workbook open: there is no active cell."""


@dataclass(frozen=True)
class Reply:
    """What a command wants changed, and what to say: a sentence of result, then what to do next."""

    sentence: str
    next_step: str = ""
    changes: LiveChanges | None = None
    detail: tuple[str, ...] = ()
    is_warning: bool = False
    opens: Path | None = None
    """A file to show to the person."""


def plan_command(book: Book, request: Request) -> Reply:
    """Run one command up to the point where something changes. Raises IkuExcelError."""
    command = _COMMANDS.get(request.perintah)
    if command is None:
        raise UsageError("PG030", f"Perintah “{request.perintah}” tidak dikenal tombol IKU.")
    return command(book, request)


def message(reply: Reply, applied: Applied | None) -> str:
    """The text of the dialog."""
    lines = [reply.sentence, *reply.detail]
    if applied is not None:
        lines += _respected(applied)
    if reply.next_step:
        lines += ["", reply.next_step]
    return "\n".join(lines)


def _respected(applied: Applied) -> list[str]:
    counts = count_words(
        (
            (len(applied.formulas), "sel berisi rumus dibiarkan"),
            (len(applied.merged), "sel gabungan dilewati"),
        )
    )
    lines = [counts + "."] if counts else []
    if applied.unmarked_sheets:
        names = ", ".join(f"“{name}”" for name in applied.unmarked_sheets)
        lines.append(f"Lembar {names} dikunci, jadi selnya tidak ditandai; lihat lembar Temuan.")
    return lines


def _examine(book: Book, request: Request) -> tuple[Report, BerkasHasil]:
    """The whole pipeline on the open workbook. Raises the IkuExcelError that stopped it."""
    from iku_excel.hosts.clock import today
    from iku_excel.pipeline import examine

    report = examine([book], hari_ini=request.hari_ini or today())
    hasil = report.dossier.daftar_berkas[0]
    if hasil.berkas.error is not None:
        raise hasil.berkas.error
    return report, hasil


def _check(book: Book, request: Request) -> Reply:
    from iku_excel.finding import count_by_severity
    from iku_excel.workbook.live import marks_for
    from iku_excel.workbook.marking import findings_sheet

    report, _ = _examine(book, request)
    request.progress("menandai temuan")
    names = [s.name for s in book.sheets if not s.name.casefold().startswith(OWN_SHEETS)]
    changes = LiveChanges(
        TITLES["periksa"],
        marks=marks_for(report.findings, names),
        removes_marks=True,
        sheets=(findings_sheet(report.findings),),
    )
    counts = count_by_severity(report.findings)
    total = sum(counts.values())
    if not total:
        return Reply("Pemeriksaan selesai: 0 temuan.", "Tidak ada yang perlu diperbaiki.", changes)
    words = ", ".join(f"{count} {label}" for label, count in counts.items())
    return Reply(
        f"Pemeriksaan selesai: {total} temuan ({words}).",
        "Buka lembar Temuan; klik kolom Sel untuk menuju selnya. Perbaiki, lalu tekan Periksa "
        "sekali lagi.",
        changes,
        is_warning=counts["kesalahan"] > 0,
    )


def _unmark(_book: Book, _request: Request) -> Reply:
    from iku_excel.workbook.marking import SHEET_NAME

    changes = LiveChanges(
        TITLES["hapus-tanda"], removes_marks=True, removed_sheets=(SHEET_NAME,)
    )
    return Reply(
        "Catatan, warna dan lembar Temuan dari tombol Periksa sudah dihapus.", "", changes
    )


def _compute(book: Book, request: Request) -> Reply:
    from iku_excel.workbook.writer import plan_writes

    report, hasil = _examine(book, request)
    if not any(tabel.holds_realisasi for tabel in hasil.berkas.daftar_tabel):
        return Reply(
            "Tidak ada tabel realisasi di buku kerja ini; tidak ada yang dihitung.",
            "Buka buku kerja monitoring, lalu tekan Hitung Capaian lagi.",
            is_warning=True,
        )
    request.progress("menulis capaian")
    plan = plan_writes(book, hasil, report.dossier.kebijakan)
    computed = {e.indikator for e in hasil.daftar_hasil if e.capaian.nilai is not None}
    without = {e.indikator for e in hasil.daftar_hasil} - computed
    left = f", {len(without)} belum dapat dihitung" if without else ""
    return Reply(
        f"Capaian selesai dihitung: {len(computed)} indikator{left}.",
        SAVE_STEP,
        LiveChanges(TITLES["hitung"], cells=tuple(plan.daftar_sel)),
    )


def _fill(book: Book, request: Request) -> Reply:
    from iku_excel.hosts.live_isi import plan_fill

    report, hasil = _examine(book, request)
    return plan_fill(book, hasil, report.dossier.keputusan)


def _derive(book: Book, request: Request) -> Reply:
    from iku_excel.hosts.live_rincian import plan_all, plan_rincian

    report, hasil = _examine(book, request)
    if request.is_file:
        return plan_all(hasil, report.dossier)
    return plan_rincian(hasil, report.dossier, request.selection)


def _report(book: Book, request: Request) -> Reply:
    from iku_excel.hosts.live_lakip import plan_lakip

    return plan_lakip(book, request)


def _guide(_book: Book, _request: Request) -> Reply:
    return guide()


def guide() -> Reply:
    """Version, edition and the guide itself; needs no workbook."""
    import iku_excel
    from iku_excel.keputusan import load_keputusan

    page = Path(__file__).with_name("panduan.html")
    return Reply(
        f"iku-excel {iku_excel.__version__}, Keputusan {load_keputusan().nomor}.",
        "Panduan dibuka di peramban." if page.is_file() else "Jalankan: iku --help",
        opens=page if page.is_file() else None,
    )


_COMMANDS: Mapping[str, Callable[[Book, Request], Reply]] = {
    "periksa": _check,
    "hapus-tanda": _unmark,
    "hitung": _compute,
    "isi-pk": _fill,
    "rincian": _derive,
    "lakip": _report,
    "panduan": _guide,
}
"""Each command up to its changes; "batalkan" belongs to the host that made them."""
