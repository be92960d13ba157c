"""The counting behind figures from raw data sheets, for the appendix Jejak Angka."""

from __future__ import annotations

from collections.abc import Iterable

from iku_excel.lakip.bahan import Bahan
from iku_excel.lakip.fields import IndikatorLaporan
from iku_excel.lakip.figure import Angka, Figure, satuan_kalimat
from iku_excel.lakip.jejak import BarisHitungan, BerkasSumber, describe_cells
from iku_excel.model import Rincian
from iku_excel.numbers import format_angka


def build_rincian(
    bahan: Bahan, daftar: Iterable[IndikatorLaporan], daftar_berkas: Iterable[BerkasSumber]
) -> tuple[BarisHitungan, ...]:
    """One line for each indicator that has a raw data sheet in the year's workbooks."""
    nomor = {(b.path, b.sha256): b.nomor for b in daftar_berkas}
    found = ((i, bahan.indikator(i.kode).rincian) for i in daftar)
    return tuple(
        BarisHitungan(
            indikator=i.kode,
            hasil=_hasil(rincian, i.realisasi),
            rumus=rincian.rumus or (rincian.alasan or "–"),
            sel=describe_cells((bahan.cell(rincian.header),), nomor),
            dihitung=len(rincian.dihitung),
            ditinggalkan=len(rincian.ditinggalkan),
            pengaturan="; ".join(f"{plain(a)}: {plain(b)}" for a, b in rincian.pengaturan),
            keterangan=" ".join(rincian.catatan),
        )
        for i, rincian in found
        if rincian is not None
    )


def plain(word: str) -> str:
    """The name of a setting as a person reads it."""
    return str(word).replace("_", " ")


def _hasil(rincian: Rincian, realisasi: Figure) -> str:
    """What was counted, with the decimals that the report prints."""
    if rincian.realisasi is None:
        return "–"
    desimal = realisasi.desimal if isinstance(realisasi, Angka) else None
    return format_angka(rincian.realisasi, desimal) + satuan_kalimat(rincian.satuan)
