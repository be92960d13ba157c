"""The whole job on some workbooks: read, count raw data, compute, check. Hosts call examine(), then
print or write; nothing here prints, writes or chooses an exit code of its own accord."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from iku_excel.errors import IkuExcelError
from iku_excel.finding import Finding, Location, Severity, count_by_severity
from iku_excel.records import dataclass, replace

if TYPE_CHECKING:
    from decimal import Decimal

    from iku_excel.model import (
        Berkas,
        BerkasHasil,
        CapaianTriwulan,
        Dossier,
        HasilIndikator,
        Kebijakan,
        Keputusan,
        Rincian,
    )
    from iku_excel.workbook.port import Book

Source: TypeAlias = "str | os.PathLike[str] | Book"
"""A path, or a workbook that is open already (in Excel, say)."""
ReadSource: TypeAlias = "tuple[Berkas, tuple[Rincian, ...]]"
"""One workbook read, and what its raw data sheets give."""

VERSI = 1


@dataclass(frozen=True)
class Report:
    """What examine() found: everything read and computed, and the findings chosen."""

    dossier: Dossier
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """The report as in section 2 of the contract; `ditulis` is for the host that writes."""
        from iku_excel.compute.kebijakan import kebijakan_to_json

        by_berkas: dict[str, list[Finding]] = {}
        for finding in self.findings:
            by_berkas.setdefault(finding.location.berkas, []).append(finding)
        seen: set[str] = set()
        daftar = []
        for hasil in self.dossier.daftar_berkas:
            # A workbook given twice has its findings once.
            path = hasil.berkas.path
            own = [] if path in seen else by_berkas.get(path, [])
            seen.add(path)
            daftar.append(berkas_to_json(hasil, own, self.dossier.kebijakan))
        return {
            "versi": VERSI,
            "keputusan": self.dossier.keputusan.nomor,
            "kebijakan": kebijakan_to_json(self.dossier.kebijakan),
            "berkas": daftar,
            "ringkasan": count_by_severity(self.findings),
        }

    def exit_code(self, threshold: Severity | str = Severity.ERROR) -> int:
        """3 where a workbook could not be read, 1 for findings at or above `threshold` (a severity
        or its Indonesian label), else 0."""
        lowest = Severity.from_label(threshold) if isinstance(threshold, str) else threshold
        if any(hasil.berkas.error is not None for hasil in self.dossier.daftar_berkas):
            return 3
        return int(any(finding.severity >= lowest for finding in self.findings))


def examine(
    sources: Iterable[Source] | Source,
    tahun: int | None = None,
    keputusan: Keputusan | str | Path | None = None,
    kebijakan: Kebijakan | str | Path | None = None,
    *,
    hari_ini: date | None = None,
    pilih: Iterable[str] = (),
    abaikan: Iterable[str] = (),
) -> Report:
    """Read, compute and check workbooks together.

    `tahun` fills in where a workbook names no year; `keputusan` is an edition (its name, number or
    path; without both, the edition in force for the year that all workbooks name) and `kebijakan`
    a policy, as on the command line. A workbook that cannot be read becomes a finding, never an
    exception; UsageError and KeputusanError say what was asked wrongly.
    """
    from iku_excel.checks.registry import known_prefixes
    from iku_excel.compute.kebijakan import parse_kebijakan
    from iku_excel.model import Kebijakan

    # What was asked wrongly is said before anything is read.
    chosen = known_prefixes(pilih), known_prefixes(abaikan)
    policy = kebijakan if isinstance(kebijakan, Kebijakan) else parse_kebijakan(kebijakan)
    decree = _keputusan(keputusan, tahun)
    given = _as_list(sources)
    read = [read_source(source, decree, tahun) for source in given]
    if keputusan is None and tahun is None and (other := _edition_of(read, decree)):
        decree = other
        read = [read_source(source, decree, tahun) for source in given]
    return examine_read(
        read, decree, policy, tahun, hari_ini=hari_ini, pilih=chosen[0], abaikan=chosen[1]
    )


def examine_read(
    read: Sequence[ReadSource],
    keputusan: Keputusan,
    kebijakan: Kebijakan | str | Path | None = None,
    tahun: int | None = None,
    *,
    hari_ini: date | None = None,
    pilih: Iterable[str] = (),
    abaikan: Iterable[str] = (),
) -> Report:
    """Compute and check workbooks that are read already (by other processes, say) together."""
    from iku_excel.checks.registry import known_prefixes, run_checks, select
    from iku_excel.compute.kebijakan import parse_kebijakan
    from iku_excel.model import Dossier, Kebijakan

    chosen = known_prefixes(pilih), known_prefixes(abaikan)
    policy = kebijakan if isinstance(kebijakan, Kebijakan) else parse_kebijakan(kebijakan)
    decree = keputusan
    dossier = Dossier(
        keputusan=decree,
        kebijakan=policy,
        daftar_berkas=compute_all(read, decree, policy, tahun),
        hari_ini=hari_ini or date.today(),
        tahun_diminta=tahun,
    )
    everything = _all_findings(dossier, run_checks(dossier))
    findings = select(everything, *chosen)
    return Report(replace(dossier, findings=findings), findings)


def compute_all(
    read: Sequence[ReadSource],
    keputusan: Keputusan,
    kebijakan: Kebijakan,
    tahun: int | None = None,
) -> tuple[BerkasHasil, ...]:
    """Compute workbooks together: the Perjanjian Kinerja among them gives targets to the others."""
    from iku_excel.compute.acuan import find_pk, with_pk
    from iku_excel.compute.hasil import compute_berkas

    daftar_pk = with_pk(berkas for berkas, _ in read)
    return tuple(
        compute_berkas(
            berkas,
            daftar_rincian,
            keputusan,
            kebijakan,
            tahun,
            find_pk(daftar_pk, berkas.tahun or tahun, berkas.unit),
        )
        for berkas, daftar_rincian in read
    )


def _keputusan(given: Keputusan | str | Path | None, tahun: int | None) -> Keputusan:
    from iku_excel.keputusan import load_keputusan
    from iku_excel.model import Keputusan

    if isinstance(given, Keputusan):
        return given
    return load_keputusan(None if given is None else str(given), tahun=tahun)


def _edition_of(read: Sequence[ReadSource], current: Keputusan) -> Keputusan | None:
    """The edition that the workbooks' own years ask for, where it is another than `current`."""
    from iku_excel.keputusan import edition_for_years

    years = {tabel.tahun for berkas, _ in read for tabel in berkas.daftar_tabel}
    years |= {berkas.tahun for berkas, _ in read}
    return edition_for_years({year for year in years if year is not None}, current)


