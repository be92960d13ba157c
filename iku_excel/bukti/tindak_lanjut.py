"""SK4/2: recommendations of internal supervision followed up as recommended, of all."""

from __future__ import annotations

from decimal import Decimal

from iku_excel.bukti.bentuk import bare_text, choose
from iku_excel.bukti.job import Draft, Job, calculator
from iku_excel.bukti.table import TabelBukti, is_blank, text_of
from iku_excel.finding import Location
from iku_excel.model import Rincian
from iku_excel.workbook.port import RawValue

_ROLES = ("lhp", "tanggal_lhp", "temuan", "rekomendasi", "status")
_LABELS = {
    "sesuai": "sesuai rekomendasi",
    "proses": "belum sesuai/dalam proses",
    "belum": "belum ditindaklanjuti",
    "tidak_dapat": "tidak dapat ditindaklanjuti",
    "": "status tidak dikenal atau kosong",
}


@calculator("tindak-lanjut")
def count_tindak_lanjut(job: Job) -> Rincian:
    """sesuai / total x 100. What cannot be followed up stays in the total unless the setting takes
    it out; an unknown status stays in the total and is no follow-up."""
    draft = Draft(job)
    counts = dict.fromkeys(_LABELS, 0)
    seen: dict[tuple[str, str, str], Location] = {}
    without = job.setting("tidak_dapat_ditindaklanjuti") == "dikeluarkan"
    this_year = job.setting("cakupan") == "tahun laporan"
    for table, row, (lhp, tanggal, temuan, rekomendasi, status) in draft.rows(*_ROLES):
        uraian = draft.require_text(table, row, "rekomendasi", rekomendasi)
        if not uraian:
            continue
        location = table.at(row, "status")
        if this_year and not _is_of_year(draft, table, row, tanggal, lhp, uraian):
            continue
        key = (bare_text(text_of(lhp)), bare_text(text_of(temuan)), bare_text(uraian))
        if draft.is_repeated(seen, key, table.at(row, "rekomendasi"), uraian):
            continue
        kind = _status(draft, table, row, status)
        counts[kind] += 1
        if kind == "tidak_dapat" and without:
            draft.leave(location, uraian, "tidak dapat ditindaklanjuti: dikeluarkan (pengaturan)")
        else:
            draft.count(location, f"{uraian} – {_LABELS[kind]}", Decimal(kind == "sesuai"))
    draft.tambahan["status"] = {_LABELS[kind]: n for kind, n in counts.items() if n or kind}
    return _result(draft, counts["sesuai"])


def _status(draft: Draft, table: TabelBukti, row: int, value: RawValue) -> str:
    location = table.at(row, "status")
    if is_blank(value):
        kolom = table.judul_kolom[table.kolom["status"]]
        akibat = "rekomendasi ini terhitung belum ditindaklanjuti"
        draft.observe("BD005", location, kolom=kolom, akibat=akibat)
        return ""
    chosen = choose("status_tindak_lanjut", value)
    if chosen is None:
        kolom = table.judul_kolom[table.kolom["status"]]
        draft.observe("BD011", location, tertulis=text_of(value), kolom=kolom)
    return chosen or ""


def _is_of_year(
    draft: Draft, table: TabelBukti, row: int, tanggal: RawValue, lhp: RawValue, uraian: str
) -> bool:
    waktu = draft.cells.waktu(table, row, "tanggal_lhp", tanggal)
    if waktu is None:
        location = table.at(row, "rekomendasi")
        draft.leave(location, uraian, "tanggal LHP kosong; cakupan hanya LHP tahun laporan")
        draft.observe("BD005", location, kolom="Tanggal LHP")
        return False
    if waktu.tahun != draft.job.tahun:
        location = table.at(row, "tanggal_lhp")
        draft.leave(location, f"{text_of(lhp)} {uraian}".strip(), f"LHP tahun {waktu.tahun}")
        return False
    return True


def _result(draft: Draft, done: int) -> Rincian:
    total = len(draft.dihitung)
    scope = draft.job.setting("cakupan")
    draft.note(
        "Yang dihitung: semua rekomendasi yang tercatat, dari tahun mana pun."
        if scope == "semua tahun"
        else f"Yang dihitung: rekomendasi dari LHP tahun {draft.job.tahun}."
    )
    draft.tambahan |= {"sesuai": done, "total": total}
    if not total:
        draft.observe("BD021", draft.first.header, uraian="rekomendasi", alasan="total 0")
        if draft.job.setting("tanpa_rekomendasi") == "100":
            draft.note("Tidak ada rekomendasi; menurut pengaturan dianggap 100.")
            return draft.finish(Decimal(100), "tidak ada rekomendasi, dianggap 100")
        return draft.finish(None, "", alasan="tidak ada rekomendasi (total 0)")
    result = Decimal(done) * 100 / total
    return draft.finish(result, f"{done} / {total} × 100")
