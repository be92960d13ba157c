"""Family PK, the year: which one a workbook is about, and whether the decree knows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from iku_excel.checks.bantu import AGREEMENTS
from iku_excel.checks.registry import Hit, check, observed
from iku_excel.compute.acuan import tahun_of
from iku_excel.finding import Severity
from iku_excel.keputusan import edition_covering
from iku_excel.model import BerkasHasil, Dossier

TANPA_TAHUN = "Tahun tidak ditemukan, sehingga target tidak dapat dicocokkan dengan keputusan."


@check(
    "PK011",
    Severity.WARNING,
    template="{keadaan}",
    saran="Tulis tahunnya pada judul tabel, atau sebutkan dengan --tahun.",
)
def check_tahun(dossier: Dossier) -> Iterator[Hit]:
    """Buku kerja harus menyebut satu tahun: pada judul, nama lembar atau nama berkas."""
    told: set[str] = set()
    empty = {
        tabel.header
        for hasil in dossier.daftar_berkas
        for tabel in hasil.berkas.daftar_tabel
        if not tabel.daftar_baris
    }
    for hit in observed(dossier, "PK011"):
        # A year given with --tahun answers the question; an empty form asks none.
        answered = dossier.tahun_diminta is not None or hit.location in empty
        if hit.data.get("alasan") == "tidak ada" and answered:
            continue
        told.add(hit.location.berkas)
        yield replace(hit, data={**hit.data, "keadaan": _describe_tahun(hit)})
    for hasil in dossier.daftar_berkas:
        if hasil.berkas.path not in told and hasil.berkas.daftar_tabel:
            yield from _judge_tahun(hasil, dossier.tahun_diminta)


def _describe_tahun(hit: Hit) -> str:
    if hit.data.get("alasan") == "tidak ada":
        return TANPA_TAHUN
    return disagreement("tahun", hit.data.get("tahun") or ())


def disagreement(apa: str, sources: Iterable[tuple[str, object]]) -> str:
    """ "Tahun tidak sama: judul 2023, nama berkas 2024."."""
    said = ", ".join(f"{source} {value}" for source, value in dict.fromkeys(sources))
    return f"{apa.capitalize()} tidak sama: {said}." if said else f"{apa.capitalize()} tidak sama."


def _judge_tahun(hasil: BerkasHasil, asked: int | None) -> Iterator[Hit]:
    """No year at all, another one than was asked for, or agreements of different years.

    Sheets of several years side by side are a history, and nothing to remark upon."""
    berkas = hasil.berkas
    first = berkas.daftar_tabel[0]
    years = [(tabel, year) for tabel in berkas.daftar_tabel if (year := tabel.tahun) is not None]
    if not years:
        if asked is None and berkas.tahun is None and first.daftar_baris:
            yield Hit(first.header, data={"keadaan": TANPA_TAHUN})
        return
    agreed = [year for tabel, year in years if tabel.jenis in AGREEMENTS]
    main = agreed[0] if agreed else berkas.tahun or years[0][1]
    for tabel, year in years:
        if agreed and year != main:
            text = f"Tabel ini menyebut tahun {year}, sedangkan perjanjiannya tahun {main}."
            yield Hit(tabel.header, None, str(year), str(main), data={"keadaan": text})
    if asked is not None and main != asked:
        text = f"Buku kerja ini menyebut tahun {main}, sedangkan --tahun {asked}; dipakai {main}."
        yield Hit(first.header, None, str(main), str(asked), data={"keadaan": text})


@check(
    "PK013",
    Severity.WARNING,
    template="Keputusan {nomor} tidak memuat target tahun {tahun} (hanya {awal}-{akhir}), sehingga "
    "target di sini tidak dapat dicocokkan.",
    saran="Pilih edisi keputusan yang berlaku pada tahun itu dengan --keputusan.",
)
def check_year_of_decree(dossier: Dossier) -> Iterator[Hit]:
    """Tahun buku kerja harus termasuk masa keputusan yang dipakai untuk memeriksanya."""
    keputusan = dossier.keputusan
    for hasil in dossier.daftar_berkas:
        for tabel in hasil.berkas.daftar_tabel[:1]:
            tahun = tahun_of(hasil.berkas, tabel) or dossier.tahun_diminta
            if tahun is not None and not keputusan.tahun_awal <= tahun <= keputusan.tahun_akhir:
                data = {
                    "nomor": keputusan.nomor, "tahun": tahun,
                    "awal": keputusan.tahun_awal, "akhir": keputusan.tahun_akhir,
                }  # fmt: skip
                saran = None
                if (edition := edition_covering(tahun)) is not None:
                    data |= {"edisi": edition.edisi, "nomor_lain": edition.nomor}
                    saran = "Keputusan {nomor_lain} berlaku pada tahun itu; pakai dengan "
                    saran += "--keputusan {edisi}."
                yield Hit(tabel.header, tertulis=str(tahun), data=data, saran=saran)
