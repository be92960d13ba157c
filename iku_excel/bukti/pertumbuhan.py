"""SK3/2 and SK3/3: growth against the same months of last year, (B - A) / A x 100."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from iku_excel.bukti.bentuk import bare_text
from iku_excel.bukti.job import Draft, Job, calculator, document_key, growth, show, sum_exact
from iku_excel.bukti.table import TabelBukti, is_blank, text_of
from iku_excel.finding import Location
from iku_excel.model import BarisRincian, Rincian
from iku_excel.numbers import NAMA_BULAN, parse_bulan
from iku_excel.records import dataclass, field
from iku_excel.workbook.port import RawValue


@dataclass
class Tahunan:
    """Sums by month of this year and of last year, and the rows they came from."""

    ini: dict[int, Decimal] = field(default_factory=dict)
    lalu: dict[int, Decimal] = field(default_factory=dict)
    rows: list[tuple[int, BarisRincian]] = field(default_factory=list)
    """Month and row, held back until it is known which months are compared."""
    gaps: list[tuple[int, Location, str]] = field(default_factory=list)
    """Cells without a figure: month, place, column title."""

    def add(self, bulan: int, ini: Decimal | None, lalu: Decimal | None) -> None:
        if ini is not None:
            self.ini[bulan] = self.ini.get(bulan, Decimal(0)) + ini
        if lalu is not None:
            self.lalu[bulan] = self.lalu.get(bulan, Decimal(0)) + lalu


@calculator("pertumbuhan-pnbp", "pertumbuhan-hasil-layanan")
def count_pertumbuhan(job: Job) -> Rincian:
    """Months of this year with a figure are compared with the same months of last year, or (by
    setting `pembanding`) with the whole of last year. No figure is not zero: such a month is left
    out on both sides."""
    draft = Draft(job)
    sums = Tahunan()
    for table in job.tables:
        if table.bentuk.dari_transaksi:
            _read_payments(draft, table, sums)
    _read_months(draft, sums)
    months = sorted(sums.ini)
    for bulan, row in sums.rows:
        if bulan in sums.ini:
            draft.dihitung.append(row)
        else:
            alasan = f"{NAMA_BULAN[bulan - 1]} {job.tahun} belum ada angka"
            draft.leave(row.location, row.uraian, alasan, row.nilai)
    if not months:
        return draft.finish(None, "", alasan=f"belum ada angka tahun {job.tahun}")
    _warn_gaps(draft, sums, months)
    return _result(draft, sums, months)


def _read_months(draft: Draft, sums: Tahunan) -> None:
    seen: dict[tuple[int, str, str], Location] = {}
    roles = ("bulan", "jenis", "akun", "tahun_ini", "tahun_lalu", "tahun_lalu_audited")
    for table, row, values in draft.rows(*roles):
        if table.bentuk.dari_transaksi:
            continue
        bulan = _month(draft, table, row, values[0])
        if bulan is None:
            continue
        jenis, akun = text_of(values[1]), text_of(values[2])
        uraian = " – ".join(part for part in (NAMA_BULAN[bulan - 1], jenis) if part)
        location = table.at(row, "tahun_ini")
        if _is_excluded(draft, akun):
            draft.leave(location, uraian, f"akun {akun} tidak dihitung (pengaturan)")
            continue
        key = (bulan, bare_text(jenis), akun)
        if (jenis or "jenis" not in table.kolom) and draft.is_repeated(seen, key, location, uraian):
            continue
        ini = draft.figure(table, row, "tahun_ini", values[3])
        lalu = _last_year(draft, table, row, values[4], values[5])
        if ini is None and lalu is None:
            continue
        sums.add(bulan, ini, lalu)
        sums.rows.append((bulan, BarisRincian(location, uraian, ini)))
        for role, value in (("tahun_ini", ini), ("tahun_lalu", lalu)):
            if value is None:
                title = table.judul_kolom[table.kolom[role]]
                sums.gaps.append((bulan, table.at(row, role), title))


def _month(draft: Draft, table: TabelBukti, row: int, value: RawValue) -> int | None:
    bulan = parse_bulan(value)
    if bulan is None:
        location = table.at(row, "bulan")
        text = text_of(value)
        draft.leave(location, text, "bulan tidak terbaca" if text else "bulan kosong")
        kolom = table.judul_kolom[table.kolom["bulan"]]
        if text:
            draft.observe("BD006", location, tertulis=text, kolom=kolom)
        else:
            draft.observe("BD005", location, kolom=kolom)
    return bulan


def _last_year(
    draft: Draft, table: TabelBukti, row: int, first: RawValue, audited: RawValue
) -> Decimal | None:
    """Last year's figure by the setting `tahun_lalu`; both sums are kept in `tambahan`."""
    semula = draft.figure(table, row, "tahun_lalu", first)
    if "tahun_lalu_audited" not in table.kolom:
        return semula
    revised = draft.figure(table, row, "tahun_lalu_audited", audited)
    for nama, value in (("tahun_lalu_semula", semula), ("tahun_lalu_audited", revised)):
        draft.tambahan[nama] = draft.tambahan.get(nama, Decimal(0)) + (value or 0)
    chosen = draft.job.setting("tahun_lalu")
    draft.note(f"Angka tahun lalu yang dipakai: {chosen}.")
    return revised if chosen == "audited" else semula


