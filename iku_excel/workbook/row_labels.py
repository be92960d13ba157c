"""Tables whose rows, not columns, say what is what: "Target" and "Realisasi" below each other.

    Indikator | Uraian    | TW I | TW II
    ...       | Target    |    3 |     6
              | Realisasi |    2 |

Read as form 3 with several indicators: the period comes from the column, the role from the row.
"""

from __future__ import annotations

from collections.abc import Sequence

from iku_excel.model import Baris, Kolom, Role
from iku_excel.records import dataclass, replace
from iku_excel.workbook.cells_reading import COMPUTED
from iku_excel.workbook.columns import FIGURES, Meaning
from iku_excel.workbook.region import Region, at
from iku_excel.workbook.text import clean
from iku_excel.workbook.vocabulary import Heading

_NAMING = (Role.INDIKATOR, Role.KODE, Role.NO, Role.SASARAN)
_TEXT_LABELS = (Role.KENDALA, Role.TINDAK_LANJUT, Role.KETERANGAN, Role.BUKTI)
_SAMPLE = 120


@dataclass(frozen=True, slots=True)
class RowLabels:
    """The column of labels, and the columns (by number) whose role the label decides."""

    column: int
    periods: tuple[Meaning, ...]

    def role_at(self, region: Region, row: int) -> Role | None:
        """What the figures of `row` are; None where the row has no such label."""
        return label_role(region.heading(row, self.column))


def label_role(heading: Heading) -> Role | None:
    """The role that a row's label names: "Target", "Realisasi s.d. TW", "Capaian (%)"."""
    role = heading.role
    if role is Role.REALISASI and heading.waktu.is_kumulatif:
        return Role.REALISASI_SAMPAI_DENGAN
    return role if role in FIGURES or role in _TEXT_LABELS else None


def find_row_labels(
    region: Region, columns: Sequence[Meaning], first: int, last: int
) -> RowLabels | None:
    """The labels of a table with period columns; None where its columns speak for themselves."""
    periods = tuple(m for m in columns if not m.periode.is_tahun and m.role in FIGURES)
    if len(periods) < 2:
        return None
    taken = {m.column for m in columns if m.role in _NAMING} | {m.column for m in periods}
    for column in range(columns[0].column, periods[0].column):
        if column in taken:
            continue
        texts = [
            clean(at(region.grid, row, column))
            for row in range(first, min(last, first + _SAMPLE) + 1)
        ]
        filled = [text for text in texts if text]
        found = [label_role(region.vocabulary.classify(text)) for text in filled]
        known = [role for role in found if role is not None]
        has_both = Role.TARGET in known and bool(
            {Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN} & set(known)
        )
        if has_both and len(known) >= 0.6 * len(filled):
            return RowLabels(column, periods)
    return None


def without_labels(columns: Sequence[Meaning], labels: RowLabels) -> tuple[Meaning, ...]:
    """The columns, that of the labels being none of a figure: "T/R" is no target."""
    return tuple(
        replace(m, role=Role.OTHER) if m.column == labels.column else m for m in columns
    )


def columns_with_labels(
    columns: Sequence[Meaning],
    labels: RowLabels,
    used: Sequence[Role],
    daftar_baris: Sequence[Baris],
) -> tuple[Kolom, ...]:
    """The table's columns, each period column once for every role that its rows carry.

    A computed role only where every indicator has a row for it: what is computed would otherwise
    be written over a row that is somebody's figure.
    """
    period_columns = {m.column for m in labels.periods}
    result = [m.as_kolom() for m in columns if m.column not in period_columns]
    everywhere = [
        role
        for role in used
        if role not in COMPUTED or all(any(r is role for r, _ in b.nilai) for b in daftar_baris)
    ]
    for role in everywhere:
        for meaning in labels.periods:
            kolom = meaning.as_kolom()
            result.append(Kolom(role, kolom.periode, kolom.column, kolom.header, kolom.header_row))
    return tuple(sorted(result, key=lambda kolom: kolom.column))
