"""Indicator sheets opened for import: cells with their address, tables found by their headers."""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from iku_excel.errors import KeputusanError, WorkbookError
from iku_excel.keputusan.lampiran import Cell
from iku_excel.keputusan.lembar import (
    IDENTITAS,
    IDENTITAS_SHEET,
    SHEETS,
    Column,
    kind_of,
    normalise,
)
from iku_excel.numbers import (
    format_angka,
    parse_mark,
    parse_number,
    parse_tanggal,
    plain,
    to_decimal,
)
from iku_excel.records import dataclass

MAX_ROWS, MAX_COLUMNS = 5000, 200
# The columns of the sheet Indikator that may be left out: they follow from others.
DERIVED = ("sasaran", "rujukan")


@dataclass(frozen=True, slots=True)
class Isi:
    """A cell: its value, its address, and the decimals of its number format (None if general)."""

    nilai: Any
    alamat: str
    desimal: int | None

    @property
    def is_filled(self) -> bool:
        return self.nilai is not None and str(self.nilai).strip() != ""


@dataclass(frozen=True, slots=True)
class Lembar:
    """A sheet as rows of cells, empty ones included."""

    nama: str
    rows: tuple[tuple[Isi, ...], ...]

    def text_rows(self) -> list[list[Cell]]:
        """The filled cells as printed text, tabs taken as cell borders."""
        return [
            [
                Cell(" ".join(part.split()), cell.alamat)
                for cell in row
                if cell.is_filled
                for part in printed(cell).split("\t")
                if part.strip()
            ]
            for row in self.rows
        ]


