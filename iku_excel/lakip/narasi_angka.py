"""Figures inside what staff wrote, recomputed where that can be decided.

Two kinds are decided: "X dari Y … Z%", whatever X and Y are; and the target, realisasi or capaian
that the narrative of an indicator names. What is ambiguous (another period, a rounded "sekitar") is
left alone: a false alarm costs trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from iku_excel.compute.presisi import percent_of
from iku_excel.finding import Finding
from iku_excel.lakip.fields import IndikatorLaporan, Konteks, TahunIndikator
from iku_excel.lakip.figure import Angka, Figure
from iku_excel.lakip.isian import Uraian
from iku_excel.lakip.temuan import make
from iku_excel.numbers import format_angka, round_half_up

_NUMBER = r"(?:Rp\.?\s?)?(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_WORDS = r"(?:\s+[^\W\d]+(?:[/-][^\W\d]+)*){0,%d}?"
_RATIO = re.compile(
    _NUMBER + _WORDS % 4 + r"\s+dari" + _WORDS % 6 + r"\s+" + _NUMBER + _WORDS % 5
    + r"[\s,]*(?:atau|yaitu|yakni|\(|=)" + _WORDS % 4 + r"\s*" + _NUMBER + r"\s*(?:%|persen\b)",
    re.IGNORECASE,
)  # fmt: skip
_NAMED = re.compile(
    r"\b(target|realisasi|capaian)(?:nya)?\b(?P<between>" + _WORDS % 5 + r"(?:\s+(?:19|20)\d\d)?"
    + r"(?:\s+(?:sebesar|adalah|mencapai|yaitu|sejumlah))?)\s+" + _NUMBER + r"\s*(%|persen\b)?",
    re.IGNORECASE,
)  # fmt: skip
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PART_OF_YEAR = re.compile(
    r"\b(triwulan|tw|semester|bulan|januari|februari|maret|april|mei|juni|juli|agustus|september|"
    r"oktober|november|desember)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(sekitar|kurang lebih|hampir|lebih dari|minimal|rata-rata)\b", re.IGNORECASE
)
_OTHER_SUBJECT = re.compile(r"\b(anggaran|pagu|nasional|unit induk|fisik|bskji)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kutipan:
    """A number as written: `teks`, its value, and how many decimals it was written with."""

    teks: str
    angka: Decimal
    desimal: int


def read_number(text: str) -> Kutipan:
    """ "1.234,5" and "69,5" as Indonesians write them; "69.5" (not three digits) as decimal too."""
    thousands = re.fullmatch(r"\d{1,3}(?:\.\d{3})+(,\d+)?", text)
    plain = text.replace(".", "").replace(",", ".") if thousands else text.replace(",", ".")
    return Kutipan(text, Decimal(plain), len(plain.partition(".")[2]))


def agrees(written: Kutipan, exact: Decimal) -> bool:
    """Whether the written number is the exact one, rounded or cut at its last decimal."""
    return abs(exact - written.angka) < Decimal(1).scaleb(-written.desimal)


def check_narasi(konteks: Konteks) -> Iterator[Finding]:
    """LK003 and LK004 over all the texts of a report."""
    for uraian in konteks.narasi.values():
        yield from check_ratios(uraian, None)
    for indikator in konteks.indikator:
        for uraian in texts_of(indikator):
            yield from check_ratios(uraian, indikator)
            if uraian is not indikator.pembanding:
                yield from check_named(uraian, indikator)


def texts_of(indikator: IndikatorLaporan) -> tuple[Uraian, ...]:
    """Everything staff wrote about an indicator."""
    return (
        indikator.penyebab, indikator.kendala, indikator.solusi, indikator.efisiensi,
        indikator.kegiatan, indikator.pembanding,
    )  # fmt: skip


def sentences(uraian: Uraian) -> Iterable[str]:
    """The sentences of a text; a full stop inside a number ends nothing."""
    for line in uraian.paragraf:
        yield from re.split(r"(?<=[.!?])\s+(?=[A-Z“\"(])", line)


def check_ratios(uraian: Uraian, indikator: IndikatorLaporan | None) -> Iterator[Finding]:
    """LK003: "X dari Y atau Z%" where X / Y is something else."""
    if uraian.location is None:
        return
    for sentence in sentences(uraian):
        for match in _RATIO.finditer(sentence):
            part, whole, percent = (read_number(match[n]) for n in (1, 2, 3))
            if not whole.angka or _VAGUE.search(match[0]):
                continue
            exact = percent_of(part.angka, whole.angka)
            if agrees(percent, exact) or _is_known_capaian(percent, indikator):
                continue
            places = max(percent.desimal, 2)
            shown = format_angka(round_half_up(exact, places), places)
            yield make(
                "LK003",
                uraian.location,
                indikator=indikator.kode if indikator else None,
                tertulis=f"{percent.teks}%",
                seharusnya=f"{shown}%",
                kutipan=match[0].strip(),
            )


def _is_known_capaian(percent: Kutipan, indikator: IndikatorLaporan | None) -> bool:
    """Whether the percentage is the indicator's own capaian: capped, or of another polarity."""
    if indikator is None or not isinstance(indikator.capaian, Angka):
        return False
    return agrees(percent, Decimal(indikator.capaian))


