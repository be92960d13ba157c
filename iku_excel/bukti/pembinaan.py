"""SK2/1: companies coached (A), of them those with a rise in omzet and/or clients (B)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from iku_excel.bukti.bentuk import choose
from iku_excel.bukti.job import Draft, Job, calculator, company_key, cumulative_by_month
from iku_excel.bukti.table import TabelBukti, is_blank, text_of
from iku_excel.finding import Location
from iku_excel.model import Rincian
from iku_excel.workbook.port import RawValue

_ROLES = (
    "perusahaan", "tanggal", "omzet_sebelum", "omzet_sesudah", "klien_sebelum",
    "klien_sesudah", "naik",
)  # fmt: skip


@calculator("pembinaan")
def count_pembinaan(job: Job) -> Rincian:
    """B companies, or B / A x 100 by the setting `nilai`. Either rise suffices ("dan/atau")."""
    draft = Draft(job)
    seen: dict[str, Location] = {}
    months: list[int] = []
    coached = unknown = 0
    for table, row, values in draft.rows(*_ROLES):
        cells = dict(zip(_ROLES, values, strict=True))
        nama = draft.require_text(table, row, "perusahaan", cells["perusahaan"])
        if not nama:
            continue
        location = table.at(row, "perusahaan")
        waktu = draft.cells.waktu(table, row, "tanggal", cells["tanggal"])
        if waktu is not None and waktu.tahun != job.tahun:
            draft.leave(location, nama, f"dibina tahun {waktu.tahun}")
            continue
        if draft.is_repeated(seen, company_key(nama), location, nama):
            continue
        coached += 1
        rise = _rise(draft, table, row, cells)
        if rise is None:
            unknown += 1
            draft.leave(location, nama, "dibina (A), kenaikan belum terukur")
        elif not rise:
            draft.leave(location, nama, "dibina (A), tidak ada kenaikan")
        else:
            draft.count(location, nama, Decimal(1))
            months.append(waktu.bulan if waktu else 0)
    return _result(draft, coached, months, unknown)


def _result(draft: Draft, coached: int, months: list[int], unknown: int) -> Rincian:
    risen = len(draft.dihitung)
    draft.tambahan |= {"A": coached, "B": risen, "belum_terukur": unknown}
    if unknown:
        draft.note(f"{unknown} perusahaan belum diukur; terhitung dibina (A), tidak naik (B).")
    share = Decimal(risen) * 100 / coached if coached else None
    draft.tambahan["persen"] = share
    if draft.job.setting("nilai") == "B/A":
        if not coached:
            draft.observe("BD021", draft.first.header, uraian="perusahaan dibina", alasan="A = 0")
        return draft.finish(
            share,
            f"B / A × 100 = {risen} / {coached} × 100",
            alasan="tidak ada perusahaan yang dibina (A = 0)",
            satuan="Persen",
        )
    if months and all(months):
        draft.per_bulan = cumulative_by_month(months, [Decimal(1)] * risen, draft.job.bulan)
    return draft.finish(Decimal(risen), f"B = {risen} (dari A = {coached} perusahaan yang dibina)")


def _rise(draft: Draft, table: TabelBukti, row: int, cells: Mapping[str, RawValue]) -> bool | None:
    """Whether omzet or clients rose; None when neither was measured nor said."""
    measured: list[bool] = []
    for kind in ("omzet", "klien"):
        if not table.has(f"{kind}_sebelum", f"{kind}_sesudah"):
            continue
        before = draft.cells.number(table, row, f"{kind}_sebelum", cells[f"{kind}_sebelum"])
        after = draft.cells.number(table, row, f"{kind}_sesudah", cells[f"{kind}_sesudah"])
        if before is not None and after is not None:
            measured.append(after > before)
    said = _said(draft, table, row, cells["naik"])
    if not measured:
        return said
    rise = any(measured)
    if said is not None and said != rise:
        draft.observe(
            "BD016",
            table.at(row, "naik"),
            tertulis=text_of(cells["naik"]),
            seharusnya="Ya" if rise else "Tidak",
        )
    return rise


def _said(draft: Draft, table: TabelBukti, row: int, value: RawValue) -> bool | None:
    if "naik" not in table.kolom or is_blank(value):
        return None
    chosen = choose("ya_tidak", text_of(value))
    if chosen is None:
        draft.observe("BD011", table.at(row, "naik"), tertulis=text_of(value), kolom="Naik?")
    return None if chosen is None else chosen == "ya"
