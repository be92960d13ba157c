"""The figures and texts of one row, by what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iku_excel.model import TAHUN, Indikator, Nilai, Periode, Role, Teks
from iku_excel.records import dataclass
from iku_excel.workbook.cells_reading import CellReader, Expected
from iku_excel.workbook.columns import FIGURES, Meaning
from iku_excel.workbook.port import Area
from iku_excel.workbook.row_labels import RowLabels
from iku_excel.workbook.row_shape import TEXTS, WEIGHTY_TEXTS


@dataclass
class RowCells:
    """Reads the cells of rows; `merges` are the areas over several rows near them."""

    reader: CellReader
    columns: Sequence[Meaning]
    labels: RowLabels | None
    is_plan: bool = False
    merges: tuple[Area, ...] = ()

    def figures(
        self, row: int, indikator: Indikator | None, satuan: Teks | None
    ) -> Mapping[tuple[Role, Periode], Nilai]:
        found: dict[tuple[Role, Periode], Nilai] = {}
        unit = satuan.teks if satuan else None
        target = None
        # The row's target first: it helps to read the rest.
        for meaning in sorted(self.columns, key=lambda m: m.role is not Role.TARGET):
            if meaning.role is None or meaning.role not in FIGURES:
                continue
            if self.labels is not None and meaning in self.labels.periods:
                continue
            may_be_ticked = (
                self.is_plan and meaning.role is Role.TARGET and not meaning.periode.is_tahun
            )
            expected = Expected(meaning.role, indikator, unit, target, may_be_ticked)
            nilai = self.reader.nilai(row, meaning.column, expected)
            found[meaning.role, meaning.periode] = nilai
            if (meaning.role, meaning.periode) == (Role.TARGET, TAHUN):
                target = nilai.angka
                unit = unit or nilai.satuan
        return found

    def texts(self, row: int) -> Mapping[tuple[Role, Periode], Teks]:
        found: dict[tuple[Role, Periode], Teks] = {}
        for meaning in self.columns:
            if meaning.role in TEXTS:
                teks = self.teks_of(row, meaning.column, meaning.role in WEIGHTY_TEXTS)
                if teks is not None:
                    found[meaning.role, meaning.periode] = teks
        return found

    def teks_of(self, row: int, column: int, observes: bool) -> Teks | None:
        """The text of a cell, or of the merged cell that covers it."""
        if not column:
            return None
        for area in self.merges:
            if area.contains(row, column):
                row, column = area.first_row, area.first_column
                break
        if observes:
            return self.reader.teks(row, column)
        cell = self.reader.sheet.cell(row, column)
        if cell.error is not None or cell.is_uncached:
            return None
        return self.reader.teks(row, column)
