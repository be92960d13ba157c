"""Which indicator of the decree a row means: by its code, by its name, or by both.

Names are compared word by word, rare words weighing more than common ones, because the decree's
names are near twins ("... hasil kegiatan kolaborasi" and "... melalui jasa konsultasi"). Who leads
by too little is not chosen.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from iku_excel.model import Indikator, Keputusan
from iku_excel.records import dataclass
from iku_excel.resources import read_shipped_toml
from iku_excel.workbook.text import clean, normalise, same_wording

_CODE = re.compile(
    r"""\s*(?P<prefix>S\s*\.?\s*K|I\s*K\s*S\s*K|I\s*K\s*U|I\s*K\s*K?|S\s*S|SASARAN)?
    [\s.\-_/:]*(?P<sasaran>\d{1,2})\s*[./\-_,–\s]\s*(?P<angka>\d{1,2})\s*\.?\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_CODE_BEHIND = re.compile(
    r"(.*[^\W\d].*?)\s*[(\[]\s*(S\.?\s*K\.?[\s.\-_]*\d{1,2}\s*[./\-_]\s*\d{1,2}\.?)\s*[)\]]\s*",
    re.IGNORECASE,
)
_SASARAN_CODE = re.compile(r"\s*S\.?\s*K\.?[\s.\-_]*(\d{1,2})\.?(?=$|[\s:.\-])", re.IGNORECASE)
_LONGEST_NAME = 500
_MAX_SEEN = 20_000
_SASARAN_LABEL = re.compile(
    r"\s*sasaran(\s+(kegiatan|strategis|program))?\s*[\divx]{0,4}\s*[:.\-–]\s*", re.IGNORECASE
)
_INDIKATOR_LABEL = re.compile(
    r"\s*(?:(?:nama\s+|uraian\s+)?"
    r"(?:indikator(?:\s+kinerja)?(?:\s+(?:utama|kegiatan|sasaran|program))?|iku|iksk|ikk|ik)"
    r"(?:\s*\((?:iku|iksk|ikk|ik)\))?\s*(?:(?:ke)?[\s.-]*(?:\d{1,2}|[ivx]{1,4}))?"
    r"\s*[:=]\s*(?=\S)|iku\s+(?=[^\W\d]{3}))",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"\s*(?:\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Kode:
    """A code as written. `is_lettered` when it says SK: a bare "3.1" may be a mere numbering."""

    kode: str
    is_lettered: bool


@dataclass(frozen=True, slots=True)
class Match:
    """What a row counts as. `rivals` when two indicators are as alike: then nobody is chosen."""

    indikator: Indikator | None
    dikenali: str = ""
    skor: int = 0
    rivals: tuple[str, ...] = ()
    is_conflict: bool = False
    """Code and name point at different indicators; the name was followed."""


NOTHING = Match(None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best indicator for a name, and the runner-up, with scores 0-100."""

    indikator: Indikator | None
    skor: float
    second: Indikator | None
    second_skor: float


def parse_kode(text: str) -> Kode | None:
    """ "SK3/1" from `SK3/1`, `SK.3.1.`, `S.K.3.1`, `SK 3-1`, `SK3_1`, `IKU 3.1` or `3.1`."""
    match = _CODE.fullmatch(text)
    if match is None:
        return None
    # "IKU-1" and "TJ 1" number something else; a prefix is needed to trust blanks as separators.
    if match["prefix"] is None and not re.search(r"[./\-_–]", text.strip(" .")):
        return None
    return _kode(match)


def _kode(match: re.Match[str]) -> Kode:
    """Only SK is the decree's own letter: "IKU 3.1" may number an office's own list."""
    letters = re.sub(r"[\s.]", "", match["prefix"] or "").upper()
    return Kode(f"SK{int(match['sasaran'])}/{int(match['angka'])}", letters == "SK")


def split_kode(text: str) -> tuple[Kode | None, str]:
    """A lettered code before a name ("SK3.1 Produktivitas ...") and the name without numbering."""
    if len(text) > _LONGEST_NAME:
        return None, text
    text = without_label(text)
    opened = text.lstrip(" [(")  # "[SK3/1] Produktivitas ..."
    match = _CODE.match(opened)
    if match and match["prefix"] and match.end() < len(opened):
        rest = opened[match.end() :].lstrip(" .:-–)]")
        if rest and not rest[0].isdigit():
            return _kode(match), rest
    behind = _CODE_BEHIND.fullmatch(text) if text.rstrip().endswith((")", "]")) else None
    if behind:
        return parse_kode(behind[2]), behind[1]
    bare = _NUMBERING.match(text)
    if bare and re.search(r"[^\W\d_]{3}", text[bare.end() :]):
        return None, text[bare.end() :]
    return None, text


def without_label(text: str) -> str:
    """A name without "Indikator Kinerja:" or "IKU 3:" before it."""
    return _INDIKATOR_LABEL.sub("", text, count=1)


def is_sasaran_code(text: str) -> bool:
    """ "SK1" or "SK1 Meningkatnya ...", but not an indicator's code."""
    return (
        bool(_SASARAN_CODE.match(text)) and parse_kode(text) is None and split_kode(text)[0] is None
    )


def split_sasaran(text: str) -> str:
    """A sasaran without "Sasaran Kegiatan 1:" before it."""
    return _SASARAN_LABEL.sub("", text, count=1) or text


_latest: list[Matcher] = []


def matcher_for(keputusan: Keputusan) -> Matcher:
    """The matcher of an edition, made once for all workbooks of a run."""
    if not _latest or _latest[0].keputusan is not keputusan:
        _latest[:] = [Matcher(keputusan)]
    return _latest[0]


class Matcher:
    """Names and codes of one decree, ready to be asked; answers are kept."""

    def __init__(self, keputusan: Keputusan) -> None:
        settings = _settings()
        self.keputusan = keputusan
        self.threshold: float = settings["ambang"]
        self.threshold_with_kode: float = settings["ambang_dengan_kode"]
        self.lead: float = settings["selisih"]
        self._common = frozenset(settings["kata_umum"])
        self._same: Mapping[str, str] = settings["sama_arti"]
        self._keys: dict[str, str] = {}
        self._by_kode = {indikator.kode: indikator for indikator in keputusan.daftar_indikator}
        self._names = self._collect_names()
        self._exact: dict[str, Indikator] = {}
        for indikator, name in self._names:
            self._exact.setdefault(self._key(name), indikator)
        self._word_lists = [(i, self._words(name), self._key(name)) for i, name in self._names]
        self._weights = self._weigh()
        self._sasaran = {
            self._key(s.nama): s.kode for s in keputusan.daftar_sasaran if s.nama is not None
        }
        self._seen: dict[str, Candidate] = {}
        self._exact_seen: dict[str, bool] = {}

    def _collect_names(self) -> list[tuple[Indikator, str]]:
        found = [(i, i.nama) for i in self.keputusan.daftar_indikator]
        for utama in self.keputusan.daftar_indikator_utama:
            indikator = self._by_kode.get(utama.indikator)
            if indikator is not None:
                found.append((indikator, utama.uraian))
        for indikator in self.keputusan.daftar_indikator:
            found += [(indikator, name) for name in indikator.sebutan]
        return found

    # Asking

    def indikator(self, kode: str) -> Indikator | None:
        return self._by_kode.get(kode)

    def is_exact(self, name: str) -> bool:
        """Whether `name` is one of the known names, punctuation and case aside."""
        return self._key(name) in self._exact

    def is_exact_text(self, text: str) -> bool:
        """Whether a cell's text is one of the known names, with or without a code before it."""
        known = self._exact_seen.get(text)
        if known is None:
            if len(self._exact_seen) >= _MAX_SEEN:
                self._exact_seen.clear()
            known = self.is_exact(split_kode(clean(text))[1])
            self._exact_seen[text] = known
        return known

    def is_lampiran_i(self, name: str, indikator: Indikator) -> bool:
        """Whether `name` is Lampiran I's spelling of the very name that Lampiran II gives."""
        key = self._key(indikator.nama)
        return self._key(name) == key and any(
            same_wording(name, utama.uraian)
            for utama in self.keputusan.daftar_indikator_utama
            if utama.indikator == indikator.kode
        )

    def is_sasaran(self, text: str) -> bool:
        """Whether `text` is a sasaran of the decree, with or without its code, loosely."""
        if len(text) > _LONGEST_NAME:
            return False
        if is_sasaran_code(text):
            return True
        bare = re.sub(r"^\s*(?:[\divxa-z]{1,4}[.)]\s*)", "", text, flags=re.IGNORECASE)
        key = self._key(bare)
        if key in self._sasaran:
            return True
        words = set(key.split())
        return any(
            len(words & set(name.split())) >= 0.8 * len(set(name.split()) | words)
            for name in self._sasaran
        )

    def is_clear(self, name: str) -> bool:
        """Whether `name` alone points at one indicator."""
        return self.match(None, name).indikator is not None

    def match(self, kode: Kode | None, name: str) -> Match:
        """The indicator that a row means; `name` may be "" and `kode` None, not both."""
        own = self._by_kode.get(kode.kode) if kode else None
        if len(name) > _LONGEST_NAME:
            return NOTHING
        if not name:
            return Match(own, "kode", 100) if own else NOTHING
        best = self.candidate(name)
        clear = best.indikator is not None and best.skor >= self.threshold
        near = clear and best.skor < 99.5 and self._is_near(name, best)
        if near and own in (best.indikator, best.second):
            return Match(own, "kode dan nama", round(self.skor_of(name, own)))
        if near:
            rivals = tuple(i.kode for i in (best.indikator, best.second) if i is not None)
            return Match(None, "", round(best.skor), rivals)
        if clear:
            # A bare "1.4" that is nobody's code is a numbering; one that is somebody's counts.
            if kode is None or (own is None and not kode.is_lettered):
                return Match(best.indikator, "nama", round(best.skor))
            if own is best.indikator:
                return Match(own, "kode dan nama", round(best.skor))
            return Match(best.indikator, "nama", round(best.skor), is_conflict=True)
        # A single word ("DAPATI") is a nickname; a name of several words speaks for itself.
        is_nickname = kode is not None and kode.is_lettered and len(name.split()) == 1
        if own is not None and (is_nickname or self.skor_of(name, own) >= self.threshold_with_kode):
            return Match(own, "kode", round(self.skor_of(name, own)))
        return Match(None, "", round(best.skor))

    def _is_near(self, name: str, best: Candidate) -> bool:
        """Whether the runner-up is as good: little behind, or holding every word written."""
        holds_best = self._holds(name, best.indikator)
        holds_second = self._holds(name, best.second)
        if holds_best != holds_second:
            return holds_second
        return holds_second or best.skor - best.second_skor < self.lead

    def _holds(self, name: str, indikator: Indikator | None) -> bool:
        """Whether a name of `indikator` has all words of `name`: it may be that, cut short."""
        words = self._words(name)
        for own, other, _ in self._word_lists:
            if own is indikator and all(w in other or self._similar(w, other) for w in words):
                return True
        return False

    def skor_of(self, name: str, indikator: Indikator | None) -> float:
        words, key = self._words(name), self._key(name)
        return max(
            (self._score(words, key, w, k) for i, w, k in self._word_lists if i is indikator),
            default=0.0,
        )

    def candidate(self, name: str) -> Candidate:
        """The most alike indicator and the runner-up."""
        if len(name) > _LONGEST_NAME:
            return Candidate(None, 0.0, None, 0.0)
        key = self._key(name)
        found = self._seen.get(key)
        if found is None:
            if len(self._seen) >= _MAX_SEEN:
                self._seen.clear()
            found = self._seen[key] = self._find(name, key)
        return found

    def _find(self, name: str, key: str) -> Candidate:
        exact = self._exact.get(key)
        if exact is not None:
            return Candidate(exact, 100.0, None, 0.0)
        words = self._words(name)
        if not words or len(words) > 60:
            return Candidate(None, 0.0, None, 0.0)
        best: dict[str, float] = {}
        for indikator, other, other_key in self._word_lists:
            score = self._score(words, key, other, other_key)
            best[indikator.kode] = max(best.get(indikator.kode, 0.0), score)
        ranked = sorted(best.items(), key=lambda pair: -pair[1])[:2]
        first = ranked[0] if ranked else ("", 0.0)
        second = ranked[1] if len(ranked) > 1 else ("", 0.0)
        return Candidate(
            self._by_kode.get(first[0]), first[1], self._by_kode.get(second[0]), second[1]
        )

    # Comparing

    def _key(self, name: str) -> str:
        found = self._keys.get(name)
        if found is None:
            if len(self._keys) >= _MAX_SEEN:
                self._keys.clear()
            words = normalise(clean(name)).split()
            found = self._keys[name] = " ".join(self._same.get(word, word) for word in words)
        return found

    def _words(self, name: str) -> list[str]:
        return [word for word in self._key(name).split() if word not in self._common]

    def _weigh(self) -> dict[str, float]:
        """Rarity of each word over the indicators: log(1 + indicators / indicators with it)."""
        having: Counter[str] = Counter()
        by_indikator: dict[str, set[str]] = {}
        for indikator, words, _ in self._word_lists:
            by_indikator.setdefault(indikator.kode, set()).update(words)
        for found in by_indikator.values():
            having.update(found)
        total = len(by_indikator) or 1
        return {word: math.log(1 + total / count) for word, count in having.items()}

    def _score(self, words: list[str], key: str, other: list[str], other_key: str) -> float:
        """0-100: the weight of the words in common, or the likeness of the letters if higher."""
        unknown = max(self._weights.values(), default=1.0) * 0.8
        left = list(other)
        common = 0.0
        total = sum(self._weights.get(word, unknown) for word in other)
        for word in words:
            match = word if word in left else self._similar(word, left)
            total += self._weights.get(match or word, unknown)
            if match:
                left.remove(match)
                common += self._weights.get(match, unknown) * (2.0 if match == word else 1.9)
        by_words = 100 * common / total if total else 0.0
        return max(by_words, _likeness(key.replace(" ", ""), other_key.replace(" ", "")) - 10)

    @staticmethod
    def _similar(word: str, others: Iterable[str]) -> str | None:
        """The word of `others` that `word` is a typing error of."""
        if len(word) < 4:
            return None
        best = max(others, key=lambda other: _likeness(word, other), default=None)
        return best if best and len(best) > 3 and _likeness(word, best) >= 80 else None


@lru_cache(maxsize=200_000)
def _likeness(first: str, second: str) -> float:
    from rapidfuzz.fuzz import ratio  # heavy to load and seldom needed: most names are exact

    return float(ratio(first, second))


@cache
def _settings() -> dict[str, Any]:
    return read_shipped_toml(Path(__file__).parent / "data" / "pencocokan.toml")
