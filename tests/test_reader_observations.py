"""What the reader records beside the values: code and cell, nothing more and nothing less."""

from __future__ import annotations

from pathlib import Path

import pytest
from book_maker import NAMA, SheetMade, decree, figures, indikator_by_row, read_made, seen

from iku_excel.model import CellState, Role
from iku_excel.workbook.reader import describe, read_path

X = None
HEAD = ["No", "Kode", "Indikator Kinerja", "Satuan", "Target", "Realisasi"]
TITLE = ["MONITORING BULAN JULI 2024"]
FILE = "Monitoring_2024_07.xlsx"


def row(kode: str, target: object, realisasi: object, name: str | None = None) -> list[object]:
    return [1, kode, NAMA[kode] if name is None else name, "Persen", target, realisasi]


def read_rows(folder: Path, *rows: list[object], file: str = FILE, title: object = None):
    return read_made(folder, {"Juli": [[title] if title else TITLE, HEAD, *rows]}, file)


# Cells -------------------------------------------------------------------------------------------


def test_formulas_without_stored_value(tmp_path: Path) -> None:
    berkas = read_rows(
        tmp_path, row("SK3/1", "=1+2", 12), row("SK3/2", 10, "=A1", "=B3"), row("SK5/1", 3.52, 3)
    )
    assert seen(berkas) == [
        ("BK006", "Juli", "C4"), ("BK006", "Juli", "E3"), ("BK006", "Juli", "F4"),
    ]  # fmt: skip
    assert figures(berkas, Role.TARGET)["SK3/1"] == CellState.UNCACHED.value


def test_computed_columns_of_ours_never_stop_the_reading(tmp_path: Path) -> None:
    rows = [TITLE, [*HEAD, "Capaian (%)", "Status"], [*row("SK3/1", 15, 12), "=F3/E3", "=G3"]]
    assert seen(read_made(tmp_path, {"Juli": rows}, FILE)) == []


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("≥ 75", "75"),
        (">= 75", "75"),
        ("≥75 Nilai", "75"),
        ("Min. 70", "70"),
        ("minimal 70,5", "70.5"),
        ("paling sedikit 70", "70"),
        ("sekurang-kurangnya 70 nilai", "70"),
        ("72,5 (skala 100)", "72.5"),
        ("min 72,5 (skala 0-100)", "72.5"),
        ("72,5 skala 100", "72.5"),
    ],
)
def test_a_target_as_a_bound_or_with_its_scale(tmp_path: Path, text: str, figure: str) -> None:
    berkas = read_rows(tmp_path, row("SK8/1", text, 70))
    assert seen(berkas) == [("BK008", "Juli", "E3")]
    assert figures(berkas, Role.TARGET) == {"SK8/1": figure}


@pytest.mark.parametrize(
    "text",
    [
        ">= 75 - 80", "75-80", "> 75", "≤ 75", "maks. 75", "≥", "minimal", "88 (skala 4)",
        "72 dari 100", "≥ 75 dan ≤ 80", "≥ x", "skala 4", "3,610x", "≥ -3",
    ],
)  # fmt: skip
def test_a_bound_that_is_not_plain_is_no_target(tmp_path: Path, text: str) -> None:
    berkas = read_rows(tmp_path, row("SK8/1", text, 70))
    assert seen(berkas) == [("BK010", "Juli", "E3")]


def test_a_realisasi_is_no_bound_but_may_name_its_scale(tmp_path: Path) -> None:
    berkas = read_rows(tmp_path, row("SK8/1", 75, "≥ 70"), row("SK5/1", 3.52, "3,6 (skala 4)"))
    assert seen(berkas) == [("BK008", "Juli", "F4"), ("BK010", "Juli", "F3")]
    assert figures(berkas, Role.REALISASI) == {"SK8/1": "tidak terbaca", "SK5/1": "3.6"}


def test_a_bound_that_reads_two_ways_is_said(tmp_path: Path) -> None:
    berkas = read_rows(tmp_path, row("SK5/1", "min. 3.520", 3.5))
    assert seen(berkas) == [("BK008", "Juli", "E3"), ("BK009", "Juli", "E3")]
    assert figures(berkas, Role.TARGET) == {"SK5/1": "3.52"}


