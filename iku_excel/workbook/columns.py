"""What each column of a header block holds: the headings above it, taken together.

A leaf alone says little: "Target" below "Rencana Aksi" is progress of the action plan, "Realisasi"
below "Anggaran" is money, "I" below "Triwulan" is a period.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iku_excel.model import TAHUN, Kolom, Periode, Role
from iku_excel.numbers import romawi
from iku_excel.records import dataclass, replace
from iku_excel.workbook.region import HeaderBlock, HeaderColumn
from iku_excel.workbook.text import normalise
from iku_excel.workbook.vocabulary import Heading, Vocabulary

FIGURES = frozenset(
    {
        Role.TARGET, Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN, Role.CAPAIAN,
        Role.CAPAIAN_TERHADAP_TAHUN, Role.CAPAIAN_MENTAH, Role.TARGET_ANTARA,
        Role.REALISASI_FISIK, Role.CAPAIAN_FISIK, Role.ANGGARAN, Role.REALISASI_ANGGARAN,
    }
)  # fmt: skip
OWN_FIGURES = (Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN)
_FISIK = {
    Role.REALISASI: Role.REALISASI_FISIK,
    Role.TARGET: Role.TARGET_ANTARA,
    Role.CAPAIAN: Role.CAPAIAN_FISIK,
}
_ANGGARAN = {
    Role.REALISASI: Role.REALISASI_ANGGARAN,
    Role.TARGET: Role.OTHER,
    Role.CAPAIAN: Role.OTHER,
}
_CAPAIAN_ROLES = (Role.CAPAIAN, Role.CAPAIAN_TERHADAP_TAHUN)
_TRIWULAN_WORDS = frozenset({"triwulan", "triwulanan", "tw", "kuartal", "triw", "trw"})
_BULAN_WORDS = frozenset({"bulan", "bulanan", "bln"})
_ROMAN_MONTHS = {romawi(number).casefold(): number for number in range(1, 13)}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class Meaning:
    """A column understood. `role` None: a period without a word for what stands in it."""

    source: HeaderColumn
    role: Role | None
    periode: Periode
    tahun: int | None
    is_percent: bool
    is_past: bool
    is_now: bool
    score: int

    @property
    def column(self) -> int:
        return self.source.column

    @property
    def header_row(self) -> int:
        return self.source.bottom_row

    def as_kolom(self) -> Kolom:
        role = self.role or Role.OTHER
        return Kolom(role, self.periode, self.column, self.source.text, self.header_row)


def understand(block: HeaderBlock, vocabulary: Vocabulary) -> tuple[Meaning, ...]:
    """The meaning of every column of a block, each on its own."""
    columns = [_understand(entry, vocabulary) for entry in block.columns]
    return tuple(_sole_parts(_named_apart(columns)))


def _named_apart(columns: list[Meaning]) -> list[Meaning]:
    """ "IKU | Uraian IKU": the first holds the number, the second the name."""
    own = [m for m in columns if m.role is Role.INDIKATOR]
    names = [m for m in own if normalise(m.source.text).split()[0] in ("uraian", "nama")]
    if len(names) != 1 or len(own) != 2:
        return columns
    has_kode = any(m.role is Role.KODE for m in columns)
    other = Role.OTHER if has_kode else Role.KODE
    return [replace(m, role=other) if m in own and m not in names else m for m in columns]


def _sole_parts(columns: Sequence[Meaning]) -> Iterator[Meaning]:
    """ "Target › Kuantitas | Satuan": what only one column below "Target" can be, it is."""
    parts = {m.column: role for m in columns if (role := _part_of(m)) is not None}
    for meaning in columns:
        role = parts.get(meaning.column)
        same = [m for m in columns if m.role is role or parts.get(m.column) is role]
        yield replace(meaning, role=role) if role and len(same) == 1 else meaning


def _part_of(meaning: Meaning) -> Role | None:
    """The figure that an unknown word below its title specifies."""
    path = meaning.source.path
    if meaning.role is not Role.OTHER or len(path) < 2 or path[-1].is_known or meaning.is_past:
        return None
    role = path[-2].role
    return role if role is Role.TARGET or role in OWN_FIGURES else None


def _understand(entry: HeaderColumn, vocabulary: Vocabulary) -> Meaning:
    path = [_in_context(h, entry.path[:n]) for n, h in enumerate(entry.path)]
    known = [heading for heading in path if heading.is_known]
    groups: set[str | None] = {heading.group for heading in known[:-1] if heading.group}
    joined = vocabulary.classify(entry.text.replace(" › ", " "))
    periode = next((h.periode for h in reversed(known) if h.periode is not None), TAHUN)
    tahun = next((h.waktu.tahun for h in reversed(known) if h.waktu.tahun), None)
    role = _role_of(path, known, groups)
    if role is Role.TARGET and any(_is_against(h) for h in known):
        # "Capaian terhadap › Target TW | Target Tahunan"
        role = joined.role if joined.role in _CAPAIAN_ROLES else Role.CAPAIAN
    if role in (None, Role.OTHER) and path and not path[-1].is_known:
        # "Capaian Kinerja › Target › Angka": the nearest title before the one over all.
        near = vocabulary.classify(" ".join(heading.text for heading in path[-2:]))
        role = near.role or joined.role or role
    if role is Role.REALISASI and any(h.waktu.is_kumulatif for h in (*path, joined)):
        role = Role.REALISASI_SAMPAI_DENGAN
    return Meaning(
        entry,
        role,
        periode,
        tahun,
        is_percent=any(h.is_percent for h in known),
        is_past=any(h.waktu.is_past for h in known),
        is_now=any(h.waktu.is_now for h in known),
        score=known[-1].score if known else 0,
    )


def _is_against(heading: Heading) -> bool:
    """ "Capaian terhadap": what stands below names the target that it is measured against."""
    words = normalise(heading.text).split()
    return heading.role in _CAPAIAN_ROLES and words[-1] in ("terhadap", "thd", "dibanding", "atas")


def _in_context(heading: Heading, above: Sequence[Heading]) -> Heading:
    """Bare "I" or "1" below "Triwulan" is a triwulan; "06" or "Ke-3" below "Bulan" a month."""
    words = {word for h in above if h.periode is None for word in normalise(h.text).split()}
    word = normalise(heading.text).removeprefix("ke ")
    if words & _BULAN_WORDS and word in _ROMAN_MONTHS:
        return _as_periode(heading, Periode(bulan=_ROMAN_MONTHS[word]))
    is_roman = word in ("i", "ii", "iii", "iv") and heading.periode is None
    is_triwulan = bool(words & _TRIWULAN_WORDS) or is_roman
    if is_triwulan and word in _QUARTERS:
        return _as_periode(heading, Periode(triwulan=_QUARTERS[word]))
    if above and word.isdigit() and 1 <= int(word) <= 12:
        return _as_periode(heading, Periode(bulan=int(word)))
    return heading


def _as_periode(heading: Heading, periode: Periode) -> Heading:
    return Heading(heading.text, None, 60, replace(heading.waktu, periode=periode, rest=()))


def _role_of(
    path: Sequence[Heading], known: Sequence[Heading], groups: set[str | None]
) -> Role | None:
    with_role = [heading for heading in known if heading.role is not None]
    if not path:
        return None
    leaf = path[-1]
    if leaf.role is None and not leaf.is_known and len(path) > 1:
        # An unknown word below a known one ("Target › Volume") specifies it; alone it is foreign.
        return Role.OTHER if with_role else None
    if not with_role:
        return Role.CAPAIAN if leaf.is_percent and leaf.is_known else None
    role = with_role[-1].role
    assert role is not None
    above = {heading.role for heading in with_role[:-1]}
    if leaf.is_percent and leaf.role is None:
        role = Role.CAPAIAN if role in (*OWN_FIGURES, Role.CAPAIAN) else role
    if "fisik" in groups or (leaf.group == "fisik" and leaf.role is Role.REALISASI_FISIK):
        role = _fisik_role(role, above)
    elif groups & {"anggaran"} or above & {Role.ANGGARAN, Role.REALISASI_ANGGARAN}:
        role = _ANGGARAN.get(role, role)
    elif "rencana_aksi" in groups or Role.RENCANA_KEGIATAN in above:
        role = {Role.KEGIATAN: Role.RENCANA_KEGIATAN}.get(role, role)
    if leaf.group == "anggaran" and (above | {role}) & {Role.REALISASI, Role.TARGET}:
        role = Role.REALISASI_ANGGARAN if Role.REALISASI in above | {role} else Role.OTHER
    return role


def _fisik_role(role: Role, above: set[Role | None]) -> Role:
    if role is Role.REALISASI_FISIK and Role.TARGET in above:
        return Role.TARGET_ANTARA
    if role is Role.REALISASI_FISIK and Role.CAPAIAN in above:
        return Role.CAPAIAN_FISIK
    return _FISIK.get(role, role)


# The table as a whole


def is_decree_sheet(columns: Sequence[Meaning], vocabulary: Vocabulary) -> bool:
    """Whether these are the columns of a decree's indicator sheet, or a plan over several years.

    Several years side by side, or "Cara menghitung", and nothing realised; or nothing but what
    three years and more realised.
    """
    if any(
        m.role in (*OWN_FIGURES, Role.TARGET_ANTARA, Role.CAPAIAN) and not m.tahun for m in columns
    ):
        return False
    done = [m.tahun for m in columns if m.role in OWN_FIGURES and m.tahun]
    years = {
        m.tahun for m in columns
        if m.tahun and m.periode.is_tahun and m.role in (None, Role.TARGET, Role.OTHER)
    }  # fmt: skip
    explains = any(
        vocabulary.is_decree_column(heading) for m in columns for heading in m.source.path
    )
    if len(set(done)) >= 3 and not any(m.role is Role.TARGET for m in columns):
        return True  # "Realisasi 2022 | 2023 | 2024": the years compared
    if done and years and max(done) >= max(years):
        return False  # the last year's figures stand beside its target
    return len(years) >= 3 or (explains and len(years) >= 1)


def settle(columns: Sequence[Meaning], tahun: int | None, bare: Role) -> tuple[Meaning, ...]:
    """Roles decided over the whole table: other years and repeats become OTHER.

    `bare` is what a period column without further words holds.
    """
    settled = [replace(m, role=_bare_role(m, bare)) for m in columns]
    settled = _leave_other_years(settled, tahun)
    settled = _realisasi_called_capaian(_percent_of_realisasi(settled))
    taken: set[tuple[Role, Periode]] = set()
    result: list[Meaning] = []
    for meaning in settled:
        key = (meaning.role or Role.OTHER, meaning.periode)
        if meaning.role is not None and key in taken:
            # "Realisasi | % Realisasi": the second is the percentage of the first.
            capaian = (Role.CAPAIAN, meaning.periode)
            is_capaian = meaning.role in OWN_FIGURES and meaning.is_percent
            key = capaian if is_capaian and capaian not in taken else (Role.OTHER, TAHUN)
            meaning = replace(meaning, role=key[0])
        taken.add(key)
        result.append(meaning)
    return tuple(result)


def repeated_realisasi(
    understood: Sequence[Meaning], settled: Sequence[Meaning]
) -> Iterator[tuple[Meaning, Meaning]]:
    """(column left unread, column read in its place) where two say "Realisasi" of the year."""
    read = {m.role: m for m in settled if m.role in OWN_FIGURES and m.periode.is_tahun}
    for before, after in zip(understood, settled, strict=True):
        own = read.get(before.role) if before.role is not None else None
        is_left = after.role is Role.OTHER and before.periode.is_tahun and not before.is_past
        if own is not None and is_left and before.tahun == own.tahun:
            yield before, own


def _bare_role(meaning: Meaning, bare: Role) -> Role:
    if meaning.is_past:
        return Role.OTHER
    if meaning.role is not None:
        return meaning.role
    if not meaning.periode.is_tahun:
        kumulatif = any(h.waktu.is_kumulatif for h in meaning.source.path)
        return Role.REALISASI_SAMPAI_DENGAN if kumulatif and bare is Role.REALISASI else bare
    if meaning.is_now and any(h.waktu.is_kumulatif for h in meaning.source.path):
        return Role.REALISASI_SAMPAI_DENGAN
    if meaning.tahun is not None:
        return Role.TARGET
    return Role.REALISASI if meaning.is_now else Role.OTHER


def is_comparison(meaning: Meaning, columns: Sequence[Meaning], tahun: int) -> bool:
    """Whether a column compares with an earlier year: "Realisasi 2023 | Target | Realisasi".

    It names its year where this year's column names none, or stands before the target.
    """
    if meaning.tahun is None or meaning.tahun >= tahun:
        return False
    family = OWN_FIGURES if meaning.role in OWN_FIGURES else _CAPAIAN_ROLES
    return meaning.role in family and any(
        m.role in family or (m.role is Role.TARGET and m.column > meaning.column)
        for m in columns
        if m.tahun is None and not m.is_past
    )


def _leave_other_years(columns: list[Meaning], tahun: int | None) -> list[Meaning]:
    """Of "Target 2023 | Target 2024" only the table's own year is read."""
    result = []
    for meaning in columns:
        if meaning.tahun is not None and meaning.role in FIGURES and tahun is not None:
            same = [m for m in columns if m.role is meaning.role and m.periode == meaning.periode]
            is_other = len(same) > 1 or any(m.tahun == tahun for m in columns)
            is_other = is_other or is_comparison(meaning, columns, tahun)
            if meaning.tahun != tahun and is_other:
                meaning = replace(meaning, role=Role.OTHER)
        result.append(meaning)
    return result


