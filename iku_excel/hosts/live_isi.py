""""Isi PK dari Keputusan": units and targets that are still empty, from the decree.

Nothing that stands in the workbook is replaced; what differs from the decree is for "Periksa".
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from iku_excel.hosts.live_commands import SAVE_STEP, TITLES, Reply
from iku_excel.model import BerkasHasil, Indikator, Jenis, Keputusan, Kolom, Role, Tabel
from iku_excel.workbook.live import LiveChanges
from iku_excel.workbook.port import Book, Format, Sheet
from iku_excel.workbook.writer import PlannedCell

_HUNDRED = Decimal(100)


def plan_fill(book: Book, hasil: BerkasHasil, keputusan: Keputusan) -> Reply:
    """The empty cells of every Perjanjian Kinerja table of the workbook, filled."""
    tables = [t for t in hasil.berkas.daftar_tabel if t.jenis is Jenis.PERJANJIAN_KINERJA]
    if not tables:
        return Reply(
            "Tidak ada tabel Perjanjian Kinerja di buku kerja ini; tidak ada yang diisi.",
            "Buka buku kerja PK, atau buat yang baru dengan: iku pk --tahun TAHUN --ke PK.xlsx",
            is_warning=True,
        )
    tahun = hasil.berkas.tahun or tables[0].tahun
    if tahun is None or not keputusan.active(tahun):
        return _no_year(keputusan, tahun)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    cells: list[PlannedCell] = []
    for tabel in tables:
        cells += _table_cells(sheets[tabel.lembar], tabel, tahun, keputusan)
    if not cells:
        return Reply(
            f"Satuan dan target tahun {tahun} sudah terisi semua; tidak ada yang diubah.",
            "Tekan Periksa untuk membandingkannya dengan keputusan.",
        )
    return Reply(
        f"Isian dari Keputusan {keputusan.nomor} untuk tahun {tahun}: {len(cells)} sel.",
        SAVE_STEP,
        LiveChanges(TITLES["isi-pk"], cells=tuple(cells)),
    )


def _no_year(keputusan: Keputusan, tahun: int | None) -> Reply:
    years = f"{keputusan.tahun_awal} sampai {keputusan.tahun_akhir}"
    if tahun is None:
        sentence = "Tahun Perjanjian Kinerja tidak terbaca; tidak ada yang diisi."
        step = "Tulis tahunnya pada judul (“PERJANJIAN KINERJA TAHUN 2024”), lalu ulangi."
    else:
        sentence = f"Keputusan {keputusan.nomor} tidak memuat target tahun {tahun}."
        step = f"Keputusan ini berlaku untuk {years}. Periksa tahun pada judul."
    return Reply(sentence, step, is_warning=True)


def _table_cells(
    sheet: Sheet, tabel: Tabel, tahun: int, keputusan: Keputusan
) -> Iterator[PlannedCell]:
    known = [baris for baris in tabel.daftar_baris if baris.indikator]
    if not known:
        yield from _new_rows(sheet, tabel, tahun, keputusan)
        return
    for baris in known:
        indikator = keputusan.indikator_by_kode(baris.indikator or "")
        if indikator is not None and indikator.is_active(tahun):
            yield from _row_cells(sheet, tabel, baris.row, indikator, tahun)


def _row_cells(
    sheet: Sheet, tabel: Tabel, row: int, indikator: Indikator, tahun: int
) -> Iterator[PlannedCell]:
    unit, target = tabel.kolom(Role.SATUAN), tabel.kolom(Role.TARGET)
    if unit is not None and _is_free(sheet, row, unit):
        yield _planned(tabel, row, unit, indikator.satuan_dipakai)
    if target is not None and _is_free(sheet, row, target):
        figure = indikator.target[tahun].angka
        assert figure is not None, "an active indicator has a figure"
        if sheet.cell(row, target.column).format is Format.PERCENT:
            figure /= _HUNDRED
        if unit is None and target is not None and sheet.cell(row, target.column).format in (
            Format.TEXT,
        ):
            yield _planned(tabel, row, target, indikator.target[tahun].teks)
            return
        yield _planned(tabel, row, target, figure)


def _new_rows(
    sheet: Sheet, tabel: Tabel, tahun: int, keputusan: Keputusan
) -> Iterator[PlannedCell]:
    """A table without a single indicator: its prepared rows, as far as they are empty."""
    name = tabel.kolom(Role.INDIKATOR)
    if name is None:
        return
    daftar = keputusan.active(tahun)
    first = max(tabel.rows[0], tabel.header_rows[1] + 1)
    columns = [k for k in tabel.daftar_kolom if k.role in (Role.NO, Role.KODE, Role.SASARAN)]
    rows = range(first, first + len(daftar))
    if not all(_is_free(sheet, row, kolom) for row in rows for kolom in (name, *columns)):
        return
    seen = ""
    for number, (row, indikator) in enumerate(zip(rows, daftar, strict=True), 1):
        yield _planned(tabel, row, name, indikator.nama)
        for kolom in columns:
            if kolom.role is Role.NO:
                yield _planned(tabel, row, kolom, number)
            elif kolom.role is Role.KODE:
                yield _planned(tabel, row, kolom, indikator.kode)
            elif indikator.sasaran != seen:
                sasaran = keputusan.sasaran_by_kode(indikator.sasaran)
                named = sasaran.nama if sasaran is not None and sasaran.nama else None
                yield _planned(tabel, row, kolom, named or f"[Nama sasaran {indikator.sasaran}]")
        seen = indikator.sasaran
        yield from _row_cells(sheet, tabel, row, indikator, tahun)


def _is_free(sheet: Sheet, row: int, kolom: Kolom) -> bool:
    cell = sheet.cell(row, kolom.column)
    return cell.value in (None, "") and not cell.is_formula and cell.error is None


def _planned(tabel: Tabel, row: int, kolom: Kolom, value: Decimal | int | str) -> PlannedCell:
    from iku_excel.workbook.engine import cell_ref

    return PlannedCell(tabel.lembar, cell_ref(row, kolom.column), value)
