"""An office's own words for the columns of raw data."""

from __future__ import annotations

from pathlib import Path

import pytest
from bukti_fakes import FakeBook, FakeSheet, berkas, keputusan

from iku_excel.bukti import count_book
from iku_excel.errors import UsageError
from iku_excel.model import Rincian
from iku_excel.workbook.vocabulary import find_synonyms

ROWS = [["Nomor LHP", "Rekomendasi", "Posisi"], ["LHP-1", "R1", "Sesuai"], ["LHP-1", "R2", "Belum"]]


@pytest.fixture(autouse=True)
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "rumah"))


def _count(folder: Path) -> tuple[Rincian, ...]:
    path = str(folder / "data.xlsx")
    book = FakeBook([FakeSheet("SK4.2", ROWS)], path=path)
    return count_book(book, berkas(2024, path=path), keputusan(), 2024)


def test_a_column_under_the_offices_own_word(tmp_path: Path) -> None:
    (before,) = _count(tmp_path)
    assert before.realisasi is None
    text = '[data_dukung.tindak-lanjut]\n"Status Tindak Lanjut" = ["Posisi"]\n'
    (tmp_path / "sinonim.toml").write_text(text, encoding="utf-8")
    (after,) = _count(tmp_path)
    assert after.realisasi == 50
    assert find_synonyms(tmp_path) == {}


@pytest.mark.parametrize(
    "text",
    [
        '[data_dukung.tindak]\n"Status Tindak Lanjut" = ["Posisi"]',
        '[data_dukung.tindak-lanjut]\n"Kolom Lain" = ["Posisi"]',
        '[data_dukung.tindak-lanjut]\n"Status Tindak Lanjut" = "Posisi"',
        "bukan toml",
    ],
)
def test_a_file_that_cannot_be_used_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "sinonim.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        _count(tmp_path)
    assert caught.value.code == "PG030"
