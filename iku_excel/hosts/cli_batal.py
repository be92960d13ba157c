"""`iku batal`: the newest backup back in place."""

from __future__ import annotations

from pathlib import Path

import click

from iku_excel.errors import IkuExcelError
from iku_excel.hosts.cli_support import EXIT_FILE, EXIT_OK, IkuCommand, fail_line, say


@click.command(cls=IkuCommand)
@click.argument("berkas", metavar="BERKAS")
def batal(berkas: str) -> int:
    """Kembalikan buku kerja dari cadangan terbaru.

    Cadangan dibuat di folder .iku-cadangan di sebelah berkas, setiap kali iku menulis ke berkas
    itu.
    """
    from iku_excel.workbook.backup import restore_newest

    try:
        backup = restore_newest(Path(berkas))
    except IkuExcelError as error:
        say(fail_line(berkas, error.sentence, error.code))
        return EXIT_FILE
    click.echo(f"{berkas} dikembalikan dari {Path(str(backup)).name}.")
    return EXIT_OK
