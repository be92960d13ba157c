"""SK6/1: the professional index per employee from its four dimensions; an estimate.

Names and NIP never leave the sheet: rows are "pegawai 1", "pegawai 2", with the cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from iku_excel.bukti.bentuk import bare_text, choose, load_data
from iku_excel.bukti.catat import categories
from iku_excel.bukti.job import Draft, Job, calculator, mean, show, sum_exact
from iku_excel.bukti.table import TabelBukti, is_blank
from iku_excel.finding import Location
from iku_excel.model import Rincian
from iku_excel.numbers import format_angka, parse_number
from iku_excel.workbook.port import RawValue

_DIMENSIONS = ("kualifikasi", "kompetensi", "kinerja", "disiplin")
_FACTS = ("jabatan", "pendidikan", "diklat", "jp", "seminar", "skp", "hukuman")
_TOLERANCE = Decimal("0.01")
_NIP_DIGITS = 18


@calculator("ip-asn")
def count_ip_asn(job: Job) -> Rincian:
    """Mean over employees of the sum of their four dimensions, each within its maximum."""
    draft = Draft(job)
    draft.cells.is_private = True
    seen: dict[str, Location] = {}
    totals: list[Decimal] = []
    sums = dict.fromkeys(_DIMENSIONS, Decimal(0))
    number = 0
    for table in job.tables:
        _warn_numeric_nip(draft, table)
        people = table.column("nip"), table.column("jumlah")
        names = _DIMENSIONS if not table.bentuk.dari_data else _FACTS
        columns = [table.column(name) for name in names]
        for row, nip, own, *values in zip(table.rows, *people, *columns, strict=True):
            number += 1
            uraian = f"pegawai {number}"
            location = table.at(row, names[0])
            if _is_repeated(draft, seen, nip, location, uraian):
                continue
            cells = dict(zip(names, values, strict=True))
            read = _from_facts if table.bentuk.dari_data else _from_scores
            scores = read(draft, table, row, cells)
            if scores is None:
                draft.leave(location, uraian, "dimensi tidak lengkap atau tidak terbaca")
                continue
            total = sum_exact(list(scores.values()))
            for name, value in scores.items():
                sums[name] += value
            _compare(draft, table, row, own, total)
            totals.append(total)
            draft.count(location, uraian, total)
    if not totals:
        return draft.finish(None, "", alasan="belum ada pegawai dengan keempat dimensi")
    return _result(draft, totals, sums)


def _result(draft: Draft, totals: list[Decimal], sums: Mapping[str, Decimal]) -> Rincian:
    result = mean(totals)
    labels = categories(draft.job.indikator.kategori, result)
    draft.tambahan |= {
        "perkiraan": True,
        "pegawai": len(totals),
        "rata_rata_dimensi": {name: value / len(totals) for name, value in sums.items()},
        "kategori": labels,
    }
    draft.note("Perkiraan dari data kantor; angka resmi indeks profesionalitas ASN dari BKN.")
    for scale, label in labels.items():
        draft.note(f"Kategori menurut {scale}: {label}.")
    return draft.finish(
        result, f"{show(sum_exact(totals))} / {len(totals)} pegawai = {show(result)}"
    )


def _warn_numeric_nip(draft: Draft, table: TabelBukti) -> None:
    """Excel keeps 15 digits of a number: an NIP of 18 typed as one has lost its end."""
    if "nip" not in table.kolom:
        return
    for row, value in zip(table.rows, table.column("nip"), strict=True):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if len(format(value, ".0f")) >= _NIP_DIGITS:
                draft.observe("BD017", table.at(row, "nip"))
                return


def _is_repeated(
    draft: Draft, seen: dict[str, Location], nip: RawValue, location: Location, uraian: str
) -> bool:
    """The same NIP twice; a number has lost digits and proves nothing."""
    if not isinstance(nip, str) or is_blank(nip):
        return False
    key = "".join(c for c in nip if c.isdigit())
    return len(key) >= _NIP_DIGITS and draft.is_repeated(seen, key, location, uraian)


def _from_scores(
    draft: Draft, table: TabelBukti, row: int, cells: Mapping[str, RawValue]
) -> dict[str, Decimal] | None:
    limits = load_data().lain["ip_asn"]["maksimum"]
    scores: dict[str, Decimal] = {}
    for name in _DIMENSIONS:
        value = draft.figure(table, row, name, cells[name])
        if value is None:
            if is_blank(cells[name]):
                kolom = table.judul_kolom[table.kolom[name]]
                draft.observe("BD005", table.at(row, name), kolom=kolom)
            continue
        if not 0 <= value <= limits[name]:
            text = f"0 sampai {limits[name]}"
            draft.observe("BD010", table.at(row, name), tertulis=value, seharusnya=text)
            draft.block(table.at(row, name), "di luar rentang")
            continue
        scores[name] = value
    return scores if len(scores) == len(_DIMENSIONS) else None


def _from_facts(
    draft: Draft, table: TabelBukti, row: int, cells: Mapping[str, RawValue]
) -> dict[str, Decimal] | None:
    """Scores from education, training, SKP and punishments by the tables in bukti.toml."""
    rules = load_data().lain["ip_asn"]
    found = {
        "kualifikasi": _lookup(rules["pendidikan"], cells["pendidikan"]),
        "kompetensi": _kompetensi(draft, table, row, cells, rules),
        "kinerja": _kinerja(cells["skp"], rules["kinerja"]),
        "disiplin": _lookup(rules["hukuman"], cells["hukuman"]),
    }
    source = {
        "kualifikasi": "pendidikan",
        "kompetensi": "jabatan",
        "kinerja": "skp",
        "disiplin": "hukuman",
    }
    scores: dict[str, Decimal] = {}
    for name, value in found.items():
        if value is not None:
            scores[name] = value
            continue
        role = source[name]
        kolom = table.judul_kolom[table.kolom[role]]
        kode = "BD005" if is_blank(cells[role]) else "BD011"
        text = "" if is_blank(cells[role]) else str(cells[role])
        draft.observe(kode, table.at(row, role), kolom=kolom, tertulis=text)
    return scores if len(scores) == len(_DIMENSIONS) else None


def _lookup(table: Mapping[str, list[str]], value: RawValue) -> Decimal | None:
    if is_blank(value):
        return None
    bare = bare_text(value)
    return next((Decimal(nilai) for nilai, words in table.items() if bare in words), None)


def _kompetensi(
    draft: Draft,
    table: TabelBukti,
    row: int,
    cells: Mapping[str, RawValue],
    rules: Mapping[str, Any],
) -> Decimal | None:
    bare = "" if is_blank(cells["jabatan"]) else bare_text(cells["jabatan"])
    kind = next((kind for kind, words in rules["jabatan"].items() if bare in words), None)
    if kind is None:
        return None
    weights = rules["kompetensi"][kind]
    jp = draft.figure(table, row, "jp", cells["jp"]) or Decimal(0)
    total = Decimal(0)
    if cells["diklat"] is not None and choose("ya_tidak", cells["diklat"]) == "ya":
        total += Decimal(weights["diklat"])
    if cells["seminar"] is not None and choose("ya_tidak", cells["seminar"]) == "ya":
        total += Decimal(weights["seminar"])
    full = Decimal(rules["kompetensi"]["jp"])
    return total + Decimal(weights["teknis"]) * min(jp / full, Decimal(1))


def _kinerja(value: RawValue, rules: Mapping[str, Any]) -> Decimal | None:
    """SKP as a predicate or as a number (above 90, 75, 60, 50)."""
    if is_blank(value):
        return None
    by_word = _lookup(rules["predikat"], value)
    if by_word is not None:
        return by_word
    parsed = parse_number(str(value), prefer="decimal")
    if parsed is None:
        return None
    return next((Decimal(n) for limit, n in rules["batas"] if parsed.angka > Decimal(limit)), None)


def _compare(draft: Draft, table: TabelBukti, row: int, written: RawValue, total: Decimal) -> None:
    """The sheet's own sum, if it has one, should be the sum of the dimensions."""
    if "jumlah" not in table.kolom or is_blank(written):
        return
    own = draft.cells.number(table, row, "jumlah", written)
    if own is not None and abs(own - total) > _TOLERANCE:
        shown = format_angka(total)
        draft.observe("BD007", table.at(row, "jumlah"), tertulis=own, seharusnya=shown)