def _percent_of_realisasi(columns: list[Meaning]) -> list[Meaning]:
    """In "% Realisasi | Realisasi" the first is the percentage of the second."""
    plain = {(m.role, m.periode) for m in columns if m.role in OWN_FIGURES and not m.is_percent}
    capaian = {m.periode for m in columns if m.role is Role.CAPAIAN}
    return [
        replace(m, role=Role.OTHER if m.periode in capaian else Role.CAPAIAN)
        if m.is_percent and (m.role, m.periode) in plain
        else m
        for m in columns
    ]


def _realisasi_called_capaian(columns: list[Meaning]) -> list[Meaning]:
    """In "Target | Capaian | % Capaian" the middle one is the realisasi."""
    periods = {m.periode for m in columns}
    result = list(columns)
    for periode in periods:
        here = [m for m in columns if m.periode == periode]
        if any(m.role in OWN_FIGURES for m in here):
            continue
        capaian = [m for m in here if m.role is Role.CAPAIAN]
        plain = [m for m in capaian if not m.is_percent and not _says_percent(m)]
        if len(capaian) > 1 and len(plain) == 1:
            place = result.index(plain[0])
            result[place] = replace(plain[0], role=Role.REALISASI)
    return result if any(m.role in OWN_FIGURES for m in result) else _periods_of_capaian(result)


