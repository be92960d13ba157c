"""From raw data sheets to realisasi, with the derivation: one module per way of counting."""

from iku_excel.bukti.count import count_book, count_csv

__all__ = ["count_book", "count_csv"]