def _is_excluded(draft: Draft, akun: str) -> bool:
    if draft.job.indikator.cara != "pertumbuhan-pnbp":
        return False
    prefixes = tuple(str(p) for p in draft.job.setting("akun_dikecualikan"))
    return bool(akun and prefixes) and akun.startswith(prefixes)


def _read_payments(draft: Draft, table: TabelBukti, sums: Tahunan) -> None:
    """A list of payments of both years, each dated."""
    tahun = draft.job.tahun
    seen: dict[str, Location] = {}
    columns = [table.column(r) for r in ("tanggal", "kunci", "jenis", "akun", "jumlah")]
    last_month = 0
    dated: list[tuple[int, int, BarisRincian]] = []
    for row, tanggal, kunci, jenis, akun, jumlah in zip(table.rows, *columns, strict=True):
        location = table.at(row, "jumlah")
        key = text_of(kunci)
        uraian = " ".join(part for part in (key, text_of(jenis)) if part)
        waktu = draft.cells.waktu(table, row, "tanggal", tanggal)
        nilai = draft.figure(table, row, "jumlah", jumlah)
        if waktu is None or not waktu.bulan or nilai is None:
            reason = "tanggal" if waktu is None or not waktu.bulan else "nilai"
            draft.leave(location, uraian, f"{reason} kosong atau tidak terbaca", nilai)
            if is_blank(jumlah if reason == "nilai" else tanggal):
                draft.observe("BD005", location, kolom=reason)
        elif waktu.tahun not in (tahun, tahun - 1):
            draft.leave(location, uraian, f"tahun {waktu.tahun}", nilai)
        elif _is_excluded(draft, text_of(akun)):
            draft.leave(
                location, uraian, f"akun {text_of(akun)} tidak dihitung (pengaturan)", nilai
            )
        elif not (key and draft.is_repeated(seen, document_key(key), location, uraian)):
            dated.append((waktu.tahun, waktu.bulan, BarisRincian(location, uraian, nilai)))
            if waktu.tahun == tahun:
                last_month = max(last_month, waktu.bulan)
    for year, bulan, entry in dated:
        # Every month up to the last payment of this year is known; without a payment it is 0.
        sums.add(
            bulan, entry.nilai if year == tahun else None, None if year == tahun else entry.nilai
        )
        sums.rows.append((bulan, entry))
    for bulan in range(1, last_month + 1):
        sums.add(bulan, Decimal(0), Decimal(0))


def _warn_gaps(draft: Draft, sums: Tahunan, months: Sequence[int]) -> None:
    for bulan, location, kolom in sums.gaps:
        if bulan in sums.ini:
            draft.observe("BD012", location, bulan=NAMA_BULAN[bulan - 1], kolom=kolom)
    skipped = [b for b in range(1, months[-1]) if b not in sums.ini]
    for bulan in skipped:
        draft.observe(
            "BD012", draft.first.header, bulan=NAMA_BULAN[bulan - 1], kolom=str(draft.job.tahun)
        )
    if skipped:
        names = ", ".join(NAMA_BULAN[b - 1] for b in skipped)
        draft.note(f"Bulan tanpa angka tidak dibandingkan: {names}.")


def _result(draft: Draft, sums: Tahunan, months: Sequence[int]) -> Rincian:
    tahun = draft.job.tahun
    b = sum_exact([sums.ini[m] for m in months])
    a_same = sum_exact([sums.lalu.get(m, Decimal(0)) for m in months])
    a_full = sum_exact(list(sums.lalu.values()))
    whole_year = draft.job.setting("pembanding") == "tahun penuh"
    a = a_full if whole_year else a_same
    draft.tambahan |= {
        "tahun_ini": b,
        "tahun_lalu_bulan_sama": a_same,
        "tahun_lalu_penuh": a_full,
        "bulan": tuple(months),
        "pertumbuhan_bulan_sama": growth(a_same, b) if a_same else None,
        "pertumbuhan_terhadap_tahun_penuh": growth(a_full, b) if a_full else None,
        "persen_terhadap_tahun_lalu_penuh": b * 100 / a_full if a_full else None,
    }
    for month in months:
        known = [m for m in months if m <= month]
        before = a_full if whole_year else sum_exact([sums.lalu.get(m, Decimal(0)) for m in known])
        if before:
            draft.per_bulan[month] = growth(before, sum_exact([sums.ini[m] for m in known]))
    span = NAMA_BULAN[months[0] - 1]
    if len(months) > 1:
        span += f" s.d. {NAMA_BULAN[months[-1] - 1]}"
    against = f"setahun penuh {tahun - 1}" if whole_year else f"{span} {tahun - 1}"
    draft.note(f"{span} {tahun} dibandingkan dengan {against}.")
    if not a:
        place = draft.first.header
        draft.observe("BD021", place, uraian=f"tahun {tahun - 1}", alasan="A = 0")
        return draft.finish(
            None, "", alasan=f"angka tahun {tahun - 1} adalah 0 atau kosong (A = 0)"
        )
    result = growth(a, b)
    if result < 0:
        draft.note(f"Turun {show(-result)}%.")
    return draft.finish(
        result, f"({show(b)} - {show(a)}) / {show(a)} × 100 = {show(result)}", satuan="Persen"
    )
