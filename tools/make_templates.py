"""Makes PK_template.xlsx and Monitoring_template.xlsx in templates/, the same bytes each time.

python tools/make_templates.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from book_style import StyledBook
from guide_sheet import PETUNJUK_PK, add_petunjuk
from monitoring_sheets import fill_monitoring
from packing import settle
from pk_sheets import (
    add_identitas,
    add_indikator,
    add_lampiran,
    add_pernyataan,
    add_rencana_aksi,
)
from sample_data import IDENTITAS

ROOT = Path(__file__).resolve().parent.parent


def make_pk_template(target: Path) -> None:
    """PK_template.xlsx: pernyataan, lampiran, kegiatan and anggaran, rencana aksi, identity."""
    book = StyledBook(target, title="Perjanjian Kinerja")
    add_petunjuk(book, "Perjanjian Kinerja: petunjuk pengisian", PETUNJUK_PK)
    entries = (
        *IDENTITAS,
        ("Tahun", None, "empat angka"),
        ("Tanggal Penandatanganan", None, "misalnya 2 Januari dan tahunnya"),
    )
    add_identitas(book, entries, "untuk Perjanjian Kinerja")
    add_pernyataan(book)
    add_lampiran(book)
    add_rencana_aksi(book)
    add_indikator(book)
    book.close()


def make_monitoring_template(target: Path) -> None:
    """Monitoring_template.xlsx: twelve months, narrative, budget, one raw sheet per indicator."""
    book = StyledBook(target, title="Monitoring Indikator Kinerja")
    fill_monitoring(book)
    book.close()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    make_pk_template(folder / "PK_template.xlsx")
    make_monitoring_template(folder / "Monitoring_template.xlsx")
    for name in ("PK_template.xlsx", "Monitoring_template.xlsx"):
        settle(folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "templates")
