"""Which workbook gives which figure: from the Dossier to one record for each indicator and year.

Of several monthly workbooks the latest reported cumulative figure counts; all months are kept for
the triwulan tables. Nothing is computed here but the joining of single months.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from iku_excel.compute.acuan import find_pk
from iku_excel.compute.tahunan import series_of_year
from iku_excel.finding import Location
from iku_excel.lakip.figure import Sumber
from iku_excel.model import (
    Baris,
    BarisAnggaran,
    Berkas,
    BerkasHasil,
    Dossier,
    HasilIndikator,
    Indikator,
    Jenis,
    Nilai,
    Rincian,
    Role,
    Tabel,
)
from iku_excel.numbers import NAMA_BULAN


@dataclass(frozen=True, slots=True)
class Bacaan:
    """A figure read or counted, with its cells; `angka` None when there is none."""

    angka: Decimal | None
    daftar_sumber: tuple[Sumber, ...] = ()
    rumus: str = ""


TANPA = Bacaan(None)
_MOST_ROWS = 8


@dataclass(frozen=True)
class BahanIndikator:
    """What the workbooks of one year say about one indicator."""

    kode: str
    target: Bacaan = TANPA
    realisasi: Bacaan = TANPA
    bulan: int = 0
    """The month up to which `realisasi` reports; 12 for a year's figure."""
    target_triwulan: Mapping[int, Bacaan] = field(default_factory=dict)
    realisasi_triwulan: Mapping[int, Bacaan] = field(default_factory=dict)
    bulan_triwulan: Mapping[int, int] = field(default_factory=dict)
    """Triwulan → the month that `realisasi_triwulan` reports, its last one when all are there."""
    kendala: str = ""
    tindak_lanjut: str = ""
    bukti: str = ""
    rincian: Rincian | None = None
    baris_pk: Baris | None = None


@dataclass(frozen=True)
class Bahan:
    """The workbooks of a report, sorted out. `pk` is the Perjanjian Kinerja of the year."""

    tahun: int
    pk: BerkasHasil | None
    tabel_pk: Tabel | None
    rencana_aksi: tuple[tuple[Berkas, Tabel], ...]
    daftar_berkas: tuple[Berkas, ...]
    """All readable workbooks of the report, earliest first."""
    unit_lain: tuple[Berkas, ...]
    """Workbooks of another unit than the Perjanjian Kinerja's: left out, and reported."""
    by_tahun: Mapping[int, Mapping[str, BahanIndikator]]
    sasaran: Mapping[str, tuple[str, Sumber]]
    """Code of a sasaran → its name in the Perjanjian Kinerja, with the cell."""
    anggaran: tuple[BarisAnggaran, ...]
    sha_by_path: Mapping[str, str]

    def indikator(self, kode: str, tahun: int | None = None) -> BahanIndikator:
        found = self.by_tahun.get(self.tahun if tahun is None else tahun, {}).get(kode)
        return found or BahanIndikator(kode)

    def cell(self, place: Location) -> Sumber:
        """The cell with its workbook's hash."""
        sha = self.sha_by_path.get(place.berkas, "")
        return Sumber(place.berkas, sha, place.lembar, place.sel)

    def sumber(self, nilai: Nilai) -> Sumber:
        return self.cell(nilai.location)


