"""What an edition of a decree may lack or spoil, as files and as a sheet: told, never guessed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from edition_maker import spoil

from iku_excel.errors import KeputusanError
from iku_excel.keputusan import load_keputusan
from iku_excel.keputusan.lampiran import Cell, normal_kode, read_lampiran


# Editions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("keputusan.toml", "tahun_akhir = 2024", "tahun_akhir = 2020", "KP003"),
        ("ketentuan.toml", 'bidang = "penanggung_jawab"', 'bidang = "satuan"', "KP003"),
        ("ketentuan.toml", 'nama = "PermenPANRB 14/2017"', 'nama = "Kepmenpan 25/2004"', "KP004"),
        ("indikator_utama.toml", 'indikator = "', 'indikator = "X', "KP007"),
        ("indikator.toml", "2021", "2020", "KP006"),
        ("keputusan.toml", "nomor =", "nomor = [[[", "KP001"),
        ("keputusan.toml", 'nomor = "47/2023"', "nomor = " + "[" * 3_000, "KP001"),
        ("telaah.toml", "nomor = 2", "nomor = 2\nnomor = 3", "KP004"),
        ("keputusan.toml", "fungsi = [", 'fungsi = [\n    " ",', "KP003"),
        ("keputusan.toml", "fungsi = [", 'fungsi = [\n    "x",\n    "x",', "KP004"),
        ("ketentuan.toml", "sebutan = [", "sebutan = [7, ", "KP003"),
        ("indikator.toml", '2022 = "1"', '2022 = "1", lain = "2"', "KP003"),
    ],
)
def test_spoiled_edition(edition: Path, name: str, old: str, new: str, code: str) -> None:
    spoil(edition, name, old, new)
    with pytest.raises(KeputusanError) as caught:
        load_keputusan("rusak")
    assert caught.value.code == code
    assert name in caught.value.sentence


def test_edition_that_is_no_text(edition: Path) -> None:
    (edition / "telaah.toml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(KeputusanError) as caught:
        load_keputusan("rusak")
    assert caught.value.code == "KP001"


def test_edition_by_its_own_file(edition: Path) -> None:
    assert load_keputusan(str(edition / "keputusan.toml")).nomor == "47/2023"
    assert load_keputusan(str(edition)).nomor == "47/2023"


def test_stray_things_beside_editions_are_no_editions(edition: Path) -> None:
    (edition.parent / "kosong").mkdir()
    (edition.parent / "catatan.txt").write_text("x")
    assert load_keputusan("47-2023").nomor == "47/2023"


# The printed annex as a sheet -------------------------------------------------------------------


def lines(*texts: str) -> list[list[Cell]]:
    return [[Cell(text, f"L!A{number}")] for number, text in enumerate(texts, 1)]


YEARS = "Kode Nama Indikator Target 2022 2023"
REST = "Definisi: a Sumber Data: b Cara menghitung: c Satuan: d Klasifikasi: Maksimasi "
REST += "Penanggung jawab: e"


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        (["tidak ada"], "SK1/1"),
        ([f"SK1/1 Nama 1 2 {REST}"], "A1"),
        ([YEARS, f"SK1/1 1 2 {REST}"], "A2"),
        ([YEARS, f"SK1/1 Nama 1 {REST}"], "A2"),
        ([YEARS, "SK1/1 Nama 1 2"], "A2"),
        ([YEARS, f"SK1/1 Nama 1 2 {REST}", "Kode Target 2024 2025", f"SK1/2 N 1 2 {REST}"], "A4"),
    ],
)
def test_annex_that_lacks_something(rows: list[str], place: str) -> None:
    with pytest.raises(KeputusanError) as caught:
        read_lampiran(lines(*rows))
    assert caught.value.code == "KP009"
    assert place in caught.value.sentence


def test_annex_with_page_numbers_and_an_end() -> None:
    rows = lines(
        YEARS, "- 3 -", f"SK1/1 Nama 1 n.a. {REST}", "halaman 4", "Ditetapkan di X", "SK1/2"
    )
    (record,), years = read_lampiran(rows)
    assert years == [2022, 2023]
    assert record["target"] == {"2022": "1", "2023": "N/A"}


@pytest.mark.parametrize(
    ("text", "kode"),
    [("S.K.1-2.", "SK1/2"), ("sk 3_4", "SK3/4"), ("IKU 01.02", "IKU1/2"), (" lain ", "lain")],
)
def test_normal_kode(text: str, kode: str) -> None:
    assert normal_kode(text) == kode


# More spoiled editions, and sheets of other offices ----------------------------------------------


def test_edition_by_the_number_of_another_folder(edition: Path) -> None:
    spoil(edition, "keputusan.toml", '"47/2023"', '"48/2024"')
    assert load_keputusan("48/2024").nomor == "48/2024"


@pytest.fixture
def sheet_of_decree(tmp_path: Path, own_folder: Path) -> Path:
    from iku_excel.keputusan import export_sheet

    path = tmp_path / "Keputusan.xlsx"
    export_sheet(load_keputusan("47-2023"), path)
    return path


def changed(path: Path, sheet: str, find: str, put: object, column: int = 0) -> Path:
    """The first cell whose text begins with `find` (or the one `column` right of it) set."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    for row in book[sheet].iter_rows():
        for cell in row:
            if str(cell.value or "").startswith(find):
                book[sheet].cell(cell.row, cell.column + column).value = put  # type: ignore
                book.save(path)
                return path
    raise AssertionError(f"{find} is not on {sheet}")