def test_text_where_a_number_should_be(tmp_path: Path) -> None:
    berkas = read_rows(
        tmp_path,
        row("SK3/1", 15, "belum ada"),
        row("SK3/2", "10", "0,05"),
        row("SK4/2", "92,5 %", "n.a."),
        row("SK3/5", "50 Persen", "–"),
        row("SK1/2", 1, True),
    )
    assert seen(berkas) == [
        ("BK008", "Juli", "E4"), ("BK008", "Juli", "E5"), ("BK008", "Juli", "F4"),
        ("BK010", "Juli", "F3"), ("BK010", "Juli", "F7"),
    ]  # fmt: skip
    assert figures(berkas, Role.REALISASI) == {
        "SK3/1": "tidak terbaca", "SK3/2": "0.05", "SK4/2": "N/A", "SK3/5": "-",
        "SK1/2": "tidak terbaca",
    }  # fmt: skip
    assert figures(berkas, Role.TARGET)["SK4/2"] == "92.5"


def test_ambiguous_number_is_decided_by_scale_or_by_the_own_target(tmp_path: Path) -> None:
    berkas = read_rows(tmp_path, row("SK5/1", 3.52, "3.521"), row("SK8/1", 75, "1.234"))
    assert figures(berkas, Role.REALISASI) == {"SK5/1": "3.521", "SK8/1": "1.234"}
    found = [o for o in berkas.observations if o.kode == "BK009"]
    assert [(o.location.sel, o.data["angka"], o.data["bukan"]) for o in found] == [
        ("F3", "3.521", "3521"), ("F4", "1.234", "1234"),
    ]  # fmt: skip


def test_percent_formats_count_as_percent_only_where_the_unit_is_percent(tmp_path: Path) -> None:
    sheet = SheetMade(
        [
            TITLE,
            HEAD,
            row("SK3/5", 0.5, 0.4567),
            [2, "SK1/2", NAMA["SK1/2"], "Kegiatan", 1, 1],
            row("SK3/1", 15, 12),
        ],
        formats={"E3": "0%", "F3": "0.00%", "F4": "0%"},
    )
    berkas = read_made(tmp_path, {"Juli": sheet}, FILE)
    assert figures(berkas, Role.TARGET) == {"SK3/5": "50", "SK1/2": "1", "SK3/1": "15"}
    assert figures(berkas, Role.REALISASI) == {"SK3/5": "45.67", "SK1/2": "1", "SK3/1": "12"}
    assert seen(berkas) == []


def test_hidden_rows_columns_and_sheets_once_each_at_their_first_cell(tmp_path: Path) -> None:
    rows = [TITLE, HEAD, row("SK3/1", 15, 1), row("SK3/2", 10, 1), row("SK5/1", 3.5, 3)]
    hidden = SheetMade(rows, hidden_rows=[4, 5], hidden_columns=["E"])
    whole = SheetMade(rows, state="veryHidden")
    empty = SheetMade([["Persen"], ["Indeks"]], state="hidden")
    berkas = read_made(tmp_path, {"Juli": hidden, "Lama": whole, "Daftar": empty}, FILE)
    assert seen(berkas) == [
        ("BK007", "Juli", "A4"), ("BK007", "Juli", "E3"), ("BK007", "Lama", "A3"),
    ]  # fmt: skip
    assert len(indikator_by_row(berkas)) == 6


# Indicators --------------------------------------------------------------------------------------


def test_name_wins_over_code_and_says_so(tmp_path: Path) -> None:
    berkas = read_rows(
        tmp_path,
        row("SK3/3", 10, 1, NAMA["SK3/2"]),
        row("SK3/1", 15, 1),
        row("SK8/2", 75, 70, "SK8.1 " + NAMA["SK8/1"]),
    )
    assert indikator_by_row(berkas) == [
        ("Juli", 3, "SK3/2"),
        ("Juli", 4, "SK3/1"),
        ("Juli", 5, "SK8/1"),
    ]
    assert seen(berkas) == [("PK010", "Juli", "B3"), ("PK010", "Juli", "B5")]


