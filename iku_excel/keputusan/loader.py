"""From the data files of an edition to a Keputusan; refuses what is not exactly right.

Files of an edition: keputusan.toml, sasaran.toml, indikator.toml, indikator_utama.toml,
telaah.toml (all printed in the decree, or about its text) and ketentuan.toml (settings of ours).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from iku_excel.errors import KeputusanError
from iku_excel.keputusan.schema import Raw, Record, refuse_duplicates
from iku_excel.model import (
    Indikator,
    IndikatorUtama,
    Kategori,
    Keputusan,
    Klasifikasi,
    Konsolidasi,
    Sasaran,
    TargetKeputusan,
    Telaah,
)
from iku_excel.numbers import parse_mark, parse_number
from iku_excel.resources import read_shipped_toml

SHIPPED = Path(__file__).resolve().parent / "data"

FILES = (
    "keputusan.toml",
    "sasaran.toml",
    "indikator.toml",
    "indikator_utama.toml",
    "telaah.toml",
    "ketentuan.toml",
)
BERKALA = ("bulanan", "triwulanan", "semesteran", "tahunan")

E = TypeVar("E", bound=StrEnum)


def read_edition(folder: Path) -> Keputusan:
    """The edition in `folder`; raises KeputusanError naming file and key."""
    return build_keputusan(folder.name, {name: read_toml(folder / name) for name in FILES})


def read_toml(path: Path) -> dict[str, Any]:
    """One data file; numbers with a point become Decimal."""
    try:
        if path.parent.parent == SHIPPED:
            return read_shipped_toml(path, exact=True)
        return _parse(path)
    except FileNotFoundError as error:
        raise KeputusanError(
            "KP001", f"{path.name}: berkas ini tidak ada di {path.parent}."
        ) from error
    except OSError as error:
        raise KeputusanError("KP001", f"{path.name}: tidak dapat dibaca.") from error
    except UnicodeDecodeError as error:
        raise KeputusanError("KP001", f"{path.name}: simpan berkas ini sebagai UTF-8.") from error
    except RecursionError as error:
        raise KeputusanError(
            "KP001", f"{path.name}: tanda kurungnya bersusun terlalu dalam."
        ) from error
    except ValueError as error:  # tomllib.TOMLDecodeError
        raise _syntax_error(path, str(error)) from error


def _parse(path: Path) -> dict[str, Any]:
    import tomllib

    with path.open("rb") as stream:
        return tomllib.load(stream, parse_float=Decimal)


def _syntax_error(path: Path, problem: str) -> KeputusanError:
    """tomllib's English, as an Indonesian sentence with the line and its key."""
    duplicate = any(word in problem for word in ("overwrite", "twice", "Duplicate"))
    found = re.search(r"at line (\d+)", problem)
    place = "akhir berkas"
    if found:
        key = path.read_text("utf-8").splitlines()[int(found[1]) - 1].partition("=")[0].strip()
        place = f"baris {found[1]}" + (f", kunci {key}" if key else "")
    if duplicate:
        return KeputusanError("KP004", f"{path.name}: {place}: tertulis dua kali.")
    return KeputusanError("KP001", f"{path.name}: {place}: salah tulis, bukan TOML yang benar.")


def build_keputusan(edisi: str, files: Mapping[str, Raw]) -> Keputusan:
    """A Keputusan from the content of its data files, every cross-reference checked."""
    head = Record("keputusan.toml", "", files["keputusan.toml"])
    jumlah = Record("keputusan.toml", "[jumlah]", head.table("jumlah"))
    daftar_sasaran = _build_sasaran(files["sasaran.toml"])
    daftar_indikator = _build_indikator(files, {s.kode for s in daftar_sasaran})
    daftar_kode = {indikator.kode for indikator in daftar_indikator}
    daftar_utama = _build_utama(files["indikator_utama.toml"], daftar_kode)
    daftar_telaah = _build_telaah(files["telaah.toml"], daftar_kode)
    keputusan = _build_head(edisi, head, daftar_sasaran, daftar_indikator, daftar_utama)
    object.__setattr__(keputusan, "daftar_telaah", daftar_telaah)
    _check_counts(keputusan, jumlah)
    return keputusan


