"""Rules that ordinary workbooks and editions never meet: a code and a place all the same."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from book_maker import NAMA, SheetMade, make_book
from model_builders import berkas, tabel
from recalculated import formulas

from iku_excel.compute.acuan import target_in_pk
from iku_excel.compute.kebijakan import describe_kebijakan, parse_kebijakan
from iku_excel.compute.rumus import _ranges
from iku_excel.errors import KeputusanError, UsageError
from iku_excel.hosts.cli import main
from iku_excel.keputusan import load_keputusan
from iku_excel.keputusan.edisi import SHIPPED
from iku_excel.keputusan.lampiran import Cell, normal_kode, read_lampiran

# Policy -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said", "unsaid"),
    [
        ("batas_bawah=tanpa", "paling tinggi 120 persen", "paling rendah"),
        ("batas_atas=tanpa", "paling rendah 0 persen", "paling tinggi"),
        ("tanpa-batas", "tidak dibatasi", "paling"),
        ("target_nol_realisasi_nol=100", "dihitung 100 persen", "tidak dibatasi"),
        ("realisasi_kosong=nol", "realisasi kosong dihitung 0 persen", "tidak ikut dirata-rata"),
        ("rerata=sasaran", "menurut sasaran", "menurut indikator"),
    ],
)
def test_policy_in_words(text: str, said: str, unsaid: str) -> None:
    sentence = describe_kebijakan(parse_kebijakan(text))
    assert said in sentence
    assert unsaid not in sentence


@pytest.mark.parametrize(
    "text",
    ['kebijakan = "baku"', "pembulatan = true", "pembulatan = 2.5", "batas_atas = 1979-05-27",
     'nama = " "', "batas_atas = inf", "pembulatan = -1", "pembulatan = 11"],
)  # fmt: skip
def test_policy_file_with_a_wrong_value(tmp_path: Path, text: str) -> None:
    path = tmp_path / "k.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        parse_kebijakan(path)
    assert caught.value.code == "PG010"


def test_policy_file_with_a_name_and_a_base(tmp_path: Path) -> None:
    path = tmp_path / "kantor.toml"
    path.write_text('[kebijakan]\ndasar = "batas-110"\nnama = "Kantor"\npembulatan = 10\n')
    kebijakan = parse_kebijakan(path)
    assert (kebijakan.nama, kebijakan.batas_atas, kebijakan.pembulatan) == (
        "Kantor", Decimal(110), 10,
    )  # fmt: skip


# Formulas ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refs", "ranges"),
    [
        (["D9"], ["D9"]),
        (["D9", "E9", "F9", "H9"], ["D9:F9", "H9"]),
        (["D9", "D10", "D11"], ["D9:D11"]),
        (["D9", "E9", "E10", "E11"], ["D9:E9", "E10:E11"]),
        (["D9", "F9", "H9"], ["D9", "F9", "H9"]),
        (["Z1", "AA1", "AB1"], ["Z1:AB1"]),
        (["D9", "C9"], ["D9", "C9"]),
    ],
)
def test_neighbours_are_joined(refs: list[str], ranges: list[str]) -> None:
    assert _ranges(refs) == ranges


HEADER = ["No", "Indikator Kinerja", "Target 2024"]


def made(path: Path, header: list[str], *rows: list[object], **options: object) -> Path:
    body = [["MONITORING TAHUN 2024"], [], [*HEADER, *header], *rows]
    book = make_book(path, {"M": SheetMade(body, **options)})  # type: ignore[arg-type]
    assert main(["hitung", str(book), "--sebagai", "rumus"]) in (0, 1)
    return book


def test_percent_and_plain_figures_mixed_stay_a_value(tmp_path: Path) -> None:
    book = made(
        tmp_path / "b.xlsx",
        ["Januari", "Februari", "Maret"],
        ["SK6/2", None, 70, 0.5, 60, 70],
        ["SK1/2", NAMA["SK1/2"], 3, 1, 1, 1],
        formats={"D4": "0%"},
    )
    assert ("M", "G5") in formulas(book)


def test_triwulan_against_the_target_of_the_year(tmp_path: Path) -> None:
    header = ["TW I Target", "TW I Realisasi", "TW I Capaian", "TW II Target", "TW II Realisasi"]
    book = made(tmp_path / "b.xlsx", header, ["SK8/1", NAMA["SK8/1"], 76, 70, 72, None, 74, 75])
    found = formulas(book)
    assert found["M", "F4"] == "=ROUND(MAX(0,MIN(120,E4/D4*100)),2)"


def test_sum_that_misses_its_target_by_nothing(tmp_path: Path) -> None:
    """0,1 ten times is not 1 to a computer: the verdict is on decimals, in the formula too."""
    months = [f"{m}" for m in ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli")]
    header = [*months, "Agustus", "September", "Oktober", "Capaian", "Status"]
    figures = [0.1] * 10
    book = made(tmp_path / "b.xlsx", header, ["SK1/2", NAMA["SK1/2"], 1, *figures, None, None])
    assert formulas(book)["M", "O4"] == '=IF(ROUND(SUM(D4:M4),9)>=C4,"tercapai","belum tercapai")'


# Perjanjian Kinerja -----------------------------------------------------------------------------


def test_target_in_pk_is_that_of_the_indicator_or_none() -> None:
    from iku_excel.model import Jenis, Role

    pk = berkas(
        tabel(Jenis.MONITORING, [Role.TARGET], [{"indikator": "SK8/2", Role.TARGET: 90}]),
        tabel(
            Jenis.PERJANJIAN_KINERJA,
            [Role.TARGET],
            [{"kode": "X", "nama": "x"}, {"indikator": "SK7/1"},
             {"indikator": "SK8/1", Role.TARGET: 76}],
        ),
    )  # fmt: skip
    found = target_in_pk(pk, "SK8/1")
    assert found is not None
    assert found.angka == 76
    assert target_in_pk(pk, "SK8/2") is None  # only a monitoring table has it
    assert target_in_pk(pk, "SK7/1") is None


# Editions ---------------------------------------------------------------------------------------


@pytest.fixture
def edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "edisi"
    monkeypatch.setenv("IKU_KEPUTUSAN", str(folder))
    return Path(shutil.copytree(SHIPPED / "47-2023", folder / "rusak"))


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
    ],
)
def test_spoiled_edition(edition: Path, name: str, old: str, new: str, code: str) -> None:
    text = (edition / name).read_text("utf-8")
    assert old in text
    (edition / name).write_text(text.replace(old, new, 1), "utf-8")
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
