"""Sentences of fact, in Indonesian with Indonesian numbers. No judgement, no cause, no advice.

Every number in a sentence is an `Angka` of the Jejak; what is not known is said to be not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iku_excel.lakip.fields import IndikatorLaporan, TahunIndikator
from iku_excel.lakip.figure import Angka, Figure
from iku_excel.lakip.kalimat import fact
from iku_excel.numbers import NAMA_BULAN, romawi


@fact
def sentence_target(
    nama: str, tahun: str, target: Figure, realisasi: Figure, capaian: Figure, selisih: Figure
) -> str:
    """Comparison 1: realisasi against this year's target."""
    if not isinstance(target, Angka):
        return f"Target tahun {tahun} untuk {quote(nama)} tidak ditemukan dalam berkas kerja."
    if not isinstance(realisasi, Angka):
        return (
            f"Realisasi {quote(nama)} pada tahun {tahun} belum dilaporkan dalam berkas kerja; "
            f"target yang ditetapkan sebesar {target.bersatuan}. Capaian belum dapat dihitung."
        )
    first = (
        f"Pada tahun {tahun} realisasi {quote(nama)} sebesar {realisasi.bersatuan} "
        f"dari target {target.bersatuan}"
    )
    if not isinstance(capaian, Angka):
        return f"{first}. Capaian tidak dapat dihitung: {capaian.teks.strip('[]')}."
    return f"{first} atau tercapai {capaian.teks}%.{_distance(target, realisasi, selisih)}"


def _distance(target: Angka, realisasi: Angka, selisih: Figure) -> str:
    if not isinstance(selisih, Angka) or not selisih:
        return " Realisasi sama dengan target."
    side = "di atas" if realisasi > target else "di bawah"
    return f" Realisasi berada {poin(selisih)} {side} target."


@fact
def sentence_mentah(capaian: Figure, mentah: Figure, kebijakan: str) -> str:
    """Said only where the capped and the uncapped capaian differ."""
    if not isinstance(capaian, Angka) or not isinstance(mentah, Angka):
        return ""
    return (
        f"Capaian sebelum dibatasi sebesar {mentah.teks}%; angka yang dipakai {capaian.teks}% "
        f"sesuai kebijakan capaian “{kebijakan}”."
    )


@fact
def sentence_tahun_lalu(
    tahun: str, lalu: str, kini: Figure, dulu: Figure, beda: Figure, persen: Figure, alasan: str
) -> str:
    """Comparison 2: against last year; `alasan` says why there is nothing to compare."""
    if not isinstance(kini, Angka):
        return (
            f"Perbandingan dengan tahun {lalu} belum dapat disajikan karena realisasi belum "
            "dilaporkan."
        )
    if not isinstance(dulu, Angka):
        return f"Perbandingan dengan tahun {lalu} tidak disajikan: {alasan}."
    if kini == dulu:
        return (
            f"Dibandingkan dengan realisasi tahun {lalu} sebesar {dulu.bersatuan}, "
            f"realisasi tahun {tahun} tidak berubah."
        )
    turun = kini < dulu
    relatif = f" ({persen.teks}%)" if isinstance(persen, Angka) else ""
    return (
        f"Dibandingkan dengan realisasi tahun {lalu} sebesar {dulu.bersatuan}, terjadi "
        f"{'penurunan' if turun else 'kenaikan'} {poin(beda)}{relatif}."
    )


