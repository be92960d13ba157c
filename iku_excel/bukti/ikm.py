"""SK5/1: the satisfaction index from answers of respondents per unsur, or from monthly results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from iku_excel.bukti.bentuk import load_data
from iku_excel.bukti.catat import categories
from iku_excel.bukti.job import (
    WIDE,
    Draft,
    Job,
    as_figure,
    calculator,
    show,
    sum_exact,
    wide_mean,
)
from iku_excel.bukti.rata_rata import in_scale
from iku_excel.bukti.table import TabelBukti, is_blank, read_waktu, text_of
from iku_excel.finding import Location
from iku_excel.model import Rincian
from iku_excel.numbers import NAMA_BULAN, format_angka, parse_bulan, round_half_up
from iku_excel.records import dataclass, field
from iku_excel.workbook.port import RawValue


@dataclass
class Jawaban:
    """Sum and number of the answers of each unsur, with the respondents they came from."""

    jumlah: list[Decimal]
    banyak: list[int]
    responden: int = 0

    @classmethod
    def empty(cls, count: int) -> Jawaban:
        return cls([Decimal(0)] * count, [0] * count)

    def add(self, other: Jawaban) -> None:
        self.jumlah = [a + b for a, b in zip(self.jumlah, other.jumlah, strict=True)]
        self.banyak = [a + b for a, b in zip(self.banyak, other.banyak, strict=True)]
        self.responden += other.responden

    def rata(self) -> list[Decimal | None]:
        """The mean of each unsur over those who answered it."""
        return [s / n if n else None for s, n in zip(self.jumlah, self.banyak, strict=True)]

    def wide(self) -> list[Decimal]:
        pairs = zip(self.jumlah, self.banyak, strict=True)
        return [WIDE.divide(s, Decimal(n)) for s, n in pairs if n]

    def index(self, bobot: Decimal | None = None) -> Decimal | None:
        """Sum of mean x weight; `bobot` None is exactly 1/n. None while an unsur has no answer."""
        means = self.wide()
        if len(means) < len(self.jumlah):
            return None
        weighted = wide_mean(means)
        if bobot is not None:
            weighted = WIDE.multiply(weighted, bobot * len(means))
        return as_figure(weighted)


@dataclass
class Survei:
    """All answers, by month where they are dated (0: not dated)."""

    count: int
    per_bulan: dict[int, Jawaban] = field(default_factory=dict)

    def of(self, bulan: int) -> Jawaban:
        return self.per_bulan.setdefault(bulan, Jawaban.empty(self.count))

    def until(self, bulan: int) -> Jawaban:
        total = Jawaban.empty(self.count)
        for month, answers in self.per_bulan.items():
            if month <= bulan:
                total.add(answers)
        return total


@calculator("ikm")
def count_ikm(job: Job) -> Rincian:
    """Mean per unsur over its answers, times 1/n, summed: scale 1 to 4. Months weigh by their
    respondents. Kepmenpan 25/2004 has 14 unsur, PermenPANRB 14/2017 has 9."""
    answers = [t for t in job.tables if not t.bentuk.rekap]
    if not answers:
        return _from_recap(Draft(job))
    draft = Draft(job)
    if len(answers) < len(job.tables):
        draft.note("Rekap bulanan tidak dipakai: jawaban responden ada.")
    unsur = [r for r in answers[0].kolom if r.startswith("unsur")]
    unsur.sort(key=lambda role: int(role.removeprefix("unsur")))
    if any(set(unsur) != {r for r in t.kolom if r.startswith("unsur")} for t in answers):
        return draft.finish(None, "", alasan="banyaknya unsur tidak sama di semua lembar survei")
    survei = Survei(len(unsur))
    seen: dict[str, Location] = {}
    for table in answers:
        _read_table(draft, table, unsur, survei, seen)
    total = survei.until(12)
    if not total.responden:
        return draft.finish(None, "", alasan="belum ada responden")
    return _result(draft, survei, total, _titles(answers[0], unsur))


def _titles(table: TabelBukti, unsur: Sequence[str]) -> list[str]:
    """What each unsur is called: its header, with the guideline's name where that is only "U1"."""
    guide = _guide(len(unsur))
    titles = []
    for number, role in enumerate(unsur):
        header = table.judul_kolom[table.kolom[role]]
        plain = not any(len(word) > 5 for word in header.split() if word.isalpha())
        if guide and plain:
            header = f"U{number + 1} {guide['unsur'][number][0]}"
        titles.append(header)
    return titles


def _guide(count: int) -> Mapping[str, Any] | None:
    found = [p for p in load_data().lain["ikm"] if len(p["unsur"]) == count]
    return found[0] if found else None


# Reading -----------------------------------------------------------------------------------------


