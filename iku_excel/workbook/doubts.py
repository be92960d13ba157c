"""What a table's header left in doubt, recorded so that no column is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iku_excel.model import Baris, Role, Tabel
from iku_excel.records import replace
from iku_excel.workbook.cells_reading import CellReader, is_figure
from iku_excel.workbook.columns import FIGURES, OWN_FIGURES, Meaning
from iku_excel.workbook.indikator_match import Matcher
from iku_excel.workbook.layout import is_other_header
from iku_excel.workbook.region import Region, at
from iku_excel.workbook.text import clean

_NAMING = frozenset({Role.INDIKATOR, Role.KODE, Role.SASARAN, Role.SATUAN})
_SAMPLE = 40
_LABEL_COLUMNS = 12
_MOST_TITLES = 60
_FAR = 2_000
_MONEY = frozenset({Role.ANGGARAN, Role.REALISASI_ANGGARAN})
_PROGRESS = frozenset(
    {Role.TARGET_ANTARA, Role.REALISASI_FISIK, Role.CAPAIAN_FISIK, Role.REALISASI_KEGIATAN}
)
"""What a plan of action realises in place of its indicators."""
_FIGURES_OF_ROWS = frozenset({Role.TARGET, *OWN_FIGURES})


def say_unread(
    reader: CellReader, pairs: Iterable[tuple[Meaning, Meaning]], first: int, last: int
) -> None:
    """A second "Realisasi" without a period of its own is not read: never in silence."""
    for unread, read in pairs:
        if _holds_figures(reader, unread, first, last):
            data = {"teks": unread.source.text, "dibaca": read.source.text}
            reader.observe("MO017", reader.location(*unread.source.origins[-1]), data)


def doubtful_role(meaning: Meaning) -> Role | None:
    """What an unread column may hold: "Realisasi Tahap A", "Target › Tahap A"; else None."""
    path = meaning.source.path
    if meaning.role not in (None, Role.OTHER) or meaning.is_past or not path or path[-1].is_known:
        return None
    role = path[-1].begins_as or (path[-2].role if len(path) > 1 else None)
    return role if role is Role.TARGET or role in OWN_FIGURES else None


def doubtful(
    reader: CellReader,
    columns: Sequence[Meaning],
    rows: tuple[int, int],
    *,
    is_monitoring: bool = False,
) -> Iterator[Meaning]:
    """Columns that may hold the target or realisasi which no column is known for.

    "Realisasi Tahap A", or a title that nobody knows: where the target stands in a table of
    realisasi, or beside the target in one whose title says that it has them (`is_monitoring`).
    Each with the role that it may have; none that holds no figure in `rows` (first, last).
    """
    read = {m.role for m in columns}
    has_own, has_target = bool(read & set(OWN_FIGURES)), Role.TARGET in read
    passed: set[Role | None] = set()
    for meaning in columns:
        role = doubtful_role(meaning)
        if role is None and _is_unknown(meaning) and Role.INDIKATOR in passed:
            if has_own and not passed & set(OWN_FIGURES):
                role = Role.TARGET
            elif is_monitoring and Role.TARGET in passed and not read & _PROGRESS:
                role = Role.REALISASI
        passed.add(meaning.role)
        is_read = has_target if role is Role.TARGET else has_own
        if role and not is_read and _holds_figures(reader, meaning, *rows):
            yield replace(meaning, role=role)


def _is_unknown(meaning: Meaning) -> bool:
    path = meaning.source.path
    return meaning.role in (None, Role.OTHER) and not any(heading.is_known for heading in path)


def say_doubtful(reader: CellReader, columns: Iterable[Meaning]) -> None:
    """Columns that `doubtful` gave."""
    for meaning in columns:
        data = {"teks": meaning.source.text, "peran": str(meaning.role)}
        reader.observe("BK019", reader.location(*meaning.source.origins[-1]), data)


def say_misspelt(reader: CellReader, columns: Sequence[Meaning]) -> None:
    """A title read in spite of its typing error."""
    for meaning in columns:
        if meaning.role not in FIGURES | _NAMING:
            continue
        for heading, origin in zip(meaning.source.path, meaning.source.origins, strict=True):
            if heading.meant:
                data = {"teks": heading.text, "dibaca": heading.meant}
                reader.observe("BK020", reader.location(*origin), data)


def say_misspelt_labels(region: Region, reader: CellReader, rows: Iterable[int]) -> None:
    """Labels of form 3 read in spite of a typing error, in the first columns of `rows`."""
    for row in sorted(set(rows)):
        for column in range(1, _LABEL_COLUMNS + 1):
            heading = region.heading(row, column)
            if heading.meant and heading.role in FIGURES:
                data = {"teks": heading.text, "dibaca": heading.meant}
                reader.observe("BK020", reader.location(row, column), data)


def say_lost_rows(
    region: Region, reader: CellReader, matcher: Matcher, tables: Sequence[Tabel]
) -> None:
    """Rows outside every table that name an indicator and have figures in a table's columns.

    What ended the table (another header, sixty blank rows) may have ended it too early. Rows below
    a title of their own ("Indikator | Pembilang | Penyebut") are of a table that is no form.
    """
    ranges = [table.rows for table in tables]
    for table in tables:
        name = table.kolom(Role.INDIKATOR)
        figures = [k.column for k in table.daftar_kolom if k.role in _FIGURES_OF_ROWS]
        if name is None or table.bentuk == 3:
            continue
        for row in range(table.rows[1] + 1, min(len(region.grid), table.rows[1] + _FAR) + 1):
            value = at(region.grid, row, name.column)
            if not isinstance(value, str) or any(a <= row <= b for a, b in ranges):
                continue
            if _heads_its_own(region, row, name.column):
                break
            if any(is_figure(at(region.grid, row, column)) for column in figures):
                if matcher.is_exact_text(value):
                    place = reader.location(row, name.column)
                    reader.observe("BK021", place, {"teks": clean(value)})


def _heads_its_own(region: Region, row: int, column: int) -> bool:
    """Whether a row gives the names below it a title, or says that what follows is money."""
    if region.heading(row, column).role is Role.INDIKATOR:
        return True
    line = [v for v in region.grid[row - 1][:_MOST_TITLES] if isinstance(v, str)]
    return is_other_header(region, row) and any(
        region.vocabulary.classify(text).role in _MONEY for text in line
    )


def say_figures_below(
    region: Region,
    reader: CellReader,
    columns: Iterable[Meaning],
    name_column: int,
    named: Baris,
    row: int,
) -> None:
    """Figures taken from the row below a name, unless the name is merged over both rows: a total
    without a name may stand there."""
    name = region.merge_at(named.row, name_column) if name_column else None
    if name is not None and name.last_row >= row:
        return
    filled = (m.column for m in columns if m.role in FIGURES)
    column = next((c for c in filled if at(region.grid, row, c) is not None), name_column)
    data = {"nama": named.nama.teks if named.nama else named.indikator}
    reader.observe("BK022", reader.location(row, column), data)


def _holds_figures(reader: CellReader, meaning: Meaning, first: int, last: int) -> bool:
    rows = range(first, min(last, first + _SAMPLE) + 1)
    return any(is_figure(reader.sheet.cell(row, meaning.column).value) for row in rows)
