"""The register of finding codes: the @check decorator, running, choosing, retired codes.

A code is a family and a number. It is refused at import when it is registered twice, has no rule
(docstring) or is retired. A check knows nothing of hosts; what it yields becomes a Finding here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import IntEnum
from importlib import import_module
from typing import Any

from iku_excel.errors import UsageError
from iku_excel.finding import Finding, Location, Observation, Severity
from iku_excel.model import Dossier
from iku_excel.numbers import format_angka, plain
from iku_excel.records import dataclass, field

FAMILIES: Mapping[str, str] = {
    "BK": "Buku kerja",
    "PK": "Perjanjian Kinerja",
    "MO": "Monitoring",
    "CP": "Capaian",
    "BD": "Data dukung",
    "TM": "Templat laporan",
}
_MODULES = (
    "buku",
    "perjanjian_kinerja",
    "tahun",
    "monitoring",
    "keselarasan",
    "antarbulan",
    "capaian",
    "data_dukung",
    "templat",
)

RETIRED: Mapping[str, str | None] = {"MO003": None}
"""Codes that were used once and never will be again → the code that took over, or None."""

_CODE = re.compile(r"[A-Z]{2}\d{3}\Z")
_FIELDS = ("indikator", "tertulis", "seharusnya", "rujukan")


class Phase(IntEnum):
    """When a check can run: after reading, or after computing."""

    READ = 1
    COMPUTED = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check yields: the cell, and the data of the message. `severity`, `template` and
    `saran` replace the check's own where the rule says so."""

    location: Location
    indikator: str | None = None
    tertulis: str | None = None
    seharusnya: str | None = None
    rujukan: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity | None = None
    template: str | None = None
    saran: str | None = None


