"""`iku lakip`: the annual Laporan Kinerja, the quarterly report or the minutes, as a Word file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iku_excel.errors import UsageError
from iku_excel.hosts.cli_support import (
    EXIT_FILE,
    IkuCommand,
    common_options,
    print_json,
    say,
    split_codes,
)

if TYPE_CHECKING:
    from datetime import date

    from iku_excel.finding import Finding
    from iku_excel.lakip.report import HasilLaporan
    from iku_excel.pipeline import Report

_MANY = ("--pk", "--monitoring", "--riwayat")


class LakipCommand(IkuCommand):
    """Lets `--riwayat A B C` name several files, as staff write it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, spread(args))


def spread(args: list[str]) -> list[str]:
    """ "--riwayat A B" as "--riwayat A --riwayat B"; everything else as it is."""
    result: list[str] = []
    current, count = "", 0
    for word in args:
        if word.startswith("-") and word != "-":
            current, count = (word, 0) if word in _MANY else ("", 0)
            result.append(word)
            continue
        if current and count:
            result.append(current)
        result.append(word)
        count += 1
    return result


@click.command(cls=LakipCommand)
@click.option("--pk", multiple=True, metavar="BERKAS", help="Perjanjian Kinerja tahun itu.")
@click.option(
    "--monitoring", multiple=True, metavar="BERKAS", help="Buku kerja bulanan, rekap, atau folder."
)
@click.option(
    "--riwayat", multiple=True, metavar="BERKAS...", help="Buku kerja tahun-tahun sebelumnya."
)
@click.option("--ke", metavar="BERKAS.docx", help="Laporan yang dibuat.")
@click.option("--templat", metavar="BERKAS", help="Templat Word sendiri, bukan yang bawaan.")
@click.option("--pdf", is_flag=True, help="Buat juga PDF-nya di sebelahnya (perlu LibreOffice).")
@click.option("--tanggal", metavar="TANGGAL", help="Tanggal laporan, misalnya 31-01-2025.")
@click.option(
    "--triwulan", type=click.IntRange(1, 4), metavar="1-4", help="Laporan triwulan, bukan tahunan."
)
@click.option("--notulen", is_flag=True, help="Notulen rapat evaluasi triwulan itu.")
@click.option("--baru", is_flag=True, help="Buat dari awal; suntingan dalam laporan lama hilang.")
@common_options
def lakip(
    pk: tuple[str, ...],
    monitoring: tuple[str, ...],
    riwayat: tuple[str, ...],
    ke: str | None,
    templat: str | None,
    pdf: bool,
    tanggal: str | None,
    triwulan: int | None,
    notulen: bool,
    baru: bool,
    as_json: bool,
    gagal_pada: str,
    **options: Any,
) -> int:
    """Buat Laporan Kinerja (Word) dari buku kerja setahun.

    Setiap angka dalam laporan berasal dari sel buku kerja dan tercatat pada lampiran Jejak Angka.
    Bila laporan sudah ada, bagian yang disunting di Word dibiarkan dan bagian lain diperbarui.
    """
    from iku_excel.hosts.run import examine_with, print_failures
    from iku_excel.lakip.report import make_lakip

    tahun, target = _required(options.get("tahun"), ke, monitoring or pk)
    template = _template(templat, triwulan, notulen)
    report = _without_own_years(examine_with(_sources(pk, monitoring, riwayat), options), tahun)
    if print_failures(report):
        say("iku: laporan tidak dibuat karena ada berkas yang tidak dapat dibaca.")
        return EXIT_FILE
    hasil = make_lakip(
        report.dossier,
        tahun,
        target,
        template=template,
        tanggal=_tanggal(tanggal),
        triwulan=triwulan,
        pdf=target.with_suffix(".pdf") if pdf else None,
        is_baru=baru,
        progress=lambda text: say(f"{text} …"),
    )
    findings = _chosen(hasil, options)
    _show(report, hasil, findings, as_json)
    return _exit_code(report, findings, gagal_pada)


def _without_own_years(report: Report, tahun: int) -> Report:
    """--tahun names the report's year: earlier years' workbooks are its history, no mistake."""
    from dataclasses import replace

    kept = tuple(
        f
        for f in report.findings
        if not (f.kode == "PK011" and f.seharusnya == str(tahun) and _is_earlier(f, tahun))
    )
    return replace(report, dossier=replace(report.dossier, findings=kept), findings=kept)


