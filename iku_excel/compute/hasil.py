"""One workbook's results: realisasi, target, capaian of each indicator row and raw data sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from iku_excel.compute.acuan import is_not_applicable, tahun_of, target_of, target_triwulan
from iku_excel.compute.agregat import aggregate
from iku_excel.compute.capaian import TANPA_TARGET, compute_capaian
from iku_excel.compute.konsolidasi import (
    Terkonsolidasi,
    consolidate,
    consolidate_triwulan,
    has_periods,
)
from iku_excel.model import (
    TAHUN,
    Baris,
    Berkas,
    BerkasHasil,
    Capaian,
    CapaianTriwulan,
    HasilIndikator,
    Indikator,
    Kebijakan,
    Keputusan,
    Rincian,
    Role,
    Tabel,
)

TANPA_TARGET_TRIWULAN = "target triwulan tidak ada"


def compute_berkas(
    berkas: Berkas,
    daftar_rincian: Iterable[Rincian],
    keputusan: Keputusan,
    kebijakan: Kebijakan,
    tahun: int | None = None,
    pk: Berkas | None = None,
) -> BerkasHasil:
    """Everything computed about one workbook.

    `pk` is the Perjanjian Kinerja that gives targets where a row has none; `tahun` fills in for a
    workbook that names no year. Typed rows come first, in the order of the tables, then raw data.
    A table without realisasi (PK, rencana aksi) gives entries only for indicators that neither a
    table with realisasi nor an earlier table of the same workbook has.
    """
    rincian = tuple(daftar_rincian)
    work = _Work(berkas, keputusan, kebijakan, tahun, pk)
    daftar_hasil = (*work.typed(), *(work.of_rincian(r) for r in rincian if work.knows(r)))
    daftar_agregat = aggregate(daftar_hasil, keputusan, kebijakan, work.tahun_of(None))
    return BerkasHasil(berkas, daftar_hasil, rincian, daftar_agregat)


class _Work:
    """What every row of one workbook needs to be computed."""

    def __init__(
        self,
        berkas: Berkas,
        keputusan: Keputusan,
        kebijakan: Kebijakan,
        tahun: int | None,
        pk: Berkas | None,
    ) -> None:
        self.berkas, self.keputusan, self.kebijakan = berkas, keputusan, kebijakan
        self.tahun, self.pk = tahun, pk

    def tahun_of(self, tabel: Tabel | None) -> int | None:
        return tahun_of(self.berkas, tabel) or self.tahun

    def knows(self, rincian: Rincian) -> bool:
        return self.keputusan.indikator_by_kode(rincian.indikator) is not None

    def typed(self) -> list[HasilIndikator]:
        reporting = [tabel for tabel in self.berkas.daftar_tabel if tabel.holds_realisasi]
        reported = {b.indikator for tabel in reporting for b in tabel.daftar_baris}
        daftar = []
        for tabel in self.berkas.daftar_tabel:
            reports = any(tabel is other for other in reporting)
            for baris in tabel.daftar_baris:
                if baris.indikator is None or (not reports and baris.indikator in reported):
                    continue
                indikator = self.keputusan.indikator_by_kode(baris.indikator)
                if indikator is not None:
                    daftar.append(self.of_baris(tabel, baris, indikator))
            reported |= {baris.indikator for baris in tabel.daftar_baris}
        return daftar

    def of_baris(self, tabel: Tabel, baris: Baris, indikator: Indikator) -> HasilIndikator:
        tahun = self.tahun_of(tabel)
        found = consolidate(baris, tabel, indikator)
        if tabel.holds_realisasi:
            target = target_of(baris, indikator, tahun, self.pk)
        else:  # a PK says what it agrees on itself: an empty target is none, and PK008
            target = baris.target.angka if baris.target is not None else None
        return HasilIndikator(
            indikator=indikator.kode,
            satuan=indikator.satuan_dipakai,
            target=target,
            realisasi=found.realisasi,
            capaian=self.capaian(found.realisasi, target, indikator, tahun, found.alasan),
            lembar=tabel.lembar,
            sel=_sel(tabel, baris, found),
            daftar_triwulan=self.triwulan_of(tabel, baris, indikator, target),
            asal=found.asal,
            konsolidasi=found.konsolidasi,
            tabel=tabel,
            baris=baris,
            target_keputusan=indikator.target_for(tahun) if tahun is not None else None,
        )

    def of_rincian(self, rincian: Rincian) -> HasilIndikator:
        indikator = self.keputusan.indikator_by_kode(rincian.indikator)
        assert indikator is not None, "the caller asks knows() first"
        tahun = self.tahun_of(None)
        target = target_of(None, indikator, tahun, self.pk)
        return HasilIndikator(
            indikator=indikator.kode,
            satuan=rincian.satuan or indikator.satuan_dipakai,
            target=target,
            realisasi=rincian.realisasi,
            capaian=self.capaian(rincian.realisasi, target, indikator, tahun, rincian.alasan),
            lembar=rincian.header.lembar or "",
            sel={},
            konsolidasi=indikator.konsolidasi_data,
            rincian=rincian,
            target_keputusan=indikator.target_for(tahun) if tahun is not None else None,
        )

    def triwulan_of(
        self, tabel: Tabel, baris: Baris, indikator: Indikator, target: Decimal | None
    ) -> tuple[CapaianTriwulan, ...]:
        """The four triwulan of a row that reports by triwulan or months, else nothing."""
        if not has_periods(baris):
            return ()
        tahun = self.tahun_of(tabel)
        of_triwulan = target_triwulan(baris, tabel, indikator, target).by_triwulan
        daftar = []
        for triwulan in range(1, 5):
            found = consolidate_triwulan(baris, indikator, triwulan)
            own = of_triwulan.get(triwulan)
            angka, alasan = found.realisasi, found.alasan
            capaian = self.capaian(angka, own, indikator, tahun, alasan, TANPA_TARGET_TRIWULAN)
            terhadap_tahun = self.capaian(angka, target, indikator, tahun, alasan)
            daftar.append(CapaianTriwulan(triwulan, own, angka, capaian, terhadap_tahun))
        return tuple(daftar)

    def capaian(
        self,
        realisasi: Decimal | None,
        target: Decimal | None,
        indikator: Indikator,
        tahun: int | None,
        alasan: str | None,
        tanpa_target: str = TANPA_TARGET,
    ) -> Capaian:
        return compute_capaian(
            realisasi,
            target,
            indikator.klasifikasi,
            self.kebijakan,
            is_berlaku=not is_not_applicable(indikator, tahun),
            alasan=alasan,
            tanpa_target=tanpa_target,
        )


def _sel(tabel: Tabel, baris: Baris, found: Terkonsolidasi) -> Mapping[str, str]:
    """The cells of the entry; "capaian" only where the table has such a column."""
    cells: dict[str, str | None] = {
        "target": baris.target.location.sel if baris.target is not None else None,
        "realisasi": found.asal[-1].location.sel if found.asal else None,
        "capaian": _capaian_cell(tabel, baris),
    }
    return {name: sel for name, sel in cells.items() if sel is not None}


def _capaian_cell(tabel: Tabel, baris: Baris) -> str | None:
    own = baris.get(Role.CAPAIAN, TAHUN)
    if own is not None:
        return own.location.sel
    kolom = tabel.kolom(Role.CAPAIAN, TAHUN)
    if kolom is None or tabel.bentuk == 3:  # in form 3 a role is a row, not a column
        return None
    from iku_excel.workbook.engine.refs import cell_ref

    return cell_ref(baris.row, kolom.column)