def _build_head(
    edisi: str,
    head: Record,
    daftar_sasaran: tuple[Sasaran, ...],
    daftar_indikator: tuple[Indikator, ...],
    daftar_utama: tuple[IndikatorUtama, ...],
) -> Keputusan:
    tanggal = head.date("tanggal")
    assert tanggal is not None, "date() refuses what is missing"
    keputusan = Keputusan(
        edisi=edisi,
        nomor=head.text("nomor"),
        tanggal=tanggal,
        tentang=head.text("tentang"),
        judul=head.text("judul"),
        unit=head.text("unit"),
        penetap=head.text("penetap"),
        tahun_awal=head.integer("tahun_awal"),
        tahun_akhir=head.integer("tahun_akhir"),
        dasar_hukum=head.texts("dasar_hukum", required=False),
        tugas=head.optional_text("tugas") or "",
        fungsi=head.texts("fungsi", required=False),
        daftar_sasaran=daftar_sasaran,
        daftar_indikator=daftar_indikator,
        daftar_indikator_utama=daftar_utama,
        daftar_telaah=(),
        singkatan=head.optional_text("singkatan") or "",
        tempat=head.optional_text("tempat") or "",
        mengubah=head.optional_text("mengubah") or "",
        berlaku_mulai=head.date("berlaku_mulai", required=False) or tanggal,
        berlaku_sampai=head.date("berlaku_sampai", required=False),
        rujukan=head.text("rujukan"),
    )
    if keputusan.tahun_akhir < keputusan.tahun_awal:
        raise head.error("KP003", "tahun_akhir", "lebih kecil daripada tahun_awal")
    head.close()
    return keputusan


def _build_sasaran(raw: Raw) -> tuple[Sasaran, ...]:
    top = Record("sasaran.toml", "", raw)
    found = []
    for record in top.records("sasaran", "kode"):
        found.append(
            Sasaran(record.text("kode"), record.optional_text("nama"), record.text("rujukan"))
        )
        record.close()
    top.close()
    refuse_duplicates("sasaran.toml", "kode", [sasaran.kode for sasaran in found])
    return tuple(found)


def _build_indikator(files: Mapping[str, Raw], daftar_sasaran: set[str]) -> tuple[Indikator, ...]:
    top = Record("indikator.toml", "", files["indikator.toml"])
    records = top.records("indikator", "kode")
    top.close()
    ejaan, ketentuan = _read_ketentuan(files["ketentuan.toml"])
    daftar_kode = [record.text("kode") for record in records]
    refuse_duplicates("indikator.toml", "kode", daftar_kode)
    found = []
    for kode, record in zip(daftar_kode, records, strict=True):
        if kode not in ketentuan:
            raise KeputusanError(
                "KP007", f"ketentuan.toml: tidak ada [[ketentuan]] untuk indikator {kode}."
            )
        found.append(_build_one(kode, record, ketentuan[kode], ejaan))
        if found[-1].sasaran not in daftar_sasaran:
            raise record.error("KP007", "sasaran", "tidak ada di sasaran.toml")
    refuse_duplicates("indikator.toml", "nama", [indikator.nama for indikator in found])
    for kode, record in ketentuan.items():
        if kode not in daftar_kode:
            raise record.error("KP007", "indikator", "tidak ada di indikator.toml")
    return tuple(found)


