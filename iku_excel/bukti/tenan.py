"""SK1/1: distinct tenants that finished all stages of incubation in the year."""

from __future__ import annotations

from decimal import Decimal

from iku_excel.bukti.bentuk import choose
from iku_excel.bukti.job import Draft, Job, calculator, company_key, cumulative_by_month
from iku_excel.bukti.table import TabelBukti, Waktu, is_blank, read_waktu
from iku_excel.finding import Location
from iku_excel.model import Rincian
from iku_excel.workbook.port import RawValue

_STAGES = ("tahap_seleksi", "tahap_pra", "tahap_pelaksanaan", "tahap_pasca")


@calculator("tenan")
def count_tenan(job: Job) -> Rincian:
    """One for each tenant whose date of finishing lies in the year (telaah: "terbentuk" is read as
    the decree's formula says, "selesai")."""
    draft = Draft(job)
    seen: dict[str, Location] = {}
    months: list[int] = []
    in_progress = 0
    for table, row, (nama, selesai, *stages) in draft.rows("nama", "selesai", *_STAGES):
        uraian = draft.require_text(table, row, "nama", nama)
        if not uraian:
            continue
        location = table.at(row, "nama")
        reason = _unfinished(draft, table, row, selesai, stages)
        if isinstance(reason, str):
            draft.leave(location, uraian, reason)
            in_progress += reason.startswith("dalam proses")
            continue
        if draft.is_repeated(seen, company_key(uraian), location, uraian):
            continue
        draft.count(location, uraian, Decimal(1))
        months.append(reason.bulan)
    count = len(draft.dihitung)
    if months and all(months):
        draft.per_bulan = cumulative_by_month(months, [Decimal(1)] * count, job.bulan)
    draft.tambahan["dalam_proses"] = in_progress
    if in_progress:
        draft.note(f"{in_progress} tenan masih dalam proses pada akhir tahun; tidak dihitung.")
    return draft.finish(
        Decimal(count), f"banyaknya tenan yang selesai pada tahun {job.tahun} = {count}"
    )


def _unfinished(
    draft: Draft, table: TabelBukti, row: int, selesai: RawValue, stages: list[RawValue]
) -> str | Waktu:
    """Why a tenant does not count, or when it finished."""
    tahun = draft.job.tahun
    if is_blank(selesai) or choose("tahap_belum", selesai):
        if is_blank(selesai):
            draft.cells.waktu(table, row, "selesai", selesai)
        return "dalam proses: tanggal selesai belum ada"
    waktu = draft.cells.waktu(table, row, "selesai", selesai)
    if waktu is None:
        return "tanggal selesai tidak terbaca"
    if waktu.tahun != tahun:
        return (
            f"{'selesai' if waktu.tahun < tahun else 'dalam proses: selesai'} tahun {waktu.tahun}"
        )
    if draft.job.setting("tahap_harus_terisi"):
        return _open_stage(draft, table, row, stages) or waktu
    return waktu


def _open_stage(draft: Draft, table: TabelBukti, row: int, stages: list[RawValue]) -> str:
    """The first stage that was not finished within the year; "" when all were."""
    for role, value in zip(_STAGES, stages, strict=True):
        if role not in table.kolom:
            continue
        title = table.judul_kolom[table.kolom[role]]
        if is_blank(value) or choose("tahap_belum", value):
            akibat = "tenan terhitung masih dalam proses"
            draft.observe("BD005", table.at(row, role), kolom=title, akibat=akibat)
            return f"dalam proses: tahap {title} belum terisi"
        done = read_waktu(value)
        if done is not None and done.tahun > draft.job.tahun:
            return f"dalam proses: tahap {title} tahun {done.tahun}"
    return ""
