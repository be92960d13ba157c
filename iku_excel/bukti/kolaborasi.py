"""SK1/2: collaborations with an SPK or letter dated in the year, each number once."""

from __future__ import annotations

from decimal import Decimal

from iku_excel.bukti.job import Draft, Job, calculator, cumulative_by_month, document_key
from iku_excel.bukti.table import TabelBukti, is_blank, text_of
from iku_excel.finding import Location
from iku_excel.model import Rincian
from iku_excel.workbook.port import RawValue

_ROLES = ("mitra", "judul", "nomor", "tanggal", "pelaksanaan")


@calculator("kolaborasi")
def count_kolaborasi(job: Job) -> Rincian:
    """The decree does not say which date decides; the setting `tahun_menurut` does. A collaboration
    of another SPK year that was carried out this year is listed as a candidate."""
    draft = Draft(job)
    draft.tambahan["calon"] = 0
    seen: dict[str, Location] = {}
    months: list[int] = []
    for table, row, (mitra, judul, nomor, tanggal, kerja) in draft.rows(*_ROLES):
        nama = draft.require_text(table, row, "mitra", mitra)
        if not nama:
            continue
        uraian = " – ".join(part for part in (nama, text_of(judul)) if part)
        number = draft.require_text(table, row, "nomor", nomor, uraian)
        if not number:
            continue
        location = table.at(row, "nomor")
        uraian = f"{uraian} ({number})"
        month = _month(draft, table, row, tanggal, kerja, number, uraian)
        if month is None:
            continue
        if not draft.is_repeated(seen, document_key(number), location, uraian):
            draft.count(location, uraian, Decimal(1))
            months.append(month)
    count = len(draft.dihitung)
    if months and all(months):
        draft.per_bulan = cumulative_by_month(months, [Decimal(1)] * count, job.bulan)
    if draft.tambahan["calon"]:
        draft.note(
            f"{draft.tambahan['calon']} kolaborasi dengan tanggal penentu tahun lain tidak "
            "dihitung; lihat baris bertanda calon."
        )
    return draft.finish(
        Decimal(count), f"banyaknya kolaborasi menurut {job.setting('tahun_menurut')} = {count}"
    )


def _month(
    draft: Draft,
    table: TabelBukti,
    row: int,
    tanggal: RawValue,
    kerja: RawValue,
    number: str,
    uraian: str,
) -> int | None:
    """The month that decides (0: only the year is known); None after leaving the row out."""
    by_work = draft.job.setting("tahun_menurut") == "tanggal pelaksanaan"
    spk = draft.cells.waktu(table, row, "tanggal", tanggal)
    work = draft.cells.waktu(table, row, "pelaksanaan", kerja) if kerja else None
    deciding, other = (work, spk) if by_work else (spk, work)
    location = table.at(row, "nomor")
    if deciding is None:
        title = "pelaksanaan" if by_work else "SPK/surat"
        draft.leave(location, uraian, f"tanggal {title} kosong atau tidak terbaca")
        if is_blank(kerja if by_work else tanggal):
            role = "pelaksanaan" if by_work and "pelaksanaan" in table.kolom else "tanggal"
            draft.observe("BD005", table.at(row, role), kolom=f"tanggal {title}")
        return None
    if deciding.tahun == draft.job.tahun:
        return deciding.bulan
    if other is not None and other.tahun == draft.job.tahun:
        draft.tambahan["calon"] += 1
        draft.observe("BD022", location, tertulis=number, tahun=deciding.tahun)
        draft.leave(location, uraian, f"calon: tanggal penentu tahun {deciding.tahun}")
    else:
        draft.leave(location, uraian, f"tahun {deciding.tahun}")
    return None
