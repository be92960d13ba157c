"""SK6/2: the mean of monthly values that another system gave."""

from __future__ import annotations

from decimal import Decimal

from iku_excel.bukti.job import Draft, Job, calculator, mean, show
from iku_excel.bukti.table import read_waktu, text_of
from iku_excel.finding import Location
from iku_excel.model import Rincian
from iku_excel.numbers import NAMA_BULAN, parse_bulan


@calculator("rata-rata-bulanan")
def count_rata_rata(job: Job) -> Rincian:
    """Sum over the months with a value / their number. A month without a value is not zero."""
    draft = Draft(job)
    values: dict[int, Decimal] = {}
    seen: dict[int, Location] = {}
    for table, row, (month, nilai, tahun) in draft.rows("bulan", "nilai", "tahun"):
        bulan = parse_bulan(month)
        location = table.at(row, "nilai")
        if bulan is None:
            draft.leave(location, text_of(month), "bulan kosong atau tidak terbaca")
            kode = "BD006" if text_of(month) else "BD005"
            kolom = table.judul_kolom[table.kolom["bulan"]]
            draft.observe(kode, table.at(row, "bulan"), tertulis=text_of(month), kolom=kolom)
            continue
        uraian = NAMA_BULAN[bulan - 1]
        # "Maret 2023" says its year in the month itself.
        waktu = read_waktu(tahun) or read_waktu(month)
        if waktu is not None and waktu.tahun != job.tahun:
            draft.leave(location, uraian, f"tahun {waktu.tahun}")
            continue
        angka = draft.figure(table, row, "nilai", nilai, percent=True)
        if angka is None:
            draft.leave(location, uraian, "belum ada nilai")
            continue
        if draft.is_repeated(seen, bulan, location, uraian) or not in_scale(draft, location, angka):
            continue
        values[bulan] = angka
        draft.count(location, uraian, angka)
    if not values:
        return draft.finish(None, "", alasan="belum ada nilai bulanan")
    for bulan in sorted(values):
        draft.per_bulan[bulan] = mean([v for b, v in values.items() if b <= bulan])
    missing = [NAMA_BULAN[b - 1] for b in range(1, max(values)) if b not in values]
    if missing:
        draft.observe("BD012", draft.first.header, bulan=", ".join(missing), kolom="Nilai")
        draft.note(f"Bulan tanpa nilai: {', '.join(missing)}.")
    result = mean(list(values.values()))
    terms = " + ".join(show(values[b]) for b in sorted(values))
    return draft.finish(result, f"({terms}) / {len(values)} = {show(result)}")


def in_scale(draft: Draft, location: Location, angka: Decimal) -> bool:
    """Whether a figure lies within the indikator's scale; else it is left out, and said."""
    low, high = draft.job.indikator.skala_minimum, draft.job.indikator.skala_maksimum
    if (low is None or angka >= low) and (high is None or angka <= high):
        return True
    scale = (
        f"{show(low) if low is not None else '…'} sampai {show(high) if high is not None else '…'}"
    )
    draft.leave(location, "", f"di luar skala {scale}", angka)
    draft.observe("BD010", location, tertulis=angka, seharusnya=scale)
    draft.block(location, "di luar skala")
    return False