def sort_out(dossier: Dossier, tahun: int, sampai_bulan: int = 12) -> Bahan:
    """The materials of the report of `tahun` out of everything that was read; months of that year
    behind `sampai_bulan` are left out."""
    everything = sorted(
        (b for b in dossier.daftar_berkas if _belongs(b.berkas, tahun, sampai_bulan)),
        key=lambda b: (_year(b.berkas), b.berkas.bulan or 0, b.berkas.path),
    )
    pk, tabel_pk = _find_pk(everything, tahun)
    unit = pk.berkas.unit if pk else None
    hasil = [b for b in everything if same_unit(b.berkas.unit, unit)]
    pk_paths = _pk_paths(hasil, range(dossier.keputusan.tahun_awal, tahun + 1))
    by_tahun: dict[int, dict[str, BahanIndikator]] = {}
    for year in range(dossier.keputusan.tahun_awal, tahun + 1):
        by_tahun[year] = {
            indikator.kode: _gather(hasil, indikator, year, pk_paths.get(year))
            for indikator in dossier.keputusan.daftar_indikator
        }
    return Bahan(
        tahun=tahun,
        pk=pk,
        tabel_pk=tabel_pk,
        rencana_aksi=tuple(
            (b.berkas, t)
            for b in hasil
            for t in b.berkas.daftar_tabel
            if t.jenis is Jenis.RENCANA_AKSI and _table_year(t, b.berkas) == tahun
        ),
        daftar_berkas=tuple(b.berkas for b in hasil),
        unit_lain=tuple(b.berkas for b in everything if b not in hasil),
        by_tahun=by_tahun,
        sasaran=_name_sasaran(pk, tabel_pk),
        anggaran=_join_anggaran(hasil, pk, tahun),
        sha_by_path={b.berkas.path: b.berkas.sha256 for b in hasil},
    )


def _belongs(berkas: Berkas, tahun: int, sampai_bulan: int) -> bool:
    if berkas.error is not None:
        return False
    return _year(berkas) != tahun or (berkas.bulan or 0) <= sampai_bulan


def _year(berkas: Berkas) -> int:
    return berkas.tahun or next((t.tahun for t in berkas.daftar_tabel if t.tahun), 0) or 0