def _as_list(sources: Iterable[Source] | Source) -> list[Source]:
    if isinstance(sources, (str, os.PathLike)) or hasattr(sources, "sheets"):
        return [sources]  # type: ignore[list-item]
    return list(sources)


def read_source(source: Source, keputusan: Keputusan, tahun: int | None) -> ReadSource:
    """One workbook and what its raw data sheets give; both empty with the error that stopped us."""
    from iku_excel.model import Berkas

    if not isinstance(source, (str, os.PathLike)):
        return _read_open_book(source, keputusan, tahun)
    from iku_excel.workbook.engine import open_book

    from iku_excel.workbook.vocabulary import find_synonyms

    path = os.fspath(source)
    try:
        if path.lower().endswith(".csv"):
            return _read_csv(path, keputusan, tahun)
        synonyms = find_synonyms(Path(os.path.realpath(path)).parent)
        with open_book(Path(path)) as book:
            berkas, rincian = _read_book(book, keputusan, tahun, synonyms)
    except IkuExcelError as error:
        return Berkas(path, "", None, None, None, None, error=error), ()
    return berkas, rincian


def _read_open_book(book: Book, keputusan: Keputusan, tahun: int | None) -> ReadSource:
    """A workbook that is open already; the office's own header words lie in its `folder`."""
    from iku_excel.model import Berkas
    from iku_excel.workbook.vocabulary import find_synonyms

    folder = getattr(book, "folder", None)
    if folder is None and os.path.isabs(book.path):
        folder = Path(book.path).parent
    try:
        synonyms = find_synonyms(folder) if folder is not None else None
        return _read_book(book, keputusan, tahun, synonyms)
    except IkuExcelError as error:
        return Berkas(book.path, "", None, None, None, None, error=error), ()


def _read_csv(
    path: str, keputusan: Keputusan, tahun: int | None
) -> tuple[Berkas, tuple[Rincian, ...]]:
    """A text export (SAKTI's GLP039): raw data and nothing else."""
    import hashlib

    from iku_excel.bukti import count_csv
    from iku_excel.model import Berkas, Jenis

    rincian = count_csv(path, keputusan, tahun)
    sha256 = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    jenis = Jenis.DATA_DUKUNG if rincian else None
    tahun, bulan = _period_of(rincian, tahun)
    return Berkas(path, sha256, jenis, tahun, bulan, None), tuple(rincian)