def _periods_of_capaian(columns: list[Meaning]) -> list[Meaning]:
    """In "Target | Capaian s.d. Agustus | % Capaian" the one of the month is the realisasi."""
    capaian = [m for m in columns if m.role is Role.CAPAIAN]
    plain = [m for m in capaian if not m.is_percent and not _says_percent(m)]
    if len(plain) == len(capaian) or any(m.periode.is_tahun for m in plain):
        return columns
    return [replace(m, role=_as_realisasi(m)) if m in plain else m for m in columns]


def _as_realisasi(meaning: Meaning) -> Role:
    kumulatif = any(heading.waktu.is_kumulatif for heading in meaning.source.path)
    return Role.REALISASI_SAMPAI_DENGAN if kumulatif else Role.REALISASI


def _says_percent(meaning: Meaning) -> bool:
    words = normalise(meaning.source.text).split()
    return any(word.startswith(("persen", "prosen")) for word in words)


def header_score(columns: Sequence[Meaning]) -> int:
    """How much a block looks like the header of an indicator table; 0: not at all.

    Needs a column for the indicator (or its code) and one for a figure about it.
    """
    if sum(m.score > 0 for m in columns) < 0.4 * len(columns):
        return 0  # a row of data that happens to hold a header's word
    roles = {m.role for m in columns if m.role not in (None, Role.OTHER)}
    has_period = any(not m.periode.is_tahun for m in columns)
    names = roles & {Role.INDIKATOR, Role.KODE}
    figures = roles & {
        Role.TARGET, Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN, Role.CAPAIAN, Role.TARGET_ANTARA,
        Role.REALISASI_FISIK, Role.CAPAIAN_FISIK,
    }  # fmt: skip
    if not names or not (figures or has_period):
        return 0
    support = roles & {
        Role.NO, Role.SASARAN, Role.SATUAN, Role.KENDALA, Role.TINDAK_LANJUT, Role.PENANGGUNG_JAWAB,
        Role.KETERANGAN, Role.BUKTI,
    }  # fmt: skip
    score = 30 * (Role.INDIKATOR in names) + 15 * (Role.KODE in names)
    return score + 20 * len(figures) + 8 * len(support) + 15 * has_period
