"""The smallest Perjanjian Kinerja and monitoring sheet: rows to build others from."""

from __future__ import annotations

from book_maker import NAMA

X = None
PK = [["PERJANJIAN KINERJA TAHUN 2024"], [X]]
MON = [["MONITORING KINERJA BULAN JULI 2024"], [X]]
HEAD = ["No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"]
SMALL = ["No", "Indikator Kinerja", "Target", "Realisasi"]
ROWS = [
    [1, "Meningkatnya daya saing", NAMA["SK1/2"], "Kegiatan kolaborasi", 1],
    [2, "Meningkatnya layanan", NAMA["SK5/1"], "Indeks", 3.52],
    [3, "Meningkatnya tata kelola", NAMA["SK8/1"], "Nilai", 75],
]


def wider(*values: object) -> list[list[object]]:
    """The rows of indicators with more values on their right."""
    return [[*row, *values] for row in ROWS]
