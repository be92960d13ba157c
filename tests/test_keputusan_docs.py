"""The generated pages: complete, and known to be stale when they are."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from iku_excel.keputusan import load_keputusan

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def make_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "tools" / "make_docs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_one_section_for_each_indicator(make_docs: ModuleType) -> None:
    keputusan = load_keputusan("47-2023")
    text = make_docs.page(make_docs.indikator_lines(keputusan))
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert headings == [*(i.kode for i in keputusan.daftar_indikator), "Telaah umum"]
    for indikator in keputusan.daftar_indikator:
        assert indikator.definisi in text
        assert indikator.rujukan_ketentuan in text
    assert all(telaah.pilihan in text for telaah in keputusan.daftar_telaah)


def test_every_code_is_on_the_page(make_docs: ModuleType) -> None:
    from iku_excel.checks import registry

    text = make_docs.page(make_docs.temuan_lines())
    for info in registry.all_checks():
        assert f"| `{info.kode}` |" in text
    assert "| `KP009` |" in text


def test_a_stale_page_fails_the_check(
    make_docs: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_docs, "ROOT", tmp_path)
    assert make_docs.main(["--check"]) == 1
    assert not (tmp_path / "docs").exists(), "--check writes nothing"
    assert make_docs.main([]) == 0
    assert make_docs.main(["--check"]) == 0
    page = tmp_path / "docs" / "indikator.md"
    page.write_text(page.read_text("utf-8") + "\nsuntingan\n", "utf-8")
    assert make_docs.main(["--check"]) == 1
