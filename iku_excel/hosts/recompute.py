"""Compute and write back: what `iku hitung`, the batch and the add-in's file route share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iku_excel.model import BerkasHasil, Kebijakan
from iku_excel.numbers import plain
from iku_excel.records import dataclass, field

if TYPE_CHECKING:
    from iku_excel.workbook.engine import CellChange, SheetSpec
    from iku_excel.workbook.rumus import CaraTulis, TanpaRumus


@dataclass(frozen=True)
class WriteOptions:
    """What a person may allow when writing."""

    allow_signed: bool = False
    allow_protected: bool = False
    rincian: tuple[str, ...] = ()
    """Codes whose derivation becomes a sheet "Rincian <kode>"."""
    cara: CaraTulis | None = None
    """Values or live formulas; None: values, and any formula that agrees stays alive."""


@dataclass(frozen=True)
class Written:
    """What was written into one workbook."""

    target: Path
    changed: tuple[CellChange, ...] = ()
    stale_sheets: tuple[str, ...] = ()
    capaian_cells: Mapping[tuple[str, int], str] = field(default_factory=dict)
    tanpa_rumus: tuple[TanpaRumus, ...] = ()
    daftar_lembar: tuple[str, ...] = ()
    """Sheets of ours that were added or renewed."""

    def to_json(self) -> list[dict[str, Any]]:
        """The list `ditulis` of section 2 of the contract."""
        return [_change_to_json(change) for change in self.changed]


def _change_to_json(change: CellChange) -> dict[str, Any]:
    from iku_excel.workbook.engine import Formula

    new = change.new
    return {
        "lembar": change.sheet,
        "sel": change.ref,
        "lama": _plain(change.old),
        "baru": _plain(new.cached if isinstance(new, Formula) else new),
        **({"rumus": "=" + new.text} if isinstance(new, Formula) else {}),
    }


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, Decimal)):
        return plain(Decimal(value))
    return str(value)


def write_hasil(
    hasil: BerkasHasil,
    kebijakan: Kebijakan,
    target: Path,
    options: WriteOptions = WriteOptions(),
    *,
    backup: Callable[[Path], Path] | None = None,
) -> Written:
    """Write the computed columns of one examined workbook into `target` (may be its own path).

    Raises WorkbookError; the source is then what it was.
    """
    from iku_excel.workbook.engine import open_book
    from iku_excel.workbook.writer import break_circles, plan_writes, write_back

    source = Path(hasil.berkas.path)
    with open_book(source) as book:
        plan = plan_writes(book, hasil, kebijakan, options.cara)
    book.forget()
    break_circles(source, plan)
    report = write_back(
        source,
        target,
        plan,
        add_sheets=_rincian_sheets(hasil, options.rincian),
        allow_signed=options.allow_signed,
        allow_protected=options.allow_protected,
        backup=backup,
    )
    return Written(
        target,
        report.changed,
        report.stale_sheets,
        plan.capaian_cells,
        tuple(plan.tanpa_rumus),
        tuple(report.sheets.values()),
    )


def _rincian_sheets(hasil: BerkasHasil, codes: tuple[str, ...]) -> tuple[SheetSpec, ...]:
    if not codes:
        return ()
    from iku_excel.bukti import rincian_sheet

    return tuple(rincian_sheet(r) for r in hasil.daftar_rincian if r.indikator in codes)


def merge_json(document: dict[str, Any], index: int, hasil: BerkasHasil, written: Written) -> None:
    """Put what was written into the report's JSON: `ditulis`, and where capaian now stands."""
    berkas = document["berkas"][index]
    berkas["ditulis"] = written.to_json()
    if written.tanpa_rumus:
        berkas["tetap_nilai"] = [
            {"lembar": t.lembar, "sel": t.sel, "alasan": t.alasan} for t in written.tanpa_rumus
        ]
    for entry, line in zip(hasil.daftar_hasil, berkas["indikator"], strict=True):
        if entry.baris is not None:
            ref = written.capaian_cells.get((entry.lembar, entry.baris.row))
            if ref is not None:
                line["sel"]["capaian"] = ref