def _build_one(
    kode: str, record: Record, ketentuan: Record, ejaan: Mapping[str, str]
) -> Indikator:
    penanggung_jawab = record.text("penanggung_jawab")
    kategori, rujukan_kategori = _build_kategori(ketentuan)
    indikator = Indikator(
        kode=kode,
        nama=record.text("nama"),
        sasaran=record.text("sasaran"),
        satuan=record.text("satuan"),
        klasifikasi=_choice(record, "klasifikasi", Klasifikasi),
        penanggung_jawab=penanggung_jawab,
        target=_build_target(record),
        definisi=record.text("definisi"),
        sumber_data=record.text("sumber_data"),
        cara_menghitung=record.text("cara_menghitung"),
        rujukan=record.text("rujukan"),
        satuan_dipakai=ketentuan.text("satuan_dipakai"),
        konsolidasi=_choice(ketentuan, "konsolidasi", Konsolidasi),
        konsolidasi_data=_choice(ketentuan, "konsolidasi_data", Konsolidasi),
        cara=ketentuan.text("cara"),
        skala_minimum=ketentuan.decimal("skala_minimum", required=False),
        skala_maksimum=ketentuan.decimal("skala_maksimum", required=False),
        desimal=ketentuan.integer("desimal"),
        berkala=ketentuan.text("berkala"),
        kategori=kategori,
        sebutan=ketentuan.texts("sebutan", required=False),
        pengaturan=ketentuan.table("pengaturan", required=False),
        penanggung_jawab_dipakai=ejaan.get(penanggung_jawab, penanggung_jawab),
        rujukan_ketentuan=ketentuan.text("rujukan"),
        rujukan_kategori=rujukan_kategori,
    )
    if indikator.berkala not in BERKALA:
        raise ketentuan.error("KP003", "berkala", f"pilihannya {', '.join(BERKALA)}")
    record.close()
    ketentuan.close()
    return indikator


def _build_target(record: Record) -> dict[int, TargetKeputusan]:
    targets = {}
    for tahun, teks in record.by_tahun("target").items():
        key = f"target.{tahun}"
        if not isinstance(teks, str):
            raise record.error("KP003", key, "tulis sebagai teks tercetak di antara tanda kutip")
        if parse_mark(teks):
            targets[tahun] = TargetKeputusan(teks, None)
            continue
        # The decree writes a decimal comma, without grouping, sign or unit.
        number = parse_number(teks, prefer="decimal")
        if number is None or number.is_percent or number.satuan or number.is_currency:
            raise record.error("KP003", key, f'"{teks}" bukan angka, "-" atau "N/A"')
        targets[tahun] = TargetKeputusan(teks, number.angka)
    return targets


def _build_kategori(
    ketentuan: Record,
) -> tuple[dict[str, tuple[Kategori, ...]], dict[str, str]]:
    scales: dict[str, tuple[Kategori, ...]] = {}
    rujukan = {}
    for record in ketentuan.records("kategori", "nama", required=False):
        nama = record.text("nama")
        rujukan[nama] = record.text("rujukan")
        bands = []
        for band in record.records("batas", "label"):
            mulai = band.decimal("mulai")
            assert mulai is not None, "decimal() refuses what is missing"
            bands.append(Kategori(band.text("label"), mulai, band.flag("inklusif", True)))
            band.close()
        record.close()
        if [band.mulai for band in bands] != sorted({band.mulai for band in bands}):
            raise record.error("KP003", "batas", "urutkan dari batas terkecil, tanpa yang kembar")
        if nama in scales:
            raise record.error("KP004", "nama", "tercantum dua kali")
        scales[nama] = tuple(bands)
    return scales, rujukan


def _read_ketentuan(raw: Raw) -> tuple[dict[str, str], dict[str, Record]]:
    top = Record("ketentuan.toml", "", raw)
    ejaan = {}
    for record in top.records("ejaan", "tertulis", required=False):
        if record.text("bidang") != "penanggung_jawab":
            raise record.error("KP003", "bidang", 'hanya "penanggung_jawab" yang dikenal')
        record.text("rujukan")
        ejaan[record.text("tertulis")] = record.text("dipakai")
        record.close()
    records = top.records("ketentuan", "indikator")
    top.close()
    pairs = [(record.text("indikator"), record) for record in records]
    refuse_duplicates("ketentuan.toml", "indikator", [kode for kode, _ in pairs])
    return ejaan, dict(pairs)


