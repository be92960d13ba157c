"""A folder of workbooks: what is found, grouped, written, skipped, and survives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from iku_excel.hosts.batch.discover import find_workbooks
from iku_excel.hosts.batch.jobs import Settings, comparison_job
from iku_excel.hosts.batch.run import BatchOptions, BatchReport, run_batch
from iku_excel.keputusan import load_keputusan
from iku_excel.pipeline import examine
from iku_excel.resources import samples_path
from iku_excel.workbook.engine import open_book
from iku_excel.workbook.writer import plan_writes

SAMPLES = samples_path() / "sah"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three months and the PK of one office, one of them in a subfolder."""
    source = tmp_path / "masuk"
    (source / "triwulan 1").mkdir(parents=True)
    shutil.copy(SAMPLES / "PK_2024.xlsx", source)
    for month in ("01", "02"):
        name = f"Monitoring_2024_{month}.xlsx"
        shutil.copy(SAMPLES / "bulanan" / name, source / name)
    shutil.copy(SAMPLES / "bulanan" / "Monitoring_2024_03.xlsx", source / "triwulan 1")
    return source


def options(folder: Path, **changes: object) -> BatchOptions:
    settings = Settings(load_keputusan("47/2023"), None, None, date(2024, 4, 10))
    result = folder.parent / "hasil"
    return BatchOptions(folder, result, settings, **changes)  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def labels(report: BatchReport) -> list[str]:
    return [berkas["berkas"] for berkas in report.document["berkas"]]


def test_finds_workbooks_and_leaves_litter(tmp_path: Path) -> None:
    for name in ("b.xlsx", "A.XLSM", "~$b.xlsx", ".~lock.b.xlsx#", "c.txt", "old.xls"):
        (tmp_path / name).write_bytes(b"x")
    for inside in (".iku-cadangan", "hasil", "sub"):
        (tmp_path / inside).mkdir()
        (tmp_path / inside / "d.xlsx").write_bytes(b"x")
    found = find_workbooks(tmp_path, tmp_path / "hasil")
    names = [path.relative_to(tmp_path).as_posix() for path in found]
    assert names == ["A.XLSM", "b.xlsx", "old.xls", "sub/d.xlsx"]


def test_converts_with_the_same_paths_and_leaves_the_source(folder: Path) -> None:
    before = contents(folder)
    report = run_batch(options(folder))
    assert contents(folder) == before
    assert report.failures == []
    assert sorted(contents(folder.parent / "hasil")) == [
        ".iku-kumpulan.json",
        "Monitoring_2024_01.xlsx",
        "Monitoring_2024_02.xlsx",
        "PK_2024.xlsx",
        "Rekap_2024.xlsx",
        "triwulan 1/Monitoring_2024_03.xlsx",
    ]
    assert labels(report) == [
        "Monitoring_2024_01.xlsx",
        "Monitoring_2024_02.xlsx",
        "PK_2024.xlsx",
        "triwulan 1/Monitoring_2024_03.xlsx",
    ]


