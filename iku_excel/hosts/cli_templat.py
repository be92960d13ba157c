"""`iku templat`: check a Word template, list its fields, take it out to Word and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iku_excel.errors import IkuExcelError, TemplateError
from iku_excel.hosts.cli_support import (
    EXIT_FILE,
    EXIT_FINDINGS,
    EXIT_OK,
    IkuCommand,
    IkuGroup,
    fail_line,
    print_json,
    say,
    split_codes,
)

if TYPE_CHECKING:
    from iku_excel.lakip.lint import LintReport

SHIPPED = "LAKIP.docx.j2"
_LABELS = ("kesalahan", "peringatan", "catatan")


@click.group(cls=IkuGroup)
def templat() -> None:
    """Periksa dan sunting templat Word."""


def _selection(command: Any) -> Any:
    for option in (
        click.option("--abaikan", metavar="KODE,...", help="Tanpa temuan dengan kode ini."),
        click.option("--pilih", metavar="KODE,...", help="Hanya temuan dengan kode ini."),
        click.option(
            "--gagal-pada",
            type=click.Choice(["kesalahan", "peringatan"]),
            default="kesalahan",
            show_default=False,
            help="Kode keluar 1 mulai tingkat ini (bawaan: kesalahan).",
        ),
        click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON."),
    ):
        command = option(command)
    return command


@templat.command(cls=IkuCommand)
@click.argument("berkas", required=False, metavar="[BERKAS]")
@_selection
@click.option(
    "--tandai", metavar="KE.docx", help="Tulis salinan dengan komentar Word di tiap temuan."
)
def periksa(
    berkas: str | None,
    as_json: bool,
    gagal_pada: str,
    pilih: str | None,
    abaikan: str | None,
    tandai: str | None,
) -> int:
    """Cari semua kesalahan sebuah templat sekaligus.

    Isian yang tidak dikenal, penapis yang tidak cocok, blok yang tidak ditutup: masing-masing
    dengan tempatnya. Tanpa BERKAS, templat bawaan yang diperiksa.
    """
    path = _template(berkas)
    report = _lint(path, pilih, abaikan)
    if report is None:
        return EXIT_FILE
    if tandai is not None and not _mark(path, report, Path(tandai)):
        return EXIT_FILE
    if as_json:
        print_json(_document(report))
    else:
        _print(report)
    return _exit_code(report, gagal_pada)


@templat.command(cls=IkuCommand)
@click.argument("berkas", metavar="BERKAS")
@click.option("--ke", required=True, metavar="KE.docx", help="Salinan yang diberi komentar.")
def tandai(berkas: str, ke: str) -> int:
    """Salin templat dengan satu komentar Word di tiap temuan."""
    report = _lint(Path(berkas), None, None)
    if report is None or not _mark(Path(berkas), report, Path(ke)):
        return EXIT_FILE
    return EXIT_OK


@templat.command(cls=IkuCommand)
@click.argument("sumber", nargs=-1, metavar="[BUKU_KERJA...]")
@click.option("--tahun", type=int, metavar="TAHUN", help="Tahun laporan.")
@click.option("--ke", metavar="KE.docx", help="Tulis daftarnya sebagai dokumen Word.")
@click.option("--json", "as_json", is_flag=True, help="Cetak daftar sebagai JSON.")
def isian(sumber: tuple[str, ...], tahun: int | None, ke: str | None, as_json: bool) -> int:
    """Daftar isian yang dapat dipakai dalam templat, siap disalin.

    Dengan BUKU_KERJA (PK dan monitoring), tiap isian disertai nilainya tahun ini; tanpa itu,
    dengan nilai dari contoh bawaan.
    """
    from iku_excel.lakip.fields_sheet import list_fields, write_fields_sheet
    from iku_excel.lakip.schema import report_shape

    year, context = _context(sumber, tahun)
    rows = list_fields(report_shape(), context)
    if ke is not None:
        write_fields_sheet(rows, Path(ke), f"Daftar isian templat LAKIP {year or ''}".strip())
        say(f"Ditulis: {ke} ({len(rows)} isian)")
    if as_json:
        print_json(
            {"versi": 1, "tahun": year,
             "isian": [{"salin": r.salin, "contoh": r.contoh or None, "di_dalam": r.di_dalam}
                       for r in rows]}
        )  # fmt: skip
    elif ke is None:
        _print_rows(rows)
    return EXIT_OK


@templat.command(cls=IkuCommand)
@click.argument("berkas", required=False, metavar="[BERKAS.docx]")
@click.option("--kembali", is_flag=True, help="Kembalikan dokumen Word menjadi templat.")
@click.option("--dari", metavar="TEMPLAT", help="Templat yang disalin (bawaan: LAKIP.docx.j2).")
@click.option("--ke", metavar="TEMPLAT", help="Dengan --kembali: nama templat yang ditulis.")
def ubah(berkas: str | None, kembali: bool, dari: str | None, ke: str | None) -> int:
    """Salin templat menjadi dokumen Word untuk disunting, dan kembalikan sesudahnya.

    Tanpa pilihan: LAKIP.docx.j2 disalin menjadi LAKIP.docx. Dengan --kembali: dokumen itu
    diperiksa, lalu disimpan sebagai LAKIP.docx.j2 di sebelahnya.
    """
    document = Path(berkas or "LAKIP.docx")
    return _bring_back(document, ke) if kembali else _take_out(document, dari)


def _take_out(document: Path, dari: str | None) -> int:
    from iku_excel.lakip.archive import write_atomic
    from iku_excel.lakip.intake import read_docx

    if document.exists():
        say(f"iku: {document}: sudah ada dan tidak ditimpa. Pilih nama lain atau hapus dahulu.")
        return EXIT_FILE
    write_atomic(document, read_docx(_template(dari)))
    say(
        f"Ditulis: {document}. Sunting di Word, simpan, lalu: iku templat ubah --kembali {document}"
    )
    return EXIT_OK


def _bring_back(document: Path, ke: str | None) -> int:
    from iku_excel.lakip.archive import write_atomic
    from iku_excel.lakip.intake import read_docx

    report = _lint(document, None, None)
    if report is None:
        return EXIT_FILE
    if report.count()["kesalahan"]:
        _print(report)
        say("Templat belum disimpan. Perbaiki dahulu kesalahan di atas.")
        return EXIT_FINDINGS
    target = Path(ke) if ke else document.with_name(document.stem + ".docx.j2")
    if target.exists():
        write_atomic(target.with_name(target.name + ".lama"), target.read_bytes())
    write_atomic(target, read_docx(document))
    say(f"Ditulis: {target}. Pakai dengan: iku lakip ... --templat {target}")
    return EXIT_OK


# Helpers -----------------------------------------------------------------------------------------


def _template(named: str | None) -> Path:
    from iku_excel.resources import template_path

    return Path(named) if named else template_path(SHIPPED)


def _lint(path: Path, pilih: str | None, abaikan: str | None) -> LintReport | None:
    """The report, None (and a line on stderr) when the file cannot be read."""
    from iku_excel.lakip.lint import lint

    try:
        report = lint(path)
    except TemplateError as error:
        sentence = error.sentence.removeprefix(f"{path}: ")
        say(fail_line(str(path), sentence, error.code))
        return None
    wanted, unwanted = split_codes(pilih), split_codes(abaikan)
    report.faults = [
        fault
        for fault in report.faults
        if (not wanted or fault.kode.startswith(wanted))
        and not (unwanted and fault.kode.startswith(unwanted))
    ]
    return report


def _mark(path: Path, report: LintReport, target: Path) -> bool:
    from iku_excel.lakip.mark import mark_faults

    try:
        count = mark_faults(path, report.faults, target)
    except IkuExcelError as error:
        say(fail_line(str(target), error.sentence.removeprefix(f"{target}: "), error.code))
        return False
    say(f"Ditulis: {target} ({count} komentar)")
    return True


def _print(report: LintReport) -> None:
    click.echo(report.path)
    for fault in report.faults:
        click.echo(f"  {fault.kode} {fault.severity.label}: {fault}")
    counts = report.count()
    click.echo(", ".join(f"{counts[label]} {label}" for label in _LABELS) + ".")


def _document(report: LintReport) -> dict[str, Any]:
    findings = [
        {**fault.to_finding(report.path).to_json(), **fault.to_json(), "lembar": None}
        for fault in report.faults
    ]
    item = {"berkas": report.path, "jenis": "templat", "temuan": findings}
    return {"versi": 1, "berkas": [item], "ringkasan": report.count()}


def _exit_code(report: LintReport, gagal_pada: str) -> int:
    counts = report.count()
    failing = counts["kesalahan"] + (counts["peringatan"] if gagal_pada == "peringatan" else 0)
    return EXIT_FINDINGS if failing else EXIT_OK


def _context(sumber: tuple[str, ...], tahun: int | None) -> tuple[int | None, dict[str, Any]]:
    """The report's context from these workbooks, else from the shipped samples."""
    from iku_excel.lakip.context import build_context
    from iku_excel.pipeline import examine
    from iku_excel.resources import samples_path

    folder = samples_path() / "sah"
    shipped = (p for kind in ("", "bulanan", "riwayat") for p in (folder / kind).glob("*.xlsx"))
    sources = list(sumber) or sorted(str(path) for path in shipped)
    report = examine(sources, tahun=tahun)
    years = [hasil.berkas.tahun for hasil in report.dossier.daftar_berkas]
    year = tahun or max((y for y in years if y is not None), default=None)
    if year is None:
        return None, {}
    return year, build_context(report.dossier, year).konteks.to_template()


def _print_rows(rows: list[Any]) -> None:
    place = ""
    for row in rows:
        if row.di_dalam != place:
            place = row.di_dalam
            click.echo(f"\n# {place}")
        note = row.contoh or row.keterangan
        click.echo(f"{row.salin:<52} {note}".rstrip())
