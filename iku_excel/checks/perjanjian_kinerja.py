"""Family PK: what was agreed (Perjanjian Kinerja, Rencana Aksi) against the decree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from iku_excel.checks.bantu import (
    AGREEMENTS,
    Isian,
    angka,
    daftar_isian,
    daftar_tabel,
    letters,
    place,
    shown,
    written,
)
from iku_excel.checks.registry import Hit, check, observed
from iku_excel.compute.acuan import is_not_applicable, tahun_of
from iku_excel.finding import Location, Severity
from iku_excel.model import (
    CellState,
    Dossier,
    Jenis,
    Keputusan,
    Role,
    Sasaran,
    Tabel,
    Teks,
)
from iku_excel.numbers import plain

_SATUAN_SAMA = {"%": "persen", "persentase": "persen", "prosen": "persen", "index": "indeks"}
"""Spellings of one unit."""


@check(
    "PK001",
    Severity.ERROR,
    template="“{tertulis}” bukan indikator Keputusan {nomor}.{dugaan}",
    saran="Perbaiki nama atau kodenya, atau pilih edisi keputusan lain dengan --keputusan.",
)
def check_known_indikator(dossier: Dossier) -> Iterator[Hit]:
    """Setiap indikator dalam Perjanjian Kinerja harus ada dalam keputusan."""
    yield from unknown_indikator(dossier, "PK001")


def unknown_indikator(dossier: Dossier, kode: str) -> Iterator[Hit]:
    """Rows that are no indicator of the decree, with the nearest one where there is one."""
    for hit in observed(dossier, kode):
        near = dossier.keputusan.indikator_by_kode(str(hit.data.get("mirip")))
        dugaan = f" Mungkin maksudnya {near.kode} “{near.nama}”." if near else ""
        data = {**hit.data, "nomor": dossier.keputusan.nomor, "dugaan": dugaan}
        yield replace(hit, data=data)


@check(
    "PK002",
    Severity.ERROR,
    template="Indikator {indikator} “{nama}” tidak ada dalam Perjanjian Kinerja {tahun}; targetnya "
    "{target} {satuan} menurut {rujukan}.",
    saran="Tambahkan barisnya.",
)
def check_complete(dossier: Dossier) -> Iterator[Hit]:
    """Setiap indikator yang targetnya berupa angka dalam keputusan harus ada dalam PK tahun itu."""
    for hasil in dossier.daftar_berkas:
        by_tahun: dict[int, list[Tabel]] = {}
        for tabel in hasil.berkas.daftar_tabel:
            tahun = tahun_of(hasil.berkas, tabel) or dossier.tahun_diminta
            if tabel.jenis is Jenis.PERJANJIAN_KINERJA and tahun is not None:
                by_tahun.setdefault(tahun, []).append(tabel)
        for tahun, daftar in by_tahun.items():
            yield from _missing(dossier.keputusan, daftar, tahun)


def _missing(keputusan: Keputusan, daftar: list[Tabel], tahun: int) -> Iterator[Hit]:
    listed = {baris.indikator for tabel in daftar for baris in tabel.daftar_baris}
    for indikator in keputusan.active(tahun):
        if indikator.kode not in listed:
            target = indikator.target[tahun].angka
            assert target is not None, "an active indicator has a figure"
            yield Hit(
                daftar[0].header,
                indikator=indikator.kode,
                seharusnya=plain(target),
                rujukan=indikator.rujukan,
                data={
                    "nama": indikator.nama, "tahun": tahun, "target": angka(target),
                    "satuan": indikator.satuan_dipakai,
                },
            )  # fmt: skip


@check(
    "PK003",
    Severity.ERROR,
    template="Target {ditulis}, seharusnya {semestinya} menurut {rujukan}.{sebab}",
    saran="Perbaiki sel itu, atau pilih edisi keputusan lain dengan --keputusan.",
)
def check_target(dossier: Dossier) -> Iterator[Hit]:
    """Target dalam Perjanjian Kinerja harus sama dengan target keputusan untuk tahun itu.

    Untuk tahun sebelum keputusan ditetapkan hanya peringatan: PK-nya ditandatangani lebih dulu.
    """
    for isian in daftar_isian(dossier, *AGREEMENTS):
        target, decreed = isian.baris.target, isian.target_keputusan
        if target is None or decreed is None or decreed.angka is None:
            continue
        if target.state not in (CellState.NUMBER, CellState.DASH, CellState.NOT_AVAILABLE):
            continue
        if target.angka != decreed.angka:
            is_before = is_before_decree(dossier.keputusan, isian.tahun)
            tanggal = dossier.keputusan.tanggal.year
            yield Hit(
                target.location,
                isian.indikator.kode,
                written(target),
                plain(decreed.angka),
                isian.indikator.rujukan,
                data={
                    "ditulis": shown(target),
                    "semestinya": angka(decreed.angka),
                    "sebab": f" Keputusan itu baru ditetapkan pada {tanggal}." if is_before else "",
                },
                severity=Severity.WARNING if is_before else None,
            )


def is_before_decree(keputusan: Keputusan, tahun: int | None) -> bool:
    """Whether the agreement of a year was signed (in its January) before the decree's date."""
    return tahun is not None and date(tahun, 1, 1) < keputusan.tanggal


