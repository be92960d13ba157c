"""From the words of a command to pipeline.examine(): the one place where hosts start the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from iku_excel.hosts.clock import today
from iku_excel.hosts.cli_support import fail_line, say, split_codes

if TYPE_CHECKING:
    from iku_excel.model import Kebijakan, Keputusan
    from iku_excel.pipeline import Report


def chosen_keputusan(edisi: str | None, tahun: int | None) -> Keputusan | None:
    """The edition asked for; None lets the pipeline choose by the year it reads."""
    if edisi is None and tahun is None:
        return None
    from iku_excel.keputusan import load_keputusan

    return load_keputusan(edisi, tahun=tahun) if edisi else load_keputusan(tahun=tahun)


def chosen_kebijakan(text: str | None) -> Kebijakan | None:
    if text is None:
        return None
    from iku_excel.compute.kebijakan import parse_kebijakan

    return parse_kebijakan(text)


def examine_with(paths: Sequence[str], options: Mapping[str, Any]) -> Report:
    """Run the pipeline with the common options of a command."""
    from iku_excel.pipeline import examine

    keputusan = chosen_keputusan(options.get("keputusan"), options.get("tahun"))
    report = examine(
        list(paths),
        tahun=options.get("tahun"),
        keputusan=keputusan,
        kebijakan=chosen_kebijakan(options.get("kebijakan")),
        hari_ini=today(),
        pilih=split_codes(options.get("pilih")),
        abaikan=split_codes(options.get("abaikan")),
    )
    if keputusan is None:
        _tell_edition(report.dossier.keputusan)
    return report


def _tell_edition(used: Keputusan) -> None:
    """Say when the workbooks' year has chosen another edition than usual."""
    from iku_excel.keputusan import load_keputusan

    if used.edisi != load_keputusan().edisi:
        say(
            f"Dipakai Keputusan {used.nomor} (edisi {used.edisi}), yang berlaku pada tahun buku "
            "kerja; edisi lain dapat dipilih dengan --keputusan."
        )


def print_failures(report: Report) -> bool:
    """One line on stderr for each workbook that could not be read; whether there was any."""
    failed = False
    for hasil in report.dossier.daftar_berkas:
        error = hasil.berkas.error
        if error is not None:
            say(fail_line(hasil.berkas.path, error.sentence, error.code))
            failed = True
    return failed
