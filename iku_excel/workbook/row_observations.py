"""What a row's naming of its indicator gives to remark upon: PK001, PK007, PK010, PK012 and MO."""

from __future__ import annotations

from iku_excel.finding import Location
from iku_excel.model import Baris, Indikator, Jenis
from iku_excel.workbook.cells_reading import CellReader
from iku_excel.workbook.indikator_match import Kode, Match, Matcher
from iku_excel.workbook.text import clean, same_wording


def observe_row(
    reader: CellReader,
    matcher: Matcher,
    jenis: Jenis,
    baris: Baris,
    match: Match,
    kode: Kode | None,
) -> None:
    """Record how the row was recognised, where that is not plainly by the decree's own name."""
    is_monitoring = jenis is Jenis.MONITORING
    name = baris.nama.teks if baris.nama else ""
    data: dict[str, object] = {
        "jenis": str(jenis),
        "indikator": baris.indikator,
        "skor": baris.skor,
        "tertulis": clean(name) or (baris.kode.teks if baris.kode else ""),
    }
    if match.rivals:
        code = "MO014" if is_monitoring else "PK012"
        reader.observe(code, baris.location, {**data, "calon": list(match.rivals)})
    elif match.indikator is None:
        best = matcher.candidate(name) if name else None
        near = best.indikator if best and best.skor >= 50 else None
        data["mirip"] = near.kode if near else None
        data["kode"] = baris.kode.teks if baris.kode else None
        reader.observe("MO001" if is_monitoring else "PK001", baris.location, data)
    elif name and not _same_name(matcher, name, match.indikator):
        reader.observe("PK007", baris.location, {**data, "seharusnya": match.indikator.nama})
    if match.is_conflict and baris.kode is not None:
        pointed = kode.kode if kode is not None else baris.kode.teks
        data["kode"], data["kode_menunjuk"] = baris.kode.teks, pointed
        reader.observe("PK010", baris.kode.location, data)


def observe_nameless(reader: CellReader, jenis: Jenis, place: Location) -> None:
    """Record a row of figures without a name."""
    data = {"jenis": str(jenis), "indikator": None, "skor": 0, "tertulis": "(tanpa nama)",
            "mirip": None, "kode": None}  # fmt: skip
    reader.observe("MO001" if jenis is Jenis.MONITORING else "PK001", place, data)


def _same_name(matcher: Matcher, name: str, indikator: Indikator) -> bool:
    """Whether the name is the decree's, as Lampiran II spells it or Lampiran I the same."""
    return same_wording(name, indikator.nama) or matcher.is_lampiran_i(name, indikator)
