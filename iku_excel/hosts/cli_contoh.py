"""`iku contoh`: the whole job on the shipped samples, by the same commands that staff will use."""

from __future__ import annotations

import os
from pathlib import Path

import click

from iku_excel.errors import UsageError
from iku_excel.hosts.cli_support import IkuCommand, say

TAHUN_CONTOH = 2024
MARK = ".iku-contoh"
HARI_INI_CONTOH = "2025-01-15"
"""The samples tell of a year that is over; their results must not depend on the day of the run."""


@click.command(cls=IkuCommand)
@click.argument("folder", default="contoh-iku", metavar="[FOLDER]")
def contoh(folder: str) -> int:
    """Jalankan seluruh pekerjaan pada contoh bawaan.

    Isi FOLDER (bawaan: contoh-iku): Perjanjian Kinerja, dua belas buku kerja bulanan yang sudah
    dihitung, rekap setahun, dan Laporan Kinerja.
    """
    target = Path(folder)
    _prepare(target)
    lakip = target / f"LAKIP_{TAHUN_CONTOH}.docx"
    history = sorted(str(path) for path in (target / "Riwayat").glob("*.xlsx"))
    pk, months = target / f"PK_{TAHUN_CONTOH}.xlsx", target / "Monitoring"
    empty = target / f"PK_{TAHUN_CONTOH}_dari_keputusan.xlsx"
    steps: tuple[tuple[str, ...], ...] = (
        ("pk", "--tahun", str(TAHUN_CONTOH), "--ke", str(empty), "--timpa"),
        ("periksa", str(pk), str(months / f"Monitoring_{TAHUN_CONTOH}_12.xlsx")),
        ("kumpulan", str(months), "--ke", str(target / "Hasil")),
        (
            "lakip", "--tahun", str(TAHUN_CONTOH), "--pk", str(pk), "--monitoring",
            str(target / "Hasil"), "--riwayat", *history, "--ke", str(lakip),
        ),
    )  # fmt: skip
    before = os.environ.get("IKU_HARI_INI")
    os.environ["IKU_HARI_INI"] = before or HARI_INI_CONTOH
    try:
        worst = max(_step(words) for words in steps)
    finally:
        if before is None:
            del os.environ["IKU_HARI_INI"]
    click.echo("")
    rekap = target / "Hasil" / f"Rekap_{TAHUN_CONTOH}.xlsx"
    click.echo(f"Selesai. Buka dulu {lakip}, lalu {rekap}.")
    click.echo("Buku kerja bulanan yang sudah dihitung ada di folder Hasil di sebelahnya.")
    return worst


def _step(words: tuple[str, ...]) -> int:
    """Run one command and show it, so that a newcomer can repeat it."""
    from iku_excel.hosts.cli import main

    say("$ iku " + " ".join(f'"{w}"' if " " in w else w for w in words))
    return main(words)


def _prepare(target: Path) -> None:
    """Copy the samples into the folder; a folder with anything else in it is left alone."""
    from iku_excel.resources import samples_path
    from iku_excel.workbook.engine import atomic_write

    if target.exists() and not target.is_dir():
        raise UsageError("PG013", f"{target} bukan folder. Pilih nama lain.")
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).exists():
        raise UsageError(
            "PG014", f"Folder {target} sudah berisi. Pilih folder lain agar isinya tidak tertimpa."
        )
    source = samples_path() / "sah"
    copies = {source / f"PK_{TAHUN_CONTOH}.xlsx": target / f"PK_{TAHUN_CONTOH}.xlsx"}
    for path in sorted((source / "bulanan").glob("*.xlsx")):
        copies[path] = target / "Monitoring" / path.name
    for path in sorted((source / "riwayat").glob("*.xlsx")):
        copies[path] = target / "Riwayat" / path.name
    for path, to in copies.items():
        to.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(to, path.read_bytes())
    atomic_write(target / MARK, b"")
