"""What a block of form 3 is about: its indicator, by label, code, name or the sheet's own name."""

from __future__ import annotations

from iku_excel.model import Periode, Role, Teks
from iku_excel.records import dataclass, field, replace
from iku_excel.workbook.cells_reading import CellReader
from iku_excel.workbook.indikator_match import (
    Match,
    Matcher,
    parse_kode,
    split_kode,
    without_label,
)
from iku_excel.workbook.region import Region, at
from iku_excel.workbook.text import clean


@dataclass
class Grid3:
    """A block of periods × (Target, Realisasi, ...) found on a sheet."""

    header_row: int
    header_column: int
    first_row: int
    last_row: int
    above: int = 1
    """The first row that may belong to the block: below the one before it."""
    cells: dict[tuple[Role, Periode], tuple[int, int]] = field(default_factory=dict)
    headings: list[tuple[Role, Periode, int, str]] = field(default_factory=list)


def value_beside(region: Region, row: int, column: int) -> tuple[int, int] | None:
    """The cell of the value that a label names: right of it, behind a colon perhaps."""
    area = region.merge_at(row, column)
    start = (area.last_column if area else column) + 1
    for beside in range(start, start + 4):
        value = at(region.grid, row, beside)
        if value is not None and clean(value) != ":":
            if region.heading(row, beside).role is None:
                return row, beside
            break  # a small table: what the title names stands below it
    return (row + 1, column) if at(region.grid, row + 1, column) is not None else None


def identity_of(
    region: Region, reader: CellReader, matcher: Matcher, found: Grid3
) -> tuple[Match, Teks | None, Teks | None] | None:
    """By the sheet's name, and by the code and name of the indicator written above the block."""
    sheet_kode = parse_kode(region.sheet.name.strip())
    place, is_labelled = _name_cell(region, matcher, found)
    nama = reader.teks(*place) if place else None
    title_kode, name = split_kode(clean(nama.teks).removeprefix(":").strip() if nama else "")
    kode = title_kode or sheet_kode
    match = matcher.match(kode, name)
    if kode is None and match.indikator is None and not is_labelled:
        return None
    if not name and match.indikator is None and not (kode and kode.is_lettered):
        return None
    if match.indikator and sheet_kode and sheet_kode.is_lettered:
        if sheet_kode.kode != match.indikator.kode:
            match, kode = replace(match, is_conflict=True), sheet_kode
    # A sheet's name has no cell of its own: the name's cell stands for it, else the header's.
    header = reader.location(found.header_row, found.header_column)
    written = Teks(kode.kode, nama.location if nama else header) if kode else None
    return match, written, Teks(name, nama.location) if nama else None


def _name_cell(
    region: Region, matcher: Matcher, found: Grid3
) -> tuple[tuple[int, int] | None, bool]:
    """The cell with the indicator's name, and whether a label says that it is: beside or in the
    label's cell, else the most alike text above."""
    best: tuple[float, tuple[int, int]] | None = None
    for row in range(found.above, found.header_row):
        line = region.grid[row - 1]
        for column in range(1, min(len(line), 12) + 1):
            value = line[column - 1]
            if not isinstance(value, str) or not value.strip():
                continue
            if len(without_label(clean(value))) < len(clean(value)):
                return (row, column), True  # "Indikator Kinerja: ..."
            if region.vocabulary.classify(value).role is Role.INDIKATOR:
                place = value_beside(region, row, column)
                text = at(region.grid, *place) if place else None
                if place and isinstance(text, str) and len(clean(text)) > 5:
                    return place, True
            elif len(value) >= 12 and not matcher.is_sasaran(clean(value)):
                skor = matcher.candidate(clean(value)).skor
                if skor >= matcher.threshold and (best is None or skor > best[0]):
                    best = (skor, (row, column))
    return (best[1] if best else None), False


def satuan_of(region: Region, reader: CellReader, found: Grid3) -> Teks | None:
    for row in range(found.above, found.header_row):
        line = region.grid[row - 1]
        for column in range(1, min(len(line), 8) + 1):
            if region.heading(row, column).role is Role.SATUAN:
                place = value_beside(region, row, column)
                return reader.teks(*place) if place else None
    return None
