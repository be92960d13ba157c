"""`iku hitung`: compute, and write the computed columns back into the same workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iku_excel.errors import UsageError, WorkbookError
from iku_excel.hosts.cli_support import (
    EXIT_FILE,
    IkuCommand,
    common_options,
    fail_line,
    print_json,
    say,
    split_codes,
)

if TYPE_CHECKING:
    from iku_excel.hosts.recompute import WriteOptions, Written
    from iku_excel.model import BerkasHasil
    from iku_excel.workbook.rumus import CaraTulis
    from iku_excel.pipeline import Report


@click.command(cls=IkuCommand)
@click.argument("berkas", nargs=-1, required=True, metavar="BERKAS...")
@common_options
@click.option("--ke", metavar="PATH", help="Tulis ke berkas atau folder ini; sumber tidak diubah.")
@click.option(
    "--sebagai",
    type=click.Choice(["nilai", "rumus"]),
    default="nilai",
    show_default=False,
    help="Tulis capaian sebagai nilai (bawaan) atau sebagai rumus Excel yang hidup.",
)
@click.option("--rinci", metavar="KODE", help="Tampilkan asal angka indikator, misalnya SK3/5.")
@click.option("--lembar-rincian", is_flag=True, help="Tulis juga rincian itu sebagai lembar.")
@click.option("--abaikan-proteksi", is_flag=True, help="Tulis juga ke sel yang terkunci.")
@click.option("--buang-tanda-tangan", is_flag=True, help="Tulis walau tanda tangan digital batal.")
def hitung(
    berkas: tuple[str, ...],
    as_json: bool,
    gagal_pada: str,
    ke: str | None,
    sebagai: str,
    rinci: str | None,
    lembar_rincian: bool,
    abaikan_proteksi: bool,
    buang_tanda_tangan: bool,
    **options: Any,
) -> int:
    """Hitung capaian dan tulis ke buku kerja itu juga.

    Kolom capaian yang ada diisi di tempatnya; yang belum ada ditambahkan di tepi kanan tabel.
    Sel lain tidak disentuh. Dengan --sebagai rumus, kolom itu berisi rumus beserta hasilnya,
    sehingga pemeriksa dapat melihat asal angkanya; jalankan lagi dengan --sebagai nilai untuk
    kembali. Berkas lama disimpan dulu di folder .iku-cadangan; “iku batal BERKAS”
    mengembalikannya.
    """
    from iku_excel.hosts.recompute import WriteOptions, merge_json
    from iku_excel.hosts.run import examine_with, print_failures

    report = examine_with(berkas, options)
    failed = print_failures(report)
    codes = _codes(report, rinci, lembar_rincian)
    allowed = WriteOptions(
        buang_tanda_tangan,
        abaikan_proteksi,
        codes if lembar_rincian else (),
        _cara(report, sebagai),
    )
    targets = _targets(report, ke)
    document = report.to_json() if as_json else {}
    for index, hasil in enumerate(report.dossier.daftar_berkas):
        if hasil.berkas.error is not None:
            continue
        written = _write(report, hasil, targets[index], allowed)
        if written is None:
            failed = True
        elif as_json:
            merge_json(document, index, hasil, written)
        else:
            _print_file(report, hasil, written, codes)
    if as_json:
        print_json(document)
    else:
        from iku_excel.hosts.printing import summary_line

        click.echo(summary_line(report.findings))
    return EXIT_FILE if failed else int(report.exit_code(gagal_pada))


def _cara(report: Report, sebagai: str) -> CaraTulis:
    from iku_excel.compute.rumus import PenyusunRumus
    from iku_excel.workbook.rumus import CaraTulis

    dossier = report.dossier
    penyusun = PenyusunRumus(dossier.keputusan, dossier.kebijakan)
    return CaraTulis(penyusun, is_rumus=sebagai == "rumus")


def _write(
    report: Report, hasil: BerkasHasil, target: Path, allowed: WriteOptions
) -> Written | None:
    from iku_excel.hosts.recompute import Written, write_hasil
    from iku_excel.workbook.backup import make_backup

    if hasil.berkas.path.lower().endswith(".csv"):
        say(f"iku: {hasil.berkas.path}: berkas csv hanya dibaca, tidak ditulisi.")
        return Written(target)
    in_place = target == Path(hasil.berkas.path)
    try:
        return write_hasil(
            hasil,
            report.dossier.kebijakan,
            target,
            allowed,
            backup=make_backup if in_place else None,
        )
    except WorkbookError as error:
        say(fail_line(hasil.berkas.path, error.sentence, error.code))
        return None


def _targets(report: Report, ke: str | None) -> list[Path]:
    """Where each workbook goes: itself, the file `ke`, or its name in the folder `ke`."""
    sources = [Path(h.berkas.path) for h in report.dossier.daftar_berkas]
    if ke is None:
        return sources
    target = Path(ke)
    is_file = target.suffix.lower() in (".xlsx", ".xlsm") and not target.is_dir()
    if is_file:
        if len(sources) > 1:
            raise UsageError("PG005", "Untuk beberapa berkas, --ke harus berupa folder.")
        return [target]
    names = [source.name for source in sources]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise UsageError(
            "PG006",
            f"Dua berkas bernama sama ({', '.join(sorted(twice))}) tidak dapat masuk satu folder. "
            "Olah satu per satu, atau pakai “iku kumpulan”.",
        )
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookError("BK012", f"Folder {ke} tidak dapat dibuat.") from error
    return [target / name for name in names]


def _codes(report: Report, rinci: str | None, all_codes: bool) -> tuple[str, ...]:
    """The indicator codes whose derivation was asked for; UsageError for an unknown one."""
    if rinci is None:
        if not all_codes:
            return ()
        return tuple(i.kode for i in report.dossier.keputusan.daftar_indikator)
    codes = split_codes(rinci)
    for code in codes:
        if report.dossier.keputusan.indikator_by_kode(code) is None:
            raise UsageError(
                "PG007",
                f"Indikator {code} tidak ada dalam Keputusan {report.dossier.keputusan.nomor}. "
                "Contoh kode: SK3/5.",
            )
    return codes


def _print_file(
    report: Report, hasil: BerkasHasil, written: Written, codes: tuple[str, ...]
) -> None:
    from iku_excel.hosts.printing import capaian_lines, file_heading, finding_lines

    click.echo(file_heading(hasil))
    for line in capaian_lines(hasil, report.dossier.kebijakan.pembulatan):
        click.echo(line)
    for finding in report.findings:
        if finding.location.berkas == hasil.berkas.path:
            for line in finding_lines(finding):
                click.echo(line)
    _print_rincian(hasil, codes)
    if written.changed:
        click.echo(f"  {len(written.changed)} sel ditulis ke {written.target}.")
    elif not written.daftar_lembar:
        click.echo("  Tidak ada sel yang perlu diubah.")
    for name in written.daftar_lembar:
        click.echo(f"  Lembar “{name}” ditulis ke {written.target}.")
    for line in _without_formula(written):
        click.echo(line)
    if written.stale_sheets:
        names = ", ".join(f"“{name}”" for name in written.stale_sheets)
        click.echo(f"  Buka dan simpan sekali di Excel agar rumus di lembar {names} segar.")
    click.echo("")


def _without_formula(written: Written) -> list[str]:
    """The cells that stay values although formulas were asked for, by reason."""
    by_reason: dict[str, list[str]] = {}
    for cell in written.tanpa_rumus:
        by_reason.setdefault(cell.alasan, []).append(f"{cell.lembar}!{cell.sel}")
    return [
        f"  Tetap berupa nilai: {', '.join(cells)} ({reason})."
        for reason, cells in by_reason.items()
    ]


def _print_rincian(hasil: BerkasHasil, codes: tuple[str, ...]) -> None:
    if not codes:
        return
    from iku_excel.bukti import render_rincian

    for rincian in hasil.daftar_rincian:
        if rincian.indikator in codes:
            for line in render_rincian(rincian):
                click.echo("  " + line)
