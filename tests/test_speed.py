"""What keeps the program quick is true by construction; benchmarks/ measure how quick it is."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from iku_excel.hosts.batch import jobs
from iku_excel.hosts.batch.jobs import ReadJob, Settings
from iku_excel.keputusan import load_keputusan
from iku_excel.pipeline import read_source
from iku_excel.workbook.engine import open_book, reading

ROOT = Path(__file__).resolve().parent.parent
MONTHLY = ROOT / "samples" / "sah" / "bulanan" / "Monitoring_2024_12.xlsx"
UNUSED = (
    "pandas", "numpy", "matplotlib", "openpyxl", "docx", "xlwings", "jinja2", "lxml", "rich",
    "tempfile", "zipfile", "asyncio", "iku_excel.workbook.engine.edit", "iku_excel.lakip",
)  # fmt: skip


def test_checking_a_workbook_loads_nothing_that_it_does_not_use() -> None:
    code = (
        "import json, sys; from iku_excel.hosts.cli import main; "
        f"main(['periksa', {str(MONTHLY)!r}]); "
        f"print(json.dumps([m for m in {UNUSED!r} if m in sys.modules]), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    # What the interpreter itself loads at start (an editable install) is not ours.
    bare = "import json, sys; print(json.dumps(sorted(sys.modules)))"
    before = subprocess.run(
        [sys.executable, "-c", bare], capture_output=True, text=True, check=True, timeout=120
    )
    assert set(json.loads(done.stderr)) - set(json.loads(before.stdout)) == set()


def test_an_ordinary_sheet_is_read_by_the_fast_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "biasa.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data")
        for row in range(300):
            sheet.write_row(row, 0, (row, f"PT {row}", row * 1.5, "selesai"))
        sheet.conditional_format(0, 0, 9, 0, {"type": "3_color_scale"})
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": ["Data", 0, 0, 9, 0]})
        sheet.insert_chart(0, 6, chart)

    def refuse(self: object) -> Any:
        raise AssertionError("the slow scanner was asked")

    monkeypatch.setattr(reading.FileSheet, "_own_grid", refuse)
    with open_book(path) as found:
        assert found.sheets[0].grid()[299][1] == "PT 299"
    with open_book(MONTHLY) as found:
        assert all(each.grid() is not None for each in found.sheets)


def test_the_decree_is_packed_once_for_all_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    decree = load_keputusan()
    settings = Settings(decree, None, 2024, date(2025, 1, 15), ("MO",))
    first, second = (ReadJob(name, name, "", settings) for name in ("a", "b"))
    sent = [pickle.dumps(job, pickle.HIGHEST_PROTOCOL) for job in (first, second)]
    monkeypatch.setattr(jobs, "_pack", None)  # not asked again on the other side
    there = [pickle.loads(content) for content in sent]
    assert there[0] == first and there[1] == second
    assert there[0].settings.keputusan is there[1].settings.keputusan
    assert there[0].settings == settings


def test_a_second_workbook_of_a_run_finds_the_words_prepared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from iku_excel.bukti import matching
    from iku_excel.workbook import indikator_match, vocabulary

    decree = load_keputusan()
    before = read_source(MONTHLY, decree, None)

    def refuse(*_: object) -> Any:
        raise AssertionError("prepared again")

    monkeypatch.setattr(indikator_match, "Matcher", refuse)
    monkeypatch.setattr(matching, "HeaderMatcher", refuse)
    monkeypatch.setattr(vocabulary, "_phrases", refuse)
    assert read_source(MONTHLY, decree, None) == before
