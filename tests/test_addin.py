"""The buttons in Excel, over a model of Excel's COM: what is written, kept, restored and said."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import com_model
import openpyxl
import pytest
from addin_office import NAME, SAMPLES, click, juli, office, open_up, said, values
from openpyxl.styles import Protection

from iku_excel.hosts import addin
from iku_excel.workbook import excel_port

__all__ = ["juli", "office"]


def state(excel: com_model.Excel) -> tuple[Any, ...]:
    application = excel.app.application
    sheet = application.active_book.active_sheet
    return (
        application.screen_updating,
        application.calculation,
        application.display_alerts,
        application.enable_events,
        application.status_bar,
        sheet.name,
        sheet.selection.first.address(),
    )


CAPAIAN = [100, None, 100, None, 91, 88, 101.8, 96.77, 101.14, None, None, 104.53, None]


def test_compute_writes_the_computed_columns_and_nothing_else(juli: Path) -> None:
    excel = com_model.Excel(juli)
    book = excel.book(NAME)
    before = book.sheets["Juli"].range("A1:L21").value
    assert click("hitung") == addin.DONE
    after = book.sheets["Juli"].range("A1:L21").value
    assert values(book, "Juli", "H9:H21") == CAPAIAN
    assert values(book, "Juli", "I9:I10") == ["tercapai", "belum dilaporkan"]
    for row in after:
        row[7:9] = []
    for row in before:
        row[7:9] = []
    assert after == before
    assert "8 indikator" in said()


def test_compute_again_changes_nothing(juli: Path) -> None:
    com_model.Excel(juli)
    assert click("hitung") == addin.DONE
    said()
    assert click("hitung") == addin.NOTHING_TO_UNDO


def test_excel_is_left_as_it_was_found(juli: Path) -> None:
    excel = com_model.Excel(juli)
    excel.book(NAME).sheets["Juli"].activate()
    excel.book(NAME).sheets["Juli"].range("C12:D13").select()
    before = state(excel)
    for perintah in ("periksa", "hitung", "batalkan", "hapus-tanda", "rincian"):
        click(perintah)
        assert state(excel) == before


def test_a_backup_is_made_before_the_first_write(juli: Path) -> None:
    com_model.Excel(juli)
    raw = juli.read_bytes()
    click("hitung")
    (copy,) = (juli.parent / ".iku-cadangan").iterdir()
    assert copy.read_bytes() == raw
    assert juli.read_bytes() == raw  # the open workbook is the user's to save


def test_undo_puts_back_what_was_there(juli: Path) -> None:
    excel = com_model.Excel(juli)
    book = excel.book(NAME)
    before = book.sheets["Juli"].range("A1:L21").value
    click("hitung")
    said()
    assert click("batalkan") == addin.NOTHING_TO_UNDO
    assert book.sheets["Juli"].range("A1:L21").value == before
    said()
    click("batalkan")
    assert book.sheets["Juli"].range("A1:L21").value == before


def test_undo_refuses_cells_changed_since(juli: Path) -> None:
    excel = com_model.Excel(juli)
    sheet = excel.book(NAME).sheets["Juli"]
    click("hitung")
    said()
    sheet.range("H9").value = 55
    sheet.range("H13").formula = "=G13*10"
    click("batalkan")
    assert values(excel.book(NAME), "Juli", "H9:H14") == [55, None, None, None, 91, None]
    assert sheet.range("H13").formula == "=G13*10"
    assert "Juli!H9" in said()


def test_a_formula_of_the_users_is_never_overwritten(juli: Path) -> None:
    excel = com_model.Excel(juli)
    sheet = excel.book(NAME).sheets["Juli"]
    sheet.range("H9").formula = "=1+1"
    assert click("hitung") == addin.DONE
    assert sheet.range("H9").formula == "=1+1"
    assert sheet.range("H13").value == 91
    assert "rumus" in said()


def test_a_new_column_looks_like_its_neighbour_and_goes_again(tmp_path: Path) -> None:
    name = "Realisasi_Bulanan_2024.xlsx"
    excel = com_model.Excel(open_up(SAMPLES / "bentuk" / name, tmp_path / name))
    sheet = excel.book(name).sheets.active
    before = sheet.range("A1:V20").value
    assert click("hitung", name) == addin.DONE
    assert sheet.range("T4").value == "Capaian (%)"
    assert sheet.range("T4").color == sheet.range("S4").color
    assert sheet.range("T6").number_format == "0.00"
    assert sheet.range("T6").value == 100
    said()
    click("batalkan", name)
    assert sheet.range("A1:V20").value == before
    assert sheet.range("T4").color is None


def test_a_locked_cell_stops_everything(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLES / "bulanan" / NAME)
    book["Juli"]["H13"].protection = Protection(locked=True)
    book.save(tmp_path / NAME)
    excel = com_model.Excel(tmp_path / NAME)
    assert click("hitung") == addin.REFUSED
    assert values(excel.book(NAME), "Juli", "H9:H21") == [None] * 13
    assert "BK014" in said()


def test_unlocked_cells_of_a_protected_sheet_are_written(tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLES / "bulanan" / NAME, tmp_path))
    excel = com_model.Excel(path)
    assert click("hitung") == addin.DONE
    assert values(excel.book(NAME), "Juli", "H9:H21") == CAPAIAN
    assert excel.book(NAME).sheets["Juli"].api.ProtectContents is True


def test_a_locked_structure_is_said_before_anything_changes(juli: Path) -> None:
    excel = com_model.Excel(juli)
    excel.book(NAME).sheets["Juli"].range("E12").value = 99
    excel.book(NAME).api.Protect(Structure=True)
    assert click("periksa") == addin.REFUSED
    assert excel.book(NAME).sheets["Juli"].range("E12").note is None
    assert "BK014" in said()


@pytest.mark.parametrize("perintah", ["hitung", "periksa"])
def test_a_failure_anywhere_leaves_all_or_nothing(
    juli: Path, perintah: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iku_excel.workbook import excel_write

    excel = com_model.Excel(juli)
    book = excel.book(NAME)
    book.sheets["Juli"].range("E12").value = 99

    def picture() -> tuple[Any, ...]:
        cells = book.sheets["Juli"].range("E9:L21")
        note = book.sheets["Juli"].range("E12").note
        names = [sheet.name for sheet in book.sheets]
        return cells.value, names, note.text if note else None, state(excel)

    real, before, refused = excel_write._Job.run, picture(), 0
    for at in range(1, 120, 7):

        def failing(job: Any, at: int = at) -> Any:
            com_model.Counter.fails_at = com_model.Counter.calls + at
            return real(job)

        monkeypatch.setattr(excel_write._Job, "run", failing)
        code = click(perintah)
        com_model.Counter.fails_at = None
        if code == addin.REFUSED:
            refused += 1
            assert "AD011" in said()
        else:  # it failed where it does not matter (the status bar), or not at all
            said()
            click("batalkan")
            said()
        assert picture() == before
    assert refused >= 8


def test_derivation_of_the_selected_indicator(juli: Path) -> None:
    excel = com_model.Excel(juli)
    excel.book(NAME).sheets["Juli"].activate()
    excel.book(NAME).sheets["Juli"].range("H13").select()
    assert click("rincian") == addin.NOTHING_TO_UNDO
    text = said()
    assert "SK3/2" in text
    assert "9,1 / 10 × 100 = 91,00%" in text
    excel.book(NAME).sheets["Juli"].range("A2").select()
    click("rincian")
    assert "SK3/2" not in said()


def test_derivation_from_raw_data_becomes_a_sheet(tmp_path: Path) -> None:
    path = open_up(SAMPLES / "bentuk" / "Data_Dukung_2024.xlsx", tmp_path / "Data_Dukung_2024.xlsx")
    excel = com_model.Excel(path)
    book = excel.book(path.name)
    sheet = next(s for s in book.sheets if "3.5" in s.name)
    sheet.activate()
    sheet.range("A10").select()
    assert click("rincian", path.name) == addin.DONE
    assert "Rincian SK3.5" in [s.name for s in book.sheets]
    assert "SK3/5" in said()
    click("batalkan", path.name)
    assert "Rincian SK3.5" not in [s.name for s in book.sheets]


def test_targets_that_are_empty_come_from_the_decree(tmp_path: Path) -> None:
    path = open_up(SAMPLES / "PK_2024.xlsx", tmp_path / "PK_2024.xlsx")
    excel = com_model.Excel(path)
    sheet = excel.book(path.name).sheets["Perjanjian Kinerja"]
    whole = sheet.range("A9:E21").value
    sheet.range("E12").value = 14
    sheet.range("D13:E14").clear_contents()
    assert click("isi-pk", path.name) == addin.DONE
    expected = [list(row) for row in whole]
    expected[3][4] = 14
    assert sheet.range("A9:E21").value == expected
    assert "4 sel" in said()
    click("batalkan", path.name)
    assert sheet.range("D13:E14").value == [[None, None], [None, None]]


def test_the_empty_template_is_filled_whole(tmp_path: Path) -> None:
    from iku_excel.resources import template_path

    path = open_up(template_path("PK_template.xlsx"), tmp_path / "PK_baru.xlsx")
    excel = com_model.Excel(path)
    sheet = excel.book(path.name).sheets["Perjanjian Kinerja"]
    click("isi-pk", path.name)
    assert sheet.range("C9").value is None
    said()
    sheet.range("A2").value = "PERJANJIAN KINERJA TAHUN 2024"
    assert click("isi-pk", path.name) == addin.DONE
    assert sheet.range("E9:E21").value == [1, 12, 1, 15, 10, 10, 50, 93, 3.52, 73, 3.54, 75, 90]
    assert sheet.range("E22").value is None


def test_text_that_looks_like_something_else_stays_text(juli: Path) -> None:
    from iku_excel.workbook.live import LiveChanges
    from iku_excel.workbook.writer import PlannedCell

    excel = com_model.Excel(juli)
    book = excel_port.connect(NAME, None)
    texts = ["080", "=1+1", "1/2", "+62 812", "-", "TRUE", "baris 1\nbaris 2", "'kutip", "x" * 999]
    cells = [PlannedCell("Juli", f"N{row}", text) for row, text in enumerate(texts, 1)]
    book.apply(LiveChanges("uji", cells=tuple(cells)))
    sheet = excel.book(NAME).sheets["Juli"]
    assert [sheet.range(f"N{row}").raw_value for row in range(1, len(texts) + 1)] == texts
    assert all(not sheet.range(f"N{row}").api.HasFormula for row in range(1, len(texts) + 1))


def test_xlwings_may_not_end_foreign_processes_nor_retry_for_ever(juli: Path) -> None:
    import atexit
    from unittest.mock import patch

    excel = com_model.Excel(juli)
    with patch.object(atexit, "unregister") as unregister:
        excel_port.import_xlwings()
    unregister.assert_called_once_with(excel.windows.cleanup)
    assert excel.windows.N_COM_ATTEMPTS == excel_port.COM_ATTEMPTS
    assert "xlwings.pro" not in __import__("sys").modules


@pytest.mark.berat
def test_the_report_is_made_from_the_folder_of_the_open_workbook(tmp_path: Path) -> None:
    folder = tmp_path / "LAKIP & lampiran"
    folder.mkdir()
    shutil.copytree(SAMPLES / "bulanan", folder / "bulanan")
    path = Path(shutil.copy(SAMPLES / "PK_2024.xlsx", folder))
    excel = com_model.Excel(path)
    before = excel.book(path.name).sheets[0].used_range.value
    assert click("lakip", path.name) == addin.NOTHING_TO_UNDO
    assert "LAKIP_2024.docx" in said()
    assert (folder / "LAKIP_2024.docx").stat().st_size > 20_000
    assert excel.book(path.name).sheets[0].used_range.value == before
    (folder / "rusak.xlsx").write_bytes(b"bukan zip")
    (folder / "LAKIP_2024.docx").unlink()
    assert click("lakip", path.name) == addin.NOTHING_TO_UNDO
    assert "rusak.xlsx" in said()
    assert not (folder / "LAKIP_2024.docx").exists()


def test_the_guide_opens_without_any_workbook(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(addin, "show_file", opened.append)
    assert addin.main(["panduan"]) == addin.NOTHING_TO_UNDO
    assert "47/2023" in capsys.readouterr().err
    assert [path.name for path in opened] == ["panduan.html"]


def test_progress_is_shown_in_the_status_bar(
    juli: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyopenvba.apps.excel._model import Application

    seen: list[object] = []

    def note(_app: Any, value: object) -> None:
        seen.append(value)

    excel = com_model.Excel(juli)
    bar = property(lambda app: False, note)
    monkeypatch.setattr(Application, "status_bar", bar, raising=False)
    excel.book(NAME)
    click("hitung")
    assert any("Juli" in str(text) for text in seen)
    assert seen[-1] is False
