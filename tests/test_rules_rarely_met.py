"""Rules that ordinary workbooks and editions never meet: a code and a place all the same."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from book_maker import NAMA, SheetMade, make_book
from model_builders import berkas, bulan, hasil, keputusan, rincian, tabel, tw
from recalculated import formulas

from iku_excel.compute.acuan import target_in_pk
from iku_excel.compute.kebijakan import describe_kebijakan, parse_kebijakan
from iku_excel.compute.rumus import PenyusunRumus, _ranges
from iku_excel.errors import UsageError
from iku_excel.hosts.cli import main
from iku_excel.model import TAHUN, HasilIndikator, Jenis, Role
from iku_excel.workbook.port import Cell as BookCell
from iku_excel.workbook.port import Format

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


# A month's own figure -----------------------------------------------------------------------------


def month_only(bulan: int, kumulatif: object) -> HasilIndikator:
    sheet = tabel(
        Jenis.MONITORING,
        [Role.TARGET, Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN],
        [{"indikator": "SK1/2", Role.TARGET: 3, Role.REALISASI: 1,
          Role.REALISASI_SAMPAI_DENGAN: kumulatif}],
        bulan=bulan,
    )  # fmt: skip
    (entry,) = hasil(berkas(sheet, bulan=bulan)).daftar_hasil
    return entry


def test_a_months_own_figure_is_not_the_years() -> None:
    """Of an indicator that adds up, with the cumulative column empty: no figure, and why."""
    entry = month_only(3, None)
    assert entry.realisasi is None
    assert entry.capaian.alasan is not None
    assert "s.d." in entry.capaian.alasan
    assert month_only(1, None).realisasi == 1
    assert month_only(3, 2).realisasi == 2


def test_months_of_raw_data_and_of_a_year() -> None:
    from iku_excel.compute.tahunan import months_of

    indikator = keputusan().indikator_by_kode("SK3/5")
    assert indikator is not None
    counted = rincian("SK3/5", 40, per_bulan={2: Decimal(40), 1: Decimal(30)})
    source = berkas()
    (entry,) = hasil(source, counted).daftar_hasil
    months = [(m.bulan, m.realisasi) for m in months_of(source, entry, indikator)]
    assert months == [(1, 30), (2, 40)]
    year = tabel(Jenis.MONITORING, [Role.TARGET, Role.REALISASI],
                 [{"indikator": "SK8/1", Role.TARGET: 76, Role.REALISASI: 77}])  # fmt: skip
    of_year = berkas(year)
    (typed,) = hasil(of_year).daftar_hasil
    months = [(m.bulan, m.realisasi) for m in months_of(of_year, typed, indikator)]
    assert months == [(12, 77)]


# What no formula gives ----------------------------------------------------------------------------


class OneSheet:
    """A sheet of numbers by cell, as much of the port as a formula asks for."""

    def __init__(self, name: str, cells: dict[str, BookCell]) -> None:
        self.name, self.cells = name, cells

    def cell(self, row: int, column: int) -> BookCell:
        from iku_excel.workbook.engine import cell_ref

        return self.cells.get(cell_ref(row, column), BookCell())


def penyusun() -> PenyusunRumus:
    return PenyusunRumus(keputusan(), parse_kebijakan("baku"))


def months_of_sk12(cells: dict[str, BookCell], *figures: object) -> tuple[Any, HasilIndikator]:
    keys: list[Any] = [Role.TARGET, *((Role.REALISASI, bulan(n + 1)) for n in range(len(figures)))]
    row = {"indikator": "SK1/2", Role.TARGET: 3, **dict(zip(keys[1:], figures, strict=True))}
    (entry,) = hasil(berkas(tabel(Jenis.MONITORING, keys, [row], bentuk=5))).daftar_hasil
    return OneSheet("Lembar", cells), entry


def test_formula_or_the_reason() -> None:
    number = {ref: BookCell(Decimal(1)) for ref in ("D6", "E6")} | {"C6": BookCell(Decimal(3))}
    sheet, entry = months_of_sk12(number, 1, 1)
    found = penyusun().capaian(sheet, entry, Role.CAPAIAN_MENTAH, TAHUN, False)
    assert found.teks == "ROUND(SUM(D6:E6)/C6*100,2)"
    mixed = number | {"E6": BookCell(Decimal("0.01"), format=Format.PERCENT)}
    sheet, entry = months_of_sk12(mixed, 1, 1)
    found = penyusun().capaian(sheet, entry, Role.CAPAIAN, TAHUN, False)
    assert found.teks is None
    assert found.alasan is not None
    assert "bercampur" in found.alasan
    for changes in ({"name": "Lain"}, {"cells": number | {"D6": BookCell("1")}}):
        sheet, entry = months_of_sk12(number, 1, 1)
        vars(sheet).update(changes)
        found = penyusun().capaian(sheet, entry, Role.CAPAIAN, TAHUN, False)
        assert found.teks is None
        assert "D6" in (found.alasan or "")


def test_against_the_year_a_triwulan_uses_the_years_target() -> None:
    number = {ref: BookCell(Decimal(1)) for ref in ("D6", "E6", "F6", "G6")}
    sheet, entry = months_of_sk12(number | {"C6": BookCell(Decimal(3))}, 1, 1, 1, 1)
    found = penyusun().capaian(sheet, entry, Role.CAPAIAN_TERHADAP_TAHUN, tw(1), False)
    assert found.teks == "ROUND(MAX(0,MIN(120,SUM(D6:F6)/C6*100)),2)"
    own = penyusun().capaian(sheet, entry, Role.CAPAIAN, tw(1), False)
    assert own.teks is None


def test_verdict_by_a_thread_stays_text() -> None:
    figures = ("1", "1", "0.9999999999")
    cells = {r: BookCell(Decimal(f)) for r, f in zip(("D6", "E6", "F6"), figures, strict=True)}
    sheet, entry = months_of_sk12(cells | {"C6": BookCell(Decimal(3))}, *figures)
    assert str(entry.capaian.status) == "belum tercapai"
    assert penyusun().status(sheet, entry).teks is None


def test_raw_data_has_no_formula() -> None:
    (entry,) = hasil(berkas(), rincian("SK3/5", 40)).daftar_hasil
    sheet: Any = OneSheet("Data", {})
    assert penyusun().capaian(sheet, entry, Role.CAPAIAN, TAHUN, False).teks is None
    assert penyusun().status(sheet, entry).teks is None