@fact
def sentence_tren(tren: Sequence[TahunIndikator]) -> str:
    """Comparison 2, further back: the run of all reported years."""
    known = [(t.tahun, t.realisasi) for t in tren if isinstance(t.realisasi, Angka)]
    if len(known) < 3:
        return ""
    figures = [figure for _, figure in known]
    span = f"Selama tahun {known[0][0]} sampai dengan {known[-1][0]}"
    steps = [b - a for a, b in zip(figures, figures[1:], strict=False)]
    if all(step == 0 for step in steps):
        return f"{span} realisasi tetap sebesar {figures[0].bersatuan}."
    if all(step > 0 for step in steps):
        shape = "realisasi naik setiap tahun yang dilaporkan"
    elif all(step < 0 for step in steps):
        shape = "realisasi turun setiap tahun yang dilaporkan"
    elif all(step >= 0 for step in steps):
        shape = "realisasi tidak pernah turun"
    elif all(step <= 0 for step in steps):
        shape = "realisasi tidak pernah naik"
    else:
        shape = "realisasi naik turun"
    high = max(known, key=lambda k: k[1])
    low = min(known, key=lambda k: k[1])
    return (
        f"{span} {shape}, tertinggi {high[1].bersatuan} (tahun {high[0]}) dan terendah "
        f"{low[1].bersatuan} (tahun {low[0]})."
    )


@fact
def sentence_renstra(
    tahun: str, akhir: str, target: Figure, realisasi: Figure, persen: Figure, selisih: Figure
) -> str:
    """Comparison 3: against the medium-term target, the decree's last year."""
    if not isinstance(target, Angka):
        return (
            f"Keputusan tidak menetapkan target akhir periode (tahun {akhir}) untuk indikator ini, "
            "sehingga perbandingan dengan target jangka menengah tidak disajikan."
        )
    if not isinstance(realisasi, Angka):
        return (
            f"Target akhir periode (tahun {akhir}) sebesar {target.bersatuan}; perbandingan belum "
            "dapat disajikan karena realisasi belum dilaporkan."
        )
    if not isinstance(persen, Angka):
        return f"Target akhir periode (tahun {akhir}) sebesar {target.bersatuan}."
    first = (
        f"Terhadap target akhir periode (tahun {akhir}) sebesar {target.bersatuan}, capaian sampai "
        f"dengan tahun {tahun} adalah {persen.teks}%"
    )
    if not isinstance(selisih, Angka) or not selisih:
        return f"{first}; target akhir periode terpenuhi tepat."
    if realisasi > target:
        return f"{first}, atau {poin(selisih)} di atas target akhir periode."
    return f"{first}; masih kurang {poin(selisih)}."


@fact
def sentence_standar(nama_pembanding: str) -> str:
    """Comparison 4 when the workbooks give nothing to compare with."""
    return (
        "Standar nasional atau angka pembanding dari unit induk untuk indikator ini tidak "
        f"tercantum dalam berkas kerja (isian “{nama_pembanding}”), sehingga perbandingan tidak "
        "disajikan."
    )


@fact
def sentence_kategori(realisasi: Figure, labels: Sequence[tuple[str, str]]) -> str:
    """Which category each scale gives: "menurut Kepmenpan 25/2004 termasuk sangat baik"."""
    if not isinstance(realisasi, Angka) or not labels:
        return ""
    parts = [f"“{label}” menurut {scale}" for scale, label in labels]
    return f"Nilai {realisasi.teks} termasuk kategori {join(parts)}."


@fact
def sentence_efisiensi(capaian: Figure, serapan: Figure, selisih: Figure) -> str:
    """Comparison 6 for the whole office: capaian against absorption, no verdict beyond that."""
    if not isinstance(serapan, Angka):
        return (
            "Realisasi anggaran tidak tercantum dalam berkas kerja, sehingga efisiensi penggunaan "
            "sumber daya belum dapat dihitung."
        )
    if not isinstance(capaian, Angka) or not isinstance(selisih, Angka):
        return f"Penyerapan anggaran sebesar {serapan.teks}%; capaian kinerja belum dapat dihitung."
    side = "lebih tinggi" if capaian > serapan else "lebih rendah"
    tail = (
        f", {selisih.teks} poin persen {side} daripada penyerapan anggaran" if selisih else
        ", sama dengan penyerapan anggaran"
    )  # fmt: skip
    return (
        f"Dengan penyerapan anggaran sebesar {serapan.teks}% diperoleh rata-rata capaian kinerja "
        f"{capaian.teks}%{tail}."
    )


