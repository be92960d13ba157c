"""Periods, years and months in headers, titles, sheet names and file names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePath

from iku_excel.model import Periode
from iku_excel.numbers import NAMA_BULAN
from iku_excel.records import dataclass
from iku_excel.workbook.text import SAMPAI_DENGAN, normalise, typing_errors

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ORDINAL = {"pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER = {**_ROMAN, **_ORDINAL, "l": 1, "ll": 2, "lll": 3}
_TRIWULAN = ("triwulan", "tw", "trw", "triw", "twl", "kuartal", "quartal", "kw", "q")
_SEMESTER = ("semester", "sem", "smt")
_FUSED = re.compile(r"^(triwulan|tw|trw|triw|kuartal|q|semester|sem|smt)(iv|i{1,3}|[1-4])$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")

# English and old spellings beside the three letters that most people write.
_BULAN: dict[str, int] = {}
for _number, _name in enumerate(NAMA_BULAN, 1):
    _BULAN[_name.casefold()] = _BULAN[_name.casefold()[:3]] = _number
_BULAN |= {
    "pebruari": 2, "peb": 2, "febr": 2, "mart": 3, "mrt": 3, "march": 3, "may": 5, "juny": 6,
    "june": 6, "july": 7, "agt": 8, "ags": 8, "agst": 8, "agust": 8, "aug": 8, "august": 8,
    "sept": 9, "oct": 10, "october": 10, "okt": 10, "nop": 11, "nopember": 11, "dec": 12,
    "december": 12, "january": 1, "february": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waktu:
    """What a text says about time: the words that say so are taken out of `rest`."""

    rest: tuple[str, ...]
    periode: Periode | None = None
    tahun: int | None = None
    is_kumulatif: bool = False
    is_now: bool = False
    """"bulan ini", "triwulan ini": the period of the workbook itself."""
    is_past: bool = False
    """"tahun lalu", "tahun sebelumnya"."""


_NOW = ("ini", "berjalan", "laporan", "pelaporan")
_PAST = ("lalu", "sebelumnya", "kemarin")
_KUMULATIF = (SAMPAI_DENGAN, "kumulatif", "akumulasi", "akumulatif", "komulatif")


def parse_waktu(normalised: str) -> Waktu:
    """What a header says about time; `normalised` comes from text.normalise."""
    words = _without_ke(normalised.split())
    rest: list[str] = []
    triwulan = bulan = 0
    tahun: int | None = None
    kumulatif = now = past = False
    position = 0
    while position < len(words):
        word = words[position]
        following = words[position + 1] if position + 1 < len(words) else ""
        position += 1
        if word in _KUMULATIF:
            kumulatif = True
        elif word in ("tahun", "bulan", "periode", *_TRIWULAN, *_SEMESTER) and following in _NOW:
            now = True
            position += 1
        elif word in ("tahun", "bulan", "periode", *_TRIWULAN) and following in _PAST:
            past = True
            position += 1
        elif quarter := _quarter_of(word, following):
            triwulan, taken = quarter
            position += taken
        elif word == "bulan" and re.fullmatch(r"0?[1-9]|1[0-2]", following):
            bulan = int(following)
            position += 1
        elif word in _BULAN:
            bulan = _BULAN[word]
            if re.fullmatch(r"\d\d", following) and 15 <= int(following) <= 60:
                tahun = 2000 + int(following)
                position += 1
        elif word in ("bulan", "tahun", "ta") and (following in _BULAN or _YEAR.match(following)):
            continue
        elif _YEAR.match(word):
            tahun = int(word)
        else:
            rest.append(word)
    periode = Periode(bulan=bulan) if bulan else Periode(triwulan=triwulan) if triwulan else None
    return Waktu(tuple(rest), periode, tahun, kumulatif, now, past)


def _without_ke(words: list[str]) -> list[str]:
    """ "Triwulan ke-1", "Bulan ke 8" without the "ke" that makes an ordinal."""
    numbered = ("bulan", *_TRIWULAN, *_SEMESTER)
    return [
        word
        for place, word in enumerate(words)
        if word != "ke" or not place or words[place - 1] not in numbered
    ]


def _quarter_of(word: str, following: str) -> tuple[int, int] | None:
    """(triwulan, further words used) of "TW I", "TW1", "Semester II" (ends with triwulan 4)."""
    fused = _FUSED.match(word)
    if word in (*_TRIWULAN, *_SEMESTER) and following in _QUARTER:
        kind, number, taken = word, following, 1
    elif fused:
        kind, number, taken = fused[1], fused[2], 0
    else:
        return None
    return min(_QUARTER[number] * (2 if kind in _SEMESTER else 1), 4), taken


# Titles, sheet names, file names

# Numbers of rules, dates of signature and spans of years carry years that are not the form's.
_UNTIL = r"(?:-|–|—|s\s*[./]\s*d\.?|sd|sampai(?:\s+dengan)?|to|hingga)"
# All that begins as a month does: short enough to be compiled at every start.
_STARTS = "|".join(sorted({word[:3] for word in _BULAN}))
_NOT_ITS_YEAR = re.compile(
    r"(?:nomor|no\.?|nmr)\s*:?\s*[\w./-]*\d[\w./-]*\s+tahun\s+\d{4}"
    r"|(?:nomor|no\.?)\s*:?\s*[\w.-]+(?:/[\w.-]+)+"
    r"|(?:keputusan|kep\w*|peraturan|per\w*|permen\w*|sk|nomor|no)\W{1,3}\d+/\d{4}"
    r"|\b(?:1[3-9]|[2-9]\d|\d{3,}|\w*[^\W\d][\w.-]*(?:/[\w.-]+)*)/(?:19|20)\d\d\b"
    r"|\b\d{1,2}\s+(?:" + _STARTS + r")[a-z]*\s+\d{4}"
    r"|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    rf"|\b(?:19|20)\d\d\s*{_UNTIL}\s*(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_MONTH_RANGE = re.compile(
    r"\b(" + "|".join(_BULAN) + rf")\b\W*(?:20\d\d\W*)?{_UNTIL}\s*"
    r"(?:bulan\s+)?\b(" + "|".join(_BULAN) + r")\b",
    re.IGNORECASE,
)  # fmt: skip
_TRIWULAN_RANGE = re.compile(
    r"\b(?:triwulan|tw|trw|triw|kuartal|q)\W*(iv|i{1,3}|[1-4])\s*"
    rf"{_UNTIL}\s*(?:(?:triwulan|tw|trw|triw|kuartal|q)\W*)?(iv|i{{1,3}}|[1-4])\b",
    re.IGNORECASE,
)
# "per 31 Juli 2024" is a period up to its month; "Pekanbaru, 2 Januari 2024" is none.
_STATE_OF = re.compile(
    r"\b(per|keadaan|posisi|status|s\s*[./]\s*d\.?|sd|sampai\s+dengan|hingga)\s+"
    r"(tanggal\s+|tgl\.?\s+)?\d{1,2}\s+(?=(?:" + _STARTS + r")\w*\s+\d{4})",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"\W*(tanggal|tgl|dicetak|cetak|diperbarui|update|pekanbaru\s*,|diunduh)", re.IGNORECASE
)
# "Periode 12/2024", "MONEV 08/2024"; a bare "12/2024" or "Laporan 8/2024" may number anything.
_SURELY_OF = r"periode|bulan|bln|masa|monev|monitoring|pemantauan|evaluasi|pengukuran"
_PERHAPS_OF = r"realisasi|capaian|(?<!perjanjian )kinerja|iku"
_GAP = r"(?:\s+(?:bulanan|kinerja|capaian|realisasi|iku))*\s*[:,]?\s*[(\[]?\s*"
_NUMERIC_MONTH = re.compile(
    rf"\b(?:({_SURELY_OF}){_GAP}(0?[1-9]|1[0-2])|({_PERHAPS_OF}){_GAP}(0[1-9]|1[0-2]))"
    r"\s*[/.-]\s*((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"\b({_SURELY_OF}|{_PERHAPS_OF}){_GAP}"
    r"((?:19|20)\d\d)\s*[/.-]\s*(0[1-9]|1[0-2])\b(?!\s*[/.-]\s*\d)",
    re.IGNORECASE,
)
_NAMED_YEAR = re.compile(
    r"\b(?:tahun|ta\.?)(?:\s+anggaran)?\s*:?\s*((?:19|20)\d\d)\b", re.IGNORECASE
)
_MONTH_AND_YEAR = re.compile(
    r"\b(?:" + _STARTS + r")[a-z]*\s+((?:19|20)\d\d)\b", re.IGNORECASE
)
_DATED = re.compile(
    r"\b\d{1,2}\s+(?:" + _STARTS + r")[a-z]*\s+(?:\d{4}|\d{2})\b", re.IGNORECASE
)
# Digits, or a word that names a month, a triwulan or a semester, wherever it stands.
_MAY_SAY = re.compile(
    "|".join((r"\d", _STARTS, "t[wr]", "k[uw]", "q", "sem", "smt")),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Masa:
    """Year, month and triwulan that a title, sheet name or file name gives; None where silent."""

    tahun: int | None = None
    bulan: int | None = None
    triwulan: int | None = None

    @property
    def last_bulan(self) -> int | None:
        return self.bulan or (self.triwulan * 3 if self.triwulan else None)


def masa_of_title(text: str) -> Masa:
    """Year and month of a title row: "s.d. Juli 2024", "TAHUN ANGGARAN 2024"; no span, no rule."""
    # Most texts on a sheet say nothing about time.
    if text.isascii() and not _MAY_SAY.search(text) or _PRINTED.match(text):
        return Masa()
    return _masa_of_title(text)


_LONG_WORD = re.compile(r"[^\W\d_]{6,10}")
_LONG_NAMES = tuple(name.casefold() for name in NAMA_BULAN if len(name) >= 7)


def _mended(found: re.Match[str]) -> str:
    """A month's long name with one letter wrong, missing, too many or swapped ("Agutsus")."""
    word = found[0].casefold()
    if word in _BULAN:
        return found[0]
    near = (name for name in _LONG_NAMES if name[0] == word[0] and typing_errors(name, word, 1))
    return next(near, found[0])


