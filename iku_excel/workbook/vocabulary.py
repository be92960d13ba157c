"""Header words as data: what a text above a column means, the office's own words included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from iku_excel.errors import UsageError
from iku_excel.model import Periode, Role
from iku_excel.records import dataclass, field, replace
from iku_excel.resources import read_shipped_toml
from iku_excel.workbook.periode import Waktu, parse_waktu
from iku_excel.workbook.text import clean, count_unlike, normalise, typing_errors

Synonyms = Mapping[str, Iterable[str]]

_MAX_WORDS = 14
_MAX_LENGTH = 120
_MAX_SEEN = 20_000
_SHORTEST_MISSPELT = 5


@dataclass(frozen=True, slots=True)
class Heading:
    """One header text understood. `score` 0 means: no column title at all."""

    text: str
    role: Role | None = None
    score: int = 0
    waktu: Waktu = field(default_factory=lambda: Waktu(()))
    is_percent: bool = False
    group: str | None = None
    """"anggaran", "fisik", "rencana_aksi", "triwulan" or "bulan": changes the columns below it."""
    meant: str = ""
    """The known header that a text with typing errors was taken for."""
    begins_as: Role | None = None
    """What the first words would mean if unknown ones did not follow ("Realisasi Tahap A")."""

    @property
    def periode(self) -> Periode | None:
        return self.waktu.periode

    @property
    def is_known(self) -> bool:
        return self.score > 0


_NOTHING = Heading("")


@dataclass(frozen=True)
class Vocabulary:
    """All header words; `classify` is cached, since headers and raw data repeat themselves."""

    phrases: Mapping[str, Role]
    groups: Mapping[str, str]
    fillers: frozenset[str]
    decree_columns: frozenset[str]
    not_indikator_starts: tuple[str, ...]
    not_indikator: frozenset[str]
    closing_words: frozenset[str]
    sheet_words: Mapping[str, tuple[str, ...]]
    core_words: frozenset[str]
    """Words of headers that are known in spite of a wrong letter or two."""
    known_words: frozenset[str]
    """Every word of a known header: none of them is a typing error of another."""
    _seen: dict[str, Heading] = field(default_factory=dict, compare=False, repr=False)

    def classify(self, value: object) -> Heading:
        """What a header cell means; numbers 1-12 are left to the caller, who sees the whole row."""
        if value is None:
            return _NOTHING
        if isinstance(value, date):
            waktu = Waktu((), Periode(bulan=value.month), value.year)
            return Heading(value.isoformat(), None, 60, waktu)
        if not isinstance(value, str) or not value or len(value) > _MAX_LENGTH:
            return Heading(clean(value)) if isinstance(value, (int, float, Decimal)) else _NOTHING
        heading = self._seen.get(value)
        if heading is None:
            if len(self._seen) >= _MAX_SEEN:
                self._seen.clear()
            heading = self._seen[value] = self._classify(value)
        return heading

    def _classify(self, value: str) -> Heading:
        text = clean(value)
        normalised = normalise(text)
        words = normalised.split()
        if not words or len(words) > _MAX_WORDS:
            return Heading(text)
        heading = self._understand(text, normalised)
        if heading.is_known:
            return heading
        spelt = " ".join(self._spelt(word) for word in words)
        if spelt == normalised:
            return heading
        corrected = self._understand(text, spelt)
        return replace(corrected, score=65, meant=spelt) if corrected.is_known else heading

    def _understand(self, text: str, normalised: str) -> Heading:
        waktu = parse_waktu(normalised)
        is_percent = "%" in waktu.rest
        rest = tuple(word for word in waktu.rest if word != "%")
        role, score, meant = self._role(rest, is_percent)
        group = self.groups.get(" ".join(rest))
        if role is None and group is None and not rest:
            # Only a period, "s.d." or "%": it has a meaning below or above another header.
            says = waktu.periode or waktu.is_now or waktu.is_past or is_percent or waktu.tahun
            score = 60 if says else 0
        begins_as = self._beginning(rest) if role is None and group is None else None
        score = score or (50 if group else 0)
        return Heading(text, role, score, waktu, is_percent, group, meant, begins_as)

    def _role(self, rest: tuple[str, ...], is_percent: bool) -> tuple[Role | None, int, str]:
        """(role, score, the phrase that a misspelt one was taken for)."""
        phrase = " ".join(rest)
        if is_percent and f"persen {phrase}" in self.phrases:
            return self.phrases[f"persen {phrase}"], 95, ""
        if phrase in self.phrases:
            return self.phrases[phrase], 100, ""
        if rest[:2] == ("indikator", "kinerja") and len(rest) <= 6:
            return Role.INDIKATOR, 70, ""
        for end in range(len(rest) - 1, 0, -1):
            role = self.phrases.get(" ".join(rest[:end]))
            if role is not None:
                tail = rest[end:]
                if len(tail) <= 5 and all(self._is_filler(word) for word in tail):
                    return role, 80, ""
                return None, 0, ""
        return self._misspelt(phrase)

    def _beginning(self, rest: tuple[str, ...]) -> Role | None:
        if not rest or rest[0] not in self.core_words:
            return None
        found = (self.phrases.get(" ".join(rest[:end])) for end in range(len(rest) - 1, 0, -1))
        return next((role for role in found if role is not None), None)

    def _misspelt(self, phrase: str) -> tuple[Role | None, int, str]:
        """A header with a typing error: the phrase that it is nearly."""
        if not 5 <= len(phrase) <= 30 or not phrase.replace(" ", "").isalpha():
            return None, 0, ""
        words = set(phrase.split())
        is_spelt = words <= self.known_words
        letters = frozenset(phrase)
        for known, own in self._phrases_by_letter.get(phrase[0], ()):
            # Letters that only one of them has tell nearly all apart.
            unlike = 0.12 * (len(known) + len(phrase))
            if is_spelt and words != set(known.split()):
                continue  # "Realokasi Anggaran" is another word, not another spelling
            if abs(len(known) - len(phrase)) <= 2 and len(letters ^ own) <= unlike:
                if count_unlike(known, phrase) <= unlike and _is_alike(known, phrase):
                    role = self.phrases[known]
                    same = known.count(" ") == phrase.count(" ") and role is not Role.OTHER
                    return role, 65, known if same else ""
        return None, 0, ""

    @cached_property
    def _phrases_by_letter(self) -> Mapping[str, list[_Spelling]]:
        return _by_letter(phrase for phrase in self.phrases if len(phrase) >= 5)

    @cached_property
    def _core_by_letter(self) -> Mapping[str, list[_Spelling]]:
        return _by_letter(self.core_words)

    def _spelt(self, word: str) -> str:
        """The one core word that `word` is a typing error of, else `word` itself.

        One wrong, missing, extra or swapped letter, two in a word of nine letters and more; the
        first letter is right, and no two core words are as near.
        """
        if len(word) < _SHORTEST_MISSPELT or not word.isalpha() or word in self.known_words:
            return word
        near: dict[str, int] = {}
        for known, _ in self._core_by_letter.get(word[0], ()):
            errors = typing_errors(known, word, 2 if min(len(known), len(word)) >= 9 else 1)
            if errors is not None:
                near[known] = errors
        best = [known for known, count in near.items() if count == min(near.values())]
        return best[0] if len(best) == 1 else word

    def _is_filler(self, word: str) -> bool:
        return word in self.fillers or word.isdigit() or len(word) == 1

    def is_decree_column(self, heading: Heading) -> bool:
        return normalise(heading.text) in self.decree_columns

    def is_not_indikator(self, text: str) -> bool:
        """Whether a row's text is that of a total, a sasaran, a note or a signature."""
        normalised = normalise(text)
        if normalised in self.not_indikator or not any(c.isalpha() for c in normalised):
            return True
        return any(
            normalised == start or normalised.startswith(start + " ")
            for start in self.not_indikator_starts
        )

    def ends_table(self, text: str) -> bool:
        """Whether a text begins what stands below a table: notes, a place and date, signatures."""
        words = normalise(text).split()
        return bool(words) and words[0] in self.closing_words

    def is_total(self, text: str) -> bool:
        """Whether a text is that of a total, not of a sasaran."""
        words = normalise(text).split()
        return not words or words[0] in ("jumlah", "total", "subtotal", "rata", "rerata", "sub")

    def sheet_is(self, kind: str, name: str) -> bool:
        """Whether a sheet name (or title) carries one of the words for `kind`."""
        padded = f" {normalise(name)} "
        return any(f" {word} " in padded for word in self.sheet_words.get(kind, ()))