def _read_table(
    draft: Draft,
    table: TabelBukti,
    unsur: Sequence[str],
    survei: Survei,
    seen: dict[str, Location],
) -> None:
    scale = load_data().lain["ikm_skala"]
    valid = frozenset(range(scale["terkecil"], scale["terbesar"] + 1))
    columns = [table.column(role) for role in unsur]
    months = _months(draft, table)
    numbers = table.column("no")
    whole: dict[int, list[tuple[RawValue, ...]]] = {}
    for position, values in enumerate(zip(*columns, strict=True)):
        bulan = months[position]
        row = table.rows[position]
        if bulan is None:
            continue
        location = table.at(row, unsur[0])
        uraian = f"responden {text_of(numbers[position]) or position + 1}"
        if not is_blank(numbers[position]):
            key = f"{table.sheet.name}\n{text_of(numbers[position])}"
            if draft.is_repeated(seen, key, location, uraian):
                continue
        # The fast way for the row that everybody hopes for: all answers whole numbers in the scale.
        if valid.issuperset(values) and bool not in map(type, values):
            whole.setdefault(bulan, []).append(values)
            draft.count(location, uraian, Decimal(sum(int(v) for v in values)))
        else:
            _read_row(draft, table, row, unsur, values, survei.of(bulan), uraian)
    for bulan, rows in whole.items():
        answers = survei.of(bulan)
        answers.responden += len(rows)
        for number, column in enumerate(zip(*rows, strict=True)):
            for value, count in Counter(column).items():
                answers.jumlah[number] += int(value) * count
            answers.banyak[number] += len(column)


def _months(draft: Draft, table: TabelBukti) -> list[int | None]:
    """The month of each respondent: 0 when not dated, None when left out."""
    dated = next((role for role in ("tanggal", "bulan") if role in table.kolom), None)
    if dated is None:
        return [table.bulan or 0] * len(table.rows)
    known: dict[RawValue, int | None] = {}
    found: list[int | None] = []
    for row, value in zip(table.rows, table.column(dated), strict=True):
        if value not in known:
            known[value] = _month_of(draft, table, row, dated, value)
        month = known[value]
        if month is None:
            draft.leave(table.at(row, dated), "responden", f"di luar tahun {draft.job.tahun}")
        found.append(month)
    return found


def _month_of(draft: Draft, table: TabelBukti, row: int, role: str, value: RawValue) -> int | None:
    if is_blank(value):
        return 0
    waktu = read_waktu(value)
    if waktu is not None:
        return waktu.bulan if waktu.tahun == draft.job.tahun else None
    bulan = parse_bulan(value)
    if bulan is None:
        kolom = table.judul_kolom[table.kolom[role]]
        draft.observe("BD006", table.at(row, role), tertulis=text_of(value), kolom=kolom)
    return bulan or 0


def _read_row(
    draft: Draft,
    table: TabelBukti,
    row: int,
    unsur: Sequence[str],
    values: Sequence[RawValue],
    answers: Jawaban,
    uraian: str,
) -> None:
    """A respondent with an answer that is empty, text or outside the scale."""
    scale = load_data().lain["ikm_skala"]
    total, answered = Decimal(0), 0
    for number, (role, value) in enumerate(zip(unsur, values, strict=True)):
        angka = draft.cells.number(table, row, role, value)
        if angka is None:
            continue
        if angka != angka.to_integral_value() or not (
            scale["terkecil"] <= angka <= scale["terbesar"]
        ):
            text = f"{scale['terkecil']} sampai {scale['terbesar']}"
            draft.observe("BD010", table.at(row, role), tertulis=angka, seharusnya=text)
            continue
        answers.jumlah[number] += angka
        answers.banyak[number] += 1
        total += angka
        answered += 1
    location = table.at(row, unsur[0])
    if answered:
        answers.responden += 1
        empty = len(unsur) - answered
        draft.count(location, f"{uraian} ({empty} unsur tidak dijawab)", total)
    else:
        draft.leave(location, uraian, "tidak ada jawaban yang dapat dihitung")


# Result ------------------------------------------------------------------------------------------


def _result(draft: Draft, survei: Survei, total: Jawaban, titles: Sequence[str]) -> Rincian:
    count = len(titles)
    guide = _guide(count)
    places = guide["desimal_bobot"] if guide else 2
    bobot = round_half_up(Decimal(1) / count, places)
    exact, rounded = total.index(), total.index(bobot)
    if exact is None or rounded is None:
        empty = ", ".join(t for t, n in zip(titles, total.banyak, strict=True) if not n)
        return draft.finish(None, "", alasan=f"tidak ada jawaban untuk unsur: {empty}")
    use_rounded = bool(draft.job.setting("bobot_dibulatkan"))
    result = rounded if use_rounded else exact
    for bulan in sorted(survei.per_bulan):
        value = survei.until(bulan).index(bobot if use_rounded else None)
        if bulan and 0 not in survei.per_bulan and value is not None:
            draft.per_bulan[bulan] = value
    _describe(draft, total, titles, exact, rounded, bobot)
    _describe_months(draft, survei)
    _verdicts(draft, result)
    _enough_respondents(draft, total.responden, count, guide)
    used = (
        f"bobot {format_angka(bobot)} (dibulatkan)" if use_rounded else f"bobot 1/{count} (tepat)"
    )
    means = " + ".join(show(m, 4) for m in total.rata() if m is not None)
    return draft.finish(result, f"({means}) × {used} = {show(result, 4)}")