@fact
def sentence_ringkasan(
    tahun: str, jumlah: Figure, tercapai: Figure, belum: Figure, kosong: Figure, rata: Figure
) -> str:
    """The first sentence of the executive summary."""
    parts = []
    if tercapai or not (belum or kosong):
        parts.append(f"{tercapai} indikator mencapai target")
    if belum:
        parts.append(f"{belum} indikator belum mencapai target")
    if kosong:
        parts.append(f"{kosong} indikator belum dilaporkan")
    text = f"Dari {jumlah} indikator kinerja tahun {tahun}, {join(parts)}"
    if not isinstance(rata, Angka):
        return f"{text}. Rata-rata capaian belum dapat dihitung."
    return f"{text}. Rata-rata capaian indikator yang dilaporkan sebesar {rata.teks}%."


@fact
def sentence_anggaran(
    tahun: str, pagu: Figure, realisasi: Figure, persen: Figure, rupiah: Sequence[str]
) -> str:
    """Budget in one sentence; `rupiah` is pagu and realisasi written as money."""
    if not isinstance(pagu, Angka):
        return f"Pagu anggaran tahun {tahun} tidak tercantum dalam berkas kerja."
    if not isinstance(realisasi, Angka) or not isinstance(persen, Angka):
        return (
            f"Pagu anggaran tahun {tahun} sebesar {rupiah[0]}; realisasinya tidak tercantum dalam "
            "berkas kerja."
        )
    return (
        f"Realisasi anggaran tahun {tahun} sebesar {rupiah[1]} dari pagu {rupiah[0]} "
        f"atau {persen.teks}%."
    )


@fact
def sentence_sasaran(
    judul: str, jumlah: Figure, dilaporkan: Figure, tercapai: Figure, capaian: Figure
) -> str:
    """What the sasaran's own indicators add up to."""
    first = f"{judul} diukur dengan {jumlah} indikator kinerja"
    if not isinstance(capaian, Angka):
        return f"{first}; belum ada realisasi yang dilaporkan."
    if jumlah == 1:
        reached = f"indikator itu {'mencapai' if tercapai else 'belum mencapai'} target"
    elif not tercapai:
        reached = "belum ada indikator yang mencapai target"
    elif tercapai == jumlah:
        reached = "seluruhnya mencapai target"
    else:
        reached = f"{tercapai} indikator mencapai target"
    if dilaporkan == jumlah:
        mean = "capaiannya" if jumlah == 1 else "rata-rata capaiannya"
    else:
        mean = f"rata-rata capaian {dilaporkan} indikator yang sudah dilaporkan"
    return f"{first}; {reached} dan {mean} sebesar {capaian.teks}%."


@fact
def sentence_sasaran_renstra(akhir: str, rata: Figure) -> str:
    """The sasaran against the decree's last year."""
    if not isinstance(rata, Angka):
        return ""
    return (
        f"Terhadap target akhir periode (tahun {akhir}), rata-rata capaian sasaran ini "
        f"{rata.teks}%."
    )


@fact
def sentence_sasaran_rujukan(standar: Sequence[str], rincian: Sequence[str], akhiran: str) -> str:
    """Comparisons 4 to 7 of a sasaran: which of its indicators say something, and where.

    `standar` and `rincian` are codes of indicators; `akhiran` says where efficiency is computed."""
    if standar:
        kind = "Perbandingan dengan standar nasional atau unit induk"
        first = f"{kind} disajikan pada {join(standar)}."
    else:
        first = (
            "Standar nasional atau angka pembanding dari unit induk tidak tercantum dalam berkas "
            "kerja bagi indikator sasaran ini."
        )
    where = "indikatornya" if len(rincian) == 1 else f"indikator {join(rincian)}"
    return (
        f"{first} Analisis penyebab, kendala, dan solusi serta program dan kegiatan penunjang "
        f"diuraikan pada {where}. {akhiran}"
    )