def _is_alike(known: str, phrase: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, known, phrase).ratio() >= 0.88


_Spelling: TypeAlias = "tuple[str, frozenset[str]]"


def _by_letter(texts: Iterable[str]) -> Mapping[str, list[_Spelling]]:
    """First letter → texts with the set of their letters."""
    found: dict[str, list[_Spelling]] = {}
    for text in texts:
        found.setdefault(text[0], []).append((text, frozenset(text)))
    return found


def load_vocabulary(synonyms: Synonyms | None = None) -> Vocabulary:
    """The shipped header words with the office's `synonyms` (role → header texts) added.

    Raises UsageError PG030 for a role that does not exist.
    """
    own = tuple((role, tuple(texts)) for role, texts in (synonyms or {}).items())
    return _with_synonyms(own)


@lru_cache(maxsize=8)
def _with_synonyms(own: tuple[tuple[str, tuple[str, ...]], ...]) -> Vocabulary:
    data = _shipped()
    phrases = _phrases(data["judul"])
    phrases.update(_phrases(dict(own)))
    core = frozenset(data["salah_ketik"]["kata"])
    groups = {normalise(text): name for name, texts in data["kelompok"].items() for text in texts}
    return Vocabulary(
        phrases=phrases,
        groups=groups,
        fillers=frozenset(data["tambahan"]["kata"]),
        decree_columns=frozenset(map(normalise, data["lembar_keputusan"]["kolom"])),
        not_indikator_starts=tuple(map(normalise, data["bukan_indikator"]["awalan"])),
        not_indikator=frozenset(map(normalise, data["bukan_indikator"]["persis"])),
        closing_words=frozenset(data["bukan_indikator"]["penutup"]),
        core_words=core,
        known_words=_words_of(phrases, groups, data) | core,
        sheet_words={kind: tuple(map(normalise, texts)) for kind, texts in data["lembar"].items()},
    )