@lru_cache(maxsize=4096)
def _masa_of_title(text: str) -> Masa:
    text = _LONG_WORD.sub(_mended, text)
    text = _YEAR_FIRST.sub(lambda m: f"{m[1]} {NAMA_BULAN[int(m[3]) - 1]} {m[2]}", text)
    text = _NUMERIC_MONTH.sub(_in_words, text)
    named = {int(year) for year in _NAMED_YEAR.findall(_NOT_ITS_YEAR.sub(" ", text))}
    text = _STATE_OF.sub(r"\1 ", text)
    if len(named) == 1:
        # "Tahun 2024 (data per 10 Januari 2025)": what was known later is not the period.
        year = next(iter(named))
        text = _MONTH_AND_YEAR.sub(lambda m: m[0] if int(m[1]) == year else " ", text)
    years = set(_ANY_YEAR.findall(_NOT_ITS_YEAR.sub(" ", text)))
    tahun = int(years.pop()) if len(years) == 1 else None
    undated = _DATED.sub(" ", text)
    span = _MONTH_RANGE.search(undated)
    if span:
        last = _BULAN[span[2].casefold()]
        # "Januari - Desember" is the year itself, not a month of it.
        return Masa(tahun, None if last == 12 and _BULAN[span[1].casefold()] == 1 else last)
    quarters = _TRIWULAN_RANGE.search(undated)
    if quarters:
        first, last = (_QUARTER[quarters[n].casefold()] for n in (1, 2))
        return Masa(tahun, None, None if (first, last) == (1, 4) else last)
    waktu = parse_waktu(normalise(undated))
    periode = waktu.periode
    if periode is None or not _mentions_one_period(normalise(undated)):
        return Masa(tahun)
    # "juli 24" gives its year in two digits.
    return Masa(tahun or waktu.tahun, periode.bulan or None, periode.triwulan or None)