@check(
    "PK004",
    Severity.WARNING,
    template="Satuan “{tertulis}”, seharusnya “{seharusnya}” menurut {rujukan}.",
    saran="Samakan satuannya dengan keputusan.",
)
def check_satuan(dossier: Dossier) -> Iterator[Hit]:
    """Satuan indikator harus sama dengan satuan dalam keputusan."""
    for isian in daftar_isian(dossier, *AGREEMENTS):
        indikator = isian.indikator
        allowed = {_satuan(indikator.satuan), _satuan(indikator.satuan_dipakai)}
        wrong = next((t for t in _written_satuan(isian) if _satuan(t.teks) not in allowed), None)
        if wrong is not None:
            rujukan = indikator.rujukan
            yield Hit(wrong.location, indikator.kode, wrong.teks.strip(), indikator.satuan, rujukan)


def _written_satuan(isian: Isian) -> Iterator[Teks]:
    satuan, target = isian.baris.satuan, isian.baris.target
    if satuan is not None and satuan.teks.strip(" -–—"):
        yield satuan
    if target is not None and target.satuan:
        yield Teks(target.satuan, target.location)


def _satuan(teks: str) -> str:
    """A unit for comparing."""
    if teks.strip() == "%":
        return "persen"
    bare = letters(teks)
    return _SATUAN_SAMA.get(bare, bare)


@check(
    "PK005",
    Severity.WARNING,
    template="Indikator {indikator} tidak mempunyai target tahun {tahun} (“-”) menurut {rujukan}, "
    "tetapi tercantum di sini.",
    saran="Hapus barisnya dari dokumen tahun ini, atau pastikan keputusan yang dipakai benar.",
)
def check_inactive(dossier: Dossier) -> Iterator[Hit]:
    """Indikator yang pada tahun itu bertanda “-” dalam keputusan tidak dicantumkan dalam PK."""
    for isian in daftar_isian(dossier, *AGREEMENTS):
        if is_not_applicable(isian.indikator, isian.tahun):
            yield Hit(
                isian.baris.location,
                isian.indikator.kode,
                rujukan=isian.indikator.rujukan,
                data={"tahun": isian.tahun},
            )


@check(
    "PK006",
    Severity.ERROR,
    template="Indikator {indikator} sudah ada di baris {baris_pertama} tabel ini.",
    saran="Hapus salah satu, atau perbaiki kode atau namanya.",
)
def check_twice(dossier: Dossier) -> Iterator[Hit]:
    """Satu indikator hanya boleh satu kali dalam satu tabel."""
    for _, tabel in daftar_tabel(dossier, *Jenis):
        first: dict[str, int] = {}
        for baris in tabel.daftar_baris:
            if baris.indikator is None:
                continue
            if baris.indikator in first:
                data = {"baris_pertama": first[baris.indikator]}
                yield Hit(baris.location, baris.indikator, data=data)
            first.setdefault(baris.indikator, baris.row)


@check(
    "PK007",
    Severity.NOTE,
    template="Nama indikator ditulis “{tertulis}”; dalam keputusan “{seharusnya}”.",
    saran="Samakan namanya dengan keputusan.",
)
def check_nama(dossier: Dossier) -> Iterator[Hit]:
    """Nama indikator sebaiknya sama dengan nama dalam keputusan."""
    for hit in observed(dossier, "PK007"):
        yield replace(hit, rujukan=hit.rujukan or _rujukan(dossier, hit.indikator))


def _rujukan(dossier: Dossier, kode: str | None) -> str | None:
    indikator = dossier.keputusan.indikator_by_kode(kode or "")
    return indikator.rujukan if indikator is not None else None


@check(
    "PK008",
    Severity.ERROR,
    template="Target indikator {indikator} kosong; {semestinya} menurut {rujukan}.",
    saran="Isi targetnya.",
)
def check_target_filled(dossier: Dossier) -> Iterator[Hit]:
    """Setiap indikator dalam Perjanjian Kinerja harus bertarget."""
    for isian in daftar_isian(dossier, *AGREEMENTS):
        target, decreed = isian.baris.target, isian.target_keputusan
        if target is not None and target.state is not CellState.EMPTY:
            continue
        if is_not_applicable(isian.indikator, isian.tahun):
            continue
        expected = decreed.angka if decreed is not None else None
        yield Hit(
            place(isian.tabel, isian.baris, Role.TARGET),
            isian.indikator.kode,
            seharusnya=None if expected is None else plain(expected),
            rujukan=isian.indikator.rujukan,
            data={"semestinya": angka(expected)},
        )


