"""`iku addin`: install, remove, diagnose the button in Excel."""

from __future__ import annotations

from pathlib import Path

import click

from iku_excel.hosts.cli_support import EXIT_FILE, EXIT_FINDINGS, EXIT_OK, IkuGroup, say


@click.group(cls=IkuGroup)
def addin() -> None:
    """Pasang, copot atau periksa tombol IKU di Excel."""


@addin.command()
@click.option("--ke", metavar="FOLDER", help="Hanya tulis iku_excel.xlam ke folder ini.")
@click.option("--python", metavar="PATH", help="Python yang dipakai tombol; bawaan: yang ini.")
def pasang(ke: str | None, python: str | None) -> int:
    """Pasang tab IKU ke Excel (tanpa hak administrator)."""
    from iku_excel.errors import IkuExcelError
    from iku_excel.hosts.excel.install import install
    from iku_excel.hosts.machine import Machine

    try:
        target = install(
            Machine(), Path(ke) if ke is not None else None, Path(python) if python else None
        )
    except IkuExcelError as error:
        say(f"iku: {error.sentence} [{error.code}]")
        return EXIT_FILE
    click.echo(f"Add-in ditulis: {target}")
    if ke is None:
        click.echo("Tutup dan buka lagi Excel; tab “IKU” muncul setelah tab Tinjau.")
    return EXIT_OK


@addin.command()
def copot() -> int:
    """Copot tab IKU dari Excel."""
    from iku_excel.errors import IkuExcelError
    from iku_excel.hosts.excel.install import uninstall
    from iku_excel.hosts.machine import Machine

    try:
        removed = uninstall(Machine())
    except IkuExcelError as error:
        say(f"iku: {error.sentence} [{error.code}]")
        return EXIT_FILE
    for path in removed:
        click.echo(f"Dihapus: {path}")
    if not removed:
        click.echo("Tidak ada yang perlu dihapus: add-in belum terpasang.")
    return EXIT_OK


@addin.command()
def status() -> int:
    """Periksa setiap mata rantai dari tombol sampai Python."""
    from iku_excel.hosts.excel.install import diagnose
    from iku_excel.hosts.machine import Machine

    links = tuple(diagnose(Machine()))
    for link in links:
        click.echo(f"{'baik ' if link.holds else 'PUTUS'}  {link.name}: {link.sentence}")
    return EXIT_OK if all(link.holds for link in links) else EXIT_FINDINGS