@fact
def sentence_sasaran_tren(tahun: str, lalu: str, kini: Figure, dulu: Figure, beda: Figure) -> str:
    """How the mean of a sasaran moved since the year before that is reported."""
    if not isinstance(kini, Angka) or not isinstance(dulu, Angka):
        return ""
    if not isinstance(beda, Angka):
        return f"Rata-rata capaian tahun {lalu} sama, yaitu {dulu.teks}%."
    way = "naik" if kini > dulu else "turun"
    return (
        f"Dibandingkan dengan rata-rata capaian tahun {lalu} sebesar {dulu.teks}%, tahun {tahun} "
        f"{way} {poin(beda)}."
    )


def note_triwulan(bulan: Mapping[int, int]) -> str:
    """ "triwulan II dilaporkan sampai Mei": where a triwulan's last month is missing."""
    parts = [
        f"triwulan {romawi(q)} dilaporkan sampai {NAMA_BULAN[month - 1]}"
        for q, month in sorted(bulan.items())
        if month != q * 3
    ]
    return join(parts)


def poin(figure: Figure) -> str:
    """A difference with its unit: "2,50 poin persen", "3 tenan", "0,02 poin"."""
    if not isinstance(figure, Angka):
        return figure.teks
    unit = figure.bersatuan[len(figure.teks) :]
    if unit == "%":
        return f"{figure.teks} poin persen"
    return f"{figure.teks}{unit or ' poin'}"


def quote(name: str) -> str:
    """“Name”, with its spaces and line breaks made single."""
    return f"“{' '.join(name.split())}”"


def join(parts: Sequence[str]) -> str:
    """ "a", "a dan b", "a, b, dan c"."""
    if len(parts) < 3:
        return " dan ".join(parts)
    return ", ".join(parts[:-1]) + f", dan {parts[-1]}"


@fact
def sentence_ujung(daftar: Sequence[IndikatorLaporan]) -> str:
    """The highest and the lowest capaian among the reported indicators."""
    known = [(i.kode, i.capaian) for i in daftar if isinstance(i.capaian, Angka)]
    if len(known) < 2:
        return ""
    high, low = max(known, key=lambda k: k[1]), min(known, key=lambda k: k[1])
    if high[1] == low[1]:
        return f"Capaian seluruh indikator yang dilaporkan sama, yaitu {high[1].teks}%."
    highest = join([kode for kode, figure in known if figure == high[1]])
    lowest = join([kode for kode, figure in known if figure == low[1]])
    return (
        f"Capaian tertinggi {high[1].teks}% pada {highest}; capaian terendah {low[1].teks}% "
        f"pada {lowest}."
    )


@fact
def sentence_belum(daftar: Sequence[IndikatorLaporan]) -> str:
    """Which indicators fell short, by code and capaian; "" when none did."""
    if not daftar:
        return ""
    parts = [f"{i.kode} ({i.capaian.teks}%)" for i in daftar]
    return f"Indikator yang belum mencapai target: {join(parts)}."


@fact
def sentence_triwulan(
    akhir: str,
    jumlah: Figure,
    bertarget: Figure,
    tercapai: Figure,
    rata: Figure,
    rata_tahun: Figure,
) -> str:
    """How the triwulan stands: against its own targets, and against the year's."""
    start = f"Sampai dengan {akhir}, "
    if isinstance(bertarget, Angka) and bertarget and isinstance(rata, Angka):
        text = (
            f"{start}{tercapai} dari {bertarget} indikator yang bertarget triwulan dan dilaporkan "
            f"memenuhi targetnya, dengan rata-rata capaian {rata.teks}%."
        )
    else:
        text = (
            f"{start}tidak satu pun dari {jumlah} indikator mempunyai target triwulan dan "
            "realisasi dalam berkas kerja; capaian dihitung terhadap target tahun."
        )
    if isinstance(rata_tahun, Angka):
        text += f" Terhadap target tahun, rata-rata capaian sebesar {rata_tahun.teks}%."
    return text