@check(
    "PK009",
    Severity.WARNING,
    template="Sasaran {kode_sasaran} {keadaan}; {semestinya}.",
    saran="Lengkapi nama sasarannya.",
)
def check_sasaran(dossier: Dossier) -> Iterator[Hit]:
    """Setiap indikator dalam PK harus bersasaran; sasaran SK1, SK2 dan SK3 seperti dalam keputusan.

    Nama SK4 sampai SK8 tidak tercetak dalam keputusan: cukup ada.
    """
    found: dict[tuple[Location, str], Hit] = {}
    for isian in daftar_isian(dossier, *AGREEMENTS):
        sasaran = dossier.keputusan.sasaran_by_kode(isian.indikator.sasaran)
        hit = _judge_sasaran(isian, sasaran) if sasaran is not None else None
        if hit is None or sasaran is None:
            continue
        # Without a column there is one cell to name and one thing to say.
        is_at_header = hit.location == isian.tabel.header
        # A cell merged or left blank below another speaks for all rows of the sasaran.
        at = hit.location if hit.tertulis is not None else isian.tabel.header
        key = (at, "" if is_at_header else sasaran.kode)
        found.setdefault(key, _without_column(hit) if is_at_header else hit)
    yield from found.values()


def _without_column(hit: Hit) -> Hit:
    template = "Sasaran tidak tertulis dalam tabel ini."
    saran = "Tambahkan kolom sasaran; nama SK1 sampai SK3 seperti dalam keputusan."
    return Hit(hit.location, template=template, saran=saran)


def _judge_sasaran(isian: Isian, sasaran: Sasaran) -> Hit | None:
    teks = isian.baris.sasaran
    expected = (
        f"menurut {sasaran.rujukan}: “{sasaran.nama}”"
        if sasaran.nama
        else "namanya tidak tercetak dalam keputusan, jadi harus ada di sini"
    )
    data = {"kode_sasaran": sasaran.kode, "semestinya": expected}
    if teks is None or not letters(teks.teks):
        location = place(isian.tabel, isian.baris, Role.SASARAN)
        data["keadaan"] = "tidak tertulis"
        return Hit(location, None, None, sasaran.nama, sasaran.rujukan, data)
    if sasaran.nama is None or _names_sasaran(teks.teks, sasaran):
        return None
    data["keadaan"] = f"tertulis “{teks.teks.strip()}”"
    hit = Hit(teks.location, None, teks.teks.strip(), sasaran.nama, sasaran.rujukan, data)
    return replace(hit, saran="Samakan nama sasarannya dengan keputusan.")


def _names_sasaran(teks: str, sasaran: Sasaran) -> bool:
    """Whether a text is the decree's sasaran: its name, with or without number or code, or its
    code alone."""
    own, nama = letters(teks), letters(sasaran.nama or "")
    return own.endswith(nama) and len(own) - len(nama) <= 12 or own == letters(sasaran.kode)


@check(
    "PK010",
    Severity.ERROR,
    template="Kode “{kode}” dan nama menunjuk indikator yang berbeda; baris ini dihitung sebagai "
    "{indikator} menurut namanya.",
    saran="Perbaiki kodenya, atau namanya bila kodenya yang benar.",
)
def check_kode_and_nama(dossier: Dossier) -> Iterator[Hit]:
    """Kode dan nama pada satu baris harus menunjuk indikator yang sama."""
    for hit in observed(dossier, "PK010"):
        kode = hit.data.get("kode")
        yield replace(
            hit,
            tertulis=None if kode is None else str(kode),
            seharusnya=hit.seharusnya or hit.indikator,
            rujukan=hit.rujukan or _rujukan(dossier, hit.indikator),
        )


@check(
    "PK012",
    Severity.WARNING,
    template="“{tertulis}” mirip dengan beberapa indikator ({calon_teks}) dan tidak ditebak.",
    saran="Tulis kode indikatornya, atau namanya persis seperti dalam keputusan.",
)
def check_near_tie(dossier: Dossier) -> Iterator[Hit]:
    """Nama dalam Perjanjian Kinerja harus menunjuk satu indikator saja."""
    yield from near_tie(dossier, "PK012")


def near_tie(dossier: Dossier, kode: str) -> Iterator[Hit]:
    """Rows whose name is about as near to one indicator as to another."""
    for hit in observed(dossier, kode):
        calon = hit.data.get("calon") or ()
        yield replace(hit, data={**hit.data, "calon_teks": ", ".join(str(c) for c in calon)})
