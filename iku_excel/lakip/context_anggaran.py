"""Bab III B of the report: pagu, realisasi, absorption and efficiency, in rupiah and percent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from iku_excel.compute.presisi import percent_of
from iku_excel.lakip import narrative
from iku_excel.lakip.bahan import Bahan
from iku_excel.lakip.fields import BarisAnggaranLaporan, Efisiensi, Ringkasan
from iku_excel.lakip.figure import Angka, Asal, Figure
from iku_excel.lakip.isian import load_data
from iku_excel.lakip.jejak import Jejak
from iku_excel.model import BarisAnggaran, Nilai

RUPIAH = "Rupiah"


@dataclass(frozen=True)
class Keuangan:
    baris: tuple[BarisAnggaranLaporan, ...]
    ringkasan: Ringkasan
    efisiensi: Efisiensi


def build(bahan: Bahan, jejak: Jejak, ringkasan: Ringkasan, kebijakan: str, tahun: int) -> Keuangan:
    """The budget lines, the summary completed with money, and the efficiency of the office."""
    baris = tuple(_line(bahan, jejak, b, n, tahun) for n, b in enumerate(bahan.anggaran, 1))
    pagu = _total(jejak, f"jumlah pagu {tahun}", [b.pagu for b in baris])
    realisasi = _total(jejak, f"jumlah realisasi anggaran {tahun}", [b.realisasi for b in baris])
    serapan = _percent(jejak, f"serapan anggaran {tahun}", realisasi, pagu)
    sisa = _rest(jejak, f"sisa anggaran {tahun}", pagu, realisasi)
    full = replace(
        ringkasan,
        pagu=pagu,
        realisasi_anggaran=realisasi,
        serapan=serapan,
        sisa=sisa,
        kalimat_anggaran=narrative.sentence_anggaran(
            str(tahun), pagu, realisasi, serapan, [rupiah(pagu), rupiah(realisasi)]
        ),
    )
    return Keuangan(baris, full, _efficiency(jejak, full, kebijakan, tahun))


def rupiah(figure: Figure) -> str:
    """ "Rp1.234.567"; the reason where there is no figure."""
    return f"Rp{figure.teks}" if isinstance(figure, Angka) else figure.teks


def _line(
    bahan: Bahan, jejak: Jejak, baris: BarisAnggaran, nomor: int, tahun: int
) -> BarisAnggaranLaporan:
    kegiatan = " ".join(baris.kegiatan.teks.split())
    pagu = _money(bahan, jejak, baris.anggaran, f"pagu {kegiatan} {tahun}")
    realisasi = _money(bahan, jejak, baris.realisasi, f"realisasi anggaran {kegiatan} {tahun}")
    return BarisAnggaranLaporan(
        nomor,
        kegiatan,
        pagu,
        realisasi,
        _percent(jejak, f"serapan {kegiatan} {tahun}", realisasi, pagu),
        _rest(jejak, f"sisa {kegiatan} {tahun}", pagu, realisasi),
    )


def _money(bahan: Bahan, jejak: Jejak, nilai: Nilai | None, hal: str) -> Figure:
    if nilai is None or nilai.angka is None:
        return jejak.catat(None, Asal(hal), kosong="–")
    return jejak.catat(nilai.angka, Asal(hal, None, (bahan.sumber(nilai),)), satuan=RUPIAH)


def _total(jejak: Jejak, hal: str, figures: Iterable[Figure]) -> Figure:
    known = [f for f in figures if isinstance(f, Angka)]
    cells = tuple(s for f in known for s in f.asal.daftar_sumber)
    total = sum((Decimal(f) for f in known), Decimal(0)) if known else None
    rumus = " + ".join(f.teks for f in known)
    asal = Asal(hal, None, cells, rumus, dari=tuple(known))
    return jejak.catat(total, asal, satuan=RUPIAH)


def _percent(jejak: Jejak, hal: str, part: Figure, whole: Figure) -> Figure:
    if not isinstance(part, Angka) or not isinstance(whole, Angka) or not whole:
        return jejak.catat(None, Asal(hal), kosong="–")
    cells = part.asal.daftar_sumber + whole.asal.daftar_sumber
    asal = Asal(hal, None, tuple(dict.fromkeys(cells)), f"{part.teks} / {whole.teks} × 100",
                dari=(part, whole))  # fmt: skip
    return jejak.catat(percent_of(Decimal(part), Decimal(whole)), asal, desimal=2, satuan="Persen")


def _rest(jejak: Jejak, hal: str, pagu: Figure, realisasi: Figure) -> Figure:
    if not isinstance(pagu, Angka) or not isinstance(realisasi, Angka):
        return jejak.catat(None, Asal(hal), kosong="–")
    cells = pagu.asal.daftar_sumber + realisasi.asal.daftar_sumber
    asal = Asal(hal, None, tuple(dict.fromkeys(cells)), f"{pagu.teks} − {realisasi.teks}",
                dari=(pagu, realisasi))  # fmt: skip
    return jejak.catat(Decimal(pagu) - Decimal(realisasi), asal, satuan=RUPIAH)


def _efficiency(jejak: Jejak, ringkasan: Ringkasan, kebijakan: str, tahun: int) -> Efisiensi:
    """Efficiency of the office as a whole: workbooks do not split the budget by indicator."""
    data = load_data("efisiensi.toml")
    rata, serapan = ringkasan.rata, ringkasan.serapan
    pagu, realisasi = ringkasan.pagu, ringkasan.realisasi_anggaran
    none = jejak.catat(None, Asal(f"efisiensi {tahun}"), kosong="belum dapat dihitung")
    selisih, efisiensi, nilai = none, none, none
    is_known = isinstance(rata, Angka) and isinstance(serapan, Angka)
    if is_known and isinstance(pagu, Angka) and isinstance(realisasi, Angka):
        daftar = (rata, pagu, realisasi)
        cells = tuple(dict.fromkeys(s for f in daftar for s in f.asal.daftar_sumber))

        def derive(value: Decimal, hal: str, rumus: str) -> Figure:
            made_of = tuple(f for f in daftar if isinstance(f, Angka))
            asal = Asal(f"{hal} {tahun}", None, cells, rumus, kebijakan, data["rujukan"], made_of)
            return jejak.catat(value, asal, desimal=2, satuan="Persen")

        gap = abs(Decimal(rata) - Decimal(serapan))
        selisih = derive(gap, "selisih capaian dan serapan", f"|{rata} − {serapan}|")
        expected = Decimal(pagu) * Decimal(rata) / 100
        if expected:
            exact = (expected - Decimal(realisasi)) / expected * 100
            efisiensi = derive(exact, "efisiensi anggaran", data["rumus"])
            nilai = derive(score(exact, data), "nilai efisiensi", "nilai dasar + E / batas × dasar")
    return Efisiensi(
        capaian=rata,
        serapan=serapan,
        selisih=selisih,
        efisiensi=efisiensi,
        nilai=nilai,
        rumus=data["rumus"],
        rujukan=data["rujukan"],
        kalimat=narrative.sentence_efisiensi(rata, serapan, selisih),
    )


def score(efisiensi: Decimal, data: dict[str, str]) -> Decimal:
    """The score of an efficiency in percent, clamped to the limits of data/efisiensi.toml."""
    low, high = Decimal(data["batas_bawah"]), Decimal(data["batas_atas"])
    base = Decimal(data["nilai_dasar"])
    return base + min(max(efisiensi, low), high) / high * base
