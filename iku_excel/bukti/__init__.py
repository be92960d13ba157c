"""From raw data sheets to realisasi, with the derivation: one module per way of counting."""

from iku_excel.bukti.count import count_book, count_csv
from iku_excel.bukti.render import render_rincian, rincian_rows
from iku_excel.bukti.sheet import rincian_sheet

__all__ = ["count_book", "count_csv", "render_rincian", "rincian_rows", "rincian_sheet"]