def test_typing_errors_and_other_wording_are_recognised_and_noted(tmp_path: Path) -> None:
    berkas = read_rows(
        tmp_path,
        row("SK5/1", 3.52, 3, "Indeks kepuasn masyrakat terhadap layanan jasa industri"),
        row("SK3/1", 15, 1, NAMA["SK3/1"].upper().replace(" ", "\n ") + "."),
        row("SK3/5", 50, 1, NAMA["SK3/5"].replace("Persentasi", "Persentase")),
        row("SK3/2", 10, 1, "Meningkatnya utilisasi layanan jasa industri di dalam negeri"),
    )
    assert [kode for _, _, kode in indikator_by_row(berkas)] == ["SK5/1", "SK3/1", "SK3/5", "SK3/2"]
    assert seen(berkas) == [("PK007", "Juli", "C3"), ("PK007", "Juli", "C6")]


def test_near_twins_are_not_chosen_without_a_code(tmp_path: Path) -> None:
    short = "Produktivitas/efisiensi perusahaan industri"
    berkas = read_rows(tmp_path, [1, X, short, "Persen", 15, 1], row("SK3/1", 15, 1, short))
    assert indikator_by_row(berkas) == [("Juli", 3, None), ("Juli", 4, "SK3/1")]
    assert seen(berkas) == [("MO014", "Juli", "C3"), ("PK007", "Juli", "C4")]


def test_unknown_indicators_but_no_totals_headings_or_signatures(tmp_path: Path) -> None:
    rows = [
        ["PERJANJIAN KINERJA TAHUN 2024"],
        ["No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"],
        [1, "S", NAMA["SK3/1"], "Persen", 15],
        [2, X, "Jumlah sertifikat industri hijau yang diterbitkan", "Sertifikat", 5],
        [X, X, "Jumlah", X, 20],
        [X, X, "Rata-rata capaian", X, 88],
        [X, X, "Catatan: target tahunan", X, X],
        [X, "Kepala Balai", X, X, "Kepala Badan"],
    ]
    berkas = read_made(tmp_path, {"PK": rows}, "PK_2024.xlsx")
    assert indikator_by_row(berkas) == [("PK", 3, "SK3/1"), ("PK", 4, None)]
    assert seen(berkas) == [("PK001", "PK", "C4")]


def test_name_unlike_its_code_is_unknown_not_the_code(tmp_path: Path) -> None:
    berkas = read_rows(tmp_path, row("SK3/1", 60, 50, "Net Promoter Score (NPS)"))
    assert indikator_by_row(berkas) == [("Juli", 3, None)]
    assert seen(berkas) == [("MO001", "Juli", "C3")]


# Years and months --------------------------------------------------------------------------------

PK_HEAD = ["No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"]
PK_ROW = [1, "S", NAMA["SK3/1"], "Persen", 15]


@pytest.mark.parametrize(
    ("title", "file", "tahun", "expected"),
    [
        ("PERJANJIAN KINERJA TAHUN 2024", "PK_2024.xlsx", 2024, []),
        ("PERJANJIAN KINERJA TAHUN 2023", "PK_2024.xlsx", 2023, [("PK011", "PK", "A1")]),
        ("PERJANJIAN KINERJA", "PK_2024.xlsx", 2024, []),
        ("Keputusan Nomor 47 Tahun 2023", "PK.xlsx", None, [("PK011", "PK", "A2")]),
        ("Renstra Tahun 2021-2024", "PK.xlsx", None, [("PK011", "PK", "A2")]),
    ],
)
def test_year_of_a_perjanjian_kinerja(
    tmp_path: Path, title: str, file: str, tahun: int | None, expected: list[object]
) -> None:
    berkas = read_made(tmp_path, {"PK": [[title], PK_HEAD, PK_ROW]}, file)
    assert berkas.tahun == tahun
    assert seen(berkas) == expected


def test_year_of_the_statement_page_or_identity_serves_the_table(tmp_path: Path) -> None:
    table = [["Lampiran"], PK_HEAD, PK_ROW]
    statement = [["PERJANJIAN KINERJA TAHUN 2024"], ["Dalam rangka mewujudkan ..."]]
    berkas = read_made(tmp_path, {"Pernyataan": statement, "PK": table}, "PK.xlsx")
    assert (berkas.tahun, seen(berkas)) == (2024, [])
    identitas = [["Label", "Isi"], ["Nama Unit", "BSPJI Pekanbaru"], ["Tahun", 2023]]
    berkas = read_made(tmp_path, {"Identitas": identitas, "PK": table}, "PK.xlsx")
    assert (berkas.tahun, berkas.unit, seen(berkas)) == (2023, "BSPJI Pekanbaru", [])


