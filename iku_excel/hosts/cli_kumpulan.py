"""`iku kumpulan`: a folder of workbooks in one go, and the year's recap."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iku_excel.errors import UsageError
from iku_excel.hosts.cli_support import (
    IkuCommand,
    common_options,
    fail_line,
    needs_ascii,
    say,
    split_codes,
)

if TYPE_CHECKING:
    from iku_excel.hosts.batch.run import BatchOptions, BatchReport


@click.command(cls=IkuCommand)
@click.argument("folder", metavar="FOLDER")
@click.option("--ke", metavar="FOLDER", help="Folder hasil: buku kerja terhitung dan rekap.")
@common_options
@click.option("--di-tempat", is_flag=True, help="Tulis ke berkas aslinya (dengan cadangan).")
@click.option("--csv", "as_csv", is_flag=True, help="Tulis juga hasil.csv untuk diolah lanjut.")
@click.option("--ulang", is_flag=True, help="Olah semua lagi, juga yang tidak berubah.")
@click.option("--pekerja", type=click.IntRange(1, 256), metavar="N", help="Jumlah proses.")
@click.option("--penjadwal", metavar="ALAMAT", help="Penjadwal Dask, misalnya tcp://10.0.0.5:8786.")
@click.option("--pantau", is_flag=True, help="Terus bekerja setiap kali buku kerja baru masuk.")
@click.option("--abaikan-proteksi", is_flag=True, help="Tulis juga ke sel yang terkunci.")
@click.option("--buang-tanda-tangan", is_flag=True, help="Tulis walau tanda tangan digital batal.")
def kumpulan(
    folder: str,
    ke: str | None,
    as_json: bool,
    gagal_pada: str,
    di_tempat: bool,
    as_csv: bool,
    ulang: bool,
    pekerja: int | None,
    penjadwal: str | None,
    pantau: bool,
    abaikan_proteksi: bool,
    buang_tanda_tangan: bool,
    **options: Any,
) -> int:
    """Olah semua buku kerja dalam satu folder.

    Setiap buku kerja diperiksa dan dihitung; hasilnya ditulis ke folder --ke dengan susunan yang
    sama, beserta Rekap_<tahun>.xlsx dan hasil.json. Satu berkas yang rusak tidak menghentikan yang
    lain. Bila diulang, hanya yang berubah yang diolah.
    """
    from iku_excel.hosts.batch.executors import default_workers, open_executor

    batch = _options(folder, ke, di_tempat, ulang, options)
    settings_extra = (abaikan_proteksi, buang_tanda_tangan)
    batch = _allow(batch, *settings_extra)
    count = _count(batch)
    workers = pekerja or default_workers(count)
    with open_executor(workers, penjadwal) as executor:
        if pantau:
            return _watch(batch, executor, workers, as_csv)
        report = _run(batch, executor, workers, as_csv)
    if as_json:
        from iku_excel.hosts.batch.overview import json_text

        click.echo(json_text(report.document, needs_ascii()), nl=False)
    else:
        _print(report)
    return _exit_code(report, gagal_pada)


def _options(
    folder: str, ke: str | None, di_tempat: bool, ulang: bool, options: dict[str, Any]
) -> BatchOptions:
    from iku_excel.hosts.batch.jobs import Settings
    from iku_excel.hosts.batch.run import BatchOptions
    from iku_excel.hosts.clock import today
    from iku_excel.keputusan import load_keputusan

    if ke is None and not di_tempat:
        raise UsageError("PG010", "Sebutkan folder hasil dengan --ke, atau pakai --di-tempat.")
    source, result = Path(folder), Path(ke if ke is not None else folder)
    if not di_tempat and result.resolve() == source.resolve():
        raise UsageError(
            "PG011", "Folder hasil sama dengan folder sumber. Pilih folder lain, atau --di-tempat."
        )
    if options.get("kebijakan"):
        from iku_excel.compute.kebijakan import parse_kebijakan

        parse_kebijakan(options["kebijakan"])  # a wrong policy stops before any work
    settings = Settings(
        keputusan=load_keputusan(options.get("keputusan"), tahun=options.get("tahun")),
        kebijakan=options.get("kebijakan"),
        tahun=options.get("tahun"),
        hari_ini=today(),
        pilih=split_codes(options.get("pilih")),
        abaikan=split_codes(options.get("abaikan")),
        by_year=options.get("keputusan") is None and options.get("tahun") is None,
    )
    return BatchOptions(source, result, settings, in_place=di_tempat, force=ulang)


def _allow(batch: BatchOptions, protected: bool, signed: bool) -> BatchOptions:
    from dataclasses import replace

    settings = replace(batch.settings, allow_protected=protected, allow_signed=signed)
    return replace(batch, settings=settings, quiet=False)


def _count(batch: BatchOptions) -> int:
    from iku_excel.hosts.batch.discover import find_workbooks

    return len(find_workbooks(batch.folder, None if batch.in_place else batch.result))


def _run(batch: BatchOptions, executor: Any, workers: int, as_csv: bool) -> BatchReport:
    from dataclasses import replace

    from iku_excel.hosts.batch.overview import write_csv, write_json
    from iku_excel.hosts.batch.run import run_batch

    report = run_batch(replace(batch, workers=workers), executor)
    write_json(report.document, batch.result)
    if as_csv:
        write_csv(report.document, batch.result)
    for label, code, sentence in report.failures:
        say(fail_line(label, sentence, code))
    return report


def _watch(batch: BatchOptions, executor: Any, workers: int, as_csv: bool) -> int:
    from iku_excel.hosts.batch.watch import settled_changes

    say(f"Memantau {batch.folder}. Tekan Ctrl+C untuk berhenti.")
    for _ in settled_changes(batch.folder):
        report = _run(batch, executor, workers, as_csv)
        if report.done:
            _print(report)
        sys.stdout.flush()
    return 0


def _print(report: BatchReport) -> None:
    totals = report.document["ringkasan"]
    click.echo(
        f"{report.done} buku kerja diolah, {report.unchanged} tidak berubah, "
        f"{len(report.failures)} gagal."
    )
    click.echo(", ".join(f"{count} {label}" for label, count in totals.items()) + ".")
    for path in report.rekap:
        click.echo(f"Rekap: {path}")


def _exit_code(report: BatchReport, threshold: str) -> int:
    if report.failures:
        return 3
    totals = report.document["ringkasan"]
    bad = totals["kesalahan"] + (totals["peringatan"] if threshold == "peringatan" else 0)
    return 1 if bad else 0
