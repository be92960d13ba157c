"""The decree as JSON and as an indicator sheet (.xlsx) that import reads back whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iku_excel.keputusan.files import dump_table, to_files
from iku_excel.keputusan.lembar import (
    IDENTITAS,
    IDENTITAS_SHEET,
    SHEETS,
    TARGET_AFTER,
    Column,
    kind_of,
)
from iku_excel.model import Keputusan
from iku_excel.numbers import parse_number

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NAVY, PALE, LINE = "1F3864", "E8EEF7", "8EA3C4"


def export_json(keputusan: Keputusan) -> dict[str, Any]:
    """The shape of contract section 2, with more of the decree's own text."""
    return {
        "nomor": keputusan.nomor,
        "tanggal": keputusan.tanggal.isoformat(),
        "edisi": keputusan.edisi,
        "judul": keputusan.judul,
        "tentang": keputusan.tentang,
        "unit": keputusan.unit,
        "sasaran": [
            {"kode": s.kode, "nama": s.nama, "rujukan": s.rujukan}
            for s in keputusan.daftar_sasaran
        ],
        "indikator": [
            {
                "kode": i.kode,
                "nama": i.nama,
                "sasaran": i.sasaran,
                "satuan": i.satuan,
                "klasifikasi": i.klasifikasi.value,
                "penanggung_jawab": i.penanggung_jawab,
                "target": {str(tahun): target.teks for tahun, target in i.target.items()},
                "definisi": i.definisi,
                "sumber_data": i.sumber_data,
                "cara_menghitung": i.cara_menghitung,
                "rujukan": i.rujukan,
            }
            for i in keputusan.daftar_indikator
        ],
        "indikator_utama": [
            {"huruf": u.huruf, "uraian": u.uraian, "indikator": u.indikator, "rujukan": u.rujukan}
            for u in keputusan.daftar_indikator_utama
        ],
    }


def export_sheet(keputusan: Keputusan, target: Path) -> None:
    """A new workbook at `target`: one sheet for each data file, fit to print."""
    from openpyxl import Workbook

    from iku_excel.newbook import book_bytes

    book = Workbook()
    assert book.active is not None, "a new workbook has a sheet"
    book.remove(book.active)
    files = to_files(keputusan)
    for title, (name, key, columns, about) in SHEETS.items():
        records = _kategori(files[name]) if title == "Kategori" else files[name].get(key, [])
        if title == "Indikator":
            columns = _with_targets(columns, keputusan)
        _write_sheet(book, title, f"{about} · Keputusan {keputusan.nomor}", columns, records)
        if title == "Indikator":
            _write_identitas(book, files["keputusan.toml"])
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".ekspor-", dir=target.parent) as scratch:
        fresh = Path(scratch) / target.name
        fresh.write_bytes(book_bytes(book))
        os.replace(fresh, target)


def _with_targets(columns: Sequence[Column], keputusan: Keputusan) -> tuple[Column, ...]:
    found: list[Column] = []
    for column in columns:
        found.append(column)
        if column[0] == TARGET_AFTER:
            years = range(keputusan.tahun_awal, keputusan.tahun_akhir + 1)
            found += [(f"target {tahun}", f"Target {tahun}", 9) for tahun in years]
    return tuple(found)


def _kategori(ketentuan: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "indikator": record["indikator"],
            "nama": skala["nama"],
            "rujukan": skala["rujukan"],
            **band,
        }
        for record in ketentuan["ketentuan"]
        for skala in record.get("kategori", [])
        for band in skala["batas"]
    ]


def _write_sheet(
    book: Workbook, title: str, about: str, columns: Sequence[Column], records: Sequence[Any]
) -> None:
    from openpyxl.utils import get_column_letter

    sheet: Worksheet = book.create_sheet(title)
    _title(sheet, about)
    for column, (_, header, width) in enumerate(columns, start=1):
        _style_header(sheet.cell(3, column, header))
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[3].height = 30
    for row, record in enumerate(records, start=4):
        lines = 1
        for column, (key, _, width) in enumerate(columns, start=1):
            cell = sheet.cell(row, column)
            if key.startswith("target "):
                _put_target(cell, record["target"][key.removeprefix("target ")])
            else:
                _put(cell, record.get(key), kind_of(key, title))
            _style_body(cell, is_figure=width <= 12)
            lines = max(lines, _count_lines(cell.value, width))
        sheet.row_dimensions[row].height = _height(lines)
    sheet.freeze_panes = "D4" if title == "Indikator" else "B4"
    _page(sheet, "3:3")


def _write_identitas(book: Workbook, head: Mapping[str, Any]) -> None:
    sheet: Worksheet = book.create_sheet(IDENTITAS_SHEET)
    _title(sheet, f"Identitas Keputusan {head['nomor']}")
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 110
    for row, (key, label) in enumerate(IDENTITAS, start=3):
        _style_header(sheet.cell(row, 1, label), is_label=True)
        _put(sheet.cell(row, 2), head.get(key), kind_of(key, IDENTITAS_SHEET))
        _style_body(sheet.cell(row, 2))
        sheet.row_dimensions[row].height = _height(_count_lines(sheet.cell(row, 2).value, 110))
    _page(sheet)


def _put(cell: Any, value: Any, kind: str) -> None:
    if value is None:
        return
    if kind == "daftar":
        value = "\n".join(value)
    elif kind == "ya/tidak":
        value = "ya" if value else "tidak"
    elif kind == "pengaturan":
        value = dump_table({key: item for key, item in value.items()}, prefix="x.").strip()
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, str):
        # A text that begins with "=" must never become a formula.
        cell.data_type = "s"
        cell.number_format = "@"


def _put_target(cell: Any, teks: str) -> None:
    """A number with the decimals that the decree prints, or its mark."""
    number = parse_number(teks, prefer="decimal")
    if number is None:
        cell.value = teks
        return
    cell.value = number.angka
    decimals = _decimals(number.angka)
    cell.number_format = "0" + ("." + "0" * decimals if decimals else "")


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


# The look ----------------------------------------------------------------------------------------


def _title(sheet: Worksheet, text: str) -> None:
    from openpyxl.styles import Font

    sheet.cell(1, 1, text).font = Font(name="Arial", size=13, bold=True, color=NAVY)


def _style_header(cell: Any, is_label: bool = False) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.font = Font(name="Arial", size=10, bold=True, color=NAVY if is_label else "FFFFFF")
    cell.fill = PatternFill("solid", fgColor=PALE if is_label else NAVY)
    horizontal = "left" if is_label else "center"
    cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
    cell.border = _border()


def _style_body(cell: Any, is_figure: bool = False) -> None:
    from openpyxl.styles import Alignment, Font

    cell.font = Font(name="Arial", size=10)
    horizontal = "center" if is_figure else "left"
    cell.alignment = Alignment(horizontal=horizontal, vertical="top", wrap_text=True)
    cell.border = _border()


def _border() -> Any:
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color=LINE)
    return Border(left=side, right=side, top=side, bottom=side)


def _count_lines(value: object, width: int) -> int:
    return sum(len(line) // width + 1 for line in str(value or "").split("\n"))


def _height(lines: int) -> int:
    """Points; no program fits the height of a row for us, and 409 is the most Excel takes."""
    return min(409, 5 + 13 * lines)


def _page(sheet: Worksheet, title_rows: str | None = None) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if title_rows:
        sheet.print_title_rows = title_rows
    assert sheet.oddFooter is not None and sheet.oddFooter.center is not None
    sheet.oddFooter.center.text = "&P / &N"
