"""SK4/1, SK7/1, SK8/1, SK8/2: a value that somebody else determined is recorded, with category."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from iku_excel.bukti.bentuk import choose
from iku_excel.bukti.job import Draft, Job, calculator, show
from iku_excel.bukti.rata_rata import in_scale
from iku_excel.bukti.table import TabelBukti, is_blank, read_waktu, text_of
from iku_excel.finding import Location
from iku_excel.model import Kategori, Rincian
from iku_excel.records import dataclass

_ROLES = ("tahun", "nilai", "periode", "cakupan", "laporan", "tanggal", "kategori")
# The report of the whole year rules over the half-year ones.
_PERIODS = {"semester_1": 1, "semester_2": 2, "tahunan": 3}


@dataclass(frozen=True, slots=True)
class Catatan:
    """One recorded value."""

    tahun: int
    nilai: Decimal
    periode: str
    is_induk: bool
    laporan: str
    kategori: str
    location: Location

    @property
    def rank(self) -> tuple[int, bool, int]:
        """The newest year first, our own value before the parent's, the year before a semester."""
        return self.tahun, not self.is_induk, _PERIODS.get(self.periode, 3)


@calculator("catat-mri", "catat-ilp", "catat-sakip", "catat-laporan-keuangan")
def count_catat(job: Job) -> Rincian:
    """The value of the year of the report; by the setting `tahun_nilai` the last one published."""
    draft = Draft(job)
    found: list[Catatan] = []
    seen: dict[tuple[int, str, bool], Location] = {}
    for table, row, values in draft.rows(*_ROLES):
        entry = _read(draft, table, row, values, seen)
        if entry is not None:
            found.append(entry)
    others = sorted(draft.tambahan.get("tahun_lain", ()))
    draft.tambahan["tahun_lain"] = tuple(others)
    if not found:
        years = ", ".join(str(year) for year in others) or "tidak ada"
        return draft.finish(
            None, "", alasan=f"belum ada nilai untuk tahun {job.tahun} (tahun yang ada: {years})"
        )
    chosen = max(found, key=lambda e: e.rank)
    _leave_rest(draft, found, chosen)
    return _result(draft, chosen)


def _is_of_no_use(draft: Draft, tahun: int) -> bool:
    if draft.job.setting("tahun_nilai") == "tahun laporan":
        return tahun != draft.job.tahun
    return tahun > draft.job.tahun


def _read(
    draft: Draft,
    table: TabelBukti,
    row: int,
    values: tuple[object, ...],
    seen: dict[tuple[int, str, bool], Location],
) -> Catatan | None:
    tahun, nilai, periode, cakupan, laporan, _, kategori = values
    location = table.at(row, "nilai")
    waktu = read_waktu(tahun)  # type: ignore[arg-type]
    if waktu is not None and _is_of_no_use(draft, waktu.tahun):
        # What stands in a year that is not asked for stops nothing.
        draft.tambahan.setdefault("tahun_lain", set()).add(waktu.tahun)
        draft.leave(location, f"nilai tahun {waktu.tahun}", f"tidak dipakai: tahun {waktu.tahun}")
        return None
    angka = draft.figure(table, row, "nilai", nilai, percent=True)  # type: ignore[arg-type]
    if waktu is None:
        draft.leave(location, "", "tahun kosong atau tidak terbaca", angka)
        kolom = table.judul_kolom[table.kolom["tahun"]]
        draft.observe("BD005", table.at(row, "tahun"), kolom=kolom)
        return None
    if angka is None:
        draft.leave(location, str(waktu.tahun), "belum ada nilai")
        return None
    if not in_scale(draft, location, angka):
        return None
    when = choose("periode_laporan", periode) if periode else "tahunan"
    if when is None:
        draft.observe("BD011", table.at(row, "periode"), tertulis=str(periode), kolom="Periode")
        draft.leave(location, str(waktu.tahun), f"periode “{periode}” tidak dikenal", angka)
        return None
    induk = choose("cakupan", cakupan) == "induk" if cakupan else False
    key = (waktu.tahun, when, induk)
    if draft.is_repeated(seen, key, location, f"nilai tahun {waktu.tahun}"):
        return None
    document = text_of(laporan)  # type: ignore[arg-type]
    category = "" if is_blank(kategori) else text_of(kategori)  # type: ignore[arg-type]
    return Catatan(waktu.tahun, angka, when, induk, document, category, location)


def _leave_rest(draft: Draft, found: Sequence[Catatan], chosen: Catatan) -> None:
    for entry in found:
        if entry is not chosen:
            reason = f"tahun {entry.tahun}"
            if entry.tahun == chosen.tahun:
                reason = "nilai induk" if entry.is_induk else f"periode {entry.periode}"
            draft.leave(entry.location, _uraian(entry), f"tidak dipakai: {reason}", entry.nilai)


def _uraian(entry: Catatan) -> str:
    document = f" ({entry.laporan})" if entry.laporan else ""
    return f"nilai tahun {entry.tahun}{document}"


def _result(draft: Draft, chosen: Catatan) -> Rincian:
    job = draft.job
    draft.count(chosen.location, _uraian(chosen), chosen.nilai)
    labels = categories(job.indikator.kategori, chosen.nilai)
    draft.tambahan |= {
        "tahun_nilai": chosen.tahun,
        "laporan": chosen.laporan,
        "kategori": labels,
        "nilai_induk": chosen.is_induk,
    }
    if chosen.tahun != job.tahun:
        document = f" ({chosen.laporan})" if chosen.laporan else ""
        draft.note(f"Nilai hasil evaluasi tahun {chosen.tahun}{document}.")
        # Last year's value is the rule for what is evaluated after the year; older is not.
        if chosen.tahun < job.tahun - 1:
            draft.observe("BD019", chosen.location, tahun=chosen.tahun, alasan="nilai lama")
    if chosen.is_induk:
        draft.note("Nilai unit induk, bukan nilai satker sendiri.")
        draft.observe("BD019", chosen.location, tahun=chosen.tahun, alasan="nilai unit induk")
    for scale, label in labels.items():
        draft.note(f"Kategori menurut {scale}: {label}.")
    _compare_category(draft, chosen, labels)
    return draft.finish(chosen.nilai, f"dicatat: {show(chosen.nilai, 4)}")


def _compare_category(draft: Draft, chosen: Catatan, labels: dict[str, str]) -> None:
    """A category typed beside the value should be one the value gives."""
    if not chosen.kategori or not labels:
        return
    written = chosen.kategori.lower()
    if not any(_names(written, label.lower()) for label in labels.values()):
        draft.observe(
            "BD007",
            chosen.location,
            tertulis=chosen.kategori,
            seharusnya=" / ".join(labels.values()),
        )


def _names(written: str, label: str) -> bool:
    """ "BB", "BB (Sangat Baik)", "Level 3", "Level 3 - Terdefinisi" all name their label."""
    words = "".join(c if c.isalnum() or c in "-+" else " " for c in written).split()
    wanted = "".join(c if c.isalnum() or c in "-+" else " " for c in label).split()
    return all(word in words for word in wanted) or any(word.isdecimal() for word in words)


def categories(scales: dict[str, tuple[Kategori, ...]] | object, nilai: Decimal) -> dict[str, str]:
    """Scale name → label of the band that `nilai` lies in (unrounded)."""
    found: dict[str, str] = {}
    assert hasattr(scales, "items")
    for nama, bands in scales.items():
        label = ""
        for band in sorted(bands, key=lambda b: b.mulai):
            if nilai > band.mulai or (band.inklusif and nilai == band.mulai):
                label = band.label
        if label:
            found[nama] = label
    return found
