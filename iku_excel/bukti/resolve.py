"""Which indikator a table is about: by its form first, then by words and codes around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from iku_excel.bukti.bentuk import load_data, split_words
from iku_excel.bukti.matching import Candidate
from iku_excel.model import Indikator, Keputusan
from iku_excel.records import dataclass

_CODE_WEIGHT = 3
_NEARLY_WHOLE = 4


@dataclass(frozen=True)
class Surroundings:
    """The words near a table: sheet name and titles, and its header."""

    lembar: str
    titles: tuple[str, ...]
    header: tuple[str, ...]

    def words(self, with_header: bool = False) -> frozenset[str]:
        umum = load_data().umum
        texts = (self.lembar, *self.titles, *(self.header if with_header else ()))
        return frozenset(word for text in texts for word in split_words(text, umum))

    def names(self, indikator: Indikator) -> bool:
        """Whether the sheet name or a title carries the code ("SK3.1", "S.K.3.1.", "SK 3-1")."""
        code = _bare(indikator.kode)
        texts = (self.lembar, *self.titles)
        return any(re.search(rf"{code}(?![0-9])", _bare(text)) for text in texts)


def _bare(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


@dataclass(frozen=True)
class Choice:
    """What a header was taken for. More than one indikator: it cannot be decided."""

    candidate: Candidate
    daftar_indikator: tuple[Indikator, ...]


def choose(
    candidates: Sequence[Candidate],
    near: Surroundings,
    keputusan: Keputusan,
    tahun: int | None,
    has_accounts: bool,
) -> Choice | None:
    """The form and indikator of a header; None when nothing here is raw data."""
    words = near.words()
    ranked: list[tuple[int, int, Candidate, tuple[Indikator, ...]]] = []
    for candidate in candidates:
        possible = tuple(i for i in keputusan.daftar_indikator if i.cara in candidate.bentuk.cara)
        if not possible:
            continue
        named = any(near.names(i) for i in possible)
        kata = len(candidate.bentuk.kata & words)
        if not _is_plausible(candidate, kata, named, has_accounts):
            continue
        weight = candidate.khas + kata + _CODE_WEIGHT * named
        ranked.append((weight, candidate.matched, candidate, possible))
    if not ranked:
        return None
    if any(not entry[2].missing for entry in ranked):
        ranked = [entry for entry in ranked if not entry[2].missing]
    weight, matched = max((w, m) for w, m, _, _ in ranked)
    best = [entry for entry in ranked if entry[:2] == (weight, matched)]
    rivals = {i.kode: i for entry in best for i in entry[3]}
    if len({tuple(i.kode for i in entry[3]) for entry in best}) > 1:
        return None if best[0][2].missing else Choice(best[0][2], tuple(rivals.values()))
    return Choice(best[0][2], _among(best[0][3], near, tahun))


def _is_plausible(candidate: Candidate, kata: int, named: bool, has_accounts: bool) -> bool:
    is_pointed_at = named or kata > 0 or candidate.khas > 0
    if "p3dn" in candidate.bentuk.cara:
        return has_accounts and (not candidate.missing or named or kata > 0)
    if not candidate.missing:
        return is_pointed_at
    wanted = sum(1 for k in candidate.bentuk.daftar_kolom if k.wajib)
    got = sum(1 for k in candidate.bentuk.daftar_kolom if k.wajib and k.peran in candidate.kolom)
    close = got * 2 >= wanted and candidate.matched >= 2
    # A table of the right title with all but one of its columns is that table, one column short.
    is_short = len(candidate.missing) == 1 and candidate.matched >= _NEARLY_WHOLE
    named = named or candidate.khas > 1
    return close and (named or (kata > 0 and (candidate.khas > 0 or is_short)))


def _among(
    possible: tuple[Indikator, ...], near: Surroundings, tahun: int | None
) -> tuple[Indikator, ...]:
    """The one of several indikator with the same cara; all of them when it cannot be decided."""
    if len(possible) == 1:
        return possible
    words = near.words(with_header=True)
    by_word = [i for i in possible if _telling_words(i, possible) & words]
    by_code = [i for i in possible if near.names(i)]
    if len(by_word) == 1 and (not by_code or by_code == by_word):
        return tuple(by_word)
    if len(by_code) == 1 and len(by_word) != 1:
        return tuple(by_code)
    if not by_word and not by_code and tahun is not None:
        active = tuple(i for i in possible if i.is_active(tahun))
        return active if len(active) == 1 else possible
    return possible


def _telling_words(indikator: Indikator, possible: Sequence[Indikator]) -> frozenset[str]:
    """Words that point at this one of `possible`: settings first, then words of its name only."""
    chosen = indikator.pengaturan.get("kata_kunci")
    if chosen:
        return frozenset(word for text in chosen for word in split_words(text, load_data().umum))
    own = _name_words(indikator)
    others = frozenset().union(*(_name_words(i) for i in possible if i is not indikator))
    searti = load_data().umum.kata_searti
    keys = [key for key, same in searti.items() if own & set(same) and not others & set(same)]
    if keys:
        return frozenset(word for key in keys for word in searti[key])
    return own - others


def _name_words(indikator: Indikator) -> frozenset[str]:
    umum = load_data().umum
    texts = (indikator.nama, *indikator.sebutan)
    return frozenset(word for text in texts for word in split_words(text, umum))