@pytest.mark.parametrize(
    ("sheet", "title", "file", "bulan", "expected"),
    [
        ("Juli", "BULAN JULI 2024", "Monitoring_2024_07.xlsx", 7, []),
        ("Agustus", "BULAN JULI 2024", "Monitoring_2024_08.xlsx", 7, "A1"),
        ("M", "s.d. Juli 2024", "monev juli 24.xlsx", 7, []),
        ("M", "Monitoring", "Monitoring_2024_08.xlsx", 8, []),
        ("M", "Keadaan 31 Juli 2024", "Monitoring_2024_08.xlsx", 7, "A1"),
        ("M", "Triwulan II Tahun 2024", "Monev TW II 2024.xlsx", 6, []),
        ("M", "Januari - Desember 2024", "Monev 2024.xlsx", None, []),
        ("Juli", "Monitoring", "Monitoring_2023_07.xlsx", 7, []),
        ("Juli 2024", "Monitoring", "Monitoring_2023_07.xlsx", 7, "A2"),
    ],
)
def test_month_of_a_monthly_workbook(
    tmp_path: Path, sheet: str, title: str, file: str, bulan: int | None, expected: str | list[str]
) -> None:
    rows = [[title], HEAD, row("SK3/1", 15, 1)]
    berkas = read_made(tmp_path, {sheet: rows}, file)
    assert berkas.daftar_tabel[0].bulan == bulan
    assert seen(berkas) == ([("MO011", sheet, expected)] if expected else [])


def test_one_file_with_a_sheet_for_each_month_is_no_disagreement(tmp_path: Path) -> None:
    rows = [HEAD, row("SK3/1", 15, 1)]
    sheets = {name: rows for name in ("Januari", "Februari", "Maret")}
    berkas = read_made(tmp_path, sheets, "Monitoring_2024_03.xlsx")
    assert [t.bulan for t in berkas.daftar_tabel] == [1, 2, 3]
    assert (berkas.bulan, seen(berkas)) == (3, [])


# The rest ----------------------------------------------------------------------------------------


def test_own_header_words_beside_the_workbook(tmp_path: Path) -> None:
    rows = [["Tahun 2024"], ["No", "Ukuran Sukses", "Angka Tujuan"], [1, NAMA["SK3/1"], 15]]
    assert read_made(tmp_path, {"M": rows}).daftar_tabel == ()
    (tmp_path / "sinonim.toml").write_text(
        'indikator = ["Ukuran Sukses"]\ntarget = ["Angka Tujuan"]\n', "utf-8"
    )
    assert figures(read_made(tmp_path, {"M": rows}), Role.TARGET) == {"SK3/1": "15"}


def test_broken_synonym_file_is_an_error_of_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "sinonim.toml").write_text("indikatro = 3", "utf-8")
    berkas = read_made(tmp_path, {"M": [HEAD]})
    assert berkas.error is not None and berkas.error.code == "PG030"


def test_a_file_that_is_no_workbook_becomes_an_error(tmp_path: Path) -> None:
    path = tmp_path / "PK.xlsx"
    path.write_text("bukan buku kerja")
    berkas = read_path(path, decree())
    assert berkas.error is not None and berkas.error.code == "BK001"


def test_narrative_and_description(tmp_path: Path) -> None:
    narasi = [
        ["NARASI TIAP INDIKATOR"],
        ["No", "Kode", "Indikator Kinerja", "Penyebab", "Pembanding"],
        [1, "SK3/1", NAMA["SK3/1"], "baris satu\nbaris dua", X],
    ]
    umum = [["Bagian", "Uraian"], ["Simpulan", "Baik."], ["Visi", X]]
    berkas = read_made(
        tmp_path,
        {"Juli": [TITLE, HEAD, row("SK3/1", 15, 1)], "Narasi": narasi, "Narasi Umum": umum},
        FILE,
    )
    assert {key: teks.teks for key, teks in berkas.narasi.items()} == {
        "SK3/1 Penyebab": "baris satu\nbaris dua", "Simpulan": "Baik.",
    }  # fmt: skip
    lines = describe(berkas)
    assert any("Juli" in line and "baris 2" in line for line in lines)
    assert any("SK3/1" in line and "skor 100" in line for line in lines)
