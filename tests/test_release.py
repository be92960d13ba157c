"""What goes out with a release: licences, bill of materials, everything in the source archive."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import installed
import make_notices
import make_sbom
import pytest

import iku_excel

ROOT = Path(__file__).resolve().parent.parent


def test_every_dependency_is_on_the_page_of_licences(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert make_notices.main(["--check"]) == 0, capsys.readouterr().err
    named = {name for name, _ in make_notices.listed((ROOT / "docs" / "lisensi.md").read_text())}
    assert set(installed.requirements()) <= named


def test_no_dependency_asks_more_than_this_licence_gives() -> None:
    allowed = {"MIT", "BSD-2-Clause", "BSD-3-Clause", "PSF-2.0", "Apache-2.0"}
    assert {c.licence for c in installed.components()} <= allowed


def test_every_dependency_is_used() -> None:
    """A dependency that nobody imports is one too many."""
    modules = {
        "python-docx": "docx", "python-calamine": "python_calamine", "jinja2": "jinja2",
    }  # fmt: skip
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "iku_excel").rglob("*.py"))
    for name in installed.requirements():
        module = modules.get(name, name)
        assert re.search(rf"^\s*(?:from|import) {module}\b", code, re.MULTILINE), name


def test_the_bill_of_materials_is_complete_and_the_same_twice() -> None:
    found = installed.components()
    document = make_sbom.bill(found)
    assert document == make_sbom.bill(installed.components())
    assert document["bomFormat"] == "CycloneDX"
    own = document["metadata"]["component"]
    assert (own["name"], own["version"]) == ("iku-excel", iku_excel.__version__)
    names = {c["name"] for c in document["components"]}
    assert set(installed.requirements()) <= names
    refs = {c["bom-ref"] for c in document["components"]}
    for dependency in document["dependencies"]:
        assert set(dependency["dependsOn"]) <= refs
    json.dumps(document)


def test_the_changelog_has_a_section_for_what_is_not_released() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert sections[0] == "Belum dirilis"
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Perubahan aturan", "Perhitungan", "Baru", "Perbaikan", "Teknis"}


def test_the_source_archive_holds_every_folder() -> None:
    """What is tracked at the top is named by MANIFEST.in."""
    listed = (ROOT / "MANIFEST.in").read_text("utf-8")
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    tops = {line.split("/")[0] for line in done.stdout.splitlines()}
    if not tops:  # an unpacked archive: it holds what it holds
        tops = {path.name for path in ROOT.iterdir()} & {"tests", "tools", "docs", "templates"}
    ignored = {".gitignore", ".gitattributes", "MANIFEST.in"}
    assert {top for top in tops - ignored if not re.search(rf"\b{re.escape(top.lstrip('.'))}\b",
                                                           listed)} == set()  # fmt: skip
