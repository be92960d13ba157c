"""`iku addin`: install, remove, diagnose the buttons; the panel where macros are forbidden."""

from __future__ import annotations

from pathlib import Path

import click

from iku_excel.hosts.cli_support import EXIT_FINDINGS, EXIT_OK, IkuGroup


@click.group(cls=IkuGroup)
def addin() -> None:
    """Pasang, copot atau periksa tombol IKU di Excel."""


@addin.command()
@click.option("--ke", metavar="FOLDER", help="Hanya tulis berkas add-in ke folder ini.")
@click.option("--python", metavar="PATH", help="Python yang dipakai tombol; bawaan: yang ini.")
@click.option("--libreoffice", is_flag=True, help="Pasang tombol di LibreOffice Calc, bukan Excel.")
def pasang(ke: str | None, python: str | None, libreoffice: bool) -> int:
    """Pasang tab IKU ke Excel (tanpa hak administrator)."""
    from iku_excel.hosts.machine import Machine

    folder = Path(ke) if ke is not None else None
    interpreter = Path(python) if python else None
    if libreoffice:
        from iku_excel.hosts.calc import install as calc

        if folder is not None:
            click.echo(f"Ekstensi ditulis: {calc.write_oxt(folder)}")
        else:
            click.echo(f"Ekstensi dipasang: {calc.install(Machine(), interpreter)}")
            click.echo("Tutup dan buka lagi LibreOffice Calc; bilah “IKU” muncul di atas lembar.")
        return EXIT_OK
    from iku_excel.hosts.excel.install import install

    target = install(Machine(), folder, interpreter)
    click.echo(f"Add-in ditulis: {target}")
    if folder is None:
        click.echo("Buka Excel; tab “IKU” ada setelah tab Tinjau. Periksa dengan: iku addin status")
    return EXIT_OK


@addin.command()
@click.option("--libreoffice", is_flag=True, help="Copot dari LibreOffice Calc, bukan Excel.")
def copot(libreoffice: bool) -> int:
    """Copot tab IKU dari Excel."""
    from iku_excel.hosts.machine import Machine

    if libreoffice:
        from iku_excel.hosts.calc import install as calc

        was_there = calc.uninstall(Machine())
        click.echo("Ekstensi dihapus." if was_there else "Ekstensi memang belum terpasang.")
        return EXIT_OK
    from iku_excel.hosts.excel.install import uninstall

    removed = uninstall(Machine())
    for path in removed:
        click.echo(f"Dihapus: {path}")
    if not removed:
        click.echo("Tidak ada yang perlu dihapus: add-in belum terpasang.")
    return EXIT_OK


@addin.command()
def status() -> int:
    """Periksa setiap mata rantai dari tombol sampai Python."""
    from iku_excel.hosts.excel.status import diagnose
    from iku_excel.hosts.machine import Machine

    links = tuple(diagnose(Machine()))
    for link in links:
        click.echo(f"{'baik ' if link.holds else 'PUTUS'}  {link.name}: {link.sentence}")
    return EXIT_OK if all(link.holds for link in links) else EXIT_FINDINGS


@addin.command()
def panel() -> int:
    """Buka jendela kecil dengan tombol yang sama, bila makro dilarang."""
    from iku_excel.hosts.panel import main

    return main()
