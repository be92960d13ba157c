"""The forms of raw data as data (bukti.toml): columns, synonyms, choice words, default settings.

Matching is by words: a header cell is split into words, aliases are applied, and a synonym matches
when all its words are there. Nothing here looks at a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from iku_excel.records import dataclass, field
from iku_excel.resources import read_shipped_toml

_TWICE = re.compile(r"([^()]+)\(([^()]+)\)\s*")
_WORD = re.compile(r"[a-z0-9@]+|%")
_EXACT_SCORE = 100
_PART_SCORE = 50
_LOOSE_SCORE = 40
# A header has a few words of its own besides the synonym; a sentence has more.
_MAX_OTHER_WORDS = 5


@dataclass(frozen=True, slots=True)
class KolomBentuk:
    """One column of a form. `peran` is its role in the calculators, `judul` what we call it."""

    peran: str
    judul: str
    sinonim: tuple[tuple[frozenset[str], bool], ...]
    """Words, and whether a single word may have company ("~omzet")."""
    jenis: str = ""
    wajib: bool = False
    khas: bool = False
    turun: bool = False
    tanpa: frozenset[str] = frozenset()
    kata_khas: frozenset[str] = frozenset()
    """Words that make an ordinary column a telling one ("PNBP" in "PNBP 2024")."""

    def score(self, words: frozenset[str]) -> int:
        """0 when the header does not name this column, 100 when it is exactly a synonym."""
        if not words or words & self.tanpa:
            return 0
        bare = words - self.kata_khas
        return max((_score(s, loose, words, bare) for s, loose in self.sinonim), default=0)


def _score(
    synonym: frozenset[str], loose: bool, words: frozenset[str], bare: frozenset[str]
) -> int:
    if synonym == words or synonym == bare:
        return _EXACT_SCORE
    if not synonym <= words or len(words) > len(synonym) + _MAX_OTHER_WORDS:
        return 0
    if len(synonym) > 1:
        return _PART_SCORE + 49 * len(synonym) // len(words)
    return _LOOSE_SCORE + 40 // len(words) if loose else 0


@dataclass(frozen=True, slots=True)
class Berulang:
    """Columns of one role that repeat ("U1" ... "U14")."""

    peran: str
    pola: re.Pattern[str]
    paling_sedikit: int


@dataclass(frozen=True, slots=True)
class Bentuk:
    """One form of raw data. `cara` are the ways of counting it feeds."""

    cara: tuple[str, ...]
    nama: str
    kata: frozenset[str]
    daftar_kolom: tuple[KolomBentuk, ...]
    salah_satu: tuple[tuple[str, ...], ...] = ()
    """Groups of roles of which at least one must be there whole."""
    berulang: Berulang | None = None
    rekap: bool = False
    dari_transaksi: bool = False
    dari_data: bool = False

    def kolom(self, peran: str) -> KolomBentuk | None:
        return next((k for k in self.daftar_kolom if k.peran == peran), None)


@dataclass(frozen=True, slots=True)
class Umum:
    """What all forms share."""

    kata_diabaikan: frozenset[str]
    lembar_diabaikan: tuple[str, ...]
    total: frozenset[str]
    padanan_kata: Mapping[str, str]
    kata_searti: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Data:
    """bukti.toml, read once."""

    umum: Umum
    daftar_bentuk: tuple[Bentuk, ...]
    pilihan: Mapping[str, Mapping[str, str]]
    """Choice list → bare text in a cell → its meaning."""
    pengaturan: Mapping[str, Mapping[str, Mapping[str, Any]]]
    lain: Mapping[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=1)
def load_data() -> Data:
    """The shipped forms. Raises KeyError for a data file that is not whole: a developer's fault."""
    raw = read_shipped_toml(Path(__file__).with_name("bukti.toml"))
    umum = Umum(
        kata_diabaikan=frozenset(raw["umum"]["kata_diabaikan"]),
        lembar_diabaikan=tuple(raw["umum"]["lembar_diabaikan"]),
        total=frozenset(raw["umum"]["total"]),
        padanan_kata=raw["umum"]["padanan_kata"],
        kata_searti={k: tuple(v) for k, v in raw["umum"]["kata_searti"].items()},
    )
    return Data(
        umum=umum,
        daftar_bentuk=tuple(_bentuk(entry, umum) for entry in raw["bentuk"]),
        pilihan={
            nama: {bare_text(word): arti for arti, words in lists.items() for word in words}
            for nama, lists in raw["pilihan"].items()
        },
        pengaturan=raw["pengaturan"],
        lain={key: raw[key] for key in ("ikm", "ikm_skala", "ip_asn")},
    )


