"""Real workbooks of other people: no crash, nothing mistaken for a form, and no long wait."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from book_maker import decree

from iku_excel.workbook.reader import describe, read_path


@pytest.mark.berat
def test_no_file_of_the_corpus_is_mistaken_for_a_form(corpus: Path) -> None:
    files = sorted(path for path in corpus.iterdir() if path.suffix.startswith(".xls"))
    assert len(files) > 100
    for path in files:
        start = time.process_time()
        berkas = read_path(path, decree())
        assert describe(berkas)
        assert berkas.daftar_tabel == () and berkas.daftar_anggaran == (), path.name
        assert time.process_time() - start < 20, path.name
