"""A Perjanjian Kinerja workbook for a year: templates/PK_template.xlsx filled in from the decree.

The template's places are found by its defined names, so an office may restyle it. openpyxl makes
this new workbook; formulas get their stored value back afterwards, because a formula without one
reads as a gap (BK006).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from iku_excel.errors import WorkbookError
from iku_excel.model import Indikator, Keputusan
from iku_excel.records import dataclass
from iku_excel.resources import template_path

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_FISIK = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))
_COLUMNS_OF_FISIK = (5, 7, 9, 11)
_IDENTITAS = "Identitas"


@dataclass(frozen=True, slots=True)
class _Area:
    """A defined name's rectangle on its sheet, corners included."""

    sheet: Worksheet
    first_row: int
    last_row: int


def make_perjanjian_kinerja(
    tahun: int,
    target: Path,
    keputusan: Keputusan,
    identitas: Mapping[str, str] | None = None,
    *,
    sasaran: Mapping[str, str] | None = None,
    anggaran: Sequence[tuple[str, int]] = (),
    rencana: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write the PK workbook of `tahun` to `target`, the same bytes for the same input.

    `identitas`: label on the sheet Identitas → what to write beside it. `sasaran`: code → name for
    those that the decree does not name; without it they become gaps in brackets to be filled in.
    `anggaran`: kegiatan and rupiah. `rencana`: code of an indicator → the Rencana Kegiatan of its
    four triwulan. Raises WorkbookError when the year has no target (PK011), the
    template lacks room or a place (BK004), or the target cannot be written (BK012).
    """
    daftar = keputusan.active(tahun)
    if not daftar:
        raise WorkbookError(
            "PK011",
            f"Keputusan {keputusan.nomor} tidak memuat target untuk tahun {tahun}; pilih tahun "
            f"antara {keputusan.tahun_awal} dan {keputusan.tahun_akhir}.",
        )
    import openpyxl

    book = openpyxl.load_workbook(template_path("PK_template.xlsx"))
    names = {kode: _sasaran_name(keputusan, kode, sasaran or {}) for kode in _sasaran_of(daftar)}
    _fill_identitas(book, {"Tahun": str(tahun), **(identitas or {})}, keputusan)
    _fill_pk(book, tahun, daftar, names)
    _fill_aksi(book, tahun, daftar, names, rencana or {})
    _fill_kegiatan(book, anggaran)
    _save(book, target)


def _sasaran_of(daftar: Sequence[Indikator]) -> list[str]:
    return list(dict.fromkeys(indikator.sasaran for indikator in daftar))


def _sasaran_name(keputusan: Keputusan, kode: str, given: Mapping[str, str]) -> str:
    found = keputusan.sasaran_by_kode(kode)
    if found is not None and found.nama:
        return found.nama
    return given.get(kode, f"[Nama sasaran {kode}]")


def _area(book: Workbook, name: str) -> _Area:
    """Where the template says a table's rows are."""
    defined = book.defined_names.get(name)
    place = re.fullmatch(
        r"'?(.+?)'?!\$[A-Z]+\$(\d+)(?::\$[A-Z]+\$(\d+))?", defined.attr_text if defined else ""
    )
    if not place or place[1] not in book.sheetnames:
        raise WorkbookError(
            "BK004",
            f"Templat PK_template.xlsx tidak memuat nama “{name}”. Pasang ulang iku-excel, atau "
            "kembalikan nama itu lewat Pengelola Nama di Excel.",
        )
    return _Area(book[place[1]], int(place[2]), int(place[3] or place[2]))


def _fill_identitas(book: Workbook, entries: Mapping[str, str], keputusan: Keputusan) -> None:
    """Write each entry beside its label; the unit's name comes from the decree."""
    sheet = book[_IDENTITAS]
    known = {str(row[0].value).casefold(): row[1] for row in sheet.iter_rows(max_col=2)}
    for label, text in {"Nama Unit": keputusan.unit, **entries}.items():
        cell = known.get(label.casefold())
        if cell is not None:
            cell.value = int(text) if label == "Tahun" else text


def _title_years(book: Workbook, name: str, tahun: int, prefix: str) -> None:
    area = _area(book, name)
    area.sheet.cell(area.first_row, 1).value = f"{prefix}{tahun}"


def _rows(area: _Area, count: int) -> range:
    if area.first_row + count - 1 > area.last_row:
        raise WorkbookError(
            "BK004",
            f"Templat hanya menyediakan {area.last_row - area.first_row + 1} baris pada lembar "
            f"{area.sheet.title}, sedangkan {count} baris diperlukan.",
        )
    for row in range(area.first_row, area.last_row + 1):
        # The template has more rows than a year needs; the spare ones are hidden.
        area.sheet.row_dimensions[row].hidden = row >= area.first_row + count
    return range(area.first_row, area.first_row + count)


def _fill_pk(
    book: Workbook, tahun: int, daftar: Sequence[Indikator], names: Mapping[str, str]
) -> None:
    """No | Sasaran | Indikator Kinerja | Satuan | Target, sasaran merged over its indicators."""
    _title_years(book, "iku_judul_pk", tahun, "PERJANJIAN KINERJA TAHUN ")
    area = _area(book, "iku_baris_pk")
    for number, (row, indikator) in enumerate(
        zip(_rows(area, len(daftar)), daftar, strict=True), 1
    ):
        _put(area.sheet, row, 1, number)
        _put(area.sheet, row, 3, indikator.nama)
        _put(area.sheet, row, 4, indikator.satuan_dipakai)
        target = indikator.target[tahun]
        assert target.angka is not None, "only active indicators are listed"
        _put(area.sheet, row, 5, target.angka)
        decimals = len(target.teks.partition(",")[2])
        area.sheet.cell(row, 5).number_format = "0." + "0" * decimals if decimals else "0"
        area.sheet.row_dimensions[row].height = 13.5 * _lines(indikator.nama, 46) + 6
    _merge_sasaran(area, daftar, names)


def _merge_sasaran(area: _Area, daftar: Sequence[Indikator], names: Mapping[str, str]) -> None:
    row = area.first_row
    for kode, group in groupby(daftar, key=lambda indikator: indikator.sasaran):
        count = len(list(group))
        _put(area.sheet, row, 2, names[kode])
        if count > 1:
            area.sheet.merge_cells(
                start_row=row, end_row=row + count - 1, start_column=2, end_column=2
            )
        else:
            height = area.sheet.row_dimensions[row].height or 0
            needed = 13.5 * _lines(names[kode], 28) + 6
            area.sheet.row_dimensions[row].height = max(height, needed)
        row += count


def _fill_aksi(
    book: Workbook,
    tahun: int,
    daftar: Sequence[Indikator],
    names: Mapping[str, str],
    rencana: Mapping[str, Sequence[str]],
) -> None:
    """The 20-column form: target with its unit, progress 25 to 100 percent, person in charge."""
    _title_years(book, "iku_judul_aksi", tahun, "TAHUN ")
    area = _area(book, "iku_baris_aksi")
    for number, (row, indikator) in enumerate(
        zip(_rows(area, len(daftar)), daftar, strict=True), 1
    ):
        _put(area.sheet, row, 1, number)
        _put(area.sheet, row, 2, names[indikator.sasaran])
        _put(area.sheet, row, 3, indikator.nama)
        _put(area.sheet, row, 4, f"{indikator.target[tahun].teks} {indikator.satuan_dipakai}")
        for column, progress in zip(_COLUMNS_OF_FISIK, _FISIK, strict=True):
            _put(area.sheet, row, column, progress)
        plan = rencana.get(indikator.kode, ())
        for column, text in zip(_COLUMNS_OF_FISIK, plan, strict=False):
            _put(area.sheet, row, column + 1, text)
        _put(area.sheet, row, 19, indikator.penanggung_jawab)
        lines = max(_lines(indikator.nama, 28), _lines(names[indikator.sasaran], 18),
                    *(_lines(text, 20) for text in plan), 1)  # fmt: skip
        area.sheet.row_dimensions[row].height = 13.5 * lines + 6


def _fill_kegiatan(book: Workbook, anggaran: Sequence[tuple[str, int]]) -> None:
    area = _area(book, "iku_baris_kegiatan")
    if not anggaran:
        return
    for number, (row, (kegiatan, rupiah)) in enumerate(
        zip(_rows(area, len(anggaran)), anggaran, strict=True), 1
    ):
        _put(area.sheet, row, 1, number)
        _put(area.sheet, row, 2, kegiatan)
        _put(area.sheet, row, 4, rupiah)


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    sheet.cell(row, column).value = value


def _lines(text: str, width: int) -> int:
    return max(1, -(-len(text) // width))


def _save(book: Workbook, target: Path) -> None:
    """Save with stored formula values, fixed dates and fixed zip times; whole or not at all."""
    from iku_excel.newbook import book_bytes
    from iku_excel.workbook.engine.atomic import atomic_write
    from iku_excel.workbook.perjanjian_rumus import stored_values

    values = stored_values(book)
    parts = {f"xl/worksheets/sheet{n}.xml": s.title for n, s in enumerate(book.worksheets, 1)}

    def with_values(name: str, data: bytes) -> bytes:
        return _with_values(data, values.get(parts[name], {})) if name in parts else data

    atomic_write(target, book_bytes(book, with_values))


_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*</f>)<v\s*(?:/>|></v>)</c>')


def _with_values(data: bytes, values: Mapping[str, str | Decimal]) -> bytes:
    def fill(found: re.Match[bytes]) -> bytes:
        value = values.get(found[1].decode())
        if value is None:
            return found[0]
        attributes, text = found[2], str(value)
        if isinstance(value, str):
            attributes = re.sub(rb' t="[^"]*"', b"", attributes) + b' t="str"'
        return b'<c r="%s"%s>%s<v>%s</v></c>' % (
            found[1], attributes, found[3], escape(text).encode(),
        )  # fmt: skip

    return _FORMULA.sub(fill, data)
