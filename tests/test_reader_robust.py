"""Whatever stands in the cells, reading ends with a Berkas, in bounded time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from book_maker import NAMA, decree
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_excel.workbook.port import EMPTY_CELL, Area, Cell
from iku_excel.workbook.reader import describe, read_book


@dataclass
class FakeSheet:
    name: str
    rows: Sequence[Sequence[Any]]
    merged: Sequence[Area] = ()
    is_visible: bool = True

    def grid(self) -> Sequence[Sequence[Any]]:
        return self.rows

    def cell(self, row: int, column: int) -> Cell:
        if not (1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1])):
            return EMPTY_CELL
        value = self.rows[row - 1][column - 1]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = Decimal(str(value))
        return Cell(value=None if value == "" else value)

    def is_hidden_row(self, row: int) -> bool:
        return row == 5

    def is_hidden_column(self, column: int) -> bool:
        return column == 3


@dataclass
class FakeBook:
    sheets: Sequence[FakeSheet]
    path: str = "Monitoring_2024.xlsx"
    sha256: str = field(default="0")


WORDS = [
    "No", "Kode", "Indikator Kinerja", "Sasaran", "Satuan", "Target", "Realisasi", "Capaian", "%",
    "TW I", "TW II", "Jan", "Feb", "I", "II", "III", 1, 2, 3.1, 2022, 2023, 2024, "Kegiatan",
    "Anggaran", "Kendala", "s.d.", "Fisik", "Rencana Aksi", "Target Antara", "Realisasi Fisik",
    None, None, None, "", "Jumlah", "SK1", "SK3/1", "3.1", "1.234", "-", "N/A", "kata lain",
    date(2024, 7, 1), True, "x" * 200, "Cara Menghitung", "Tahun 2024", "Bulan Juli",
    *list(NAMA.values())[:6],
]  # fmt: skip
AREAS = st.builds(
    lambda row, column, down, right: Area(row, column, row + down, column + right),
    st.integers(1, 9), st.integers(1, 7), st.integers(0, 3), st.integers(0, 4),
)  # fmt: skip


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    name=st.sampled_from(["PK", "SK3.1", "Juli", "S.K.4.1", "TJ 1", "Narasi", "Identitas"]),
    rows=st.lists(st.lists(st.sampled_from(WORDS), max_size=9), max_size=12),
    merged=st.lists(AREAS, max_size=4),
)
def test_any_mixture_of_header_words_and_values_is_read(
    name: str, rows: list[list[Any]], merged: list[Area]
) -> None:
    berkas = read_book(FakeBook([FakeSheet(name, rows, merged)]), decree())
    assert describe(berkas)
    codes = {o.kode for o in berkas.observations}
    assert bool(berkas.daftar_tabel) != ("BK004" in codes)
    for tabel in berkas.daftar_tabel:
        for baris in tabel.daftar_baris:
            assert baris.location.lembar == name


X = None
HEAD = ["No", "Sasaran", "Indikator Kinerja", "Target", "Realisasi"]


@pytest.mark.parametrize(
    "rows",
    [
        [["No", "Satuan", "Jumlah"], *[[n, "Kegiatan", n] for n in range(30_000)]],
        [HEAD] * 10_000,
        [["No", "Indikator Kinerja"] + ["Target"] * 16_000, [1, NAMA["SK3/1"]] + [1] * 16_000],
        [["Kegiatan", "Anggaran"], *[[f"Kegiatan {n}", n] for n in range(30_000)]],
        [["Indikator Kinerja", "Target"], ["x y " * 8_000, 1], ["indikator (" * 3_000, 2]],
        [["Indikator Kinerja", "Target"], *[["IKU", "Target", n] for n in range(20_000)]],
    ],
)
def test_hostile_shapes_end_soon(rows: list[list[Any]]) -> None:
    start = time.process_time()
    read_book(FakeBook([FakeSheet("Data", rows)]), decree())
    assert time.process_time() - start < 10
