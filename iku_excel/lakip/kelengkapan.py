"""What is missing from a report or does not add up: the LK findings of its data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from iku_excel.finding import Finding, Location
from iku_excel.lakip.bahan import is_total
from iku_excel.lakip.context import Laporan
from iku_excel.lakip.fields import IndikatorLaporan
from iku_excel.lakip.figure import Angka
from iku_excel.lakip.isian import load_isian
from iku_excel.lakip.narasi_angka import check_narasi
from iku_excel.lakip.narrative import join
from iku_excel.lakip.temuan import make
from iku_excel.model import BerkasHasil, Jenis, Status
from iku_excel.numbers import NAMA_BULAN, format_angka


def check_laporan(laporan: Laporan) -> tuple[Finding, ...]:
    """Every LK finding that the data of a report give, before a template is opened."""
    found = [
        *_sources(laporan),
        *_identity(laporan),
        *_chapters(laporan),
        *_sasaran(laporan),
        *(f for i in laporan.konteks.indikator for f in _indikator(laporan, i)),
        *_budget(laporan),
        *check_narasi(laporan.konteks),
    ]
    return tuple(dict.fromkeys(found))


def main_place(laporan: Laporan) -> Location:
    """The cell that stands for the whole report: the PK's table, else the first workbook."""
    if laporan.bahan.tabel_pk is not None:
        return laporan.bahan.tabel_pk.header
    first = next(iter(laporan.bahan.daftar_berkas), None)
    return Location(first.path if first else "")


def place_of(laporan: Laporan, kode: str) -> Location:
    """Where the year's figures of an indicator come from."""
    own = laporan.bahan.indikator(kode)
    for bacaan in (own.realisasi, own.target):
        if bacaan.daftar_sumber:
            return bacaan.daftar_sumber[-1].location
    return main_place(laporan)


def _monitoring_place(laporan: Laporan, kode: str) -> Location:
    """The indicator's row in the latest monitoring workbook of the year, or its header."""
    tahun = laporan.bahan.tahun
    last: BerkasHasil | None = None
    for berkas in laporan.dossier.daftar_berkas:
        if berkas.berkas.jenis is Jenis.MONITORING and berkas.berkas.tahun == tahun:
            if last is None or (berkas.berkas.bulan or 0) >= (last.berkas.bulan or 0):
                last = berkas
    for tabel in last.berkas.daftar_tabel if last else ():
        for baris in tabel.daftar_baris:
            if baris.indikator == kode:
                return baris.location
    return place_of(laporan, kode)


def _sources(laporan: Laporan) -> Iterator[Finding]:
    if laporan.bahan.tabel_pk is None:
        yield make("LK012", main_place(laporan), tahun=laporan.bahan.tahun)
    pk = laporan.bahan.pk
    for berkas in laporan.bahan.unit_lain:
        unit = pk.berkas.unit if pk else None
        yield make("LK020", Location(berkas.path), tertulis=berkas.unit, seharusnya=unit)
    if laporan.konteks.tanggal_laporan is None:
        yield make("LK018", main_place(laporan))


def _identity(laporan: Laporan) -> Iterator[Finding]:
    for isian in load_isian("identitas"):
        teks = laporan.catatan.identitas.get(isian.kunci)
        if not isian.wajib:
            continue
        if teks is None:
            yield make("LK006", main_place(laporan), isian=isian.label)
        elif teks.teks.strip().startswith("["):
            yield make("LK006", teks.location, isian=isian.label, tertulis=teks.teks.strip())


def _chapters(laporan: Laporan) -> Iterator[Finding]:
    for isian in load_isian("narasi"):
        if isian.wajib and not laporan.catatan.uraian(isian.kunci):
            yield make("LK007", main_place(laporan), isian=isian.label)


def _sasaran(laporan: Laporan) -> Iterator[Finding]:
    for sasaran in laporan.konteks.sasaran:
        if not sasaran.nama:
            kode = sasaran.indikator[0].kode
            baris = laporan.bahan.indikator(kode).baris_pk
            place = baris.location if baris else main_place(laporan)
            yield make("LK005", place, sasaran=sasaran.kode)


def _indikator(laporan: Laporan, indikator: IndikatorLaporan) -> Iterator[Finding]:
    kode, tahun = indikator.kode, laporan.bahan.tahun
    place = place_of(laporan, kode)
    if not isinstance(indikator.realisasi, Angka):
        row = _monitoring_place(laporan, kode)
        yield make("LK008", row, indikator=kode, tahun=tahun)
    elif laporan.konteks.triwulan is None and laporan.bahan.indikator(kode).bulan < 12:
        bulan = NAMA_BULAN[laporan.bahan.indikator(kode).bulan - 1]
        yield make("LK009", place, indikator=kode, tahun=tahun, bulan=bulan)
    if not indikator.penyebab:
        yield make("LK001", place, indikator=kode)
    if indikator.status == Status.BELUM_TERCAPAI.value:
        missing = [u.label.lower() for u in (indikator.kendala, indikator.solusi) if not u]
        if missing:
            yield make("LK002", place, indikator=kode, kurang=" dan ".join(missing))
    if not indikator.kegiatan:
        yield make("LK017", place, indikator=kode)
    without = [
        t.tahun
        for t in indikator.tren[:-1]
        if isinstance(t.target, Angka) and not isinstance(t.realisasi, Angka)
    ]
    if without:
        yield make("LK013", place, indikator=kode, tahun=join(without))


def _budget(laporan: Laporan) -> Iterator[Finding]:
    ringkasan = laporan.konteks.ringkasan
    for figure, hal in ((ringkasan.pagu, "Pagu anggaran"),
                        (ringkasan.realisasi_anggaran, "Realisasi anggaran")):  # fmt: skip
        if not isinstance(figure, Angka):
            yield make("LK010", main_place(laporan), hal=hal)
    for baris in laporan.konteks.anggaran:
        pagu, realisasi = baris.pagu, baris.realisasi
        if isinstance(pagu, Angka) and isinstance(realisasi, Angka) and realisasi > pagu:
            yield make(
                "LK011",
                realisasi.asal.daftar_sumber[0].location,
                tertulis=f"Rp{realisasi.teks}",
                seharusnya=f"Rp{pagu.teks}",
                kegiatan=baris.kegiatan,
            )
    yield from _totals(laporan)


def _totals(laporan: Laporan) -> Iterator[Finding]:
    """Cross-footing: a written total against the sum of its lines, workbook by workbook."""
    for berkas in laporan.bahan.daftar_berkas:
        lines = [b for b in berkas.daftar_anggaran if not is_total(b.kegiatan.teks)]
        for total in (b for b in berkas.daftar_anggaran if is_total(b.kegiatan.teks)):
            for hal in ("anggaran", "realisasi"):
                written = getattr(total, hal)
                parts = [getattr(b, hal) for b in lines]
                known = [n.angka for n in parts if n is not None and n.angka is not None]
                if written is None or written.angka is None or not known:
                    continue
                exact = sum(known, Decimal(0))
                if exact != written.angka:
                    yield make(
                        "LK016",
                        written.location,
                        tertulis=format_angka(written.angka),
                        seharusnya=format_angka(exact),
                        hal=hal,
                    )
