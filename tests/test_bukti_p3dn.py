"""Domestic products: SPAN table, GLP039 as workbook and as text, any list with account numbers."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from bukti_fakes import FakeSheet, berkas, cells, codes, count, count_rows, keputusan, with_settings

from iku_excel.bukti import count_book, count_csv
from iku_excel.errors import WorkbookError
from iku_excel.workbook.engine import open_book

SPAN = ["KODE", "NAMA AKUN", "ALOKASI DIPA", "REALISASI SPAN", "SISA", "%"]


def test_span_table() -> None:
    # 521211: 50 of 100; 521219: 60 of 100; 522111 is not in the list. 110 / 200 = 55%.
    result = count_rows(
        "SK3/5",
        SPAN,
        [1, 2, 3, 4, 5, 6],
        ["521211", "Belanja Bahan", 100, 50, 50, 50],
        [521219, "Beban Barang Non Operasional", 100, 60, 40, 60],
        ["522111", "Belanja Langganan Listrik", 1000, 900, 100, 90],
        ["TOTAL", None, 1200, 1010, 190, 84.17],
    )
    assert result.realisasi == 55
    assert cells(result.dihitung) == ["D3", "D4"]
    assert cells(result.ditinggalkan) == ["A6", "D5"]
    assert codes(result) == []
    assert result.tambahan["pagu"] == 200
    assert len(result.tambahan["akun_tidak_ada"]) == 13
    assert "533111" in result.tambahan["akun_tidak_ada"]


def test_own_percent_realisasi_above_pagu_and_cross_foot() -> None:
    # 228,50% is a real row of such a table: warned, counted. 60% typed where it is 50%. The total
    # says 300 where the accounts make 200.
    result = count_rows(
        "SK3/5",
        SPAN,
        ["521211", "Belanja Bahan", 100, 228.5, -128.5, 228.5],
        ["521219", "Lainnya", 100, 50, 50, 60],
        ["522141", "Sewa", 100, 25, 75, 0.25],
        ["TOTAL", None, 400, 303.5, 96.5, 75.88],
    )
    assert result.realisasi == Decimal("303.5") * 100 / 300
    assert codes(result) == [("BD007", "F3"), ("BD009", "D2"), ("BD013", "C5")]


def test_accounts_stand_several_times_and_capital_spending_counts() -> None:
    result = count_rows(
        "SK3/5",
        ["Uraian", "Pagu", "Blokir", "Realisasi"],
        ["6042.EBA.994.001.A.521211", 100, 20, 10],
        ["521211 - Belanja Bahan", 100, 0, 30],
        ["532111", 200, 80, 60],
    )
    # 100 / 400 = 25%; without the blocked 100: 100 / 300.
    assert result.realisasi == 25
    assert result.tambahan["persen_blokir_dikurangkan"] == Decimal(10000) / 300
    assert result.tambahan["per_akun"]["521211"]["realisasi"] == 40
    open_only = with_settings("SK3/5", blokir="dikurangkan")
    rows = (["532111", 200, 80, 60],)
    header = ["Uraian", "Pagu", "Blokir", "Realisasi"]
    assert count_rows("SK3/5", header, *rows, decree=open_only).realisasi == 50


def test_domestic_share_per_contract() -> None:
    # 60 × 50% + 40 (no share given: 0) + amount 10 = 40 of 200.
    header = ["Akun", "Kontrak", "Pagu", "Realisasi", "Porsi PDN (%)", "Nilai PDN (Rp)"]
    rows = (
        ["521211", "K-1", 100, 60, 50, None],
        ["521211", "K-2", 50, 40, None, None],
        ["532111", "K-3", 50, 20, None, 10],
        ["532111", "K-4", 0, 0, 150, None],
    )
    result = count_rows("SK3/5", header, *rows)
    assert result.realisasi == 60
    assert result.tambahan["persen_porsi_pdn"] == 20
    assert codes(result) == [("BD010", "E5")]
    share = with_settings("SK3/5", bagian="porsi PDN")
    assert count_rows("SK3/5", header, *rows[:3], decree=share).realisasi == 20
    assert count_rows("SK3/5", header, *rows, decree=share).realisasi is None
    nothing = count_rows("SK3/5", SPAN, ["521211", "B", 100, 50, 50, 50], decree=share)
    assert nothing.realisasi is None


def test_pagu_zero_has_no_percent() -> None:
    result = count_rows("SK3/5", SPAN, ["521211", "Belanja Bahan", 0, 0, 0, 0])
    assert result.realisasi is None
    assert codes(result) == [("BD021", "A1")]


def test_of_several_months_the_latest_and_of_several_unknown_none() -> None:
    row = ["521211", "Belanja Bahan", 100, 50, 50, 50]
    later = ["521211", "Belanja Bahan", 100, 75, 25, 75]
    march = FakeSheet("P3DN Maret", [SPAN, row])
    june = FakeSheet("P3DN Juni", [SPAN, later])
    result = count(march, june)["SK3/5"]
    assert result.realisasi == 75
    assert result.per_bulan == {6: 75}
    twice = count(FakeSheet("P3DN", [SPAN, row]), FakeSheet("P3DN (2)", [SPAN, later]))["SK3/5"]
    assert twice.realisasi is None
    assert codes(twice) == [("BD015", "A1")]


def test_a_report_of_another_year_is_not_counted() -> None:
    row = ["521211", "Belanja Bahan", 100, 50, 50, 50]
    result = count_rows("SK3/5", SPAN, row, titles=["Tahun Anggaran 2023"])
    assert result.realisasi is None
    assert codes(result) == [("BD014", "A2")]
    assert count_rows("SK3/5", SPAN, row, titles=["Tahun Anggaran 2024"]).realisasi == 50


def test_text_where_an_amount_belongs() -> None:
    result = count_rows("SK3/5", SPAN, ["521211", "B", 100, "lima puluh", 50, None],
                        ["521219", "C", "1.000", 50, 50, None])  # fmt: skip
    assert result.realisasi is None
    assert "SK3.5!D2" in (result.alasan or "")
    assert codes(result) == [("BK008", "C3"), ("BK010", "D2")]
    # An account that is not counted stops nothing.
    other = ["522111", "Listrik", 100, "lima puluh", 50, None]
    result = count_rows("SK3/5", SPAN, ["521219", "C", "1.000", 50, 50, None], other)
    assert result.realisasi == 5


# GLP039 ------------------------------------------------------------------------------------------

PAGU = (15_000_000_000, 5_000_000_000, 373_920_000)
REALISASI = (9_000_000_000, 3_000_000_000, 223_943_202)


def _glp039() -> list[list[object]]:
    """The layout of the export: code and uraian in pairs of columns by level, two header rows,
    amounts beside their titles (s.d. periode in Y for the total, in Z for the rows)."""
    width = 31

    def line(**values: object) -> list[object]:
        row: list[object] = [None] * width
        for name, value in values.items():
            row[sum((ord(c) - 64) * 26**i for i, c in enumerate(reversed(name))) - 1] = value
        return row

    def money(pagu: int, lock: int, past: int, now: int, where: str) -> dict[str, object]:
        total = past + now
        return {"Q": float(pagu), "S": float(lock), "W": float(past), "X": float(now),
                where: float(total), "AC": total / pagu * 100,
                "AE": float(pagu - total)}  # fmt: skip

    rows = [
        line(B="LAPORAN FA DETAIL (16 SEGMEN)"),
        line(B="Per Program; Kegiatan; Output; SubOutput; Komponen; SubKomponen; Akun; Item;"),
        line(B="Periode Januari 2024 s.d. Juli 2024"),
        line(B="Kementerian : 019"),
        line(B="Satuan Kerja : 417912"),
        line(),
        line(B="Uraian", Q="Pagu Revisi", S="Lock Pagu", W="Realisasi", AC="%", AE="SISA ANGGARAN"),
        line(W="Periode Lalu", X="Periode Ini", Y="s.d. Periode"),
        line(A="JUMLAH SELURUHNYA", **money(20_373_920_000, 0, 12_000_000_000, 223_943_202, "Y")),
        line(B="WA", D="Program Dukungan Manajemen", **money(20_373_920_000, 0, 0, 1, "Z")),
        line(B="WA.6042", I="Pengelolaan", **money(20_373_920_000, 0, 0, 1, "Z")),
        line(C="EBA", G="Layanan", **money(20_373_920_000, 0, 0, 1, "Z")),
        line(C="EBA.994", K="Layanan Perkantoran", **money(20_373_920_000, 0, 0, 1, "Z")),
        line(E="001", J="Gaji", **money(20_373_920_000, 0, 0, 1, "Z")),
        line(F="001.0A", L="Operasional", **money(20_373_920_000, 0, 0, 1, "Z")),
        line(H="521111", M="Belanja Keperluan Perkantoran",
             **money(PAGU[0], 1_000_000_000, REALISASI[0], 0, "Z")),
        line(N="000017. Honorarium", **money(PAGU[0], 0, REALISASI[0], 0, "Z")),
        line(B="Uraian", Q="Pagu Revisi", S="Lock Pagu", W="Realisasi", AC="%", AE="SISA ANGGARAN"),
        line(W="Periode Lalu", X="Periode Ini", Y="s.d. Periode"),
        line(H="521211", M="Belanja Bahan", **money(PAGU[1], 0, REALISASI[1], 0, "Z")),
        line(H="521111", M="Belanja Keperluan Perkantoran",
             **money(PAGU[2], 0, 0, REALISASI[2], "Z")),
        line(B="*Lock Pagu adalah jumlah pagu yang sedang dalam proses usulan revisi DIPA/POK."),
    ]  # fmt: skip
    return rows


def test_glp039_example_totals() -> None:
    # Published example: pagu 20.373.920.000, realisasi 12.223.943.202, 60,00%, sisa 8.149.976.798.
    sheet = FakeSheet("GLP039_LAPORAN REALISASI SUPER ", _glp039())
    result = count(sheet)["SK3/5"]
    assert result.tambahan["pagu"] == 20_373_920_000
    assert result.tambahan["realisasi"] == 12_223_943_202
    assert result.tambahan["sisa"] == 8_149_976_798
    assert result.realisasi is not None
    assert round(result.realisasi, 2) == Decimal("60.00")
    assert result.tambahan["blokir"] == 1_000_000_000
    assert result.tambahan["total_realisasi_berkas"] == 12_223_943_202
    assert cells(result.dihitung) == ["Z16", "Z20", "Z21"]
    assert list(result.per_bulan) == [7]
    assert codes(result) == []


def test_glp039_workbook_with_inline_strings(tmp_path: Path) -> None:
    path = tmp_path / "Laporan Fa Detail (16 Segmen).xlsx"
    with xlsxwriter.Workbook(str(path), {"in_memory": True, "constant_memory": False}) as book:
        sheet = book.add_worksheet("GLP039_LAPORAN REALISASI SUPER ")
        for number, row in enumerate(_glp039()):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
    with open_book(path) as book:
        found = count_book(book, berkas(2024), keputusan(), 2024)
    assert [(r.indikator, r.tambahan["realisasi"]) for r in found] == [("SK3/5", 12_223_943_202)]


def _csv_text() -> str:
    def shown(value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, float):
            whole, _, fraction = f"{value:,.2f}".partition(".")
            return whole.replace(",", ".") + "," + fraction
        return str(value)

    out = io.StringIO()
    for row in _glp039():
        out.write(";".join(shown(v).replace(";", ",") for v in row) + "\n")
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_glp039_as_text_with_indonesian_numbers(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "Laporan Fa Detail (16 Segmen).csv"
    path.write_text(_csv_text(), encoding=encoding)
    (result,) = count_csv(path, keputusan())
    assert (result.tahun, result.bulan) == (2024, 7)
    assert result.tambahan["realisasi"] == 12_223_943_202
    assert result.realisasi is not None
    assert round(result.realisasi, 2) == Decimal("60.00")
    assert codes(result) == []


def test_a_csv_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(b"PK\x03\x04\x00\x00")
    with pytest.raises(WorkbookError) as caught:
        count_csv(path, keputusan(), 2024)
    assert caught.value.code == "BK001"
    with pytest.raises(WorkbookError):
        count_csv(tmp_path / "tidak-ada.csv", keputusan(), 2024)