def _bentuk(entry: dict[str, Any], umum: Umum) -> Bentuk:
    ulang = entry.get("berulang")
    return Bentuk(
        cara=tuple(entry["cara"]),
        nama=entry["nama"],
        kata=frozenset(entry["kata"]),
        daftar_kolom=tuple(_kolom(kolom, umum) for kolom in entry["kolom"]),
        salah_satu=tuple(tuple(group) for group in entry.get("salah_satu", ())),
        berulang=(
            Berulang(ulang["peran"], re.compile(ulang["pola"]), ulang["paling_sedikit"])
            if ulang
            else None
        ),
        rekap=entry.get("rekap", False),
        dari_transaksi=entry.get("dari_transaksi", False),
        dari_data=entry.get("dari_data", False),
    )


def _kolom(entry: dict[str, Any], umum: Umum) -> KolomBentuk:
    synonyms = [read_synonym(text, umum) for text in (*entry["sinonim"], entry["judul"])]
    return KolomBentuk(
        peran=entry["peran"],
        judul=entry["judul"],
        sinonim=tuple((words, loose) for words, loose in synonyms if words),
        jenis=entry.get("jenis", ""),
        wajib=entry.get("wajib", False),
        khas=entry.get("khas", False),
        turun=entry.get("turun", False),
        tanpa=frozenset(entry.get("tanpa", ())),
        kata_khas=frozenset(entry.get("kata_khas", ())),
    )


def read_synonym(text: str, umum: Umum) -> tuple[frozenset[str], bool]:
    """The words of a synonym, and whether a single word may have company ("~omzet")."""
    return frozenset(split_words(text.lstrip("~"), umum)), text.startswith("~")


def split_words(text: str, umum: Umum) -> tuple[str, ...]:
    """The words of a header in order: lower case, aliases applied, filler words left out."""
    lowered = (
        text.lower().replace("s.d", " sd ").replace("s/d", " sd ").replace("sampai dengan", "sd")
    )
    words = (umum.padanan_kata.get(word, word) for word in _WORD.findall(lowered))
    return tuple(word for word in words if word not in umum.kata_diabaikan)


def mark_years(words: tuple[str, ...], tahun: int | None) -> tuple[str, ...]:
    """Words with the year of the report as "@t" and the year before as "@t1"."""
    if tahun is None:
        return words
    years = {str(tahun): "@t", str(tahun - 1): "@t1"}
    return tuple(years.get(word, word) for word in words)


def bare_text(value: object) -> str:
    """Text for comparing: lower case, single spaces, no punctuation at the ends."""
    return _bare(str(value))


@lru_cache(maxsize=1000)
def _bare(value: str) -> str:
    text = " ".join(value.lower().replace("/", " ").split())
    return text.strip(" .:;,*()") or text


def choose(nama: str, value: object) -> str | None:
    """The meaning of a choice word in a cell ("Tuntas" → "sesuai"); None when unknown.

    "Selesai (Sesuai)" says it twice: both words must mean the same.
    """
    words = load_data().pilihan[nama]
    found = words.get(bare_text(value))
    if found is None and (twice := _TWICE.fullmatch(str(value))):
        first, second = (words.get(bare_text(part)) for part in twice.groups())
        found = first if first == second else None
    return found


def daftar_bentuk() -> tuple[Bentuk, ...]:
    """All forms, for whoever draws empty sheets or documents them."""
    return load_data().daftar_bentuk
