"""`iku keputusan`: show the decree, its register of inconsistencies, export it, import another."""

from __future__ import annotations

import shutil
import textwrap
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iku_excel.errors import UsageError
from iku_excel.hosts.cli_support import EXIT_OK, IkuGroup, print_json, say

if TYPE_CHECKING:
    from iku_excel.model import Indikator, Keputusan, Telaah

edisi_option = click.option(
    "--keputusan", "edisi", metavar="EDISI", help="Edisi: nomor, nama folder, atau berkas."
)
tahun_option = click.option("--tahun", type=int, metavar="TAHUN", help="Hanya untuk tahun ini.")
json_option = click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON.")


@click.group(cls=IkuGroup)
def keputusan() -> None:
    """Tampilkan, ekspor atau impor keputusan."""


@keputusan.command()
@click.argument("kode", required=False, metavar="[KODE]")
@edisi_option
@tahun_option
@click.option("--semua-edisi", is_flag=True, help="Daftar edisi yang ada, bukan indikatornya.")
@json_option
def tampil(
    kode: str | None, edisi: str | None, tahun: int | None, semua_edisi: bool, as_json: bool
) -> int:
    """Tampilkan indikator keputusan, atau satu indikator selengkapnya.

    Tanpa KODE: daftar semua indikator dengan target tiap tahun. Dengan KODE, misalnya SK3/1:
    bunyi keputusan, ketentuan yang dipakai, dan telaahnya.
    """
    from iku_excel.keputusan import export_json, load_keputusan

    if semua_edisi:
        return _print_editions(as_json)
    found = load_keputusan(edisi, tahun=tahun)
    if kode is not None:
        indikator = _find_indikator(found, kode)
        if as_json:
            document = export_json(found)
            print_json(next(i for i in document["indikator"] if i["kode"] == indikator.kode))
        else:
            _print_indikator(found, indikator)
        return EXIT_OK
    _check_tahun(found, tahun)
    if as_json:
        document = export_json(found)
        if tahun is not None:
            active = {indikator.kode for indikator in found.active(tahun)}
            document["indikator"] = [i for i in document["indikator"] if i["kode"] in active]
        print_json(document)
    else:
        _print_table(found, tahun)
    return EXIT_OK


@keputusan.command()
@click.argument("kode", required=False, metavar="[KODE]")
@edisi_option
@click.option("--angka", is_flag=True, help="Hanya yang mengubah angka atau penilaian.")
@json_option
def telaah(kode: str | None, edisi: str | None, angka: bool, as_json: bool) -> int:
    """Tampilkan telaah: bunyi keputusan yang perlu pilihan.

    Tiap catatan memuat kedua bunyi, akibatnya, dan bacaan yang dipakai.
    """
    from iku_excel.keputusan import load_keputusan

    found = load_keputusan(edisi)
    wanted = _find_indikator(found, kode).kode if kode else None
    records = [
        record
        for record in found.daftar_telaah
        if (wanted is None or wanted in record.indikator) and (record.mengubah_angka or not angka)
    ]
    if as_json:
        fields = type(found.daftar_telaah[0]).__dataclass_fields__ if found.daftar_telaah else ()
        print_json(
            {
                "nomor": found.nomor,
                "telaah": [{name: getattr(r, name) for name in fields} for r in records],
            }
        )
        return EXIT_OK
    for record in records:
        _print_telaah(record)
    click.echo(f"{len(records)} catatan telaah, Keputusan {found.nomor}.")
    return EXIT_OK


@keputusan.command()
@click.option("--ke", metavar="BERKAS", help="Berkas .xlsx yang dibuat.")
@edisi_option
@click.option("--timpa", is_flag=True, help="Timpa berkas yang sudah ada.")
@json_option
def ekspor(ke: str | None, edisi: str | None, timpa: bool, as_json: bool) -> int:
    """Tulis keputusan sebagai lembar indikator (.xlsx), atau JSON.

    Lembar itu dapat disunting lalu dibaca kembali dengan: iku keputusan impor.
    """
    from iku_excel.keputusan import export_json, export_sheet, load_keputusan

    found = load_keputusan(edisi)
    if ke is not None or not as_json:
        target = Path(ke) if ke else Path(f"Keputusan_{found.edisi}.xlsx")
        if target.suffix.lower() != ".xlsx":
            raise UsageError("PG004", "Nama berkas untuk --ke harus berakhiran .xlsx.")
        if target.exists() and not timpa:
            raise UsageError(
                "PG001", f"{target} sudah ada. Pilih nama lain dengan --ke, atau tambahkan --timpa."
            )
        export_sheet(found, target)
        say(f"{target}: {len(found.daftar_indikator)} indikator, Keputusan {found.nomor}.")
    if as_json:
        print_json(export_json(found))
    return EXIT_OK