def _is_earlier(finding: Finding, tahun: int) -> bool:
    written = finding.tertulis or ""
    return written.isdigit() and int(written) < tahun


def _required(tahun: int | None, ke: str | None, sources: tuple[str, ...]) -> tuple[int, Path]:
    if tahun is None:
        raise UsageError("PG021", "Sebutkan tahun laporan dengan --tahun, misalnya --tahun 2024.")
    if not sources:
        raise UsageError("PG021", "Beri berkasnya dengan --pk dan --monitoring.")
    if ke is None:
        raise UsageError("PG021", "Sebutkan berkas hasil dengan --ke, misalnya --ke LAKIP.docx.")
    target = Path(ke)
    if target.suffix.lower() != ".docx":
        raise UsageError("PG021", f"Hasil harus berkas .docx, bukan {target.name}.")
    if not target.parent.is_dir():
        raise UsageError("PG021", f"Folder {target.parent} tidak ada. Buat dahulu folder itu.")
    return tahun, target


def _template(templat: str | None, triwulan: int | None, notulen: bool) -> Path:
    from iku_excel.resources import template_path

    if templat is not None:
        return Path(templat)
    if notulen and triwulan is None:
        raise UsageError("PG022", "Notulen memerlukan triwulannya, misalnya --triwulan 2.")
    if notulen:
        return template_path("Notulen.docx.j2")
    return template_path("Triwulan.docx.j2" if triwulan else "LAKIP.docx.j2")


def _sources(*groups: tuple[str, ...]) -> list[str]:
    """Every workbook named, folders opened, each once and in the order given."""
    from iku_excel.hosts.batch.discover import find_workbooks

    found: dict[Path, str] = {}
    for name in (name for group in groups for name in group):
        path = Path(name)
        # A recap says nothing that its months do not; alone it stands for them.
        paths = (find_workbooks(path) or _recaps(path)) if path.is_dir() else (path,)
        if path.is_dir() and not paths:
            raise UsageError("PG023", f"Folder {name} tidak memuat buku kerja Excel.")
        for workbook in paths:
            found.setdefault(workbook.resolve(), str(workbook))
    return list(found.values())


def _recaps(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob("Rekap_*.xlsx")))


def _tanggal(text: str | None) -> date | None:
    from iku_excel.lakip.isian import parse_tanggal

    if text is None:
        return None
    found = parse_tanggal(text)
    if found is None:
        raise UsageError("PG024", f"Tanggal “{text}” tidak terbaca. Tulis seperti 31-01-2025.")
    return found


def _chosen(hasil: HasilLaporan, options: dict[str, Any]) -> tuple[Finding, ...]:
    from iku_excel.checks.registry import select

    return select(
        hasil.findings, split_codes(options.get("pilih")), split_codes(options.get("abaikan"))
    )


def _show(
    report: Report, hasil: HasilLaporan, findings: tuple[Finding, ...], as_json: bool
) -> None:
    from iku_excel.finding import count_by_severity
    from iku_excel.hosts.printing import finding_lines, summary_line

    everything = (*report.findings, *findings)
    if as_json:
        document = report.to_json()
        document.update(hasil.to_json(findings))
        document["ringkasan"] = count_by_severity(everything)
        print_json(document)
        return
    if findings:
        click.echo("Temuan laporan:")
    for finding in findings:
        for line in finding_lines(finding):
            click.echo(line)
    if report.findings:
        click.echo(f"Temuan berkas kerja: {summary_line(report.findings)} Lihat “iku periksa”.")
    click.echo(summary_line(everything))
    for text in hasil.pesan:
        click.echo(text)
    click.echo(f"Laporan: {hasil.path}")
    if hasil.pdf is not None:
        click.echo(f"PDF: {hasil.pdf}")


def _exit_code(report: Report, findings: tuple[Finding, ...], gagal_pada: str) -> int:
    from iku_excel.finding import Severity

    lowest = Severity.from_label(gagal_pada)
    return int(any(f.severity >= lowest for f in (*report.findings, *findings)))
