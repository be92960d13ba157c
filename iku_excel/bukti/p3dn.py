"""SK3/5: realisasi over pagu of the chosen accounts: a SPAN table, GLP039, any account list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from iku_excel.bukti.job import Draft, Job, calculator
from iku_excel.bukti.table import TabelBukti, is_blank, text_of
from iku_excel.model import Rincian
from iku_excel.numbers import format_angka, to_decimal
from iku_excel.records import dataclass
from iku_excel.workbook.port import RawValue

_AKUN = re.compile(r"(?:.*[.\s])?(5\d{5})(?!\d)\.?(?:[\s\-–:].*)?", re.DOTALL)
# A column of account numbers shows itself well before this many rows.
_ENOUGH_ROWS = 2000
_MONEY = ("pagu", "blokir", "realisasi")
ACCOUNT_ROLE = "akun"


@dataclass
class Akun:
    """Sums of one account over all its rows, in rupiah."""

    pagu: Decimal = Decimal(0)
    blokir: Decimal = Decimal(0)
    realisasi: Decimal = Decimal(0)
    pdn: Decimal = Decimal(0)
    baris: int = 0


def read_akun(value: RawValue) -> str | None:
    """ "521211" from 521211, "521211 - Belanja Bahan" or "6042.EBA.994.001.A.521211"."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        is_akun = 500_000 <= value < 600_000 and value == int(value)
        return str(int(value)) if is_akun else None
    match = _AKUN.fullmatch(text_of(value)) if isinstance(value, str) else None
    return match[1] if match else None


@calculator("p3dn")
def count_p3dn(job: Job) -> Rincian:
    """Sum of realisasi / sum of pagu revisi x 100 over the accounts of the settings; an account
    that stands in several places is summed. The decree's formula prints no x 100."""
    draft = Draft(job)
    wanted = [str(akun) for akun in job.indikator.pengaturan.get("akun", ())]
    if not wanted:
        return draft.finish(None, "", alasan="pengaturan akun kosong")
    if len(job.tables) > 1 and not _pick_table(draft):
        return draft.finish(None, "", alasan="lebih dari satu tabel akun; sisakan satu")
    table = draft.job.tables[0]
    sums = {akun: Akun() for akun in wanted}
    everything = Akun()
    for row, akun in zip(table.rows, _accounts(table), strict=True):
        if akun is None:
            continue
        _read_row(draft, table, row, akun, sums, everything)
    _cross_foot(draft, table, everything)
    return _result(draft, sums)


def _pick_table(draft: Draft) -> bool:
    """One report states everything up to its month: of several, the latest; no guess otherwise."""
    tables = draft.job.tables
    months = [t.bulan for t in tables]
    if None not in months and len(set(months)) == len(months):
        latest = max(tables, key=lambda t: t.bulan or 0)
        for table in tables:
            if table is not latest:
                draft.leave(table.header, table.sheet.name, "laporan bulan yang lebih awal")
        draft.job = type(draft.job)(
            draft.job.indikator, (latest,), draft.job.tahun, latest.bulan, draft.job.telaah
        )
        return True
    for table in tables[1:]:
        draft.observe("BD015", table.header, sel_pertama=str(tables[0].header))
    return False


def _accounts(table: TabelBukti) -> list[str | None]:
    known: dict[RawValue, str | None] = {}
    found: list[str | None] = []
    for value in table.column(ACCOUNT_ROLE):
        if value not in known:
            known[value] = read_akun(value)
        found.append(known[value])
    return found


