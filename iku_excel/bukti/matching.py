"""Which columns of which form the texts of a header name, by words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from iku_excel.bukti.bentuk import Bentuk, load_data, mark_years, split_words
from iku_excel.records import dataclass


@dataclass(frozen=True)
class Candidate:
    """A header that fits a form: where its columns are and how well it fits."""

    bentuk: Bentuk
    rows: tuple[int, int]
    kolom: Mapping[str, int]
    judul_kolom: Mapping[int, str]
    missing: tuple[str, ...]
    """Titles of required columns that are not there."""
    khas: int

    @property
    def matched(self) -> int:
        return len(self.kolom)

    @property
    def first_column(self) -> int:
        return min(self.judul_kolom)


_MAX_SEEN = 20_000
_latest: list[HeaderMatcher] = []


def header_matcher(forms: Sequence[Bentuk], tahun: int | None) -> HeaderMatcher:
    """A matcher for these forms, the latest one where it is for the same: a folder of workbooks
    asks for one each time."""
    if _latest and _latest[0].is_for(forms, tahun):
        return _latest[0]
    _latest[:] = [HeaderMatcher(forms, tahun)]
    return _latest[0]


class HeaderMatcher:
    """Matches header texts with all forms; keeps the words and scores of texts seen before."""

    def __init__(self, forms: Sequence[Bentuk], tahun: int | None) -> None:
        self._forms = forms
        self._tahun = tahun
        self._umum = load_data().umum
        self._words: dict[str, frozenset[str]] = {}
        self._scores: dict[frozenset[str], dict[int, dict[str, int]]] = {}
        self._by_word: dict[str, list[tuple[int, int]]] = {}
        """Word → (form, column) whose synonyms use it."""
        for number, form in enumerate(forms):
            for position, kolom in enumerate(form.daftar_kolom):
                for word in {word for synonym, _ in kolom.sinonim for word in synonym}:
                    self._by_word.setdefault(word, []).append((number, position))
        self._named = [
            [
                [frozenset(split_words(name, self._umum)) for name in names]
                for names in pedoman["unsur"]
            ]
            for pedoman in load_data().lain["ikm"]
        ]
        self.titles = frozenset(
            " ".join(kolom.judul.lower().split()) for form in forms for kolom in form.daftar_kolom
        )

    def is_for(self, forms: Sequence[Bentuk], tahun: int | None) -> bool:
        """Whether it matches these very forms, and has not seen too much to go on."""
        return (
            self._tahun == tahun
            and len(self._words) < _MAX_SEEN
            and len(self._forms) == len(forms)
            and all(own is other for own, other in zip(self._forms, forms, strict=True))
        )

    def fit(
        self, rows: tuple[int, int], texts: Mapping[int, str]
    ) -> Iterator[tuple[int, Candidate]]:
        """(number of the form, candidate) for every form with at least two columns here."""
        if len(texts) < 2 or self._is_indicator_form(texts):
            return
        per_form: dict[int, list[tuple[int, int, int, str]]] = {}
        for column, text in texts.items():
            for number, scores in self._score(text).items():
                for order, (peran, score) in enumerate(scores.items()):
                    per_form.setdefault(number, []).append((-score, order, column, peran))
        for number, form in enumerate(self._forms):
            scored = per_form.get(number, [])
            if len(scored) < 2 and not form.berulang:
                continue
            kolom = _assign(scored)
            if form.berulang:
                kolom |= self._repeating(form, texts, set(kolom.values()))
            if len(kolom) >= 2:
                khas = self._khas(form, kolom, texts)
                yield number, Candidate(form, rows, kolom, dict(texts), _missing(form, kolom), khas)

    def words(self, text: str) -> frozenset[str]:
        found = self._words.get(text)
        if found is None:
            found = frozenset(mark_years(split_words(text, self._umum), self._tahun))
            self._words[text] = found
        return found

    def _is_indicator_form(self, texts: Mapping[int, str]) -> bool:
        """PK, rencana aksi and monitoring name indikator, target or sasaran in their header."""
        words = {word for text in texts.values() for word in self.words(text)}
        return "indikator" in words and bool(words & {"target", "sasaran", "capaian", "realisasi"})

    def _score(self, text: str) -> dict[int, dict[str, int]]:
        """Form → role → score of a header text, best role by the order in the form."""
        words = self.words(text)
        found = self._scores.get(words)
        if found is None:
            found = {}
            near = {entry for word in words for entry in self._by_word.get(word, ())}
            for number, position in sorted(near):
                kolom = self._forms[number].daftar_kolom[position]
                score = kolom.score(words)
                if score:
                    found.setdefault(number, {})[kolom.peran] = score
            self._scores[words] = found
        return found

    def _repeating(self, form: Bentuk, texts: Mapping[int, str], taken: set[int]) -> dict[str, int]:
        ulang = form.berulang
        assert ulang is not None
        numbered: dict[str, int] = {}
        for column, text in texts.items():
            match = ulang.pola.search(" ".join(split_words(text, self._umum)))
            if match and column not in taken:
                numbered.setdefault(f"{ulang.peran}{int(match[1])}", column)
        if len(numbered) >= ulang.paling_sedikit:
            return numbered
        return self._by_name(ulang.peran, texts, taken)

    def _by_name(self, peran: str, texts: Mapping[int, str], taken: set[int]) -> dict[str, int]:
        """Columns headed with the names of the unsur of one guideline."""
        free = {c: self.words(text) for c, text in texts.items() if c not in taken}
        best: dict[str, int] = {}
        for unsur in self._named:
            if len(free) * 2 <= len(unsur):
                continue
            found: dict[str, int] = {}
            for number, names in enumerate(unsur, start=1):
                for column, words in free.items():
                    if column not in found.values() and any(name <= words for name in names):
                        found[f"{peran}{number}"] = column
                        break
            if len(found) > len(best) and len(found) * 2 > len(unsur):
                best = found
        return best

    def _khas(self, form: Bentuk, kolom: Mapping[str, int], texts: Mapping[int, str]) -> int:
        """How many columns point at this form all by themselves."""
        count = 0
        for entry in form.daftar_kolom:
            column = kolom.get(entry.peran)
            if column is not None:
                count += entry.khas or bool(self.words(texts[column]) & entry.kata_khas)
        if form.berulang:
            count += sum(1 for peran in kolom if peran.startswith(form.berulang.peran))
        return count


def _assign(scored: Sequence[tuple[int, int, int, str]]) -> dict[str, int]:
    """Each role and each column at most once, best scores first, then the leftmost column."""
    kolom: dict[str, int] = {}
    taken: set[int] = set()
    for _, _, column, peran in sorted(scored, key=lambda entry: (entry[0], entry[2], entry[1])):
        if peran not in kolom and column not in taken:
            kolom[peran] = column
            taken.add(column)
    return kolom


def _missing(form: Bentuk, kolom: Mapping[str, int]) -> tuple[str, ...]:
    missing = [k.judul for k in form.daftar_kolom if k.wajib and k.peran not in kolom]
    if form.salah_satu and not any(all(p in kolom for p in group) for group in form.salah_satu):
        titles = {k.peran: k.judul for k in form.daftar_kolom}
        missing.append(" atau ".join(" dan ".join(titles[p] for p in g) for g in form.salah_satu))
    if form.berulang:
        numbers = _numbers(form.berulang.peran, kolom)
        if len(numbers) < form.berulang.paling_sedikit:
            missing.append("unsur U1, U2, dan seterusnya")
        else:
            missing += [f"U{n}" for n in range(1, max(numbers) + 1) if n not in numbers]
    return tuple(missing)


def _numbers(peran: str, kolom: Mapping[str, int]) -> list[int]:
    return sorted(int(p[len(peran) :]) for p in kolom if p.startswith(peran))
