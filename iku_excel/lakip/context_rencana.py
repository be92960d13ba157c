"""The Rencana Aksi of the report: one plan, the fullest of the year's, with its target antara."""

from __future__ import annotations

from iku_excel.lakip.bahan import Bahan
from iku_excel.lakip.fields import BarisRencanaAksi
from iku_excel.lakip.figure import Asal, Figure, base_name
from iku_excel.lakip.jejak import Jejak
from iku_excel.model import Baris, Berkas, Periode, Role, Tabel

_TRIWULAN = range(1, 5)


def build(bahan: Bahan, jejak: Jejak) -> tuple[BarisRencanaAksi, ...]:
    """The rows of the plan; () when no workbook holds one."""
    chosen = _chosen(bahan)
    return tuple(
        BarisRencanaAksi(
            nomor=str(n),
            indikator=" ".join(baris.nama.teks.split()) if baris.nama else "",
            target=baris.target.teks if baris.target else "",
            triwulan=(_plan(baris, 1), _plan(baris, 2), _plan(baris, 3), _plan(baris, 4)),
            penanggung_jawab=baris.text(Role.PENANGGUNG_JAWAB),
            target_antara=tuple(_progress(bahan, jejak, baris, q) for q in _TRIWULAN),
            is_terisi=any(_plan(baris, q) for q in _TRIWULAN),
        )
        for n, baris in enumerate(chosen[1].daftar_baris if chosen else (), 1)
    )


def source(bahan: Bahan) -> str:
    """ "PK_2024.xlsx › Rencana Aksi"; "" when there is no plan."""
    chosen = _chosen(bahan)
    return f"{base_name(chosen[0].path)} › {chosen[1].lembar}" if chosen else ""


def _chosen(bahan: Bahan) -> tuple[Berkas, Tabel] | None:
    """The plan with the most activities; of equals the latest."""
    if not bahan.rencana_aksi:
        return None
    return max(reversed(bahan.rencana_aksi), key=lambda found: _filled(found[1]))


def _filled(tabel: Tabel) -> int:
    return sum(1 for baris in tabel.daftar_baris for q in _TRIWULAN if _plan(baris, q))


def _plan(baris: Baris, triwulan: int) -> str:
    return baris.text(Role.RENCANA_KEGIATAN, Periode(triwulan=triwulan)).strip()


def _progress(bahan: Bahan, jejak: Jejak, baris: Baris, triwulan: int) -> Figure:
    """Physical progress in percent, cumulative: not the indicator's own target."""
    nilai = baris.nilai.get((Role.TARGET_ANTARA, Periode(triwulan=triwulan)))
    asal = Asal(f"target antara rencana aksi TW {triwulan}", baris.indikator)
    if nilai is None or nilai.angka is None:
        return jejak.catat(None, asal)
    asal = Asal(asal.hal, baris.indikator, (bahan.sumber(nilai),))
    whole = nilai.angka == nilai.angka.to_integral_value()
    return jejak.catat(nilai.angka, asal, desimal=0 if whole else 2, satuan="Persen")
