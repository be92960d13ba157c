"""Fixtures that many tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cage import Cage

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real workbooks; heavy tests fail, never skip, where it is missing."""
    folder = Path(os.environ.get("IKU_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not (folder / "MANIFEST.tsv").is_file():
        pytest.fail(f"the corpus is missing: {folder}; set IKU_CORPUS")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _no_editions_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests neither see nor touch the editions of whoever runs them."""
    os.environ["IKU_KEPUTUSAN"] = str(tmp_path_factory.mktemp("edisi-pemakai"))


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the user's own editions, which does not exist yet."""
    folder = tmp_path / "edisi"
    monkeypatch.setenv("IKU_KEPUTUSAN", str(folder))
    return folder


@pytest.fixture
def edition(own_folder: Path) -> Path:
    """A copy of the shipped edition that a test may spoil."""
    from iku_excel.keputusan.edisi import SHIPPED

    return Path(shutil.copytree(SHIPPED / "47-2023", own_folder / "rusak"))


@pytest.fixture(scope="module")
def without_office() -> Iterator[None]:
    """Reports are made without LibreOffice: page numbers have their own, heavy test."""
    from iku_excel.lakip import pdf

    patch = pytest.MonkeyPatch()
    patch.setattr(pdf, "find_office", lambda: None)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    """Runs the product on hostile files in processes of their own, without LibreOffice, which has
    tests of its own."""
    patch = pytest.MonkeyPatch()
    patch.setenv("IKU_SOFFICE", "")
    made = Cage()
    patch.undo()
    yield made
    made.close()
