"""SK1/3 and SK3/1: rise of productivity or efficiency per company, (B - A) / A, then the mean."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from iku_excel.bukti.bentuk import bare_text, choose, load_data
from iku_excel.bukti.job import (
    WIDE,
    Draft,
    Job,
    as_figure,
    calculator,
    company_key,
    document_key,
    growth,
    mean,
    rounded,
    show,
    wide_mean,
)
from iku_excel.bukti.table import TabelBukti, is_blank, text_of
from iku_excel.finding import Location
from iku_excel.model import Rincian
from iku_excel.records import dataclass
from iku_excel.workbook.port import RawValue

_ROLES = (
    "perusahaan", "perjanjian", "ukuran", "satuan", "arah", "sebelum", "sesudah", "tanggal",
    "persen",
)  # fmt: skip
_MEASURED = ("sebelum", "sesudah")
_TOLERANCE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Ukuran:
    """One measure of one company; `persen` counts a rise as positive whatever its direction."""

    perusahaan: str
    """The name for comparing."""
    nama: str
    """The company's name as written."""
    sebelum: Decimal
    sesudah: Decimal
    persen: Decimal
    bulan: int
    location: Location


@calculator("produktivitas")
def count_produktivitas(job: Job) -> Rincian:
    """Mean over companies of the mean over their measures. Higher-is-better (B - A) / A x 100,
    lower-is-better (A - B) / A x 100."""
    draft = Draft(job)
    found: list[Ukuran] = []
    seen: dict[tuple[str, str, str], Location] = {}
    agreements: set[str] = set()
    for table, row, values in draft.rows(*_ROLES):
        ukuran = _read(draft, table, row, dict(zip(_ROLES, values, strict=True)), seen)
        if ukuran is not None:
            found.append(ukuran)
            agreement = document_key(text_of(values[1]))
            agreements.add(agreement or ukuran.perusahaan)
    if not found:
        return draft.finish(None, "", alasan="belum ada perusahaan dengan hasil ukur sesudah")
    if job.setting("ukuran") == "jumlah kegiatan":
        count = Decimal(len(agreements))
        draft.note("Dibaca harfiah: banyaknya kegiatan kolaborasi, bukan persen.")
        return draft.finish(count, f"banyaknya kegiatan = {show(count)}", satuan="Kegiatan")
    return _mean_result(draft, found)


def _mean_result(draft: Draft, found: list[Ukuran]) -> Rincian:
    companies = _per_company(found)
    per_company = {
        nama: rounded(wide_mean([u.persen for u in daftar])) for nama, daftar in companies.items()
    }
    draft.tambahan["per_perusahaan"] = {
        companies[key][0].nama: value for key, value in per_company.items()
    }
    _warn_of_giants(draft, companies, per_company)
    means = [mean([u.sebelum for u in found]), mean([u.sesudah for u in found])]
    if means[0]:
        draft.tambahan["persen_rata_rata"] = growth(means[0], means[1])
    if draft.job.setting("ukuran") == "persen rata-rata":
        return draft.finish(
            growth(means[0], means[1]) if means[0] else None,
            f"({show(means[1])} - {show(means[0])}) / {show(means[0])} × 100",
            alasan="rata-rata nilai sebelum adalah 0",
        )
    if all(u.bulan for u in found):
        for bulan in sorted({u.bulan for u in found}):
            draft.per_bulan[bulan] = _mean_of(_per_company([u for u in found if u.bulan <= bulan]))
    values = list(per_company.values())
    result = _mean_of(companies)
    terms = " + ".join(f"({show(v)})" if v < 0 else show(v) for v in values[:10])
    more = f" + … ({len(values)} perusahaan)" if len(values) > 10 else ""
    return draft.finish(result, f"({terms}{more}) / {len(values)} = {show(result)}")


def _warn_of_giants(
    draft: Draft, companies: Mapping[str, list[Ukuran]], per_company: Mapping[str, Decimal]
) -> None:
    """One company of +400% carries a mean of three."""
    limit = Decimal(str(draft.job.setting("batas_perlu_diperiksa")))
    for key, value in per_company.items():
        if value > limit:
            first = companies[key][0]
            data = {"uraian": first.nama, "tertulis": value, "batas": str(limit)}
            draft.observe("BD008", first.location, **data)


