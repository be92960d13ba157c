"""`iku periksa`: read, check, print; never changes a file, unless asked to mark the findings."""

from __future__ import annotations

from typing import Any

import click

from iku_excel.hosts.cli_support import (
    EXIT_FILE,
    IkuCommand,
    common_options,
    fail_line,
    print_json,
    say,
)


@click.command(cls=IkuCommand)
@click.argument("berkas", nargs=-1, required=True, metavar="BERKAS...")
@common_options
@click.option("--tandai", is_flag=True, help="Tambah atau perbarui lembar “Temuan” di berkas itu.")
@click.option(
    "--catatan-sel", is_flag=True,
    help="Seperti --tandai, ditambah catatan pada tiap sel yang bertemuan.",
)
@click.option(
    "--hapus-tanda", is_flag=True, help="Hapus lembar “Temuan” dan catatan sel dari berkas itu."
)
@click.option("--rinci", is_flag=True, help="Tampilkan apa yang dibaca: lembar, kolom, indikator.")
def periksa(
    berkas: tuple[str, ...],
    as_json: bool,
    gagal_pada: str,
    tandai: bool,
    catatan_sel: bool,
    hapus_tanda: bool,
    rinci: bool,
    **options: Any,
) -> int:
    """Periksa buku kerja terhadap keputusan.

    BERKAS dapat berupa Perjanjian Kinerja, Rencana Aksi, monitoring atau data dukung; bentuknya
    dikenali dari isinya. Beberapa berkas diperiksa bersama: target pada monitoring dicocokkan
    dengan PK, dan bulan dengan bulan.
    """
    from iku_excel.hosts.run import examine_with, print_failures

    report = examine_with(berkas, options)
    failed = print_failures(report)
    if rinci:
        _describe(report)
    if hapus_tanda or tandai or catatan_sel:
        failed |= _mark(report, tandai or catatan_sel, catatan_sel)
    if as_json:
        print_json(report.to_json())
    else:
        from iku_excel.hosts.printing import report_lines

        for line in report_lines(report.dossier, report.findings):
            click.echo(line)
    return EXIT_FILE if failed else int(report.exit_code(gagal_pada))


def _describe(report: Any) -> None:
    from iku_excel.workbook.reader import describe

    for hasil in report.dossier.daftar_berkas:
        if hasil.berkas.error is None:
            for line in describe(hasil.berkas):
                say(line)


def _mark(report: Any, tandai: bool, catatan_sel: bool) -> bool:
    from pathlib import Path

    from iku_excel.errors import WorkbookError
    from iku_excel.workbook.marking import mark_findings, unmark

    failed = False
    for hasil in report.dossier.daftar_berkas:
        if hasil.berkas.error is not None:
            continue
        path = hasil.berkas.path
        if path.lower().endswith(".csv"):
            if tandai:
                say(f"{path}: berkas teks (.csv) tidak dapat ditandai; temuannya tercetak di sini.")
            continue
        own = tuple(f for f in report.findings if f.location.berkas == path)
        try:
            if tandai:
                edited = mark_findings(Path(path), own, cell_notes=catatan_sel)
                _tell_skipped(path, edited.skipped_notes)
            else:
                unmark(Path(path))
        except WorkbookError as error:
            say(fail_line(path, error.sentence, error.code))
            failed = True
    return failed


_SKIPPED = {
    "catatan": "sudah berisi catatan Anda",
    "utas": "berisi komentar berutas",
    "proteksi": "lembarnya terproteksi dengan kata sandi",
    "gambar": "gambar catatan lembarnya rusak",
}


def _tell_skipped(path: str, skipped: Any) -> None:
    """Say which cells have no note of ours; their findings stand on the sheet Temuan."""
    from pathlib import PurePath

    for why, words in _SKIPPED.items():
        cells = [f"{note.sheet}!{note.ref}" for note in skipped if note.why == why]
        if cells:
            more = f" dan {len(cells) - 5} sel lain" if len(cells) > 5 else ""
            say(
                f"{PurePath(path).name}: {', '.join(cells[:5])}{more} tidak diberi catatan karena "
                f"{words}; lihat lembar Temuan."
            )