CheckFunction = Callable[[Dossier], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class CheckInfo:
    """One registered code. `function` is None for what is raised elsewhere (exit 3, templates)."""

    kode: str
    severity: Severity
    aturan: str
    """The rule, in Indonesian."""
    template: str
    saran: str
    phase: Phase
    function: CheckFunction | None
    is_stopping: bool = False
    """The file cannot be read or written: exit code 3."""

    @property
    def family(self) -> str:
        return self.kode[:2]

    @property
    def label(self) -> str:
        """What the table of codes says of its weight."""
        return "keluar 3" if self.is_stopping else self.severity.label


_REGISTER: dict[str, CheckInfo] = {}


def _register(info: CheckInfo) -> None:
    if not _CODE.match(info.kode) or info.family not in FAMILIES:
        raise ValueError(f"not a finding code: {info.kode}")
    if info.kode in RETIRED:
        raise ValueError(f"retired code: {info.kode}")
    if info.kode in _REGISTER:
        raise ValueError(f"code registered twice: {info.kode}")
    if not info.aturan.strip():
        raise ValueError(f"code without a rule: {info.kode}")
    _REGISTER[info.kode] = info


def check(
    kode: str,
    severity: Severity,
    *,
    template: str,
    saran: str = "",
    phase: Phase = Phase.READ,
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function `check_*` under a code; its docstring is the rule, in Indonesian."""

    def decorate(function: CheckFunction) -> CheckFunction:
        if not function.__name__.startswith("check_"):
            raise ValueError(f"a check is named check_*: {function.__name__}")
        aturan = " ".join((function.__doc__ or "").split())
        _register(CheckInfo(kode, severity, aturan, template, saran, phase, function))
        return function

    return decorate


def declare(
    kode: str, aturan: str, *, saran: str = "", severity: Severity = Severity.ERROR,
    is_stopping: bool = False,
) -> None:  # fmt: skip
    """Register a code that is raised elsewhere, so that it is documented and can be chosen."""
    _register(
        CheckInfo(
            kode, severity, aturan, "{pesan}", saran, Phase.READ, None, is_stopping=is_stopping
        )
    )


def all_checks() -> tuple[CheckInfo, ...]:
    """Every registered code, by family in the order of FAMILIES, then by number."""
    _load()
    order = list(FAMILIES)
    return tuple(sorted(_REGISTER.values(), key=lambda c: (order.index(c.family), c.kode)))


def find_check(kode: str) -> CheckInfo | None:
    _load()
    return _REGISTER.get(kode)


def _load() -> None:
    for name in _MODULES:
        import_module(f"iku_excel.checks.{name}")


# Running -----------------------------------------------------------------------------------------


def run_checks(dossier: Dossier, phase: Phase | None = None) -> tuple[Finding, ...]:
    """The findings of every check (of one phase), by file, sheet, cell and code."""
    found: dict[Finding, None] = {}
    for info in all_checks():
        if info.function is None or (phase is not None and info.phase is not phase):
            continue
        for hit in info.function(dossier):
            found.setdefault(_finding(info, hit))
    found.update(dict.fromkeys(unregistered(dossier)))
    return sort_findings(found, dossier)


def _finding(info: CheckInfo, hit: Hit) -> Finding:
    words: dict[str, Any] = {name: _shown(value, hit) for name, value in hit.data.items()}
    for name in _FIELDS:
        value = getattr(hit, name)
        # A figure among the data is shown as people write it; the field itself is for JSON.
        if value is not None and not isinstance(hit.data.get(name), Decimal):
            words[name] = value
    return Finding(
        kode=info.kode,
        severity=hit.severity or info.severity,
        pesan=render(hit.template or info.template, words),
        location=hit.location,
        indikator=hit.indikator,
        tertulis=hit.tertulis,
        seharusnya=hit.seharusnya,
        rujukan=hit.rujukan,
        saran=render(hit.saran or info.saran, words) or None,
        data=dict(hit.data),
    )


def _shown(value: Any, hit: Hit) -> Any:
    """A word of the data for people: figures in Indonesian notation, places as short as can be."""
    if isinstance(value, Decimal):
        return format_angka(value)
    if isinstance(value, Location):
        return short_place(value, hit.location.berkas)
    return value


def short_place(place: Location, berkas: str) -> str:
    """ "Lembar!B4" within the workbook `berkas`, else with the other file's name."""
    cell = "!".join(part for part in (place.lembar, place.sel) if part)
    if place.berkas == berkas and cell:
        return cell
    name = re.split(r"[\\/]", place.berkas)[-1]
    return f"{name} › {cell}" if cell else name


class _Words(dict[str, Any]):
    """A missing word is a gap in a sentence, never a traceback."""

    def __missing__(self, key: str) -> str:
        return "…"


def render(template: str, words: Mapping[str, Any]) -> str:
    """The message; values are shown as they are, None as a gap."""
    filled = _Words({key: "…" if value is None else value for key, value in words.items()})
    return template.format_map(filled)


def observations(dossier: Dossier) -> Iterator[Observation]:
    """Everything that the reader and the counters of raw data noted, each once.

    A title may contradict the file's name in its year and in its month (`apa`): those are two."""
    seen: set[tuple[str, Location, object]] = set()
    for hasil in dossier.daftar_berkas:
        sources = [hasil.berkas.observations, *(r.observations for r in hasil.daftar_rincian)]
        for observation in (o for source in sources for o in source):
            key = (observation.kode, observation.location, observation.data.get("apa"))
            if key not in seen:
                seen.add(key)
                yield observation


def observed(dossier: Dossier, kode: str) -> Iterator[Hit]:
    """The observations of a code as hits: the usual fields by name, the rest as data."""
    for observation in observations(dossier):
        if observation.kode == kode:
            data = dict(observation.data)
            indikator, tertulis, seharusnya, rujukan = (_as_text(data.get(n)) for n in _FIELDS)
            yield Hit(observation.location, indikator, tertulis, seharusnya, rujukan, data)


def unregistered(dossier: Dossier) -> Iterator[Finding]:
    """Observations of a code that nobody registered are shown, never dropped."""
    for observation in observations(dossier):
        if observation.kode not in _REGISTER:
            pesan = str(observation.data.get("pesan") or "Perlu dilihat.")
            indikator = _as_text(observation.data.get("indikator"))
            yield Finding(
                observation.kode, Severity.WARNING, pesan, observation.location, indikator
            )


def _as_text(value: object) -> str | None:
    if value is None:
        return None
    return plain(value) if isinstance(value, Decimal) else str(value)


def sort_findings(findings: Iterable[Finding], dossier: Dossier) -> tuple[Finding, ...]:
    """By file as given, sheet as read, row, column, code."""
    files: dict[str, int] = {}
    sheets: dict[tuple[str, str | None], int] = {}
    for hasil in dossier.daftar_berkas:
        files.setdefault(hasil.berkas.path, len(files))
        for tabel in hasil.berkas.daftar_tabel:
            sheets.setdefault((hasil.berkas.path, tabel.lembar), len(sheets))

    def key(finding: Finding) -> tuple[object, ...]:
        place = finding.location
        sheet = sheets.get((place.berkas, place.lembar), len(sheets))
        return (
            files.get(place.berkas, len(files)), sheet, place.lembar or "", *_cell(place.sel),
            finding.kode, finding.indikator or "",
        )  # fmt: skip

    return tuple(sorted(findings, key=key))


def _cell(sel: str | None) -> tuple[int, int]:
    match = re.match(r"([A-Z]+)(\d+)", sel or "")
    if not match:
        return (0, 0)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return (int(match[2]), column)


# Choosing ----------------------------------------------------------------------------------------


def select(
    findings: Iterable[Finding], pilih: Iterable[str] = (), abaikan: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """The findings whose code begins with one of `pilih` (all, if none) and with none of
    `abaikan`. Raises UsageError for what is neither a code nor the beginning of one."""
    wanted, unwanted = known_prefixes(pilih), known_prefixes(abaikan)
    return tuple(
        f
        for f in findings
        if (not wanted or f.kode.startswith(wanted))
        and not (unwanted and f.kode.startswith(unwanted))
    )


def known_prefixes(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes or beginnings of codes, retired ones redirected. Raises UsageError."""
    prefixes = []
    for given in codes:
        code = given.strip().upper()
        code = RETIRED.get(code) or code
        if code in RETIRED:
            raise UsageError("PG011", f"Kode temuan {code} sudah tidak dipakai.")
        if not code or not _is_known(code):
            families = ", ".join((*FAMILIES, *_OTHER_FAMILIES))
            raise UsageError(
                "PG011",
                f"Kode temuan “{given}” tidak dikenal. Tulis kode seperti PK003 atau rumpunnya: "
                f"{families}.",
            )
        prefixes.append(code)
    return tuple(prefixes)


_OTHER_FAMILIES = ("LK", "KP")
"""Families whose findings are made by the report and by the loader of decrees."""


def _is_known(code: str) -> bool:
    if code.startswith(_OTHER_FAMILIES):
        return True
    return any(info.kode.startswith(code) for info in all_checks())