def _table_year(tabel: Tabel | None, berkas: Berkas) -> int:
    return (tabel.tahun if tabel else None) or _year(berkas)


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether two names may be one unit: one is not said, or both end in the same word (its
    town), so that "BSPJI Pekanbaru" is the Balai in Pekanbaru."""
    if not one or not other:
        return True
    return one.casefold().split()[-1:] == other.casefold().split()[-1:]


def _find_pk(hasil: list[BerkasHasil], tahun: int) -> tuple[BerkasHasil | None, Tabel | None]:
    """The Perjanjian Kinerja of the year; of several its revision, as everywhere else."""
    found = find_pk((b.berkas for b in hasil), tahun)
    for berkas in hasil:
        for tabel in berkas.berkas.daftar_tabel if berkas.berkas is found else ():
            is_pk = tabel.jenis is Jenis.PERJANJIAN_KINERJA
            if is_pk and _table_year(tabel, berkas.berkas) == tahun:
                return berkas, tabel
    return None, None


def _pk_paths(hasil: list[BerkasHasil], years: Iterable[int]) -> dict[int, str]:
    """Year → the workbook whose targets count."""
    chosen = {year: find_pk((b.berkas for b in hasil), year) for year in years}
    return {year: berkas.path for year, berkas in chosen.items() if berkas is not None}


def _name_sasaran(pk: BerkasHasil | None, tabel: Tabel | None) -> Mapping[str, tuple[str, Sumber]]:
    found: dict[str, tuple[str, Sumber]] = {}
    if pk is None or tabel is None:
        return found
    for baris in tabel.daftar_baris:
        if not baris.indikator or not baris.sasaran:
            continue
        name = clean_sasaran(baris.sasaran.teks)
        place = baris.sasaran.location
        if name:
            sumber = Sumber(place.berkas, pk.berkas.sha256, place.lembar, place.sel)
            found.setdefault(baris.indikator.split("/")[0], (name, sumber))
    return found


def clean_sasaran(text: str) -> str:
    """The name in a sasaran cell, without the code or number that may stand in front of it."""
    text = " ".join(text.split())
    return re.sub(r"^(S\.?K\.?\s*)?\d+\s*[.:)\-–]*\s+|^S\.?K\.?\s*\d+\.?$", "", text).strip()


def _gather(
    hasil: list[BerkasHasil], indikator: Indikator, tahun: int, pk_path: str | None
) -> BahanIndikator:
    """Everything the workbooks of `tahun` hold about `indikator`."""
    found = [
        (berkas.berkas, h)
        for berkas in hasil
        for h in berkas.daftar_hasil
        if h.indikator == indikator.kode and _table_year(h.tabel, berkas.berkas) == tahun
    ]
    monitoring = [(b, h) for b, h in found if h.tabel and h.tabel.jenis is Jenis.MONITORING]
    counted = [(b, h) for b, h in found if h.tabel is None and h.realisasi is not None]
    in_pk = [
        (b, h)
        for b, h in found
        if h.tabel and h.tabel.jenis is Jenis.PERJANJIAN_KINERJA and b.path == pk_path
    ]
    by_month = _by_month(monitoring, indikator)
    month = max(by_month, default=0)
    realisasi = by_month.get(month, TANPA)
    if realisasi.angka is None and counted:
        realisasi, month = _counted(*counted[-1]), 12
    return BahanIndikator(
        kode=indikator.kode,
        target=_target(in_pk) or _target(monitoring[::-1]) or TANPA,
        realisasi=realisasi,
        bulan=month,
        target_triwulan=_quarter_targets(monitoring),
        realisasi_triwulan=_by_quarter(by_month),
        bulan_triwulan={(month + 2) // 3: month for month in sorted(by_month)},
        kendala=_last_text(monitoring, Role.KENDALA),
        tindak_lanjut=_last_text(monitoring, Role.TINDAK_LANJUT),
        bukti=_last_text(monitoring, Role.BUKTI),
        rincian=counted[-1][1].rincian if counted else None,
        baris_pk=in_pk[0][1].baris if in_pk else None,
    )


def _sumber(berkas: Berkas, hasil: HasilIndikator, name: str) -> tuple[Sumber, ...]:
    if name == "realisasi" and hasil.asal:
        return tuple(
            Sumber(n.location.berkas, berkas.sha256, n.location.lembar, n.location.sel)
            for n in hasil.asal
        )
    sel = hasil.sel.get(name)
    return (Sumber(berkas.path, berkas.sha256, hasil.lembar, sel),) if sel else ()


def _target(found: Iterable[tuple[Berkas, HasilIndikator]]) -> Bacaan | None:
    for berkas, hasil in found:
        target = hasil.baris.target if hasil.baris else None
        angka = target.angka if target else hasil.target
        if angka is not None and hasil.sel.get("target"):
            return Bacaan(angka, _sumber(berkas, hasil, "target"))
    return None


def _counted(berkas: Berkas, hasil: HasilIndikator) -> Bacaan:
    rincian = hasil.rincian
    cells = _sumber(berkas, hasil, "realisasi")
    if rincian and not cells:
        # A survey has hundreds of rows: then the table's header stands for them.
        few = [b.location for b in rincian.dihitung][: _MOST_ROWS + 1]
        places = few if 0 < len(few) <= _MOST_ROWS else [rincian.header]
        cells = tuple(Sumber(berkas.path, berkas.sha256, p.lembar, p.sel) for p in places)
    return Bacaan(hasil.realisasi, cells, rincian.rumus if rincian else "")


def _by_month(
    monitoring: list[tuple[Berkas, HasilIndikator]], indikator: Indikator
) -> dict[int, Bacaan]:
    """Month → figure up to its end, with its cells."""
    sha = {berkas.path: berkas.sha256 for berkas, _ in monitoring}
    series = series_of_year(monitoring, indikator)
    return {
        month: Bacaan(
            found.realisasi,
            tuple(_cell(n, sha) for n in found.asal),
            f"konsolidasi {indikator.konsolidasi.value}" if len(found.asal) > 1 else "",
        )
        for month, found in sorted(series.items())
    }


def _cell(nilai: Nilai, sha: Mapping[str, str]) -> Sumber:
    place = nilai.location
    return Sumber(place.berkas, sha.get(place.berkas, ""), place.lembar, place.sel)


def _quarter_targets(monitoring: list[tuple[Berkas, HasilIndikator]]) -> dict[int, Bacaan]:
    found: dict[int, Bacaan] = {}
    for berkas, hasil in monitoring:
        for tw in hasil.daftar_triwulan:
            if tw.target is not None:
                cells = _quarter_cells(berkas, hasil, tw.triwulan)
                found[tw.triwulan] = Bacaan(tw.target, cells or _sumber(berkas, hasil, "target"))
    return found


def _quarter_cells(berkas: Berkas, hasil: HasilIndikator, triwulan: int) -> tuple[Sumber, ...]:
    """The target cells of the row that end in the triwulan, or nothing."""
    last = triwulan * 3
    cells = sorted(
        (periode.last_bulan, nilai.location.sel or "", nilai.location.lembar)
        for (role, periode), nilai in (hasil.baris.nilai if hasil.baris else {}).items()
        if role is Role.TARGET and not periode.is_tahun and nilai.angka is not None
        and last - 3 < periode.last_bulan <= last
    )  # fmt: skip
    return tuple(Sumber(berkas.path, berkas.sha256, lembar, sel) for _, sel, lembar in cells)


def _by_quarter(by_month: Mapping[int, Bacaan]) -> dict[int, Bacaan]:
    """The last reported month of each triwulan stands for it, a year's figure for the fourth."""
    return {(month + 2) // 3: by_month[month] for month in sorted(by_month)}


def _last_text(monitoring: list[tuple[Berkas, HasilIndikator]], role: Role) -> str:
    """The latest text of a column, with its month where a later workbook says nothing."""
    for berkas, hasil in reversed(monitoring):
        daftar = hasil.baris.teks if hasil.baris else {}
        for (r, _periode), teks in sorted(daftar.items(), key=lambda i: i[0][1], reverse=True):
            text = teks.teks.strip()
            if r is role and text not in ("", "-", "–"):
                if hasil is monitoring[-1][1] or berkas.bulan is None:
                    return text
                return f"{text} (dilaporkan {NAMA_BULAN[berkas.bulan - 1]})"
    return ""


def _join_anggaran(
    hasil: list[BerkasHasil], pk: BerkasHasil | None, tahun: int
) -> tuple[BarisAnggaran, ...]:
    """The budget of the PK with the latest realisasi of the same kegiatan; without a PK the latest
    pagu, for a pagu is revised during the year."""
    base = pk.berkas.daftar_anggaran if pk else ()
    latest: dict[str, BarisAnggaran] = {}
    order: dict[str, BarisAnggaran] = {}
    for berkas in (b.berkas for b in hasil):
        if _year(berkas) != tahun:
            continue
        for baris in berkas.daftar_anggaran:
            key = _fold_kegiatan(baris.kegiatan.teks)
            if key not in order or _has_pagu(baris):
                order[key] = baris
            if baris.realisasi is not None and baris.realisasi.angka is not None:
                latest[key] = baris
    chosen = {_fold_kegiatan(b.kegiatan.teks): b for b in base} or order
    return tuple(
        BarisAnggaran(
            baris.kegiatan,
            baris.anggaran if _has_pagu(baris)
            else (latest[key].anggaran if key in latest else baris.anggaran),
            latest[key].realisasi if key in latest else baris.realisasi,
        )
        for key, baris in chosen.items()
        if not is_total(baris.kegiatan.teks)
    )  # fmt: skip


def _has_pagu(baris: BarisAnggaran) -> bool:
    return baris.anggaran is not None and baris.anggaran.angka is not None


def _fold_kegiatan(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", "", text.casefold())


def is_total(text: str) -> bool:
    """Whether a line of a budget table is its total ("Jumlah", "TOTAL ANGGARAN")."""
    return bool(re.match(r"\W*(jumlah|total)\b", text.strip(), re.IGNORECASE))