def refused(path: Path) -> str:
    from iku_excel.errors import IkuExcelError
    from iku_excel.keputusan import import_sheet

    with pytest.raises(IkuExcelError) as caught:
        import_sheet(path)
    return caught.value.code


def test_sheets_of_an_edition_that_disagree(sheet_of_decree: Path, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(sheet_of_decree)
    assert "Kategori" in book.sheetnames
    assert "Ketentuan" in book.sheetnames
    changed(sheet_of_decree, "Kategori", "SK", "SK9/9")
    assert refused(sheet_of_decree) == "KP007"


def test_hidden_sheets_are_no_part_of_an_edition(
    sheet_of_decree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import openpyxl

    monkeypatch.setenv("IKU_KEPUTUSAN", str(tmp_path / "edisi"))

    from iku_excel.keputusan import import_sheet

    book = openpyxl.load_workbook(sheet_of_decree)
    extra = book.create_sheet("Lama")
    extra.append(["Kode", "Nama", "Target 2022"])
    extra.append(["SK9/9", "Dibuang", 1])
    extra.sheet_state = "hidden"
    book.save(sheet_of_decree)
    folder = import_sheet(sheet_of_decree)
    assert load_keputusan(str(folder)).indikator_by_kode("SK9/9") is None


def test_absurd_sheet_of_an_edition(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.cell(1_000_000, 1).value = "SK1/1"
    book.save(path)
    assert refused(path) == "BK011"


def test_edition_for_years_is_never_guessed(edition: Path) -> None:
    """Years that the current edition covers, or that two editions share out, change nothing."""
    from iku_excel.keputusan.edisi import edition_for_years, load_shipped

    current = load_shipped()
    assert edition_for_years([], current) is None
    assert edition_for_years([2024, 2030], current) is None
    assert edition_for_years([2030], current) is None
    shutil.rmtree(edition)
    assert edition_for_years([2030], current) is None


def test_figures_on_an_editions_sheet_that_are_none(sheet_of_decree: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(sheet_of_decree)
    sheet = book["Ketentuan"]
    row = next(r for r in sheet.iter_rows() if any("desimal" in str(c.value).lower() for c in r))
    column = next(c.column for c in row if "desimal" in str(c.value).lower())
    sheet.cell(row[0].row + 1, column).value = "dua"
    book.save(sheet_of_decree)
    assert refused(sheet_of_decree).startswith("KP")


def test_header_again_after_a_page_break(sheet_of_decree: Path) -> None:
    import openpyxl

    from iku_excel.keputusan import import_sheet

    book = openpyxl.load_workbook(sheet_of_decree)
    sheet = book["Ketentuan"]
    header = next(r for r in sheet.iter_rows() if any("desimal" in str(c.value).lower() for c in r))
    last = sheet.max_row + 1
    for cell in header:
        sheet.cell(last, cell.column).value = cell.value
    book.save(sheet_of_decree)
    folder = import_sheet(sheet_of_decree)
    assert len(load_keputusan(str(folder)).daftar_indikator) == 17