def _period_of(
    daftar_rincian: Iterable[Rincian], tahun: int | None
) -> tuple[int | None, int | None]:
    """Year and month that the titles of raw data name, where nothing else does."""
    years = {rincian.tahun for rincian in daftar_rincian}
    months = {rincian.bulan for rincian in daftar_rincian}
    found = years.pop() if tahun is None and len(years) == 1 else tahun
    return found, months.pop() if len(months) == 1 else None


def _read_book(
    book: Book,
    keputusan: Keputusan,
    tahun: int | None,
    synonyms: dict[str, list[str]] | None = None,
) -> tuple[Berkas, tuple[Rincian, ...]]:
    from iku_excel.bukti import count_book
    from iku_excel.model import Jenis
    from iku_excel.workbook.reader import read_book

    berkas = read_book(book, keputusan, synonyms=synonyms)
    if berkas.tahun is None and tahun is not None:
        berkas = replace(berkas, tahun=tahun)
    rincian = tuple(count_book(book, berkas, keputusan, berkas.tahun))
    if berkas.jenis is None and rincian:
        found, _ = _period_of(rincian, berkas.tahun)
        berkas = replace(berkas, jenis=Jenis.DATA_DUKUNG, tahun=found)
    return berkas, rincian


def error_finding(berkas: Berkas) -> Finding | None:
    """Why a workbook could not be read, as a finding of the whole file."""
    if berkas.error is None:
        return None
    place = Location(berkas.path)
    return Finding(berkas.error.code, Severity.ERROR, berkas.error.sentence, place)


def _all_findings(dossier: Dossier, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The checks' findings and those of unreadable workbooks, in order."""
    from iku_excel.checks.registry import sort_findings

    errors = [error_finding(hasil.berkas) for hasil in dossier.daftar_berkas]
    stopped = dict.fromkeys(finding for finding in errors if finding is not None)
    return sort_findings((*stopped, *found), dossier)


# JSON ---------------------------------------------------------------------------------------------

_CELLS = ("target", "realisasi", "capaian")


def berkas_to_json(
    hasil: BerkasHasil, findings: Iterable[Finding], kebijakan: Kebijakan
) -> dict[str, Any]:
    """The entry of one workbook in `berkas`; `ditulis` empty."""
    berkas = hasil.berkas
    places = kebijakan.pembulatan
    return {
        "berkas": berkas.path,
        "jenis": None if berkas.jenis is None else str(berkas.jenis),
        "tahun": berkas.tahun,
        "bulan": berkas.bulan,
        "temuan": [finding.to_json() for finding in findings],
        "indikator": [hasil_to_json(entry, places) for entry in hasil.daftar_hasil],
        "ditulis": [],
    }


def hasil_to_json(entry: HasilIndikator, places: int) -> dict[str, Any]:
    """One indicator of one table or raw data sheet; capaian with `places` decimals."""
    return {
        "indikator": entry.indikator,
        "satuan": entry.satuan,
        "target": _exact(entry.target),
        "realisasi": _exact(entry.realisasi),
        "capaian": _rounded(entry.capaian.nilai, places),
        "capaian_mentah": _rounded(entry.capaian.mentah, places),
        "status": str(entry.capaian.status),
        "alasan": entry.capaian.alasan,
        "lembar": entry.lembar or None,
        "sel": {name: entry.sel.get(name) for name in _CELLS},
        "sumber": "data-dukung" if entry.rincian is not None else "tabel",
        "rumus": entry.rincian.rumus if entry.rincian is not None else None,
        "triwulan": [_triwulan(triwulan, places) for triwulan in entry.daftar_triwulan],
    }


def _triwulan(triwulan: CapaianTriwulan, places: int) -> dict[str, Any]:
    return {
        "triwulan": triwulan.triwulan,
        "target": _exact(triwulan.target),
        "realisasi": _exact(triwulan.realisasi),
        "capaian": _rounded(triwulan.capaian.nilai, places),
        "capaian_mentah": _rounded(triwulan.capaian.mentah, places),
        "capaian_terhadap_tahun": _rounded(triwulan.terhadap_tahun.nilai, places),
    }


def _exact(value: Decimal | None) -> str | None:
    from iku_excel.numbers import plain

    return None if value is None else plain(value)


def _rounded(value: Decimal | None, places: int) -> str | None:
    from iku_excel.compute.presisi import quantize

    return None if value is None else format(quantize(value, places), "f")
