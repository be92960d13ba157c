"""The sasaran of a report, and the means and counts that go over several indicators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iku_excel.compute.presisi import mean
from iku_excel.lakip import narrative
from iku_excel.lakip.bahan import Bahan
from iku_excel.lakip.fields import (
    IndikatorLaporan,
    SasaranLaporan,
    TahunSasaran,
    TidakBerlaku,
)
from iku_excel.lakip.figure import Angka, Asal, Figure, Kosong, Sumber
from iku_excel.lakip.jejak import Jejak
from iku_excel.model import Dossier, Status

TANPA_PECAHAN = (
    "Anggaran dalam berkas kerja tidak dirinci menurut sasaran, sehingga efisiensi penggunaan "
    "sumber daya dihitung pada tingkat satuan kerja."
)


def capaian_of(daftar: Sequence[IndikatorLaporan]) -> list[Angka]:
    return [i.capaian for i in daftar if isinstance(i.capaian, Angka)]


def cells_of(figures: Iterable[Figure]) -> tuple[Sumber, ...]:
    return tuple(dict.fromkeys(s for f in figures for s in f.asal.daftar_sumber))


def average(
    jejak: Jejak,
    hal: str,
    figures: Sequence[Angka],
    desimal: int,
    kebijakan: str,
    kosong: str = "belum dapat dihitung",
) -> Figure:
    terms = " + ".join(figure.teks for figure in figures)
    rumus = f"({terms}) / {len(figures)}" if figures else ""
    asal = Asal(hal, None, cells_of(figures), rumus, kebijakan, dari=tuple(figures))
    value = mean(figures) if figures else None
    return jejak.catat(value, asal, desimal=desimal, satuan="Persen", kosong=kosong)


def with_status(daftar: Sequence[IndikatorLaporan], status: Status) -> list[IndikatorLaporan]:
    return [i for i in daftar if i.status == status.value]


def count(jejak: Jejak, hal: str, daftar: Sequence[IndikatorLaporan | TidakBerlaku]) -> Figure:
    kode = ", ".join(i.kode for i in daftar)
    return jejak.catat(len(daftar), Asal(hal, None, (), f"cacah: {kode}" if kode else "cacah"))


def build_sasaran(
    dossier: Dossier,
    bahan: Bahan,
    jejak: Jejak,
    daftar: tuple[IndikatorLaporan, ...],
    kebijakan: str,
) -> tuple[SasaranLaporan, ...]:
    result: list[SasaranLaporan] = []
    for kode in dict.fromkeys(i.sasaran for i in daftar):
        own = tuple(i for i in daftar if i.sasaran == kode)
        nama = _nama(dossier, bahan, kode)
        belum = Kosong(f"[{kode} – nama sasaran belum ada]", Asal(f"nama sasaran {kode}"))
        counted = _counted(dossier, jejak, kode, own, bahan.tahun, kebijakan)
        tren = _tren(dossier, jejak, kode, own, kebijakan)
        result.append(
            SasaranLaporan(
                nomor=len(result) + 1,
                kode=kode,
                nama=nama,
                judul=f"{kode} – {nama}" if nama else belum,
                **counted,
                kalimat=narrative.sentence_sasaran(f"Sasaran {kode}", **counted),
                kalimat_tren=_kalimat_tren(jejak, kode, tren),
                kalimat_renstra=_renstra(dossier, jejak, kode, own, kebijakan),
                kalimat_rujukan=narrative.sentence_sasaran_rujukan(
                    [i.kode for i in own if i.pembanding], [i.kode for i in own], TANPA_PECAHAN
                ),
                tren=tren,
                indikator=own,
            )
        )
    return tuple(result)


def _nama(dossier: Dossier, bahan: Bahan, kode: str) -> str:
    """The name in the Perjanjian Kinerja, else the decree's; "" where nobody names the sasaran."""
    if from_pk := bahan.sasaran.get(kode):
        return from_pk[0]
    decree = dossier.keputusan.sasaran_by_kode(kode)
    return decree.nama if decree and decree.nama else ""


def _counted(
    dossier: Dossier,
    jejak: Jejak,
    kode: str,
    own: tuple[IndikatorLaporan, ...],
    tahun: int,
    kebijakan: str,
) -> dict[str, Figure]:
    """The mean capaian of a sasaran, and how many of its indicators there are, count and reach."""
    places = dossier.kebijakan.pembulatan
    hal = f"rata-rata capaian {kode} {tahun}"
    reached = with_status(own, Status.TERCAPAI)
    reported = [i for i in own if isinstance(i.realisasi, Angka)]
    return {
        "capaian": average(jejak, hal, capaian_of(own), places, kebijakan),
        "jumlah": count(jejak, f"jumlah indikator {kode} {tahun}", own),
        "tercapai": count(jejak, f"indikator {kode} yang tercapai {tahun}", reached),
        "dilaporkan": count(jejak, f"indikator {kode} yang dilaporkan {tahun}", reported),
    }


def _tren(
    dossier: Dossier,
    jejak: Jejak,
    kode: str,
    own: tuple[IndikatorLaporan, ...],
    kebijakan: str,
) -> tuple[TahunSasaran, ...]:
    """The years in which an indicator of the sasaran is reported."""
    rows = []
    for n, tahun in enumerate(row.tahun for row in own[0].tren):
        figures = [f for i in own if isinstance(f := i.tren[n].capaian, Angka)]
        if not figures:
            continue
        known = Asal(f"indikator {kode} yang berrealisasi {tahun}", rumus="cacah")
        hal = f"rata-rata capaian {kode} menurut tahun {tahun}"
        capaian = average(jejak, hal, figures, dossier.kebijakan.pembulatan, kebijakan)
        rows.append(TahunSasaran(tahun, jejak.catat(len(figures), known), capaian))
    return tuple(rows)


def _kalimat_tren(jejak: Jejak, kode: str, tren: tuple[TahunSasaran, ...]) -> str:
    if len(tren) < 2:
        return ""
    now, before = tren[-1], tren[-2]
    a, b = now.capaian, before.capaian
    beda = jejak.catat(None, Asal(f"perubahan rata-rata {kode}"))
    if isinstance(a, Angka) and isinstance(b, Angka) and a != b:
        asal = Asal(
            f"perubahan rata-rata capaian {kode} {before.tahun} ke {now.tahun}",
            None,
            cells_of((b, a)),
            f"|{a.teks} − {b.teks}|",
            dari=(b, a),
        )
        beda = jejak.catat(abs(a - b), asal, desimal=a.desimal, satuan="Persen")
    return narrative.sentence_sasaran_tren(now.tahun, before.tahun, a, b, beda)


def _renstra(
    dossier: Dossier,
    jejak: Jejak,
    kode: str,
    own: tuple[IndikatorLaporan, ...],
    kebijakan: str,
) -> str:
    akhir = dossier.keputusan.tahun_akhir
    figures = [f for i in own if isinstance(f := i.capaian_renstra, Angka)]
    if not figures:
        return ""
    hal = f"rata-rata capaian {kode} terhadap target akhir {akhir}"
    rata = average(jejak, hal, figures, dossier.kebijakan.pembulatan, kebijakan)
    return narrative.sentence_sasaran_renstra(str(akhir), rata)