def _build_utama(raw: Raw, daftar_kode: set[str]) -> tuple[IndikatorUtama, ...]:
    top = Record("indikator_utama.toml", "", raw)
    found = []
    for record in top.records("indikator_utama", "huruf", required=False):
        utama = IndikatorUtama(
            huruf=record.text("huruf"),
            uraian=record.text("uraian"),
            sumber_data=record.text("sumber_data"),
            indikator=record.text("indikator"),
            rujukan=record.text("rujukan"),
        )
        if utama.indikator not in daftar_kode:
            raise record.error("KP007", "indikator", "tidak ada di indikator.toml")
        record.close()
        found.append(utama)
    top.close()
    refuse_duplicates("indikator_utama.toml", "huruf", [utama.huruf for utama in found])
    refuse_duplicates("indikator_utama.toml", "indikator", [utama.indikator for utama in found])
    return tuple(found)


def _build_telaah(raw: Raw, daftar_kode: set[str]) -> tuple[Telaah, ...]:
    top = Record("telaah.toml", "", raw)
    found = []
    for record in top.records("telaah", "nomor", required=False):
        telaah = Telaah(
            nomor=record.integer("nomor"),
            tempat=record.text("tempat"),
            bunyi_1=record.text("bunyi_1"),
            bunyi_2=record.text("bunyi_2"),
            akibat=record.text("akibat"),
            pilihan=record.text("pilihan"),
            mengubah_angka=record.flag("mengubah_angka", False),
            indikator=record.texts("indikator", required=False),
            rujukan=record.text("rujukan"),
        )
        for kode in telaah.indikator:
            if kode not in daftar_kode:
                raise record.error("KP007", "indikator", f"{kode} tidak ada di indikator.toml")
        record.close()
        found.append(telaah)
    top.close()
    refuse_duplicates("telaah.toml", "nomor", [telaah.nomor for telaah in found])
    return tuple(found)


def _check_counts(keputusan: Keputusan, jumlah: Record) -> None:
    for key, found in (
        ("sasaran", keputusan.daftar_sasaran),
        ("indikator", keputusan.daftar_indikator),
        ("indikator_utama", keputusan.daftar_indikator_utama),
        ("telaah", keputusan.daftar_telaah),
    ):
        expected = jumlah.integer(key)
        if expected != len(found):
            raise jumlah.error("KP006", key, f"tertulis {expected}, di {key}.toml ada {len(found)}")
    years = range(keputusan.tahun_awal, keputusan.tahun_akhir + 1)
    aktif = jumlah.by_tahun("aktif")
    if list(aktif) != list(years):
        raise jumlah.error("KP006", "aktif", "sebutkan tiap tahun dari tahun_awal ke tahun_akhir")
    for indikator in keputusan.daftar_indikator:
        if list(indikator.target) != list(years):
            raise KeputusanError(
                "KP006",
                f"indikator.toml: [[indikator]] {indikator.kode}: kunci target: sebutkan tiap "
                f"tahun dari {years[0]} sampai {years[-1]}.",
            )
    for tahun, expected in aktif.items():
        found_active = len(keputusan.active(tahun))
        if expected != found_active:
            problem = f"tertulis {expected}, di indikator.toml yang bertarget {found_active}"
            raise jumlah.error("KP006", f"aktif.{tahun}", problem)
    jumlah.close()


def _choice(record: Record, key: str, choices: type[E]) -> E:
    text = record.text(key)
    try:
        return choices(text)
    except ValueError:
        known = ", ".join(choices)
        raise record.error("KP003", key, f'"{text}" tidak dikenal; pilihannya {known}') from None
