"""What a workbook holds beside indicator tables: identity of the office, narrative, budget."""

from __future__ import annotations

from collections.abc import Iterator

from iku_excel.model import BarisAnggaran, Role, Teks
from iku_excel.workbook.cells_reading import CellReader, Expected
from iku_excel.workbook.columns import Meaning
from iku_excel.workbook.indikator_match import Matcher, parse_kode
from iku_excel.workbook.region import Region, at
from iku_excel.workbook.text import clean, normalise

_MAX_ROWS = 2_000
_MAX_BUDGET_ROWS = 300
_LABELS = frozenset({"label", "uraian", "bagian", "isian", "data", "nama isian"})
_TOTALS = ("jumlah", "total", "sub total", "grand total", "subtotal")


def read_identitas(region: Region, reader: CellReader) -> Iterator[tuple[str, Teks]]:
    """Label → text of an "Identitas" sheet: the label, perhaps a colon, then the text."""
    for row in range(1, min(len(region.grid), _MAX_ROWS) + 1):
        found = _label_and_text(region, reader, row)
        if found is not None:
            yield found


def _label_and_text(region: Region, reader: CellReader, row: int) -> tuple[str, Teks] | None:
    line = region.grid[row - 1]
    filled = [c for c in range(1, min(len(line), 12) + 1) if line[c - 1] not in (None, "")]
    words = [c for c in filled if isinstance(line[c - 1], str) and clean(line[c - 1]) != ":"]
    if not words:
        return None
    label_column = words[0]
    label = clean(line[label_column - 1]).rstrip(" :")
    # The text stands in the next cell, or behind a cell with a colon; further right are remarks.
    area = region.merge_at(row, label_column)
    column = (area.last_column if area else label_column) + 1
    if clean(at(region.grid, row, column)) == ":":
        column += 1
    if at(region.grid, row, column) is None or normalise(label) in _LABELS:
        return None
    teks = reader.teks(row, column)
    if teks is None:
        return None
    return label, Teks(teks.teks.strip().removeprefix(":").strip(), teks.location)


def read_narasi(region: Region, reader: CellReader, matcher: Matcher) -> Iterator[tuple[str, Teks]]:
    """Heading → text ("Simpulan"), or "SK3/1 Penyebab ..." → text where rows are indicators."""
    header = _narasi_header(region)
    if header is None:
        yield from _headed_texts(region, reader)
        return
    row, kode_column, name_column, columns = header
    for line in range(row + 1, min(len(region.grid), row + _MAX_ROWS) + 1):
        kode = parse_kode(clean(at(region.grid, line, kode_column))) if kode_column else None
        name = clean(at(region.grid, line, name_column)) if name_column else ""
        indikator = matcher.match(kode, name).indikator if kode or name else None
        if indikator is None:
            continue
        for column, heading in columns:
            teks = reader.teks(line, column) if at(region.grid, line, column) is not None else None
            if teks is not None:
                yield f"{indikator.kode} {heading}", teks


def _narasi_header(region: Region) -> tuple[int, int, int, list[tuple[int, str]]] | None:
    for row in range(1, min(len(region.grid), 20) + 1):
        line = region.grid[row - 1]
        roles = {c: region.heading(row, c).role for c in range(1, min(len(line), 40) + 1)}
        kode = next((c for c, role in roles.items() if role is Role.KODE), 0)
        name = next((c for c, role in roles.items() if role is Role.INDIKATOR), 0)
        if kode or name:
            skip = (Role.NO, Role.KODE, Role.INDIKATOR, Role.SASARAN)
            columns = [
                (c, clean(line[c - 1])) for c, role in roles.items()
                if role not in skip and line[c - 1] not in (None, "")
            ]  # fmt: skip
            return (row, kode, name, columns) if columns else None
    return None


def _headed_texts(region: Region, reader: CellReader) -> Iterator[tuple[str, Teks]]:
    for row in range(1, min(len(region.grid), _MAX_ROWS) + 1):
        found = _label_and_text(region, reader, row)
        if found is not None:
            yield found


# Kegiatan and anggaran ---------------------------------------------------------------------------


def is_anggaran_header(columns: tuple[Meaning, ...]) -> bool:
    """Whether a block is the header of "Kegiatan | Anggaran"."""
    roles = {m.role for m in columns}
    return Role.KEGIATAN in roles and Role.ANGGARAN in roles and Role.INDIKATOR not in roles


def read_anggaran(
    region: Region, reader: CellReader, columns: tuple[Meaning, ...], first: int, last: int
) -> Iterator[BarisAnggaran]:
    """The lines of a budget table; totals, blank lines and what stands below them left out."""
    places = {m.role: m.column for m in reversed(columns) if m.role is not None}
    kegiatan, anggaran = places[Role.KEGIATAN], places[Role.ANGGARAN]
    if sum(_has_money(region, row, anggaran) for row in range(first, last + 1)) > _MAX_BUDGET_ROWS:
        return  # a ledger, not the budget of an agreement
    realisasi = places.get(Role.REALISASI_ANGGARAN) or places.get(Role.REALISASI)
    blank = 0
    for row in range(first, last + 1):
        name = clean(at(region.grid, row, kegiatan))
        if _is_total(region, row, kegiatan, places.get(Role.NO, 0)):
            break
        if not name or not _has_money(region, row, anggaran):
            blank += 1
            if blank > 5:
                break
            continue
        blank = 0
        teks = reader.teks(row, kegiatan)
        if teks is None:
            continue
        yield BarisAnggaran(
            Teks(clean(teks.teks), teks.location),
            reader.nilai(row, anggaran, Expected(Role.ANGGARAN)),
            reader.nilai(row, realisasi, Expected(Role.REALISASI_ANGGARAN)) if realisasi else None,
        )


def _is_total(region: Region, row: int, *columns: int) -> bool:
    texts = [normalise(clean(at(region.grid, row, c))) for c in columns if c]
    return any(t == word or t.startswith(word + " ") for t in texts for word in _TOTALS)


def _has_money(region: Region, row: int, column: int) -> bool:
    value = at(region.grid, row, column)
    if isinstance(value, str):
        return any(c.isdigit() for c in value) or value.strip() in ("-", "–")
    return value is not None
