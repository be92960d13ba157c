"""What was read, in words: the lines of `iku periksa --rinci`."""

from __future__ import annotations

from iku_excel.model import Baris, Berkas, Kolom, Tabel
from iku_excel.numbers import NAMA_BULAN
from iku_excel.workbook.cells_reading import cell_name
from iku_excel.workbook.text import clean

_BENTUK = {
    1: "Perjanjian Kinerja",
    2: "Rencana Aksi",
    3: "satu lembar untuk satu indikator",
    4: "kolom triwulan",
    5: "kolom bulan",
    6: "bulanan",
}


def describe(berkas: Berkas) -> list[str]:
    """Indonesian lines: each table's sheet, header rows, columns; each row's indicator, score."""
    if berkas.error is not None:
        return [f"{berkas.path}: tidak terbaca [{berkas.error.code}]"]
    lines = [f"{berkas.path}: {len(berkas.daftar_tabel)} tabel dikenali"]
    for tabel in berkas.daftar_tabel:
        lines += _describe_tabel(tabel)
    if berkas.daftar_anggaran:
        lines.append(f"  Kegiatan dan anggaran: {len(berkas.daftar_anggaran)} baris")
    if berkas.identitas:
        lines.append(f"  Identitas: {', '.join(berkas.identitas)}")
    if berkas.narasi:
        lines.append(f"  Narasi: {', '.join(berkas.narasi)}")
    lines += [f"  Dilewati: {note}" for note in berkas.catatan_baca]
    return lines


def _describe_tabel(tabel: Tabel) -> list[str]:
    top, bottom = tabel.header_rows
    rows = f"baris {top}" if top == bottom else f"baris {top}–{bottom}"
    masa = str(tabel.tahun) if tabel.tahun else "tanpa tahun"
    if tabel.bulan:
        masa = f"{NAMA_BULAN[tabel.bulan - 1]} {masa}"
    lines = [
        f"  Lembar “{tabel.lembar}”: {tabel.jenis}, bentuk {tabel.bentuk} "
        f"({_BENTUK[tabel.bentuk]}), kepala tabel {rows}, {masa}"
    ]
    lines += [f"    kolom {_describe_kolom(kolom)}" for kolom in tabel.daftar_kolom]
    lines += [f"    baris {_describe_baris(baris)}" for baris in tabel.daftar_baris]
    return lines


def _describe_kolom(kolom: Kolom) -> str:
    letter = cell_name(1, kolom.column)[:-1]
    periode = ""
    if kolom.periode.bulan:
        periode = f" {NAMA_BULAN[kolom.periode.bulan - 1]}"
    elif kolom.periode.triwulan:
        periode = f" triwulan {kolom.periode.triwulan}"
    role = "tidak dipakai" if kolom.role == "lain" else str(kolom.role)
    return f"{letter} “{kolom.header}” → {role}{periode}"


def _describe_baris(baris: Baris) -> str:
    name = baris.nama or baris.kode
    text = clean(name.teks) if name else ""
    short = text if len(text) <= 60 else text[:59] + "…"
    if baris.indikator is None:
        return f"{baris.row} “{short}” → tidak dikenali (kemiripan tertinggi {baris.skor})"
    return (
        f"{baris.row} “{short}” → {baris.indikator} (menurut {baris.dikenali}, skor {baris.skor})"
    )
