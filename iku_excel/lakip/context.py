"""From a Dossier to everything the report prints; the one place where its figures are made.

`build_context` is called by report.py and by `iku templat isian`. It reads no file and asks no
clock: the same Dossier and date give the same context.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from iku_excel.compute.kebijakan import describe_kebijakan
from iku_excel.lakip import bahan as bahan_module
from iku_excel.lakip import context_anggaran, context_rencana, narrative
from iku_excel.lakip.bahan import Bahan
from iku_excel.lakip.context_angka import ROMAWI
from iku_excel.lakip.context_indikator import IndikatorBuilder
from iku_excel.lakip.context_sasaran import (
    average,
    build_sasaran,
    capaian_of,
    cells_of,
    count,
    with_status,
)
from iku_excel.lakip.fields import (
    BarisAnggaranLaporan,
    DasarKeputusan,
    IndikatorLaporan,
    KelompokReviu,
    Konteks,
    Pejabat,
    Ringkasan,
    SasaranLaporan,
    Satker,
    TelaahIndikator,
    TidakBerlaku,
    TriwulanLaporan,
)
from iku_excel.lakip.figure import Angka, Asal, Figure, Kosong, desimal_needed
from iku_excel.lakip.isian import Catatan, collect, load_data, load_isian, parse_tanggal
from iku_excel.lakip.jejak import BerkasSumber, Jejak, list_berkas, rows
from iku_excel.lakip.kalimat import Kalimat
from iku_excel.lakip.rincian import build_rincian
from iku_excel.model import Dossier, Jenis, Kebijakan, Status
from iku_excel.numbers import NAMA_BULAN, to_decimal


@dataclass(frozen=True)
class Laporan:
    """A context with what it was made of; the checklist and the findings look at these."""

    konteks: Konteks
    jejak: Jejak
    bahan: Bahan
    catatan: Catatan
    dossier: Dossier


def build_context(
    dossier: Dossier, tahun: int, *, tanggal: date | None = None, triwulan: int | None = None
) -> Laporan:
    """The context of the report of `tahun`; `triwulan` 1-4 for the quarterly report and minutes."""
    jejak = Jejak()
    bahan = bahan_module.sort_out(dossier, tahun, 12 if triwulan is None else triwulan * 3)
    catatan = collect(bahan.daftar_berkas)
    kebijakan = _describe_kebijakan(jejak, dossier.kebijakan)
    nama = dossier.kebijakan.nama
    builder = IndikatorBuilder(dossier, bahan, catatan, jejak, kebijakan, triwulan or 4)
    daftar = builder.build_all()
    berkas = _number_berkas(bahan)
    sasaran = build_sasaran(dossier, bahan, jejak, daftar, nama)
    inactive = _inactive(dossier, tahun)
    ringkasan = _summarise(dossier, jejak, daftar, sasaran, inactive, nama, tahun)
    satker = _satker(dossier, catatan)
    uang = context_anggaran.build(bahan, jejak, ringkasan, nama, tahun)
    konteks = Konteks(
        **_years(tahun),
        tanggal_laporan=tanggal or _tanggal_from(catatan),
        satker=satker,
        keputusan=_keputusan(dossier),
        ringkasan=uang.ringkasan,
        sasaran=sasaran,
        indikator=daftar,
        tidak_berlaku=inactive,
        anggaran=uang.baris,
        efisiensi=uang.efisiensi,
        narasi={isian.kunci: catatan.uraian(isian.kunci) for isian in load_isian("narasi")},
        rencana_aksi=context_rencana.build(bahan, jejak),
        **_sumber(dossier, bahan, daftar, uang.baris),
        rincian=build_rincian(bahan, daftar, berkas),
        pernyataan_reviu=statement(satker.nama, tahun),
        telaah=_telaah(daftar),
        berkas=berkas,
        kebijakan=kebijakan,
        triwulan=_triwulan(jejak, daftar, tahun, triwulan, nama),
    )
    return Laporan(konteks, jejak, bahan, catatan, dossier)


def statement(satker: str, tahun: int) -> tuple[str, ...]:
    """The paragraphs of the Pernyataan Telah Direviu, unsigned."""
    texts = load_data("reviu.toml")["pernyataan"]
    return tuple(
        text.replace("{satker}", str(satker)).replace("{tahun}", str(tahun)) for text in texts
    )


def complete(laporan: Laporan, reviu: tuple[KelompokReviu, ...]) -> Laporan:
    """The report with its checklist, and with the Jejak of every figure that it prints."""
    konteks = replace(
        laporan.konteks, reviu=reviu, jejak=rows(laporan.jejak, laporan.konteks.berkas)
    )
    return replace(laporan, konteks=konteks)


def _describe_kebijakan(jejak: Jejak, kebijakan: Kebijakan) -> Kalimat:
    """The policy in words, with its numbers: they are printed under every table."""
    settings = (
        ("batas atas capaian", kebijakan.batas_atas, "Persen"),
        ("batas bawah capaian", kebijakan.batas_bawah, "Persen"),
        ("banyak angka di belakang koma", kebijakan.pembulatan, ""),
    )
    made = []
    for label, value, satuan in settings:
        asal = Asal(f"kebijakan capaian: {label}", rumus="pengaturan", kebijakan=kebijakan.nama)
        desimal = desimal_needed(0, to_decimal(value or 0))
        made.append(jejak.catat(value, asal, desimal=desimal, satuan=satuan))
    limits = (figure for figure in made if isinstance(figure, Angka))
    return Kalimat(describe_kebijakan(kebijakan), limits)


def _years(tahun: int) -> dict[str, Any]:
    return {"tahun": str(tahun), "tahun_lalu": str(tahun - 1), "tahun_depan": str(tahun + 1)}


def _sumber(
    dossier: Dossier,
    bahan: Bahan,
    daftar: Iterable[IndikatorLaporan],
    anggaran: Iterable[BarisAnggaranLaporan],
) -> dict[str, Any]:
    """What stands behind "Sumber:" of the tables of the whole office."""
    targets = [i.target for i in daftar]
    sheets = _sources(targets)
    if not all(cells_of([target]) for target in targets):
        sheets = "; ".join(filter(None, (sheets, f"Keputusan Nomor {dossier.keputusan.nomor}")))
    return {
        "sumber_target": sheets,
        "sumber_pagu": _sources(a.pagu for a in anggaran),
        "sumber_anggaran": _sources(f for a in anggaran for f in (a.pagu, a.realisasi)),
        "sumber_rencana_aksi": context_rencana.source(bahan),
    }


def _sources(figures: Iterable[Figure]) -> str:
    """ "PK.xlsx › PK; Desember.xlsx › Anggaran": the sheets the figures were read from."""
    return "; ".join(dict.fromkeys(f"{s.nama} › {s.lembar}" for s in cells_of(figures)))


def _number_berkas(bahan: Bahan) -> tuple[BerkasSumber, ...]:
    return list_berkas((b.path, _nama_jenis(b.jenis), b.sha256) for b in bahan.daftar_berkas)


def _nama_jenis(jenis: Jenis | None) -> str:
    """ "Perjanjian Kinerja", as the form is titled."""
    return jenis.value.replace("-", " ").title() if jenis else "–"


def _tanggal_from(catatan: Catatan) -> date | None:
    teks = catatan.identitas.get("tanggal_laporan")
    return parse_tanggal(teks.teks) if teks else None


def _satker(dossier: Dossier, catatan: Catatan) -> Satker:
    def get(kunci: str, otherwise: str = "") -> str:
        teks = catatan.identitas.get(kunci)
        text = " ".join(teks.teks.split()) if teks else otherwise
        return Kosong(text, Asal(kunci)) if text.startswith("[") else text

    nama = get("nama", dossier.keputusan.unit)
    return Satker(
        nama=nama,
        kementerian=get("kementerian"),
        eselon=get("eselon"),
        kode_satker=get("kode_satker"),
        alamat=get("alamat"),
        kota=get("kota", "[Kota]"),
        telepon=get("telepon"),
        surel=get("surel"),
        laman=get("laman"),
        kepala=Pejabat(
            get("kepala_nama", "[Nama Kepala]"),
            get("kepala_nip", "[NIP Kepala]"),
            get("kepala_jabatan", f"Kepala {nama}"),
        ),
        atasan=Pejabat(
            get("atasan_nama", "[Nama Atasan]"),
            get("atasan_nip", "[NIP Atasan]"),
            get("atasan_jabatan", "[Jabatan Atasan]"),
        ),
    )


def _keputusan(dossier: Dossier) -> DasarKeputusan:
    k = dossier.keputusan
    return DasarKeputusan(
        nomor=k.nomor,
        tanggal=k.tanggal,
        judul=k.judul,
        tentang=k.tentang,
        unit=k.unit,
        tahun_awal=str(k.tahun_awal),
        tahun_akhir=str(k.tahun_akhir),
        tugas=k.tugas,
        fungsi=k.fungsi,
        dasar_hukum=k.dasar_hukum,
        daftar_tahun=tuple(str(tahun) for tahun in range(k.tahun_awal, k.tahun_akhir + 1)),
    )


def _inactive(dossier: Dossier, tahun: int) -> tuple[TidakBerlaku, ...]:
    found = []
    for indikator in dossier.keputusan.daftar_indikator:
        target = indikator.target_for(tahun)
        if target is None or not target.is_active:
            found.append(
                TidakBerlaku(indikator.kode, indikator.nama, target.teks if target else "-")
            )
    return tuple(found)


def _summarise(
    dossier: Dossier,
    jejak: Jejak,
    daftar: tuple[IndikatorLaporan, ...],
    sasaran: tuple[SasaranLaporan, ...],
    inactive: tuple[TidakBerlaku, ...],
    kebijakan: str,
    tahun: int,
) -> Ringkasan:
    figures = capaian_of(daftar)
    if dossier.kebijakan.rerata == "sasaran":
        figures = [s.capaian for s in sasaran if isinstance(s.capaian, Angka)]
    desimal = dossier.kebijakan.pembulatan
    rata = average(jejak, f"rata-rata capaian {tahun}", figures, desimal, kebijakan)
    jumlah = count(jejak, f"jumlah indikator {tahun}", daftar)
    tercapai = count(jejak, f"indikator tercapai {tahun}", with_status(daftar, Status.TERCAPAI))
    belum = with_status(daftar, Status.BELUM_TERCAPAI)
    belum_tercapai = count(jejak, f"indikator belum tercapai {tahun}", belum)
    kosong = [i for i in daftar if not isinstance(i.realisasi, Angka)]
    belum_dilaporkan = count(jejak, f"indikator belum dilaporkan {tahun}", kosong)
    return Ringkasan(
        jumlah=jumlah,
        jumlah_sasaran=jejak.catat(len(sasaran), Asal(f"jumlah sasaran {tahun}", rumus="cacah")),
        tercapai=tercapai,
        belum_tercapai=belum_tercapai,
        belum_dilaporkan=belum_dilaporkan,
        tidak_berlaku=count(jejak, f"indikator tidak berlaku {tahun}", inactive),
        rata=rata,
        rata_mentah=_raw_mean(dossier, jejak, daftar, rata, tahun),
        **_without_money(jejak),
        kalimat=narrative.sentence_ringkasan(
            str(tahun), jumlah, tercapai, belum_tercapai, belum_dilaporkan, rata
        ),
        kalimat_anggaran="",
        kalimat_tertinggi=narrative.sentence_ujung(daftar),
        kalimat_belum=narrative.sentence_belum(belum),
    )


def _without_money(jejak: Jejak) -> dict[str, Any]:
    """The places that context_anggaran.py fills."""
    empty = jejak.catat(None, Asal("anggaran"))
    return dict.fromkeys(("pagu", "realisasi_anggaran", "serapan", "sisa"), empty)


def _raw_mean(
    dossier: Dossier,
    jejak: Jejak,
    daftar: tuple[IndikatorLaporan, ...],
    rata: Figure,
    tahun: int,
) -> Figure:
    """The mean of the uncapped capaian, made only where it differs from the capped one."""
    raw = [
        i.capaian_mentah if isinstance(i.capaian_mentah, Angka) else i.capaian
        for i in daftar
        if isinstance(i.capaian, Angka)
    ]
    figures = [figure for figure in raw if isinstance(figure, Angka)]
    if not any(isinstance(i.capaian_mentah, Angka) for i in daftar):
        return jejak.catat(None, Asal(f"rata-rata capaian {tahun} sebelum dibatasi"))
    hal = f"rata-rata capaian {tahun} sebelum dibatasi"
    return average(jejak, hal, figures, dossier.kebijakan.pembulatan, "tanpa pembatasan")


def _telaah(daftar: tuple[IndikatorLaporan, ...]) -> tuple[TelaahIndikator, ...]:
    found = {t.nomor: t for i in daftar for t in i.telaah}
    return tuple(found[nomor] for nomor in sorted(found))


def _triwulan(
    jejak: Jejak,
    daftar: tuple[IndikatorLaporan, ...],
    tahun: int,
    triwulan: int | None,
    kebijakan: str,
) -> TriwulanLaporan | None:
    if triwulan is None:
        return None
    nama, akhir = f"Triwulan {ROMAWI[triwulan]}", f"{NAMA_BULAN[triwulan * 3 - 1]} {tahun}"
    own = [f for i in daftar if isinstance(f := i.triwulan_ini.capaian, Angka)]
    year = [f for i in daftar if isinstance(f := i.triwulan_ini.capaian_tahun, Angka)]
    jumlah = count(jejak, f"jumlah indikator {nama} {tahun}", daftar)
    bertarget, tercapai = (
        jejak.catat(count, Asal(f"{hal} {nama} {tahun}", rumus="cacah"))
        for hal, count in (
            ("indikator bertarget dan dilaporkan", len(own)),
            ("indikator tercapai", sum(1 for figure in own if figure >= 100)),
        )
    )
    rata = average(jejak, f"rata-rata capaian {nama} {tahun}", own, 2, kebijakan, "–")
    hal_tahun = f"rata-rata capaian {nama} terhadap target {tahun}"
    rata_tahun = average(jejak, hal_tahun, year, 2, kebijakan, "–")
    return TriwulanLaporan(
        angka=triwulan,
        nama=nama,
        romawi=ROMAWI[triwulan],
        akhir=akhir,
        jumlah=jumlah,
        bertarget=bertarget,
        tercapai=tercapai,
        rata=rata,
        rata_tahun=rata_tahun,
        kalimat=narrative.sentence_triwulan(akhir, jumlah, bertarget, tercapai, rata, rata_tahun),
    )