def _describe(
    draft: Draft,
    total: Jawaban,
    titles: Sequence[str],
    exact: Decimal,
    rounded: Decimal,
    bobot: Decimal,
) -> None:
    times = load_data().lain["ikm_skala"]["pengali"]
    draft.tambahan |= {
        "responden": total.responden,
        "unsur": tuple(
            {"unsur": t, "jumlah": s, "banyak": n, "rata_rata": m}
            for t, s, n, m in zip(titles, total.jumlah, total.banyak, total.rata(), strict=True)
        ),
        "tepat": exact,
        "tepat_100": exact * times,
        "bobot_dibulatkan": bobot,
        "dibulatkan": rounded,
        "dibulatkan_100": rounded * times,
    }
    draft.note(
        f"Bobot tepat: {format_angka(exact, 4)} ({format_angka(exact * times, 2)}); bobot "
        f"dibulatkan {format_angka(bobot)}: {format_angka(rounded, 4)} "
        f"({format_angka(rounded * times, 2)})."
    )
    unanswered = sum(total.responden - n for n in total.banyak)
    if unanswered:
        draft.note(f"{unanswered} jawaban kosong; rata-rata tiap unsur dari yang menjawab saja.")


def _describe_months(draft: Draft, survei: Survei) -> None:
    months = {b: a for b, a in sorted(survei.per_bulan.items()) if b and a.responden}
    if not months:
        return
    values = {b: a.index() for b, a in months.items()}
    draft.tambahan["per_bulan"] = tuple(
        {"bulan": b, "responden": a.responden, "nilai": values[b]} for b, a in months.items()
    )
    known = [v for v in values.values() if v is not None]
    if len(known) > 1:
        draft.tambahan["rata_rata_bulan_biasa"] = sum_exact(known) / len(known)
        draft.note("Bulan ditimbang dengan banyaknya responden, bukan dirata-rata biasa.")


def _verdicts(draft: Draft, result: Decimal) -> None:
    labels = categories(draft.job.indikator.kategori, result)
    draft.tambahan["kategori"] = labels
    for scale, label in labels.items():
        draft.note(f"Kategori menurut {scale}: {label}.")


def _enough_respondents(
    draft: Draft, responden: int, count: int, guide: Mapping[str, Any] | None
) -> None:
    if guide is None:
        known = " atau ".join(f"{len(p['unsur'])}" for p in load_data().lain["ikm"])
        draft.observe("BD024", draft.first.header, tertulis=str(count), seharusnya=known)
        draft.note(f"{count} unsur tidak menurut pedoman mana pun ({known}); bobot 1/{count}.")
        return
    draft.note(f"{count} unsur: {guide['pedoman']}.")
    if responden < guide["responden"]:
        draft.observe(
            "BD018",
            draft.first.header,
            tertulis=str(responden),
            seharusnya=str(guide["responden"]),
        )


# Monthly results -----------------------------------------------------------------------------


def _from_recap(draft: Draft) -> Rincian:
    """Months with their index and respondents: sum of index x respondents / respondents."""
    found: dict[int, tuple[Decimal, Decimal]] = {}
    seen: dict[int, Location] = {}
    for table, row, (month, responden, nilai) in draft.rows("bulan", "responden", "nilai"):
        bulan = parse_bulan(month)
        location = table.at(row, "nilai")
        if bulan is None:
            draft.leave(location, text_of(month), "bulan kosong atau tidak terbaca")
            draft.observe("BD005", table.at(row, "bulan"), kolom="Bulan")
            continue
        uraian = NAMA_BULAN[bulan - 1]
        angka = draft.figure(table, row, "nilai", nilai)
        n = draft.figure(table, row, "responden", responden)
        if angka is None or not n:
            reason = "belum ada nilai" if angka is None else "jumlah responden kosong atau 0"
            draft.leave(location, uraian, reason, angka)
            if angka is not None:
                draft.observe("BD005", table.at(row, "responden"), kolom="Jumlah Responden")
            continue
        if draft.is_repeated(seen, bulan, location, uraian) or not in_scale(draft, location, angka):
            continue
        found[bulan] = angka, n
        draft.count(location, f"{uraian} ({show(n)} responden)", angka)
    if not found:
        return draft.finish(None, "", alasan="belum ada nilai bulanan")
    for bulan in sorted(found):
        draft.per_bulan[bulan] = _weighted([v for b, v in found.items() if b <= bulan])
    result = _weighted(list(found.values()))
    total = sum_exact([n for _, n in found.values()])
    plain_mean = sum_exact([v for v, _ in found.values()]) / len(found)
    draft.tambahan |= {"responden": total, "rata_rata_bulan_biasa": plain_mean}
    draft.note(
        f"Ditimbang dengan responden; rata-rata biasa tiap bulan {format_angka(plain_mean, 4)}."
    )
    _verdicts(draft, result)
    terms = " + ".join(f"{show(v, 4)} × {show(n)}" for v, n in found.values())
    return draft.finish(result, f"({terms}) / {show(total)} = {show(result, 4)}")


def _weighted(pairs: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    return sum_exact([v * n for v, n in pairs]) / sum_exact([n for _, n in pairs])