def _read_row(
    draft: Draft,
    table: TabelBukti,
    row: int,
    akun: str,
    sums: dict[str, Akun],
    everything: Akun,
) -> None:
    entry = sums.get(akun)
    # An amount of an account that is not ours stops nothing.
    read = draft.figure if entry is not None else draft.cells.number
    money = {}
    for role in _MONEY:
        if role in table.kolom:
            column, value = _spanned(table, row, role)
            money[role] = read(table, row, role, value, column)
    pagu, blokir, realisasi = (money.get(role) or Decimal(0) for role in _MONEY)
    everything.pagu += pagu
    everything.realisasi += realisasi
    everything.baris += 1
    location = table.at(row, _spanned(table, row, "realisasi")[0])
    if entry is None:
        draft.leave(location, akun, "akun di luar daftar", money["realisasi"])
        return
    entry.pagu += pagu
    entry.blokir += blokir
    entry.realisasi += realisasi
    entry.pdn += _domestic(draft, table, row, realisasi)
    entry.baris += 1
    names = draft.job.indikator.pengaturan.get("uraian_akun", {})
    uraian = " ".join(part for part in (akun, str(names.get(akun, ""))) if part)
    draft.count(location, f"{uraian} (pagu {format_angka(pagu)})", realisasi)
    if realisasi > pagu:
        draft.observe("BD009", location, uraian=akun, tertulis=realisasi, seharusnya=pagu)
    _compare_percent(draft, table, row, pagu, realisasi)


def _spanned(table: TabelBukti, row: int, role: str) -> tuple[int, RawValue]:
    """The first value from the column of a header to the next header, and its column."""
    column = table.kolom[role]
    values = table.sheet.grid()[row - 1]
    if column <= len(values) and values[column - 1] not in (None, ""):
        return column, values[column - 1]
    following = min((c for c in table.judul_kolom if c > column), default=column + 1)
    for beside in range(column + 1, min(following, len(values) + 1)):
        if not is_blank(values[beside - 1]):
            return beside, values[beside - 1]
    return column, None


def _domestic(draft: Draft, table: TabelBukti, row: int, realisasi: Decimal) -> Decimal:
    """The domestic part of a row: an amount, else a share of its realisasi; 0 where not filled."""
    if not table.has("nilai_pdn") and not table.has("porsi_pdn"):
        return Decimal(0)
    needed = draft.job.setting("bagian") == "porsi PDN"
    if table.has("nilai_pdn"):
        read = draft.figure if needed else draft.cells.number
        amount = read(table, row, "nilai_pdn", _own(table, row, "nilai_pdn"))
        if amount is not None:
            return amount
    if not table.has("porsi_pdn"):
        return Decimal(0)
    value = _own(table, row, "porsi_pdn")
    share = (
        draft.figure(table, row, "porsi_pdn", value, percent=True)
        if needed
        else draft.cells.percent(table, row, "porsi_pdn", value)
    )
    if share is not None and not 0 <= share <= 100:
        place = table.at(row, "porsi_pdn")
        draft.observe("BD010", place, tertulis=share, seharusnya="0 sampai 100")
        if needed:
            draft.block(place, "di luar rentang")
        return Decimal(0)
    return realisasi * share / 100 if share is not None else Decimal(0)


def _own(table: TabelBukti, row: int, role: str) -> RawValue:
    values = table.sheet.grid()[row - 1]
    index = table.kolom[role] - 1
    return values[index] if index < len(values) else None


def _compare_percent(
    draft: Draft, table: TabelBukti, row: int, pagu: Decimal, realisasi: Decimal
) -> None:
    """The file's own percentage, as a percent or as a fraction, against the recomputed one."""
    if "persen" not in table.kolom or not pagu:
        return
    column, value = _spanned(table, row, "persen")
    if is_blank(value):
        return
    own = draft.cells.number(table, row, "persen", value, column)
    if own is None:
        return
    persen = realisasi * 100 / pagu
    tolerance = to_decimal(str(draft.job.setting("toleransi_persen")))
    # A number cell may hold 0.6 shown as 60%; text says what it means.
    readings = [own] if isinstance(value, str) else [own, own * 100]
    if all(abs(reading - persen) > tolerance for reading in readings):
        draft.observe("BD007", table.at(row, column), tertulis=own, seharusnya=persen)


def _cross_foot(draft: Draft, table: TabelBukti, everything: Akun) -> None:
    """The report's own grand total against the sum of its account rows."""
    if not table.total_rows or not everything.baris or draft.cells.unread:
        return
    quiet = Draft(draft.job).cells
    totals = [
        (
            row,
            quiet.number(table, row, "pagu", _spanned(table, row, "pagu")[1]),
            quiet.number(table, row, "realisasi", _spanned(table, row, "realisasi")[1]),
        )
        for row in table.total_rows
    ]
    known = [(row, pagu, real) for row, pagu, real in totals if pagu is not None]
    if not known:
        return
    row, pagu, realisasi = max(known, key=lambda entry: entry[1])
    draft.tambahan |= {"total_pagu_berkas": pagu, "total_realisasi_berkas": realisasi}
    for role, written, counted in (
        ("pagu", pagu, everything.pagu),
        ("realisasi", realisasi, everything.realisasi),
    ):
        if written is not None and written != counted:
            place = table.at(row, _spanned(table, row, role)[0])
            draft.observe("BD013", place, tertulis=written, seharusnya=counted, kolom=role)


