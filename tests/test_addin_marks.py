"""The add-in's marks on a live workbook: sheet Temuan, notes and colours that come and go."""

from __future__ import annotations

import shutil
from pathlib import Path

import com_model
import openpyxl
from addin_office import NAME, SAMPLES, click, juli, office, said

from iku_excel.hosts import addin

__all__ = ["juli", "office"]


def test_findings_become_a_sheet_notes_and_fills_and_go_again(juli: Path) -> None:
    excel = com_model.Excel(juli)
    book = excel.book(NAME)
    target = book.sheets["Juli"].range("E12")
    target.value = 99
    target.add_note("dari Bu Sri")
    own_colour = target.color
    assert click("periksa") == addin.DONE
    assert [sheet.name for sheet in book.sheets] == ["Identitas", "Juli", "Temuan"]
    temuan = book.sheets["Temuan"]
    assert temuan.range("A1").value == "Temuan pemeriksaan"
    row = temuan.range("C5:E5").value
    assert row == ["MO005", "Juli", "E12"]
    assert temuan.range("E5").api.Hyperlinks(1).SubAddress == "'Juli'!E12"
    assert target.note.text.startswith("IKU: ")
    assert target.note.text.endswith("dari Bu Sri")
    assert target.color == (248, 203, 173)
    assert "1 kesalahan" in said()
    click("hapus-tanda")
    assert [sheet.name for sheet in book.sheets] == ["Identitas", "Juli"]
    assert target.note.text == "dari Bu Sri"
    assert target.color == own_colour
    assert target.value == 99


def test_marks_survive_saving_and_come_off_on_another_pc(juli: Path, tmp_path: Path) -> None:
    excel = com_model.Excel(juli)
    cell = excel.book(NAME).sheets["Juli"].range("G9")
    cell.value = "tidak tahu"
    own_colour = cell.color
    assert own_colour is not None
    click("periksa")
    said()
    elsewhere = tmp_path / "lain.xlsx"
    excel.save(elsewhere)
    shutil.rmtree(tmp_path / "pengaturan")
    excel = com_model.Excel(elsewhere)
    cell = excel.book("lain.xlsx").sheets["Juli"].range("G9")
    assert cell.color == (248, 203, 173)
    click("hapus-tanda", "lain.xlsx")
    assert cell.note is None
    assert cell.color == own_colour


def test_a_note_of_the_users_that_begins_like_ours_stays(juli: Path) -> None:
    excel = com_model.Excel(juli)
    cell = excel.book(NAME).sheets["Juli"].range("D9")
    cell.add_note("IKU: lihat Renstra")
    click("periksa")
    click("hapus-tanda")
    assert cell.note.text == "IKU: lihat Renstra"


def test_what_was_typed_below_our_note_stays(juli: Path) -> None:
    excel = com_model.Excel(juli)
    cell = excel.book(NAME).sheets["Juli"].range("E12")
    cell.value = 99
    click("periksa")
    cell.note.text = cell.note.text + "\nsudah ditanyakan"
    click("hapus-tanda")
    assert cell.note.text == "sudah ditanyakan"


def test_checking_again_renews_instead_of_piling_up(juli: Path) -> None:
    excel = com_model.Excel(juli)
    book = excel.book(NAME)
    book.sheets["Juli"].range("E12").value = 99
    for _ in range(2):
        click("periksa")
        said()
    assert [sheet.name for sheet in book.sheets] == ["Identitas", "Juli", "Temuan"]
    assert book.sheets["Juli"].range("E12").note.text.count("IKU: ") == 1
    book.sheets["Juli"].range("E12").value = 15
    click("periksa")
    assert book.sheets["Juli"].range("E12").note is None
    assert "0 temuan" in said()


def test_a_sheet_of_the_users_with_our_name_stays(juli: Path) -> None:
    excel = com_model.Excel(juli)
    book = excel.book(NAME)
    book.sheets.add("Temuan", after=book.sheets["Juli"]).range("A1").value = "punya saya"
    click("periksa")
    names = [sheet.name for sheet in book.sheets]
    assert names == ["Identitas", "Juli", "Temuan", "Temuan (2)"]
    assert book.sheets["Temuan"].range("A1").value == "punya saya"
    click("periksa")
    assert [sheet.name for sheet in book.sheets] == names


def test_a_protected_sheet_takes_no_marks_and_that_is_said(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLES / "bulanan" / NAME)
    book["Juli"].protection.objects = True  # as Excel's own default
    book["Juli"]["E12"] = 99
    book.save(tmp_path / NAME)
    excel = com_model.Excel(tmp_path / NAME)
    assert click("periksa") == addin.DONE
    assert excel.book(NAME).sheets["Juli"].range("E12").note is None
    assert excel.book(NAME).sheets["Temuan"].range("E5").value == "E12"
    assert "“Juli” dikunci" in said()