def _per_company(found: list[Ukuran]) -> dict[str, list[Ukuran]]:
    companies: dict[str, list[Ukuran]] = {}
    for ukuran in found:
        companies.setdefault(ukuran.perusahaan, []).append(ukuran)
    return companies


def _mean_of(companies: Mapping[str, list[Ukuran]]) -> Decimal:
    return as_figure(
        wide_mean([wide_mean([u.persen for u in daftar]) for daftar in companies.values()])
    )


def _read(
    draft: Draft,
    table: TabelBukti,
    row: int,
    values: dict[str, RawValue],
    seen: dict[tuple[str, str, str], Location],
) -> Ukuran | None:
    nama = draft.require_text(table, row, "perusahaan", values["perusahaan"])
    if not nama:
        return None
    ukuran = text_of(values["ukuran"])
    uraian = f"{nama} – {ukuran}" if ukuran else nama
    location = table.at(row, "sesudah")
    waktu = draft.cells.waktu(table, row, "tanggal", values["tanggal"])
    if waktu is not None and waktu.tahun != draft.job.tahun:
        draft.leave(location, uraian, f"diukur tahun {waktu.tahun}")
        return None
    shown = any(isinstance(values[r], str) and "%" in str(values[r]) for r in _MEASURED)
    sebelum, sesudah = (
        draft.figure(table, row, role, values[role], percent=shown) for role in _MEASURED
    )
    if sesudah is None:
        draft.leave(location, uraian, "belum diukur: nilai sesudah (B) kosong atau tidak terbaca")
        return None
    if not sebelum:
        reason = "nilai sebelum (A) 0" if sebelum == 0 else "nilai sebelum (A) kosong"
        draft.leave(location, uraian, f"{reason}: persen tidak dapat dihitung", sesudah)
        draft.observe("BD021", table.at(row, "sebelum"), uraian=uraian, alasan=reason)
        return None
    sign = _direction(draft, table, row, values["arah"], ukuran, uraian)
    if sign is None:
        return None
    key = (company_key(nama), bare_text(ukuran), document_key(text_of(values["perjanjian"])))
    if draft.is_repeated(seen, key, location, uraian):
        return None
    persen = WIDE.divide((sesudah - sebelum) * 100 * sign, sebelum)
    _compare(draft, table, row, values["persen"], persen)
    draft.count(location, uraian, rounded(persen))
    return Ukuran(key[0], nama, sebelum, sesudah, persen, waktu.bulan if waktu else 0, location)


def _direction(
    draft: Draft, table: TabelBukti, row: int, arah: RawValue, ukuran: str, uraian: str
) -> int | None:
    """1 where higher is better, -1 where lower is; None (left out) when nobody can know."""
    if not is_blank(arah):
        chosen = choose("arah", arah)
        if chosen is None:
            draft.observe("BD011", table.at(row, "arah"), tertulis=text_of(arah), kolom="Arah")
            draft.leave(table.at(row, "arah"), uraian, f"arah “{text_of(arah)}” tidak dikenal")
            return None
        return 1 if chosen == "naik" else -1
    place = table.at(row, "arah") if "arah" in table.kolom else table.at(row, "sebelum")
    hints = {
        arti
        for word, arti in load_data().pilihan["arah_dari_ukuran"].items()
        if f" {word} " in f" {bare_text(ukuran)} "
    }
    # "Waktu produksi" is a time: a word for less outweighs one for more.
    if hints:
        is_lower = "turun" in hints
        draft.observe("BD020", place, uraian=uraian, arah="turun" if is_lower else "naik")
        return -1 if is_lower else 1
    draft.observe("BD011", place, tertulis="", kolom="Arah")
    draft.leave(place, uraian, "arah (naik/turun lebih baik) belum diisi")
    return None


def _compare(draft: Draft, table: TabelBukti, row: int, written: RawValue, persen: Decimal) -> None:
    if is_blank(written) or "persen" not in table.kolom:
        return
    own = draft.cells.percent(table, row, "persen", written)
    if own is not None and abs(own - persen) > _TOLERANCE:
        draft.observe("BD007", table.at(row, "persen"), tertulis=own, seharusnya=persen)