@keputusan.command()
@click.argument("berkas", metavar="LEMBAR.xlsx")
@click.option("--nomor", metavar="NOMOR", help="Nomor keputusan, misalnya 12/2025.")
@click.option("--tanggal", metavar="TANGGAL", help="Tanggal ditetapkan, misalnya 2025-03-01.")
@click.option("--tentang", metavar="TEKS", help="Tentang apa keputusan itu.")
@click.option("--unit", metavar="NAMA", help="Nama lengkap unit kerja.")
@click.option("--penetap", metavar="JABATAN", help="Jabatan yang menetapkan.")
@click.option("--tahun-awal", type=int, metavar="TAHUN", help="Tahun pertama yang diatur.")
@click.option("--tahun-akhir", type=int, metavar="TAHUN", help="Tahun terakhir yang diatur.")
@click.option("--singkatan", metavar="NAMA", help="Singkatan nama unit kerja.")
@click.option("--tempat", metavar="KOTA", help="Tempat ditetapkan.")
@click.option("--berlaku-mulai", metavar="TANGGAL", help="Bila lain dari tanggal ditetapkan.")
@click.option("--berlaku-sampai", metavar="TANGGAL", help="Bila tidak berlaku sampai akhir.")
@click.option("--ganti", is_flag=True, help="Ganti edisi dengan nomor yang sama.")
@json_option
def impor(berkas: str, ganti: bool, as_json: bool, **options: Any) -> int:
    """Baca lembar indikator kantor lain sebagai edisi baru.

    Lembarnya boleh hasil iku keputusan ekspor yang disunting, atau Lampiran II keputusan yang
    ditempel apa adanya dari Word atau PDF. Yang tidak tertulis di lembar diberikan dengan pilihan;
    tidak ada yang ditebak. Edisi disimpan di folder Anda sendiri.
    """
    from iku_excel.keputusan import import_sheet, load_keputusan
    from iku_excel.keputusan.impor import undecided
    from iku_excel.workbook.engine import open_book

    for name in ("tanggal", "berlaku_mulai", "berlaku_sampai"):
        options[name] = _parse_date(name, options[name])
    open_book(berkas).close()  # names what is wrong with the file better than any import could
    folder = import_sheet(Path(berkas), ganti=ganti, **options)
    found = load_keputusan(folder)
    if as_json:
        print_json({"edisi": found.edisi, "nomor": found.nomor, "folder": str(folder)})
    else:
        click.echo(f"Edisi {found.edisi} (Keputusan {found.nomor}) disimpan di {folder}.")
    years = range(found.tahun_awal, found.tahun_akhir + 1)
    say(
        f"{len(found.daftar_indikator)} indikator; berlaku per tahun: "
        + ", ".join(f"{tahun}: {len(found.active(tahun))}" for tahun in years)
        + "."
    )
    waiting = [indikator.kode for indikator in undecided(found)]
    if waiting:
        say(
            f"Ketentuan {', '.join(waiting)} belum ditetapkan (dipakai nilai terakhir). "
            f"Lengkapi {folder / 'ketentuan.toml'}."
        )
    unnamed = [sasaran.kode for sasaran in found.daftar_sasaran if sasaran.nama is None]
    if unnamed:
        say(f"Sasaran tanpa nama: {', '.join(unnamed)}; dibaca dari Perjanjian Kinerja.")
    return EXIT_OK


# Finding -----------------------------------------------------------------------------------------


def _find_indikator(found: Keputusan, kode: str) -> Indikator:
    from iku_excel.keputusan.lampiran import normal_kode

    indikator = found.indikator_by_kode(kode) or found.indikator_by_kode(normal_kode(kode))
    if indikator is None:
        known = ", ".join(i.kode for i in found.daftar_indikator)
        raise UsageError("PG022", f"Indikator {kode} tidak ada; yang ada: {known}.")
    return indikator


def _check_tahun(found: Keputusan, tahun: int | None) -> None:
    if tahun is not None and not found.active(tahun):
        raise UsageError(
            "PG002",
            f"Keputusan {found.nomor} tidak memuat target untuk tahun {tahun} "
            f"(hanya {found.tahun_awal} sampai {found.tahun_akhir}).",
        )


def _parse_date(name: str, text: str | None) -> date | None:
    from iku_excel.numbers import parse_tanggal

    if text is None:
        return None
    found = parse_tanggal(text)
    if found is None:
        option = "--" + name.replace("_", "-")
        raise UsageError("PG023", f"{option}: {text} bukan tanggal; tulis misalnya 2025-03-01.")
    return found


# Printing ----------------------------------------------------------------------------------------


def _width() -> int:
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))


def _field(label: str, text: str) -> None:
    lines = textwrap.wrap(text, _width() - 20, break_long_words=False) or [""]
    click.echo(f"{label:<19} {lines[0]}")
    for line in lines[1:]:
        click.echo(f"{'':<19} {line}")


