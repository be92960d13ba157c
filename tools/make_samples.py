"""Makes the good workbooks of samples/sah, the same bytes each time.

    python tools/make_samples.py [FOLDER]

The bad ones are not stored: tests derive them from these by
samples/samples.toml (sample_changes.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

from book_style import StyledBook
from decree import SASARAN_CONTOH, active
from monitoring_sheets import Isian, MonthRow, fill_monitoring
from other_forms import (
    MIXED_HEADS,
    make_bulan,
    make_lembar_indikator,
    make_rencana_aksi,
    make_triwulan,
)
from packing import settle
from sample_data import KEGIATAN, KENDALA, SAMPAI_DENGAN, is_below, monthly
from sample_raw import raw_2024
from spending_forms import make_glp039, make_glp039_csv, make_span
from sample_text import NARASI_UMUM, RENCANA, narasi_2024

from iku_excel.numbers import NAMA_BULAN

ROOT = Path(__file__).resolve().parent.parent


def make_pk(target: Path, tahun: int) -> None:
    """A PK from the decree, its gaps filled in by the office."""
    from iku_excel.keputusan import load_keputusan
    from iku_excel.workbook.perjanjian import make_perjanjian_kinerja

    make_perjanjian_kinerja(
        tahun,
        target,
        load_keputusan(),
        {"Tanggal Penandatanganan": f"2 Januari {tahun}"},
        sasaran=SASARAN_CONTOH,
        anggaran=[(name, pagu - (2024 - tahun) * 150_000_000) for name, pagu, _ in KEGIATAN],
        rencana=RENCANA if tahun == 2024 else None,
    )


def month_rows(bulan: int) -> tuple[MonthRow, ...]:
    """The month's table of 2024."""
    rows = []
    for record in active(2024):
        figure = SAMPAI_DENGAN[record.kode][bulan - 1]
        below = is_below(record, figure)
        kendala, tindak_lanjut = KENDALA[record.kode] if below else ("", "")
        rows.append(
            MonthRow(
                record=record,
                target=record.angka(2024),
                bulan_ini=monthly(record.kode)[bulan - 1],
                sampai_dengan=figure,
                kendala=kendala,
                tindak_lanjut=tindak_lanjut,
                bukti="" if figure is None else f"Laporan {NAMA_BULAN[bulan - 1]} 2024",
            )
        )
    return tuple(rows)


def make_month(target: Path, bulan: int) -> None:
    """Monitoring_2024_<bulan>.xlsx; December's also holds narrative, budget and raw data."""
    isian = Isian(
        tahun=2024,
        bulan=bulan,
        daftar_bulan={bulan: month_rows(bulan)},
        by_formula=False,
        daftar_lembar_data=(),
    )
    if bulan == 12:
        raw = raw_2024()
        isian = Isian(
            tahun=2024,
            bulan=12,
            daftar_bulan=isian.daftar_bulan,
            narasi=narasi_2024(),
            narasi_umum=NARASI_UMUM,
            anggaran=KEGIATAN,
            raw=raw,
            by_formula=False,
            tanggal_laporan="31 Januari 2025",
            daftar_lembar_data=tuple(raw),
        )
    book = StyledBook(target, title=f"Monitoring {NAMA_BULAN[bulan - 1]} 2024")
    fill_monitoring(book, isian)
    book.close()


def make_year(target: Path, months: int = 3) -> None:
    """The template itself, year and month chosen and the first months filled in."""
    isian = Isian(
        tahun=2024, bulan=months, daftar_bulan={m: month_rows(m) for m in range(1, months + 1)}
    )
    book = StyledBook(target, title="Monitoring 2024")
    fill_monitoring(book, isian)
    book.close()


def make_data_dukung(target: Path) -> None:
    """Only raw-data sheets."""
    from raw_sheets import add_raw_sheet

    book = StyledBook(target, title="Data dukung 2024")
    for kode, rows in raw_2024().items():
        add_raw_sheet(book, kode, rows, 2024)
    book.close()


def main(folder: Path) -> None:
    for name in ("bulanan", "riwayat", "bentuk"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    make_pk(folder / "PK_2024.xlsx", 2024)
    for bulan in range(1, 13):
        make_month(folder / "bulanan" / f"Monitoring_2024_{bulan:02d}.xlsx", bulan)
    for tahun in (2021, 2022, 2023):
        make_pk(folder / "riwayat" / f"PK_{tahun}.xlsx", tahun)
        make_triwulan(folder / "riwayat" / f"Monitoring_{tahun}.xlsx", tahun)
    forms = folder / "bentuk"
    make_triwulan(forms / "Monitoring_TW_2024.xlsx")
    make_bulan(forms / "Realisasi_Bulanan_2024.xlsx")
    make_bulan(forms / "Realisasi_Per_Bulan_2024.xlsx", heads=MIXED_HEADS, cumulative=False)
    make_rencana_aksi(forms / "Rencana_Aksi_Perjakin_2024_TW4.xlsx")
    make_lembar_indikator(forms / "Lembar_Indikator_2024.xlsx")
    make_year(forms / "Monitoring_2024_03.xlsx")
    make_data_dukung(forms / "Data_Dukung_2024.xlsx")
    make_span(forms / "SPAN_2024.xlsx")
    make_glp039(forms / "GLP039_2024.xlsx")
    make_glp039_csv(forms / "GLP039_2024.csv")
    for path in sorted(folder.rglob("*.xlsx")):
        settle(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "samples" / "sah")