def _result(draft: Draft, sums: dict[str, Akun]) -> Rincian:
    pagu, blokir, realisasi = _record(draft, sums)
    has_share = draft.first.has("porsi_pdn") or draft.first.has("nilai_pdn")
    by_share = draft.job.setting("bagian") == "porsi PDN"
    if by_share and not has_share:
        return draft.finish(
            None, "", alasan="pengaturan memakai porsi PDN, tetapi kolom PDN tidak ada"
        )
    numerator = realisasi
    if has_share:
        pdn = sum((a.pdn for a in sums.values()), Decimal(0))
        draft.tambahan |= {"realisasi_pdn": pdn, "persen_porsi_pdn": _percent(pdn, pagu)}
        numerator = pdn if by_share else realisasi
    divisor = pagu - blokir if draft.job.setting("blokir") == "dikurangkan" else pagu
    result = _percent(numerator, divisor)
    if result is None:
        draft.observe("BD021", draft.first.header, uraian="pagu akun terpilih", alasan="pagu 0")
        return draft.finish(None, "", alasan="jumlah pagu akun terpilih 0")
    return draft.finish(
        result,
        f"{format_angka(numerator)} / {format_angka(divisor)} × 100 = {format_angka(result, 2)}",
    )


def _record(draft: Draft, sums: dict[str, Akun]) -> tuple[Decimal, Decimal, Decimal]:
    """Pagu, blocked pagu and realisasi of the chosen accounts, written down with their notes."""
    pagu = sum((a.pagu for a in sums.values()), Decimal(0))
    blokir = sum((a.blokir for a in sums.values()), Decimal(0))
    realisasi = sum((a.realisasi for a in sums.values()), Decimal(0))
    absent = [akun for akun, entry in sums.items() if not entry.baris]
    draft.tambahan |= {
        "pagu": pagu,
        "blokir": blokir,
        "realisasi": realisasi,
        "sisa": pagu - realisasi,
        "persen_blokir_termasuk": _percent(realisasi, pagu),
        "persen_blokir_dikurangkan": _percent(realisasi, pagu - blokir),
        "akun_tidak_ada": tuple(absent),
        "per_akun": {
            akun: {"pagu": a.pagu, "blokir": a.blokir, "realisasi": a.realisasi}
            for akun, a in sums.items()
            if a.baris
        },
    }
    _notes(draft, absent, blokir, pagu, realisasi)
    return pagu, blokir, realisasi


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return part * 100 / whole if whole else None


def _notes(
    draft: Draft, absent: Sequence[str], blokir: Decimal, pagu: Decimal, realisasi: Decimal
) -> None:
    if absent:
        draft.note(f"Akun yang tidak ada di berkas, dihitung 0: {', '.join(absent)}.")
    if blokir:
        both = [_percent(realisasi, pagu), _percent(realisasi, pagu - blokir)]
        shown = [format_angka(p, 2) if p is not None else "tidak dapat dihitung" for p in both]
        draft.note(
            f"Pagu diblokir {format_angka(blokir)}: {shown[0]}% bila termasuk, {shown[1]}% bila "
            "dikurangkan."
        )


def account_column(rows: Sequence[Sequence[RawValue]]) -> tuple[int, int] | None:
    """The column (from 1) with the most account numbers, and how many; None without any."""
    counts: dict[int, int] = {}
    for number, values in enumerate(rows):
        if counts and number > _ENOUGH_ROWS:
            break
        for index, value in enumerate(values):
            if value is not None and value != "" and read_akun(value) is not None:
                counts[index + 1] = counts.get(index + 1, 0) + 1
    if not counts:
        return None
    best = max(counts, key=lambda column: (counts[column], -column))
    return best, counts[best]
