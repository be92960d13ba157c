"""No number that the decree fixes stands in Python; it comes from the data."""

from __future__ import annotations

import ast
from decimal import Decimal, InvalidOperation
from pathlib import Path

from iku_excel.keputusan import load_keputusan

PACKAGE = Path(__file__).resolve().parent.parent / "iku_excel"


def fixed_figures() -> set[Decimal]:
    """Figures that cannot be met by chance: accounts, and targets and bands with decimals."""
    found: set[Decimal] = set()
    for indikator in load_keputusan("47-2023").daftar_indikator:
        found |= {Decimal(akun) for akun in indikator.pengaturan.get("akun", [])}
        figures = [target.angka for target in indikator.target.values() if target.angka]
        figures += [band.mulai for bands in indikator.kategori.values() for band in bands]
        found |= {figure for figure in figures if figure != int(figure) and figure > 1}
    return found - {Decimal("1.5"), Decimal("2.5")}


def literals(path: Path) -> set[Decimal]:
    """Every literal of a module that is a number, or a text that is nothing but a number."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str)):
            try:
                found.add(Decimal(str(node.value).replace(",", ".")))
            except InvalidOperation:
                continue
    return found


def test_the_figures_are_worth_looking_for() -> None:
    assert {Decimal("3.52"), Decimal("91.5"), Decimal("3.5324"), Decimal(532111)} <= fixed_figures()
    assert len(fixed_figures()) > 25


def test_no_figure_of_the_decree_in_python() -> None:
    figures = fixed_figures()
    found = {
        f"{path.relative_to(PACKAGE)}: {figure}"
        for path in PACKAGE.rglob("*.py")
        for figure in literals(path) & figures
    }
    assert found == set()
