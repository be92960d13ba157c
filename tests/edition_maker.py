"""Editions of the decree for tests: sheets that an office would import, files that are spoiled."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

IDENTITAS: dict[str, Any] = {
    "nomor": "12/2025",
    "tanggal": date(2025, 3, 1),
    "tentang": "Penetapan Indikator Kinerja Utama",
    "unit": "Balai Contoh",
    "penetap": "Kepala Balai Contoh",
}
"""What `import_sheet` asks for and no sheet says."""

HEADER = ["Kode Tujuan/ Sasaran/ Angka", "Nama IK", "Baseline (2025)", 2026, 2027]
LAMPIRAN: list[list[object]] = [
    ["LAMPIRAN II"],
    HEADER,
    ["SK1/1", "Jumlah tenan inkubator berbasis teknologi yang terbentuk", "N/A", 1, "-"],
    ["Definisi:", "Inkubator bisnis dan"],
    [],
    HEADER,
    [None, "teknologi merupakan lembaga."],
    ["Sumber", "Laporan pelaksanaan"],
    HEADER,
    ["Data:", "kegiatan inkubator"],
    ["Cara menghitung:", "Jumlah tenan"],
    ["Satuan: Tenan", "Klasifikasi: Maksimasi", "Penanggungjawab: Plt. Kepala Seksi PPAT"],
    ["- 4 -"],
    HEADER,
    ["S.K.3.2.", "Indeks\nlayanan industri 4.0", "3,40", 3.45, "3,5"],
    ["Definisi :", "Ukuran layanan"],
    ["Sumber Data:", "Survei"],
    ["Cara menghitung:", "Rata-rata"],
    ["Satuan:", "Indeks", "Klasifikasi:", "Maksimasi", "Penanggung jawab:", "Kepala Seksi"],
    ["Ditetapkan di Contoh"],
    ["Kepala Balai"],
]
"""Lampiran II as it is pasted: two indicators, page breaks, lines cut in two."""


def save(path: Path, rows: list[list[object]], title: str = "Lampiran II") -> Path:
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def spoil(edition: Path, name: str, old: str, new: str) -> None:
    """The first `old` in a file of the edition becomes `new`."""
    text = (edition / name).read_text("utf-8")
    assert old in text
    (edition / name).write_text(text.replace(old, new, 1), "utf-8")