def test_one_broken_file_is_one_row(folder: Path) -> None:
    (folder / "rusak.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    report = run_batch(options(folder))
    assert [(label, code) for label, code, _ in report.failures] == [("rusak.xlsx", "BK001")]
    assert report.exit_code == 3
    rusak = next(b for b in report.document["berkas"] if b["berkas"] == "rusak.xlsx")
    assert [t["kode"] for t in rusak["temuan"]] == ["BK001"]
    assert len(report.document["berkas"]) == 5
    assert (folder.parent / "hasil" / "Monitoring_2024_01.xlsx").exists()


def test_second_run_does_nothing_and_a_change_only_its_group(folder: Path) -> None:
    run_batch(options(folder))
    first = contents(folder.parent / "hasil")
    again = run_batch(options(folder))
    assert (again.done, again.unchanged) == (0, 4)
    assert contents(folder.parent / "hasil") == first
    assert len(again.document["berkas"]) == 4
    (folder.parent / "hasil" / "Monitoring_2024_01.xlsx").unlink()
    mended = run_batch(options(folder))
    assert mended.done == 4
    assert contents(folder.parent / "hasil") == first
    forced = run_batch(options(folder, force=True))
    assert (forced.done, forced.unchanged) == (4, 0)


def test_a_removed_workbook_leaves_the_overview(folder: Path) -> None:
    run_batch(options(folder))
    (folder / "Monitoring_2024_02.xlsx").unlink()
    report = run_batch(options(folder))
    assert "Monitoring_2024_02.xlsx" not in labels(report)


def test_same_result_for_any_number_of_workers(folder: Path) -> None:
    run_batch(options(folder))
    expected = contents(folder.parent / "hasil")
    for pool in (ThreadPoolExecutor(3), ProcessPoolExecutor(2)):
        shutil.rmtree(folder.parent / "hasil")
        with pool as executor:
            run_batch(options(folder, workers=2), executor)
        assert contents(folder.parent / "hasil") == expected


def test_the_recap_is_a_form_that_we_read_ourselves(folder: Path) -> None:
    run_batch(options(folder))
    recap = folder.parent / "hasil" / "Rekap_2024.xlsx"
    report = examine([recap], hari_ini=date(2024, 4, 10))
    assert report.findings == ()
    hasil = report.dossier.daftar_berkas[0]
    assert [(t.bentuk, t.lembar) for t in hasil.berkas.daftar_tabel] == [
        (5, "Rekap Bulanan"),
        (4, "Rekap Triwulan"),
    ]
    plan = plan_writes(open_book(recap), hasil, report.dossier.kebijakan)
    assert plan.daftar_sel == []


def test_in_place_keeps_a_backup(folder: Path) -> None:
    before = contents(folder)
    run_batch(options(folder, in_place=True))
    assert not (folder.parent / "hasil" / "Monitoring_2024_01.xlsx").exists()
    after = contents(folder)
    changed = [name for name in before if after[name] != before[name]]
    assert changed == [
        "Monitoring_2024_01.xlsx", "Monitoring_2024_02.xlsx", "triwulan 1/Monitoring_2024_03.xlsx",
    ]  # fmt: skip
    kept = {content for name, content in after.items() if ".iku-cadangan/" in name}
    assert kept == {before[name] for name in changed}
    again = run_batch(options(folder, in_place=True))
    assert again.done == 0
    assert contents(folder) == after


def test_units_are_kept_apart(folder: Path) -> None:
    other = folder / "BSPJI Contoh"
    other.mkdir()
    shutil.copy(SAMPLES / "bentuk" / "Monitoring_TW_2024.xlsx", other / "TW.xlsx")
    run_batch(options(folder))
    names = sorted(path.name for path in (folder.parent / "hasil").glob("Rekap_*.xlsx"))
    assert len(names) == 3
    assert "Rekap_2024.xlsx" in names
    assert "Rekap_BSPJI_Contoh_2024.xlsx" in names


class _LosesComparisons(ThreadPoolExecutor):
    """A worker that ends while it compares units."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        def lost(*_args: Any) -> Any:
            raise BrokenProcessPool("the worker ended")

        return super().submit(lost if fn is comparison_job else fn, *args, **kwargs)


def test_units_are_compared_when_the_worker_is_gone(folder: Path) -> None:
    other = folder / "Balai Lain"
    other.mkdir()
    shutil.copy(SAMPLES / "bentuk" / "Monitoring_TW_2024.xlsx", other / "TW.xlsx")
    names = []
    for executor in (None, _LosesComparisons(1)):
        report = run_batch(options(folder, force=True), executor)
        names.append([path.name for path in report.rekap])
    assert len(names[0]) == 3
    assert names[0] == names[1]


def test_state_of_another_version_is_ignored(folder: Path) -> None:
    run_batch(options(folder))
    state = folder.parent / "hasil" / ".iku-kumpulan.json"
    document = json.loads(state.read_text("utf-8"))
    document["versi"] = 999
    state.write_text(json.dumps(document), "utf-8")
    assert run_batch(options(folder)).done == 4