def check_named(uraian: Uraian, indikator: IndikatorLaporan) -> Iterator[Finding]:
    """LK004: a target, realisasi or capaian of a year that is another in the workbooks."""
    if uraian.location is None:
        return
    for sentence in sentences(uraian):
        if _PART_OF_YEAR.search(sentence) or _VAGUE.search(sentence):
            continue
        if _OTHER_SUBJECT.search(sentence):
            continue
        for match in _NAMED.finditer(sentence):
            finding = _named_finding(match, sentence, uraian, indikator)
            if finding is not None:
                yield finding


def _named_finding(
    match: re.Match[str], sentence: str, uraian: Uraian, indikator: IndikatorLaporan
) -> Finding | None:
    assert uraian.location is not None
    what = match[1].lower()
    written = read_number(match[3])
    if _YEAR.fullmatch(match[3]):
        return None
    row = _year_row(match, sentence, indikator)
    if row is None:
        return None
    is_percent = bool(match[4])
    choices = _expected(what, row, indikator)
    if what == "capaian" and not is_percent:
        return None
    known = [figure for figure in choices if isinstance(figure, Angka)]
    if not known or any(agrees(written, Decimal(figure)) for figure in known):
        return None
    if what == "realisasi" and is_percent and indikator.satuan.lower() != "persen":
        return None
    unit = "%" if is_percent else ""
    return make(
        "LK004",
        uraian.location,
        indikator=indikator.kode,
        tertulis=f"{written.teks}{unit}",
        seharusnya=f"{known[0].teks}{unit}",
        hal=f"{what} {row.tahun}",
    )


def _year_row(
    match: re.Match[str], sentence: str, indikator: IndikatorLaporan
) -> TahunIndikator | None:
    """The year that the number is about; None where the sentence does not settle it."""
    own = _YEAR.findall(match["between"])
    years = own or list(dict.fromkeys(_YEAR.findall(sentence)))
    if len(years) > 1 or re.search(r"tahun (lalu|sebelumnya)", sentence, re.IGNORECASE):
        return None
    wanted = years[0] if years else indikator.tren[-1].tahun
    return next((row for row in indikator.tren if row.tahun == wanted), None)


def _expected(what: str, row: TahunIndikator, indikator: IndikatorLaporan) -> tuple[Figure, ...]:
    if what == "target":
        return (row.target,)
    if what == "realisasi":
        return (row.realisasi,)
    is_now = row.tahun == indikator.tren[-1].tahun
    return (row.capaian, *((indikator.capaian_mentah, indikator.capaian_renstra) if is_now else ()))