def open_sheets(source: Path) -> tuple[Lembar, ...]:
    """The visible sheets of a workbook; raises WorkbookError BK001 when it is not one."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl would drop on saving; we never save
            book = load_workbook(source, data_only=True)
    except FileNotFoundError as error:
        raise WorkbookError("BK001", f"{source.name}: berkas itu tidak ada.") from error
    except Exception as error:  # a damaged part may raise anything at all
        sentence = f"{source.name}: bukan buku kerja Excel (.xlsx) yang dapat dibaca."
        raise WorkbookError("BK001", sentence) from error
    sheets = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
            sentence = f"{source.name}: lembar {sheet.title} terlalu besar untuk lembar indikator."
            raise WorkbookError("BK011", sentence)
        rows = tuple(
            tuple(
                Isi(cell.value, f"{sheet.title}!{cell.coordinate}", _decimals(cell.number_format))
                for cell in row
            )
            for row in sheet.iter_rows()
        )
        sheets.append(Lembar(sheet.title, rows))
    book.close()
    return tuple(sheets)


def read_our_layout(sheets: Sequence[Lembar]) -> dict[str, dict[str, Any]] | None:
    """The files of an edition from the layout that export writes; None when it is not that."""
    tables = {}
    for sheet in sheets:
        for title, (_, _, columns, _) in SHEETS.items():
            if title not in tables and _matches(sheet, title):
                found = _find_header(sheet, columns, title)
                if found is not None:
                    tables[title] = (sheet, *found)
    if "Indikator" not in tables:
        return None
    files: dict[str, dict[str, Any]] = {name: {} for name, _, _, _ in SHEETS.values()}
    files["keputusan.toml"] = _read_identitas(sheets)
    for title, (sheet, row, columns_found) in tables.items():
        name, key, _, _ = SHEETS[title]
        records = list(_read_rows(sheet, row, columns_found, title))
        if title == "Kategori":
            _attach_kategori(files["ketentuan.toml"].setdefault("ketentuan", []), records)
        else:
            files[name].setdefault(key, []).extend(records)
    _check_targets(files, tables["Indikator"])
    return files


def _matches(sheet: Lembar, title: str) -> bool:
    """The sheet Indikator may have any name; the others only their own."""
    return title == "Indikator" or normalise(sheet.nama) == normalise(title)


def _find_header(
    sheet: Lembar, columns: Sequence[Column], title: str
) -> tuple[int, dict[int, str]] | None:
    """(row index, {column index: key}) of the header within the first 30 rows."""
    wanted = {normalise(header): key for key, header, _ in columns}
    wanted |= {"namaik": "nama", "namaindikator": "nama"} if title == "Indikator" else {}
    needed = [key for key, _, _ in columns if title != "Indikator" or key not in DERIVED]
    for number, row in enumerate(sheet.rows[:30]):
        found = {}
        for index, cell in enumerate(row):
            text = normalise(cell.nilai)
            year = text.removeprefix("target").removeprefix("baseline")
            if text in wanted:
                found[index] = wanted[text]
            elif title == "Indikator" and len(year) == 4 and year.isdecimal():
                found[index] = f"target {year}"
        if all(key in found.values() for key in needed):
            return number, found
    return None


def _read_rows(
    sheet: Lembar, header: int, columns: Mapping[int, str], title: str
) -> Iterator[dict[str, Any]]:
    first = min(columns)
    for row in sheet.rows[header + 1 :]:
        cells = {key: row[index] for index, key in columns.items() if index < len(row)}
        if not any(cell.is_filled for cell in cells.values()):
            continue
        if normalise(row[first].nilai) == normalise(sheet.rows[header][first].nilai):
            continue  # the header again, after a page break
        record: dict[str, Any] = {}
        for key, cell in cells.items():
            if key.startswith("target "):
                record.setdefault("target", {})[key.removeprefix("target ")] = _target(cell)
            elif cell.is_filled:
                record[key] = _convert(cell, kind_of(key, title))
            elif title == "Indikator" and key not in DERIVED:
                raise _error(cell, "masih kosong, padahal wajib diisi")
        yield record


def _attach_kategori(ketentuan: list[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> None:
    by_kode = {record["indikator"]: record for record in ketentuan}
    for row in rows:
        kode, nama = row.pop("indikator", None), row.pop("nama", None)
        rujukan = row.pop("rujukan", None)
        if kode not in by_kode:
            raise KeputusanError("KP007", f"Lembar Kategori: {kode} tidak ada di lembar Ketentuan.")
        scales = by_kode[kode].setdefault("kategori", [])
        if not scales or scales[-1]["nama"] != nama:
            scales.append({"nama": nama, "rujukan": rujukan, "batas": []})
        scales[-1]["batas"].append(row)


def _read_identitas(sheets: Sequence[Lembar]) -> dict[str, Any]:
    labels = {normalise(label): key for key, label in IDENTITAS}
    head: dict[str, Any] = {}
    for sheet in sheets:
        if normalise(sheet.nama) != normalise(IDENTITAS_SHEET):
            continue
        for row in sheet.rows:
            filled = [cell for cell in row if cell.is_filled]
            if len(filled) > 1 and (key := labels.get(normalise(filled[0].nilai))):
                head[key] = _convert(filled[1], kind_of(key, IDENTITAS_SHEET))
    return head


def _check_targets(
    files: Mapping[str, Mapping[str, Any]], table: tuple[Lembar, int, dict[int, str]]
) -> None:
    years = sorted(int(key[7:]) for key in table[2].values() if key.startswith("target "))
    sheet, row, _ = table
    if not years:
        raise KeputusanError("KP009", f"{sheet.rows[row][0].alamat}: tidak ada kolom target tahun.")
    head = files["keputusan.toml"]
    assert isinstance(head, dict)
    head.setdefault("tahun_awal", years[0])
    head.setdefault("tahun_akhir", years[-1])


# Cells -------------------------------------------------------------------------------------------


def printed(cell: Isi) -> str:
    """The cell as a reader of the sheet sees it; numbers in Indonesian notation."""
    if isinstance(cell.nilai, bool):
        return "ya" if cell.nilai else "tidak"
    if isinstance(cell.nilai, (int, float, Decimal)):
        return format_angka(to_decimal(cell.nilai), cell.desimal).replace(".", "")
    return str(cell.nilai)


def _target(cell: Isi) -> str:
    """The target as the decree would print it."""
    text = printed(cell).strip() if cell.is_filled else ""
    mark = parse_mark(text)
    if mark == "":
        raise _error(cell, "target masih kosong; isi - bila bukan indikator tahun itu")
    if mark:
        return mark
    number = parse_number(text, prefer="decimal")
    if number is None:
        raise _error(cell, f'"{text}" bukan angka, - atau N/A')
    return plain(number.angka).replace(".", ",") if "." in text else text.rstrip("% ")


def _convert(cell: Isi, kind: str) -> Any:
    value = cell.nilai
    if kind == "tanggal":
        found = value.date() if isinstance(value, datetime) else value
        found = found if isinstance(found, date) else parse_tanggal(str(value))
        if found is None:
            raise _error(cell, "bukan tanggal; tulis misalnya 01/11/2023")
        return found
    text = printed(cell)
    if kind == "daftar":
        return [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    if kind == "ya/tidak":
        return normalise(text) in ("ya", "true", "benar")
    if kind == "pengaturan":
        return _settings(cell, text)
    if kind in ("angka", "bulat"):
        number = parse_number(text, prefer="decimal")
        if number is None or (kind == "bulat" and number.angka != int(number.angka)):
            raise _error(cell, "seharusnya angka")
        return int(number.angka) if number.angka == int(number.angka) else number.angka
    return " ".join(text.split())


def _settings(cell: Isi, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise _error(cell, 'salah tulis; satu pengaturan sebaris, misalnya nilai = "B"') from None


def _decimals(number_format: str) -> int | None:
    """"0.00" → 2; None for General and everything that is not a plain number format."""
    bare = number_format.split(";")[0].replace("#,##", "")
    if not bare or bare.strip("0.") or not bare.startswith("0"):
        return None
    return len(bare.partition(".")[2])


def _error(cell: Isi, problem: str) -> KeputusanError:
    return KeputusanError("KP009", f"{cell.alamat}: {problem}.")
