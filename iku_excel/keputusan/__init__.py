"""The decree as data: editions, their loader, export and import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from iku_excel.keputusan.edisi import (
    Edisi,
    edition_covering,
    edition_for_years,
    list_editions,
    load_keputusan,
    user_folder,
)

if TYPE_CHECKING:
    from iku_excel.model import Keputusan

__all__ = [
    "Edisi",
    "edition_covering",
    "edition_for_years",
    "export_json",
    "export_sheet",
    "import_sheet",
    "list_editions",
    "load_keputusan",
    "user_folder",
]


def export_json(keputusan: Keputusan) -> dict[str, Any]:
    """The decree as in section 2 of the contract, with the printed marks "-" and "N/A"."""
    from iku_excel.keputusan.ekspor import export_json as export

    return export(keputusan)


def export_sheet(keputusan: Keputusan, target: Path) -> None:
    """Write the decree as an indicator sheet (.xlsx) that import_sheet reads back."""
    from iku_excel.keputusan.ekspor import export_sheet as export

    export(keputusan, target)


def import_sheet(source: Path, **identitas: Any) -> Path:
    """Read an indicator sheet into a new edition of the user's folder; returns that folder."""
    from iku_excel.keputusan.impor import import_sheet as read

    return read(source, **identitas)
