"""Where raw data is found: headers anywhere, and nothing where there is none."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from bukti_fakes import FakeSheet, berkas, cells, codes, count, count_rows, keputusan

from iku_excel.bukti import count_book, render_rincian, rincian_rows, rincian_sheet
from iku_excel.bukti.bentuk import daftar_bentuk, load_data
from iku_excel.bukti.job import calculators
from iku_excel.bukti.temuan import DAFTAR_TEMUAN
from iku_excel.finding import Location, Severity
from iku_excel.model import Jenis, Tabel
from iku_excel.workbook.engine import edit_workbook, open_book
from iku_excel.workbook.port import Area
from iku_excel.workbook.reader import read_book

ROOT = Path(__file__).resolve().parent.parent
PEMBINAAN = ["No", "Nama Perusahaan", "Omzet Sebelum", "Omzet Sesudah"]
ROWS = [[1, "PT Satu", 100, 120], [2, "PT Dua", 100, 90]]


# Headers -----------------------------------------------------------------------------------------


def test_a_table_anywhere_below_titles_with_numbered_columns() -> None:
    shifted = [
        [None, None, *row] for row in (PEMBINAAN, [1, 2, 3, 4], *ROWS, ["Jumlah", None, 200, 210])
    ]
    sheet = FakeSheet("Lembar 7", [["BSPJI Pekanbaru"], ["Tahun 2024"], [], [], *shifted])
    result = count(sheet)["SK2/1"]
    assert result.realisasi == 1
    assert result.header.sel == "C5"
    assert cells(result.dihitung) == ["D7"]
    assert cells(result.ditinggalkan) == ["C9", "D8"]


def test_columns_in_any_order_and_other_words() -> None:
    header = [
        "Omset sesudah\npembinaan (Rp)",
        "Omset sebelum\npembinaan (Rp)",
        "NAMA  PERUSAHAAN",
        "No.",
    ]
    result = count_rows("SK2/1", header, [120, 100, "PT Satu", 1], [90, 100, "PT Dua", 2])
    assert result.realisasi == 1


def test_two_header_rows_with_merged_groups() -> None:
    rows = [
        ["No", "Nama Perusahaan", "Omzet", None, "Client", None],
        [None, None, "Sebelum", "Sesudah", "Sebelum", "Sesudah"],
        [1, "PT Satu", 100, 100, 3, 4],
    ]
    merged = (Area(1, 1, 2, 1), Area(1, 2, 2, 2), Area(1, 3, 1, 4), Area(1, 5, 1, 6))
    assert count(FakeSheet("x", rows, merged=merged))["SK2/1"].realisasi == 1
    assert count(FakeSheet("x", rows))["SK2/1"].realisasi == 1


def test_the_first_row_of_data_is_not_taken_for_a_header() -> None:
    # All texts, with a filled column that has no title of its own.
    header = ["Nomor LHP", "Temuan", "Rekomendasi", "Status", None]
    result = count_rows(
        "SK4/2",
        header,
        ["LHP-1", "T1", "R1", "Sesuai", "catatan"],
        ["LHP-1", "T2", "R2", "Belum", None],
    )
    assert cells(result.dihitung) == ["D2", "D3"]


def test_realisasi_up_to_the_period_not_of_the_last_one() -> None:
    rows = [
        ["Akun", "Pagu", "Realisasi", None, None],
        [None, None, "Periode Lalu", "Periode Ini", "s.d. Periode"],
        ["521211", 100, 20, 30, 50],
    ]
    assert count(FakeSheet("x", rows))["SK3/5"].realisasi == 50


def test_a_header_repeated_by_a_page_break_and_a_blank_row_do_not_end_the_table() -> None:
    result = count_rows("SK2/1", PEMBINAAN, ROWS[0], PEMBINAAN, ROWS[1], [], [3, "PT Tiga", 1, 2])
    assert result.realisasi == 2
    assert result.tambahan["A"] == 3


def test_signatures_below_the_table_are_no_data() -> None:
    result = count_rows(
        "SK2/1", PEMBINAAN, *ROWS, [], [None, "Pekanbaru, 31 Desember 2024"], [None, "Kepala Seksi"]
    )
    assert result.tambahan["A"] == 2
    assert codes(result) == []
    assert cells(result.ditinggalkan)[:2] == ["A5", "A6"]


def test_two_tables_on_one_sheet() -> None:
    ikm = [["Bulan", "Jumlah Responden", "Nilai IKM"], ["Januari", 10, 3.5]]
    found = count(FakeSheet("Data", [PEMBINAAN, *ROWS, [], ["Survei"], *ikm]))
    assert {k: r.realisasi for k, r in found.items()} == {"SK2/1": 1, "SK5/1": Decimal("3.5")}


def test_one_list_on_two_sheets_is_one_list() -> None:
    first = FakeSheet("Semester 1", [PEMBINAAN, ROWS[0]])
    second = FakeSheet("Semester 2", [PEMBINAAN, [1, "PT Satu", 100, 120], [2, "PT Lima", 1, 2]])
    result = count(first, second)["SK2/1"]
    assert result.realisasi == 2
    assert [(o.kode, o.location.lembar) for o in result.observations] == [("BD003", "Semester 2")]


def test_a_missing_column_names_itself_and_the_headers_found() -> None:
    result = count_rows(
        "SK4/2", ["No", "Nomor LHP", "Rekomendasi", "Bukti"], [1, "LHP-1", "R1", "ada"]
    )
    assert result.realisasi is None
    assert codes(result) == [("BD001", "A1")]
    data = result.observations[0].data
    assert data["kolom"] == "Status Tindak Lanjut"
    assert data["judul_ada"] == "No, Nomor LHP, Rekomendasi, Bukti"


def test_hidden_data_is_counted_and_said() -> None:
    sheet = FakeSheet(
        "x",
        [PEMBINAAN, *ROWS],
        is_visible=False,
        hidden_rows=frozenset({3}),
        hidden_columns=frozenset({4}),
    )
    result = count(sheet)["SK2/1"]
    assert result.realisasi == 1
    assert codes(result) == [("BK007", "A1"), ("BK007", "A3"), ("BK007", "D1")]


def test_the_year_must_be_known() -> None:
    result = count(FakeSheet("x", [PEMBINAAN, *ROWS]), tahun=None)["SK2/1"]
    assert result.realisasi is None
    assert result.alasan
    titled = FakeSheet("x", [["Tahun 2024"], PEMBINAAN, *ROWS])
    assert count(titled, tahun=None)["SK2/1"].realisasi == 1


def test_tables_the_reader_recognised_are_left_alone() -> None:
    header = Location("data.xlsx", "x", "A1")
    tabel = Tabel(Jenis.MONITORING, 4, "x", header, (1, 1), (2, 3), (), (), 2024, None)
    assert count(FakeSheet("x", [PEMBINAAN, *ROWS]), daftar_tabel=(tabel,)) == {}


@pytest.mark.parametrize(
    "header",
    [
        ["No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"],
        ["No", "Indikator Kinerja", "Target", "Realisasi", "Capaian", "Kendala", "Tindak Lanjut"],
        ["Kegiatan", "Pagu", "Realisasi", "%"],
        ["Bulan", "Nilai"],
        ["Nama", "Alamat", "Telepon"],
        ["Q1", "Q2", "Q3", "Q4"],
    ],
)
def test_other_tables_are_nobodys_raw_data(header: list[str]) -> None:
    rows = [[1, "Belanja", 100, 50, 50, "x", "y"][: len(header)] for _ in range(3)]
    assert count(FakeSheet("Lembar1", [header, *rows])) == {}


@pytest.mark.parametrize("name", ["Temuan", "Rincian SK2.1", "Narasi"])
def test_our_own_sheets_are_no_raw_data(name: str) -> None:
    assert count(FakeSheet(name, [PEMBINAAN, *ROWS])) == {}


def test_words_are_matched_in_any_hash_order() -> None:
    header = list(PEMBINAAN)
    random.Random(3).shuffle(header)
    order = [PEMBINAAN.index(title) for title in header]
    rows = [[row[i] for i in order] for row in ROWS]
    assert count(FakeSheet("x", [header, *rows]))["SK2/1"].realisasi == 1


# The shipped workbooks --------------------------------------------------------------------------


def test_the_sample_of_raw_data() -> None:
    # Worked out in the sample's own comments.
    expected = {
        "SK1/2": "1", "SK1/3": "13.25", "SK2/1": "2", "SK3/1": "16.5", "SK3/2": "10.5",
        "SK3/3": "11.2", "SK3/5": "96.75", "SK4/2": "92.5", "SK5/1": "3.6", "SK6/1": "74.25",
        "SK7/1": "3.62", "SK8/1": "78.4", "SK8/2": "92.15",
    }  # fmt: skip
    for name in ("bentuk/Data_Dukung_2024.xlsx", "bulanan/Monitoring_2024_12.xlsx"):
        with open_book(ROOT / "samples" / "sah" / name) as book:
            read = read_book(book, keputusan())
            found = count_book(book, read, keputusan(), 2024)
        assert {r.indikator: r.realisasi for r in found} == {
            kode: Decimal(text) for kode, text in expected.items()
        }
        assert {o.kode for r in found for o in r.observations} == set()


def test_the_empty_template_counts_nothing() -> None:
    with open_book(ROOT / "templates" / "Monitoring_template.xlsx") as book:
        assert count_book(book, berkas(2024), keputusan(), 2024) == ()


@pytest.mark.berat
def test_real_workbooks_of_others_hold_no_raw_data(corpus: Path) -> None:
    from iku_excel.errors import WorkbookError

    counted = []
    for path in sorted(corpus.glob("*.xls*")):
        try:
            with open_book(path) as book:
                counted += count_book(book, berkas(2024), keputusan(), 2024)
        except WorkbookError:
            continue
    assert counted == []


# Registry, data and printing ---------------------------------------------------------------------


def test_every_cara_of_the_decree_has_a_calculator_a_form_and_settings() -> None:
    known = set(calculators())
    assert {i.cara for i in keputusan().daftar_indikator} <= known
    assert {cara for form in daftar_bentuk() for cara in form.cara} == known
    assert set(load_data().pengaturan) == known


def test_every_setting_of_the_decree_exists_with_its_value() -> None:
    free = {"akun", "uraian_akun", "kata_kunci"}
    for indikator in keputusan().daftar_indikator:
        entries = load_data().pengaturan[indikator.cara]
        for nama, value in indikator.pengaturan.items():
            if nama not in free:
                assert value in entries[nama]["pilihan"], (indikator.kode, nama)


def test_every_finding_has_its_words() -> None:
    kode = [t.kode for t in DAFTAR_TEMUAN]
    assert kode == sorted(set(kode))
    for temuan in DAFTAR_TEMUAN:
        assert Severity.from_label(temuan.tingkat)
        assert temuan.aturan.endswith(".") and temuan.saran.endswith(".")


def test_the_page_about_raw_data_names_every_column_setting_and_code() -> None:
    page = (ROOT / "docs" / "analisis" / "data-dukung.md").read_text("utf-8")
    titles = [k.judul for form in daftar_bentuk() for k in form.daftar_kolom if k.peran != "no"]
    names = [f"`{n}`" for entries in load_data().pengaturan.values() for n in entries]
    kode = [f"| {t.kode} | {t.tingkat} | {t.aturan} |" for t in DAFTAR_TEMUAN]
    assert [text for text in (*titles, *names, *kode) if text not in page] == []


def test_the_derivation_in_print_and_as_rows() -> None:
    result = count_rows("SK2/1", PEMBINAAN, *ROWS)
    lines = render_rincian(result)
    assert lines[0] == "Rincian SK2/1 (cara: pembinaan)"
    assert any("SK2.1!B2" in line and "PT Satu" in line for line in lines)
    assert any("SK2.1!B3" in line and "tidak ada kenaikan" in line for line in lines)
    rows = rincian_rows(result)
    assert {len(row) for row in rows} == {4}
    assert ["SK2.1!B2", "PT Satu", Decimal(1), None] in rows
    many = count_rows("SK2/1", PEMBINAAN, *[[i, f"PT {i}", 1, 2] for i in range(30)])
    assert len(render_rincian(many, batas=5)) < len(render_rincian(many))


def test_the_derivation_as_a_sheet_that_is_no_raw_data_itself(tmp_path: Path) -> None:
    source = ROOT / "samples" / "sah" / "bentuk" / "Data_Dukung_2024.xlsx"
    target = tmp_path / "dengan rincian.xlsx"
    with open_book(source) as book:
        before = count_book(book, berkas(2024), keputusan(), 2024)
    edit_workbook(source, target, {}, add_sheets=[rincian_sheet(r) for r in before])
    with open_book(target) as book:
        names = [sheet.name for sheet in book.sheets]
        after = count_book(book, berkas(2024), keputusan(), 2024)
        sheet = book.sheets[names.index("Rincian SK3.5")]
        cells_of = {row[0]: row for row in sheet.grid() if row}
    assert [(r.indikator, r.realisasi) for r in after] == [
        (r.indikator, r.realisasi) for r in before
    ]
    assert cells_of["Realisasi"][2] == 96.75
    assert cells_of["SK3.5!D6"][2] == 412_300_000


def test_every_raw_sheet_of_the_template_is_recognised() -> None:
    # The template's own headers, one row of data below each ("521211" for the accounts).
    found = {}
    with open_book(ROOT / "templates" / "Monitoring_template.xlsx") as book:
        for sheet in book.sheets:
            if sheet.name.startswith("SK"):
                grid = [list(row) for row in sheet.grid()]
                texts = [sum(value not in (None, "") for value in row) for row in grid]
                header = next(i for i, count_ in enumerate(texts) if count_ > 2)
                width = len(grid[header])
                filled = [*grid[: header + 1], ["521211", *range(200, 199 + width)]]
                found[sheet.name] = list(count(FakeSheet(sheet.name, filled)))
    assert found == {i.kode.replace("/", "."): [i.kode] for i in keputusan().daftar_indikator}
