"""The buttons that staff see: the panel's and LibreOffice Calc's are those of Excel's ribbon."""

from __future__ import annotations

BUTTONS = (
    ("periksa", "Periksa"),
    ("hapus-tanda", "Hapus Tanda"),
    ("hitung", "Hitung Capaian"),
    ("rincian", "Rincian"),
    ("isi-pk", "Isi PK dari Keputusan"),
    ("lakip", "Buat LAKIP"),
    ("batalkan", "Batalkan"),
    ("panduan", "Panduan"),
)
"""(command, label), in their order."""