def _words_of(*tables: object) -> frozenset[str]:
    """Every word of a table of header data, keys of mappings with their values."""
    found: set[str] = set()
    for entry in tables:
        if isinstance(entry, str):
            found.update(normalise(entry).split())
        elif isinstance(entry, Mapping):
            found |= _words_of(*entry, *entry.values())
        elif isinstance(entry, Iterable):
            found |= _words_of(*entry)
    return frozenset(found)


def find_synonyms(beside: Path | None = None) -> dict[str, list[str]]:
    """The office's own header words: sinonim.toml in ~/.config/iku-excel and beside a workbook."""
    found: dict[str, list[str]] = {}
    places = []
    with suppress(RuntimeError):  # nobody's home
        places.append(Path.home() / ".config" / "iku-excel" / "sinonim.toml")
    if beside is not None:
        places.append(beside / "sinonim.toml")
    for place in places:
        if place.is_file():
            for role, texts in _read_synonyms(place).items():
                found.setdefault(role, []).extend(texts)
    return found


def _read_synonyms(path: Path) -> dict[str, list[str]]:
    import tomllib

    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise UsageError(
            "PG030",
            f"Berkas sinonim {path} tidak dapat dibaca: {error}. Perbaiki atau hapus berkas itu.",
        ) from error
    # [data_dukung] is for the raw data sheets (bukti.sinonim).
    table = data.get("judul", {k: v for k, v in data.items() if k != "data_dukung"})
    if not all(isinstance(texts, list) for texts in table.values()):
        raise UsageError(
            "PG030",
            f'Berkas sinonim {path} harus berisi baris seperti: target = ["Sasaran Angka"].',
        )
    return {role: [str(text) for text in texts] for role, texts in table.items()}


def _phrases(table: Synonyms) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for name, texts in table.items():
        try:
            role = Role(name)
        except ValueError as error:
            known = ", ".join(role.value for role in Role)
            raise UsageError(
                "PG030",
                f"Jenis kolom “{name}” pada berkas sinonim tidak dikenal. Pilihannya: {known}.",
            ) from error
        for text in texts:
            found[normalise(text)] = role
    return found


@cache
def _shipped() -> dict[str, Any]:
    return read_shipped_toml(Path(__file__).parent / "data" / "judul.toml")
