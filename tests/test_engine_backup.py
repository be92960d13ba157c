"""Backups beside the workbook: made, kept, thinned out, restored."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from iku_excel.errors import WorkbookError
from iku_excel.workbook.backup import list_backups, make_backup, restore_newest

NOW = datetime(2024, 1, 31, 8, 30, tzinfo=timezone.utc)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "PK 2024.xlsx"
    path.write_bytes(b"satu")
    return path


def test_backup_has_moment_and_hash(book: Path) -> None:
    copy = make_backup(book, now=NOW)
    assert copy.parent == book.parent / ".iku-cadangan"
    assert copy.name == "PK 2024.20240131-083000-000000.4890d709.xlsx"
    assert copy.read_bytes() == b"satu"


def test_same_content_is_copied_once_and_nothing_overwritten(book: Path) -> None:
    first = make_backup(book, now=NOW)
    assert make_backup(book, now=NOW + timedelta(hours=1)) == first
    book.write_bytes(b"dua")
    second = make_backup(book, now=NOW)
    book.write_bytes(b"satu")
    third = make_backup(book, now=NOW)
    assert [p.read_bytes() for p in (first, second, third)] == [b"satu", b"dua", b"satu"]
    assert len(list_backups(book)) == 3


def test_only_the_newest_are_kept(book: Path) -> None:
    other = book.with_name("PK.xlsx")
    other.write_bytes(b"lain")
    make_backup(other, now=NOW)
    for number in range(5):
        book.write_bytes(b"%d" % number)
        make_backup(book, keep=3, now=NOW + timedelta(minutes=number))
    assert [p.read_bytes() for p in list_backups(book)] == [b"2", b"3", b"4"]
    assert len(list_backups(other)) == 1


def test_restoring_goes_back_step_by_step(book: Path) -> None:
    make_backup(book, now=NOW)
    book.write_bytes(b"dua")
    make_backup(book, now=NOW + timedelta(minutes=1))
    book.write_bytes(b"tiga")
    restore_newest(book)
    assert book.read_bytes() == b"dua"
    restore_newest(book)
    assert book.read_bytes() == b"satu"
    with pytest.raises(WorkbookError) as caught:
        restore_newest(book)
    assert caught.value.code == "BK012"
    assert book.read_bytes() == b"satu"


def test_damaged_copy_is_not_restored(book: Path) -> None:
    make_backup(book, now=NOW).write_bytes(b"rusak")
    book.write_bytes(b"dua")
    with pytest.raises(WorkbookError) as caught:
        restore_newest(book)
    assert caught.value.code == "BK012"
    assert book.read_bytes() == b"dua"


def test_folder_that_cannot_be_made(book: Path) -> None:
    (book.parent / ".iku-cadangan").write_bytes(b"bukan folder")
    with pytest.raises(WorkbookError) as caught:
        make_backup(book, now=NOW)
    assert caught.value.code == "BK012"


def test_missing_workbook(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        make_backup(tmp_path / "tidak.xlsx")
    assert caught.value.code == "BK012"
