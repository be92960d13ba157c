"""SK3/4: accredited scopes at the end of the year (B) against the end of last year (A)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from iku_excel.bukti.bentuk import bare_text, choose
from iku_excel.bukti.job import Draft, Job, calculator
from iku_excel.bukti.table import TabelBukti, Waktu, is_blank, text_of
from iku_excel.finding import Location
from iku_excel.model import Rincian
from iku_excel.workbook.port import RawValue

_Span = tuple[date, date]
_Key = tuple[str, str]
_ROLES = ("skema", "akreditasi", "lingkup", "jenis", "tanggal", "akhir")


@calculator("lingkup")
def count_lingkup(job: Job) -> Rincian:
    """Net B - A (default) or gross additions of the year; a scope counts once per skema while any
    of its accreditations holds."""
    draft = Draft(job)
    spans: dict[_Key, list[_Span]] = {}
    places: dict[_Key, tuple[Location, str]] = {}
    seen: dict[tuple[_Key, _Span], Location] = {}
    for table, row, (skema, _, lingkup, jenis, tanggal, akhir) in draft.rows(*_ROLES):
        uraian = draft.require_text(table, row, "lingkup", lingkup)
        if not uraian or not _is_counted_kind(draft, table, row, jenis, uraian):
            continue
        location = table.at(row, "lingkup")
        key = (bare_text(text_of(skema)), bare_text(uraian))
        if skema:
            uraian = f"{text_of(skema)} – {uraian}"
        span = _span(draft, table, row, tanggal, akhir)
        if span is None:
            draft.leave(location, uraian, "tanggal terakreditasi kosong atau tidak terbaca")
            if is_blank(tanggal):
                draft.observe("BD005", table.at(row, "tanggal"), kolom="tanggal terakreditasi")
            continue
        if draft.is_repeated(seen, (key, span), location, uraian):
            continue
        spans.setdefault(key, []).append(span)
        places[key] = (location, uraian)
    return _result(draft, spans, places)


def _is_counted_kind(
    draft: Draft, table: TabelBukti, row: int, jenis: RawValue, uraian: str
) -> bool:
    wanted = str(draft.job.setting("satuan_hitung"))
    if wanted == "semua" or "jenis" not in table.kolom:
        return True
    kind = choose("jenis_lingkup", jenis)
    if kind is None:
        place = table.at(row, "jenis")
        draft.observe("BD011", place, tertulis=text_of(jenis), kolom="Jenis")
        draft.leave(place, uraian, f"jenis “{text_of(jenis)}” tidak dikenal")
    elif kind != wanted:
        draft.leave(table.at(row, "jenis"), uraian, f"jenis {kind}; yang dihitung {wanted}")
    return kind == wanted


def _span(
    draft: Draft, table: TabelBukti, row: int, tanggal: RawValue, akhir: RawValue
) -> _Span | None:
    """From accreditation to the day before it was lost; open ends are the far future."""
    start = draft.cells.waktu(table, row, "tanggal", tanggal)
    if start is None:
        return None
    end = draft.cells.waktu(table, row, "akhir", akhir) if akhir else None
    first = date(start.tahun, start.bulan or 1, start.hari or 1)
    return first, _last_day(end) if end else date.max


def _last_day(end: Waktu) -> date:
    """A year or month without a day holds to its own end."""
    if end.hari:
        return date(end.tahun, end.bulan, end.hari)
    month = end.bulan or 12
    following = date(end.tahun + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _result(
    draft: Draft, spans: dict[_Key, list[_Span]], places: dict[_Key, tuple[Location, str]]
) -> Rincian:
    tahun = draft.job.tahun
    before = _held(spans, date(tahun - 1, 12, 31))
    after = _held(spans, date(tahun, 12, 31))
    gained = {
        key
        for key, daftar in spans.items()
        if key not in before and any(first.year == tahun for first, _ in daftar)
    }
    lost = before - after
    gross_only = draft.job.setting("nilai") == "bruto"
    for key, (location, uraian) in places.items():
        if key in gained:
            still = gross_only or key in after
            draft.count(location, f"{uraian} (terakreditasi {tahun})", Decimal(1 if still else 0))
        elif key in lost and not gross_only:
            draft.count(location, f"{uraian} (tidak berlaku lagi {tahun})", Decimal(-1))
        else:
            reason = "tetap berlaku" if key in before and key in after else "di luar tahun laporan"
            draft.leave(location, uraian, reason)
    net = Decimal(len(after) - len(before))
    gross = Decimal(len(gained))
    draft.tambahan |= {
        "A": len(before), "B": len(after), "neto": net, "bruto": gross, "dicabut": len(lost)
    }  # fmt: skip
    if net != gross:
        draft.note(f"Neto {net}, bruto {gross}: {len(lost)} lingkup tidak berlaku lagi.")
    kind = draft.job.setting("satuan_hitung")
    draft.note(f"Yang dihitung: {'tiap baris' if kind == 'semua' else kind}.")
    if gross_only:
        return draft.finish(gross, f"lingkup baru pada tahun {tahun} = {gross}")
    return draft.finish(net, f"B - A = {len(after)} - {len(before)} = {net}")


def _held(spans: dict[_Key, list[_Span]], day: date) -> set[_Key]:
    """Scopes accredited on `day`; one that ends on that day no longer counts the next."""
    return {
        key
        for key, daftar in spans.items()
        if any(first <= day <= last and last != day for first, last in daftar)
    }
