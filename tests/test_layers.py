"""Imports go down the list of layers only, and start-up loads nothing heavy."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "iku_excel"

# Lower layers first; a module may import its own layer and those below.
LAYERS = (
    {"errors", "numbers", "finding", "model", "records", "resources", "newbook"},
    {"keputusan"},
    {"workbook"},
    {"bukti", "compute", "checks"},
    {"lakip"},
    {"pipeline"},
    {"hosts", "__main__"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
ENGINE_MAY_USE = {"errors", "numbers", "workbook.port", "workbook.engine"}
REF_HELPERS = {"parse_ref", "cell_ref", "column_name", "column_number"}
HEAVY = (
    "openpyxl", "docx", "xlwings", "jinja2", "lxml", "pandas", "numpy", "matplotlib", "rich",
    "python_calamine", "rapidfuzz", "xml.dom", "asyncio", "tomllib",
)  # fmt: skip


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every import statement of a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return tuple(n for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)))


def imported(path: Path) -> Iterator[str]:
    """Modules of the package that a file imports anywhere, functions and TYPE_CHECKING included,
    as paths below the package ("keputusan.loader")."""
    own = path.relative_to(PACKAGE).with_suffix("").parts
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parent = ("iku_excel", *own)[: -node.level]
                base = ".".join([*parent, base]).rstrip(".")
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.startswith("iku_excel."):
                yield name.removeprefix("iku_excel.")


def layer(name: str) -> int | None:
    return LEVEL.get(name.split(".")[0])


def package_files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def test_every_module_has_a_layer() -> None:
    roots = {path.relative_to(PACKAGE).with_suffix("").parts[0] for path in package_files()}
    assert roots - set(LEVEL) == set()


def test_imports_go_down_only() -> None:
    upward = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in package_files()
        for name in imported(path)
        if (target := layer(name)) is not None
        and target > LEVEL[path.relative_to(PACKAGE).with_suffix("").parts[0]]
    ]
    assert upward == []


def test_the_engine_stands_alone() -> None:
    foreign = [
        f"{path.name} imports {name}"
        for path in (PACKAGE / "workbook" / "engine").rglob("*.py")
        for name in imported(path)
        if not any(name == own or name.startswith(own + ".") for own in ENGINE_MAY_USE)
    ]
    assert foreign == []


def test_stages_never_import_a_port() -> None:
    """checks, bukti and compute see data and the Book protocol, never how a file is opened;
    arithmetic on cell addresses is no port."""
    found = [
        f"{path.relative_to(ROOT)} imports {name}"
        for stage in ("checks", "bukti", "compute")
        for path in (PACKAGE / stage).rglob("*.py")
        for name in imported(path)
        if name.startswith(("workbook.engine", "workbook.excel_port", "workbook.file_port"))
        and not name.startswith("workbook.engine.refs")
        and name.split(".")[-1] not in REF_HELPERS
    ]
    assert found == []


def third_party(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("name", ["pandas", "numpy", "matplotlib", "docxtpl"])
def test_never_imported(name: str) -> None:
    assert [path.name for path in package_files() if name in third_party(path)] == []


def test_only_one_place_talks_to_xlwings() -> None:
    found = {path.name for path in package_files() if "xlwings" in set(third_party(path))}
    assert found <= {"excel_port.py"}


def loaded_by(statement: str) -> set[str]:
    program = f"import sys, json\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("module", ["iku_excel", "iku_excel.hosts.cli"])
def test_start_up_loads_nothing_heavy(module: str) -> None:
    loaded = loaded_by(f"import {module}")
    assert module in loaded
    assert sorted(set(HEAVY) & loaded) == []


def test_numbers_and_keputusan_are_cheap() -> None:
    loaded = loaded_by("from iku_excel.keputusan import load_keputusan; load_keputusan()")
    assert sorted((set(HEAVY) - {"tomllib"}) & loaded) == []
    assert "click" not in loaded
