"""Headers that are nearly right: read as they are meant, or said; never in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from book_maker import NAMA, SheetMade, figures, read_made, seen
from small_forms import HEAD, MON, PK, ROWS, SMALL, X, wider

from iku_excel.model import Jenis, Periode, Role
from iku_excel.workbook.periode import masa_of_name, masa_of_title


# Titles that are known in part -------------------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["Realisasi Tahap A", "Realisasi versi Tim", "REALISASI\n(Gel. A)"]
)
def test_a_realisasi_with_unknown_words_is_not_read_and_said(tmp_path: Path, title: str) -> None:
    berkas = read_made(tmp_path, {"Mon": [*MON, [*HEAD, title], *wider(1)]})
    assert seen(berkas) == [("BK019", "Mon", "F3")]
    assert figures(berkas, Role.REALISASI) == {}


def test_every_doubtful_column_is_said(tmp_path: Path) -> None:
    rows = [*MON, [*HEAD, "Realisasi Tahap A", "Realisasi Tahap B"], *wider(1, 2)]
    assert seen(read_made(tmp_path, {"Mon": rows})) == [
        ("BK019", "Mon", "F3"), ("BK019", "Mon", "G3"),
    ]  # fmt: skip


def test_unknown_titles_below_realisasi_are_said(tmp_path: Path) -> None:
    rows = [
        *MON,
        [*HEAD, "Realisasi", X],
        [X, X, X, X, X, "Gelombang A", "Gelombang B"],
        *wider(1, 2),
    ]
    merge = ("F3:G3", *(f"{letter}3:{letter}4" for letter in "ABCDE"))
    berkas = read_made(tmp_path, {"Mon": SheetMade(rows, merge=merge)})
    assert seen(berkas) == [("BK019", "Mon", "F4"), ("BK019", "Mon", "G4")]


def test_a_doubtful_target_beside_a_realisasi_is_said(tmp_path: Path) -> None:
    rows = [*MON, [*HEAD[:4], "Target Tahap A", "Realisasi"], *wider(1)]
    berkas = read_made(tmp_path, {"Mon": rows})
    assert seen(berkas) == [("BK019", "Mon", "E3")]


def test_capaian_is_not_taken_for_the_doubtful_realisasi(tmp_path: Path) -> None:
    rows = [*MON, [*HEAD, "Realisasi Tahap A", "Capaian"], *wider(1, 90)]
    berkas = read_made(tmp_path, {"Mon": rows})
    assert seen(berkas) == [("BK019", "Mon", "F3")]
    assert figures(berkas, Role.REALISASI) == {}


@pytest.mark.parametrize(
    ("titles", "values"),
    [
        (["Realisasi", "Realisasi Tahap A"], (1, 2)),  # the plain one is read
        (["Realisasi", "Target Nasional Industri"], (1, 2)),
        (["Realisasi Tahap A"], (X,)),  # nothing stands in it
        (["Realisasi Tahap A"], ("uraian",)),
        (["Realisasi", "Hasil yang Diharapkan"], (1, 5)),
        (["Realisasi Anggaran"], (1000,)),
        (["Realisasi Output", "Realisasi"], (1, 1)),
    ],
)
def test_what_is_no_doubt_is_not_said(
    tmp_path: Path, titles: list[str], values: tuple[object, ...]
) -> None:
    berkas = read_made(tmp_path, {"Mon": [*MON, [*HEAD, *titles], *wider(*values)]})
    assert seen(berkas) == []


# Titles with typing errors -----------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Taregt", "Tarjet", "Trget", "Targett", "TARGRT 2024"])
def test_a_misspelt_target_is_read_and_said(tmp_path: Path, title: str) -> None:
    berkas = read_made(tmp_path, {"PK": [*PK, [*HEAD[:4], title], *ROWS]})
    assert berkas.jenis is Jenis.PERJANJIAN_KINERJA
    assert seen(berkas) == [("BK020", "PK", "E3")]
    assert figures(berkas, Role.TARGET) == {"SK1/2": "1", "SK5/1": "3.52", "SK8/1": "75"}


@pytest.mark.parametrize("title", ["Realiasi", "Relaisasi", "Realissi s.d. Juli", "Raelisasi"])
def test_a_misspelt_realisasi_is_read_and_said(tmp_path: Path, title: str) -> None:
    berkas = read_made(tmp_path, {"Mon": [*MON, [*HEAD, title], *wider(1)]})
    assert berkas.jenis is Jenis.MONITORING
    assert ("BK020", "Mon", "F3") in seen(berkas)
    assert {role for tabel in berkas.daftar_tabel for b in tabel.daftar_baris for role, _ in b.nilai
            } & {Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN}  # fmt: skip


def test_misspelt_titles_of_two_rows(tmp_path: Path) -> None:
    rows = [
        *MON,
        ["No", "Sasarn", "Indikatro Kinerja", "Satuan", "Taregt", "Triwuln I", X],
        [X, X, X, X, X, "Target", "Realiasi"],
        *wider(1, 1),
    ]
    merge = ("F3:G3", *(f"{letter}3:{letter}4" for letter in "ABCDE"))
    berkas = read_made(tmp_path, {"Mon": SheetMade(rows, merge=merge)})
    assert [cell for code, _, cell in seen(berkas) if code == "BK020"] == [
        "B3", "C3", "E3", "F3", "G4",
    ]  # fmt: skip
    assert berkas.daftar_tabel[0].bentuk == 4


@pytest.mark.parametrize(
    "title", ["Lokasi", "Tarif", "Legalisasi", "Ketaatan", "Kelipatan", "Targer X"]
)
def test_other_words_are_not_mended(tmp_path: Path, title: str) -> None:
    berkas = read_made(tmp_path, {"PK": [*PK, [*HEAD, title], *wider("x")]})
    assert seen(berkas) == []


# Months in digits --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tahun", "bulan"),
    [
        ("MONEV 08/2024", 2024, 8),
        ("Monev 8/2024", 2024, 8),
        ("MONITORING CAPAIAN KINERJA 8/2024", 2024, 8),
        ("Pengukuran Kinerja (08-2024)", 2024, 8),
        ("Capaian Kinerja 08.2024", 2024, 8),
        ("MONITORING 2024-08", 2024, 8),
        ("Laporan 8/2024", 2024, None),  # may be its number
        ("IKU 1/2024", 2024, None),
        ("Perjanjian Kinerja 12/2024", 2024, None),
        ("MONEV 13/2024", None, None),
        ("Keputusan 08/2024", None, None),
        ("Kinerja 2024/2025", None, None),
    ],
)
def test_months_in_digits_in_a_title(text: str, tahun: int | None, bulan: int | None) -> None:
    masa = masa_of_title(text)
    assert (masa.tahun, masa.bulan) == (tahun, bulan)


@pytest.mark.parametrize(
    ("name", "bulan"),
    [
        ("Monev 8-2024.xlsx", 8),
        ("monev_082024.xlsx", 8),
        ("MONEV 8.2024", 8),
        ("MONEV 08-2024", 8),
        ("Monev 8 2024.xlsx", None),
        ("Laporan 2-2024.xlsx", None),
    ],
)
def test_months_in_digits_in_a_name(name: str, bulan: int | None) -> None:
    assert (masa_of_name(name).tahun, masa_of_name(name).bulan) == (2024, bulan)


def test_a_month_in_digits_against_the_file_name(tmp_path: Path) -> None:
    rows = [["MONEV 08/2024"], [*HEAD, "Realisasi s.d. bulan ini"], *wider(1)]
    berkas = read_made(tmp_path, {"Monev": rows}, "Monev_2024_07.xlsx")
    assert [tabel.bulan for tabel in berkas.daftar_tabel] == [8]
    assert seen(berkas) == [("MO011", "Monev", "A1")]


@pytest.mark.parametrize("title", ["MONITORING BULAN AGUTSUS 2024", "Monev Agustsus 2024"])
def test_a_misspelt_month(tmp_path: Path, title: str) -> None:
    rows = [[title], SMALL, [1, NAMA["SK5/1"], 3.52, 3.6]]
    berkas = read_made(tmp_path, {"Mon": rows}, "Rekap.xlsx")
    assert [(tabel.tahun, tabel.bulan) for tabel in berkas.daftar_tabel] == [(2024, 8)]


# Tables of other offices -------------------------------------------------------------------------


def test_an_unknown_title_where_the_target_stands_is_said(tmp_path: Path) -> None:
    rows = [*MON, ["No", "Indikator Kinerja", "Angka Patokan", "Realisasi"],
            [1, NAMA["SK8/1"], 75, 76]]  # fmt: skip
    assert seen(read_made(tmp_path, {"Mon": rows})) == [("BK019", "Mon", "C3")]


@pytest.mark.parametrize("after", [["Realisasi", "Angka Lain"], ["Angka Lain", "Realisasi"]])
def test_an_unknown_title_beside_what_is_read_is_not_said(
    tmp_path: Path, after: list[str]
) -> None:
    rows = [*MON, [*HEAD, *after], *wider(1, 1)]
    assert seen(read_made(tmp_path, {"Mon": rows})) == []


def test_an_unknown_title_for_the_realisasi_is_said_by_the_title_of_the_table(
    tmp_path: Path,
) -> None:
    rows = [[*HEAD, "Yang Diperoleh"], *wider(1)]
    assert seen(read_made(tmp_path, {"Mon": [*MON, *rows]})) == [("BK019", "Mon", "F3")]
    berkas = read_made(tmp_path, {"PK": [*PK, *rows]}, "PK_2024.xlsx")
    assert (seen(berkas), berkas.jenis) == ([], Jenis.PERJANJIAN_KINERJA)


def test_tables_side_by_side_share_the_title_above_them(tmp_path: Path) -> None:
    head = ["No", "Indikator Kinerja", "Target", "Realisasi"]
    rows = [
        MON[0],
        [*head, X, *head],
        [1, NAMA["SK5/1"], 3.52, 3.6, X, 1, NAMA["SK8/1"], 75, 76],
        [2, NAMA["SK7/1"], 3.54, 3.6, X, 2, NAMA["SK8/2"], 90, 91],
    ]
    berkas = read_made(tmp_path, {"Mon": rows}, "Monev.xlsx")
    assert [(t.tahun, t.bulan) for t in berkas.daftar_tabel] == [(2024, 7), (2024, 7)]
    assert seen(berkas) == []


def test_a_column_of_row_labels_is_no_figure(tmp_path: Path) -> None:
    rows = [
        ["MONITORING TAHUN 2024"],
        ["No", "Indikator Kinerja", "T/R", "TW I", "TW II"],
        [1, NAMA["SK5/1"], "T", 3.5, 3.52],
        [X, X, "R", 3.5, 3.6],
        [2, NAMA["SK8/1"], "T", 74, 75],
        [X, X, "R", 74, 76],
    ]
    berkas = read_made(tmp_path, {"Mon": rows})
    assert seen(berkas) == []
    assert figures(berkas, Role.REALISASI, Periode(triwulan=2)) == {"SK5/1": "3.6", "SK8/1": "76"}
    assert figures(berkas, Role.TARGET, Periode(triwulan=2)) == {"SK5/1": "3.52", "SK8/1": "75"}


@pytest.mark.parametrize(
    ("title", "role"),
    [("Trgt", Role.TARGET), ("Actual", Role.REALISASI), ("Achievement", Role.CAPAIAN),
     ("% thd Target", Role.CAPAIAN)],
)  # fmt: skip
def test_further_words_of_offices(tmp_path: Path, title: str, role: Role) -> None:
    others = [word for word in ("Target", "Realisasi") if word.casefold() != role.value]
    head = [*HEAD[:4], *others, title]
    berkas = read_made(tmp_path, {"Mon": [*MON, head, *[[*row[:4], 1, 1, 1] for row in ROWS]]})
    assert role in {kolom.role for kolom in berkas.daftar_tabel[0].daftar_kolom}


@pytest.mark.parametrize(
    ("target", "realisasi"),
    [
        ("Target dan Satuan", "Realisasi dan Satuan"),
        ("Target (Satuan)", "Realisasi (Satuan)"),
        ("Jumlah Target", "Jumlah Realisasi"),
        ("Volume Target", "Volume Realisasi"),
        ("Angka Target", "Angka Realisasi"),
    ],
)
def test_target_and_realisasi_in_other_words(
    tmp_path: Path, target: str, realisasi: str
) -> None:
    rows = [*MON, ["No", "Indikator Kinerja", target, realisasi],
            [1, NAMA["SK5/1"], "3,52 Indeks", "3,6 Indeks"]]  # fmt: skip
    berkas = read_made(tmp_path, {"Mon": rows})
    assert figures(berkas, Role.TARGET) == {"SK5/1": "3.52"}
    assert figures(berkas, Role.REALISASI) == {"SK5/1": "3.6"}
    assert seen(berkas) == []


@pytest.mark.parametrize("title", ["Deskripsi", "Penjelasan Singkat", "Ukuran", X])
def test_names_in_another_column_than_the_titled_one(tmp_path: Path, title: str | None) -> None:
    rows = [*MON, ["IKU", title, "Target", "Realisasi"],
            ["IKU-1", NAMA["SK5/1"], 3.52, 3.6], ["IKU-2", NAMA["SK8/1"], 75, 76]]  # fmt: skip
    berkas = read_made(tmp_path, {"Mon": rows})
    assert figures(berkas, Role.REALISASI) == {"SK5/1": "3.6", "SK8/1": "76"}
    assert seen(berkas) == []
