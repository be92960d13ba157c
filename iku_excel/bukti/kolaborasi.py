"""SK1/2: collaborations with an SPK or letter dated in the year, each number once."""

from __future__ import annotations

from decimal import Decimal

from iku_excel.bukti.job import Draft, Job, calculator, cumulative_by_month, document_key
from iku_excel.bukti.table import is_blank, text_of
from iku_excel.finding import Location
from iku_excel.model import Rincian


@calculator("kolaborasi")
def count_kolaborasi(job: Job) -> Rincian:
    """The decree does not say which date decides; the setting `tahun_menurut` does. A collaboration
    of another SPK year that was carried out this year is listed as a candidate."""
    draft = Draft(job)
    by_work = job.setting("tahun_menurut") == "tanggal pelaksanaan"
    seen: dict[str, Location] = {}
    months: list[int] = []
    candidates = 0
    roles = ("mitra", "judul", "nomor", "tanggal", "pelaksanaan")
    for table, row, (mitra, judul, nomor, tanggal, kerja) in draft.rows(*roles):
        nama = draft.require_text(table, row, "mitra", mitra)
        if not nama:
            continue
        uraian = " – ".join(part for part in (nama, text_of(judul)) if part)
        number = draft.require_text(table, row, "nomor", nomor, uraian)
        if not number:
            continue
        location = table.at(row, "nomor")
        uraian = f"{uraian} ({number})"
        spk = draft.cells.waktu(table, row, "tanggal", tanggal)
        work = draft.cells.waktu(table, row, "pelaksanaan", kerja) if kerja else None
        deciding = work if by_work else spk
        if deciding is None:
            title = "pelaksanaan" if by_work else "SPK/surat"
            draft.leave(location, uraian, f"tanggal {title} kosong atau tidak terbaca")
            if is_blank(kerja if by_work else tanggal):
                role = "pelaksanaan" if by_work and "pelaksanaan" in table.kolom else "tanggal"
                draft.observe("BD005", table.at(row, role), kolom=f"tanggal {title}")
            continue
        if deciding.tahun != job.tahun:
            other = spk if by_work else work
            if other is not None and other.tahun == job.tahun:
                candidates += 1
                draft.observe("BD022", location, tertulis=number, tahun=deciding.tahun)
                draft.leave(location, uraian, f"calon: tanggal penentu tahun {deciding.tahun}")
            else:
                draft.leave(location, uraian, f"tahun {deciding.tahun}")
            continue
        if draft.is_repeated(seen, document_key(number), location, uraian):
            continue
        draft.count(location, uraian, Decimal(1))
        months.append(deciding.bulan)
    count = len(draft.dihitung)
    if months and all(months):
        draft.per_bulan = cumulative_by_month(months, [Decimal(1)] * count, job.bulan)
    draft.tambahan["calon"] = candidates
    if candidates:
        draft.note(
            f"{candidates} kolaborasi dengan tanggal penentu tahun lain tidak dihitung; "
            "lihat baris bertanda calon."
        )
    return draft.finish(
        Decimal(count), f"banyaknya kolaborasi menurut {job.setting('tahun_menurut')} = {count}"
    )
