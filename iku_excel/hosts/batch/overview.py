"""What a batch leaves besides workbooks: hasil.json for programs, hasil.csv for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from iku_excel.numbers import format_angka

JSON_NAME, CSV_NAME = "hasil.json", "hasil.csv"
_COLUMNS = (
    "berkas", "jenis", "tahun", "bulan", "indikator", "satuan", "target", "realisasi", "capaian",
    "capaian_mentah", "status", "alasan",
)  # fmt: skip
_FIGURES = frozenset({"target", "realisasi", "capaian", "capaian_mentah"})
# A spreadsheet would take a text that begins so for a formula.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def write_json(document: dict[str, Any], folder: Path) -> Path:
    from iku_excel.workbook.engine import atomic_write

    path = folder / JSON_NAME
    atomic_write(path, json_text(document).encode("utf-8"))
    return path


def json_text(document: dict[str, Any], ensure_ascii: bool = False) -> str:
    """The document with each workbook on a line of its own: thousands of them, quickly written."""

    def text(value: object) -> str:
        return json.dumps(value, ensure_ascii=ensure_ascii)

    lines = (
        "[\n" + ",\n".join(map(text, value)) + "\n]" if isinstance(value, list) else text(value)
        for value in document.values()
    )
    pairs = (f"{text(key)}: {line}" for key, line in zip(document, lines, strict=True))
    return "{" + ",\n".join(pairs) + "}\n"


def write_csv(document: dict[str, Any], folder: Path) -> Path:
    """One line for each indicator of each workbook: `;` between, Indonesian numbers, as an
    Indonesian Excel opens it."""
    from iku_excel.workbook.engine import atomic_write

    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for berkas in document["berkas"]:
        head = {name: berkas[name] for name in ("berkas", "jenis", "tahun", "bulan")}
        for entry in berkas["indikator"]:
            row = {**entry, **head}
            writer.writerow(_cell(name, row[name]) for name in _COLUMNS)
    path = folder / CSV_NAME
    atomic_write(path, out.getvalue().encode("utf-8-sig"))
    return path


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in _FIGURES:
        return format_angka(Decimal(value))
    text = str(value)
    return "'" + text if text.startswith(_DANGEROUS) else text