def _in_words(found: re.Match[str]) -> str:
    word, month = found[1] or found[3], int(found[2] or found[4])
    return f"{word} {NAMA_BULAN[month - 1]} {found[5]}"


def _mentions_one_period(normalised: str) -> bool:
    found = {word for word in normalised.split() if word in _BULAN}
    return len({_BULAN[word] for word in found}) <= 1


def masa_of_name(name: str) -> Masa:
    """Year and month of a sheet name or a file name without folder: "Monitoring_2024_07.xlsx"."""
    stem = PurePath(name).stem if name.lower().endswith((".xlsx", ".xlsm", ".xltx")) else name
    stem = re.sub(r"(?i)\bs\s*[./]\s*d\b\.?", " sd ", stem)
    dashed = re.sub(r"[_.()\[\]+,]+", " ", stem)
    spaced = dashed.replace("-", " ")
    if re.search(r"(?:19|20)\d\d\s*(?:-|–|_|s\.?d\.?)\s*(?:19|20)\d\d", stem):
        return Masa()
    joined = re.fullmatch(r"(.*?)\b((?:19|20)\d\d)(0[1-9]|1[0-2])\b(.*)", spaced)
    if joined:
        return Masa(int(joined[2]), int(joined[3]))
    joined = re.search(r"\b(0[1-9]|1[0-2])((?:19|20)\d\d)\b", spaced)
    if joined:
        return Masa(int(joined[2]), int(joined[1]))
    words = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", spaced.casefold()).split()
    title = masa_of_title(" ".join(words))
    if _MONTH_RANGE.search(dashed) or _TRIWULAN_RANGE.search(dashed):
        title = masa_of_title(dashed)
    bulan, tahun = title.bulan, title.tahun
    if bulan is None and title.triwulan is None:
        bulan = masa_of_title(stem.replace("_", " ")).bulan  # "Monev 8-2024"
    if tahun is None or bulan is None:
        tahun, bulan = _from_numbers(words, tahun, bulan, title.triwulan)
    return Masa(tahun, bulan, title.triwulan)


def _from_numbers(
    words: list[str], tahun: int | None, bulan: int | None, triwulan: int | None
) -> tuple[int | None, int | None]:
    """Month and year from bare numbers beside each other: "2024 07", "07 2024"."""
    for position, word in enumerate(words):
        if _YEAR.match(word):
            tahun = tahun or int(word)
            if bulan is None and triwulan is None:
                bulan = next(_months_beside(words, position), None)
    return tahun, bulan


def _months_beside(words: list[str], position: int) -> Iterator[int]:
    for beside in (position + 1, position - 1):
        if 0 <= beside < len(words) and re.fullmatch(r"0?[1-9]|1[0-2]", words[beside]):
            # "Laporan 2 2024" may be a second version: only two digits are a month for sure.
            if len(words[beside]) == 2:
                yield int(words[beside])
