"""`iku pk`: a Perjanjian Kinerja workbook from the decree."""

from __future__ import annotations

from pathlib import Path

import click

from iku_excel.hosts.cli_support import EXIT_OK, IkuCommand


@click.command(cls=IkuCommand)
@click.option("--tahun", type=int, required=True, metavar="TAHUN", help="Tahun Perjanjian Kinerja.")
@click.option("--ke", required=True, metavar="BERKAS", help="Berkas .xlsx yang dibuat.")
@click.option("--keputusan", metavar="EDISI", help="Edisi keputusan; bawaan: yang berlaku.")
@click.option("--timpa", is_flag=True, help="Timpa berkas yang sudah ada.")
def pk(tahun: int, ke: str, keputusan: str | None, timpa: bool) -> int:
    """Buat buku kerja Perjanjian Kinerja dari keputusan.

    Sasaran, indikator, satuan dan target diisi dari keputusan untuk tahun itu; nama pejabat dan
    anggaran dibiarkan untuk diisi.
    """
    from iku_excel.errors import UsageError
    from iku_excel.keputusan import load_keputusan
    from iku_excel.workbook.perjanjian import make_perjanjian_kinerja

    target = Path(ke)
    if target.suffix.lower() != ".xlsx":
        raise UsageError("PG004", "Nama berkas untuk --ke harus berakhiran .xlsx.")
    if target.exists() and not timpa:
        raise UsageError(
            "PG001", f"{ke} sudah ada. Pilih nama lain, atau tambahkan --timpa untuk menggantinya."
        )
    edisi = load_keputusan(keputusan, tahun=tahun)
    if not edisi.active(tahun):
        raise UsageError(
            "PG002",
            f"Keputusan {edisi.nomor} tidak memuat target untuk tahun {tahun} "
            f"(hanya {edisi.tahun_awal} sampai {edisi.tahun_akhir}).",
        )
    make_perjanjian_kinerja(tahun, target, edisi)
    click.echo(f"{ke}: {len(edisi.active(tahun))} indikator, Keputusan {edisi.nomor}.")
    return EXIT_OK
