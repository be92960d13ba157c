"""What a table's header left in doubt, recorded so that no column is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iku_excel.model import Role
from iku_excel.records import replace
from iku_excel.workbook.cells_reading import CellReader, is_figure
from iku_excel.workbook.columns import FIGURES, OWN_FIGURES, Meaning

_NAMING = frozenset({Role.INDIKATOR, Role.KODE, Role.SASARAN, Role.SATUAN})
_SAMPLE = 40


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
    reader: CellReader, columns: Sequence[Meaning], first: int, last: int
) -> Iterator[Meaning]:
    """ "Realisasi Tahap A" in a table without another realisasi: it may be the one meant.

    Each with the role that it may have; none that holds no figure in the rows `first` to `last`.
    """
    read = {m.role for m in columns}
    for meaning in columns:
        role = doubtful_role(meaning)
        own = {Role.TARGET} if role is Role.TARGET else set(OWN_FIGURES)
        if role and not read & own and _holds_figures(reader, meaning, first, last):
            yield replace(meaning, role=role)


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


def _holds_figures(reader: CellReader, meaning: Meaning, first: int, last: int) -> bool:
    rows = range(first, min(last, first + _SAMPLE) + 1)
    return any(is_figure(reader.sheet.cell(row, meaning.column).value) for row in rows)