def _print_editions(as_json: bool) -> int:
    from iku_excel.keputusan import list_editions
    from iku_excel.numbers import format_tanggal

    editions = list_editions()
    if as_json:
        print_json(
            [
                {
                    "edisi": e.edisi,
                    "nomor": e.nomor,
                    "tahun_awal": e.tahun_awal,
                    "tahun_akhir": e.tahun_akhir,
                    "berlaku_mulai": e.berlaku_mulai.isoformat(),
                    "berlaku_sampai": e.berlaku_sampai and e.berlaku_sampai.isoformat(),
                    "folder": str(e.folder),
                    "bawaan": e.is_shipped,
                }
                for e in editions
            ]
        )
        return EXIT_OK
    for e in editions:
        origin = "bawaan" if e.is_shipped else str(e.folder)
        period = f"{e.tahun_awal}-{e.tahun_akhir}, berlaku mulai {format_tanggal(e.berlaku_mulai)}"
        until = f" sampai {format_tanggal(e.berlaku_sampai)}" if e.berlaku_sampai else ""
        click.echo(f"{e.edisi:<14} Keputusan {e.nomor:<10} {period}{until} ({origin})")
    return EXIT_OK


def _print_table(found: Keputusan, tahun: int | None) -> None:
    years = (
        [tahun] if tahun is not None else list(range(found.tahun_awal, found.tahun_akhir + 1))
    )
    daftar = found.active(tahun) if tahun is not None else found.daftar_indikator
    room = max(20, _width() - 8 - 20 - 6 * len(years))
    click.echo(f"{found.judul}\n{found.tentang}\n")
    click.echo(
        f"{'Kode':<7} {'Indikator Kinerja':<{room}} {'Satuan':<19}"
        + "".join(f"{year:>6}" for year in years)
    )
    for indikator in daftar:
        lines = textwrap.wrap(indikator.nama, room)
        targets = "".join(f"{_target(indikator, year):>6}" for year in years)
        click.echo(f"{indikator.kode:<7} {lines[0]:<{room}} {indikator.satuan:<19}{targets}")
        for line in lines[1:]:
            click.echo(f"{'':<7} {line}")
    counts = ", ".join(f"{year}: {len(found.active(year))}" for year in years)
    click.echo(f"\nIndikator yang berlaku per tahun: {counts}.")


def _target(indikator: Indikator, tahun: int) -> str:
    target = indikator.target_for(tahun)
    return target.teks if target else ""


def _print_indikator(found: Keputusan, indikator: Indikator) -> None:
    click.echo(f"{indikator.kode}  {indikator.nama}\n")
    for label, text in (
        ("Sasaran", _sasaran(found, indikator.sasaran)),
        ("Target", ", ".join(f"{tahun}: {t.teks}" for tahun, t in indikator.target.items())),
        ("Satuan", indikator.satuan),
        ("Klasifikasi", indikator.klasifikasi.value),
        ("Penanggung jawab", indikator.penanggung_jawab),
        ("Definisi", indikator.definisi),
        ("Sumber data", indikator.sumber_data),
        ("Cara menghitung", indikator.cara_menghitung),
        ("Rujukan", indikator.rujukan),
    ):
        _field(label, text)
    click.echo("\nKetentuan iku-excel (bukan bunyi keputusan):")
    for label, text in (
        ("Satuan dipakai", indikator.satuan_dipakai),
        ("Konsolidasi", f"{indikator.konsolidasi} (data dukung: {indikator.konsolidasi_data})"),
        ("Skala", describe_scale(indikator)),
        ("Berkala", indikator.berkala),
        ("Sebutan lain", "; ".join(indikator.sebutan)),
        ("Alasan", indikator.rujukan_ketentuan),
    ):
        _field(label, text)
    records = [t for t in found.daftar_telaah if indikator.kode in t.indikator]
    if records:
        click.echo("\nTelaah:")
    for record in records:
        _print_telaah(record)


def _sasaran(found: Keputusan, kode: str) -> str:
    sasaran = found.sasaran_by_kode(kode)
    nama = sasaran.nama if sasaran else None
    return f"{kode} {nama}" if nama else f"{kode} (namanya tidak tercetak dalam keputusan)"


def describe_scale(indikator: Indikator) -> str:
    """"1 sampai 4", "paling kecil 0", "tidak dibatasi"."""
    from iku_excel.numbers import format_angka

    low, high = indikator.skala_minimum, indikator.skala_maksimum
    if low is not None and high is not None:
        return f"{format_angka(low)} sampai {format_angka(high)}"
    if low is not None:
        return f"paling kecil {format_angka(low)}"
    return f"paling besar {format_angka(high)}" if high is not None else "tidak dibatasi"


def _print_telaah(record: Telaah) -> None:
    mark = "  [mengubah angka]" if record.mengubah_angka else ""
    click.echo(f"{record.nomor}. {record.tempat}{mark}")
    _field("   Bunyi pertama", record.bunyi_1)
    _field("   Bunyi kedua", record.bunyi_2)
    _field("   Akibat", record.akibat)
    _field("   Bacaan dipakai", record.pilihan)
    _field("   Rujukan", record.rujukan)
    click.echo("")
