"""Filling a Word template against docxtpl on an equivalent one, and the whole report.

    python benchmarks/bench_word.py

Needs docxtpl (a yardstick only, never a dependency). Prints: the ratio to docxtpl for 17 and 170
indicators (aim: at or below 1); the report of 17 indicators with charts beyond imports (aim: below
0.6 s), ten times the indicators (aim: below ten times), peak memory of that (aim: below 120 MB).
LibreOffice is left out: its time is its own.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = 5
TESTS = Path(__file__).resolve().parent.parent / "tests"
WORDS = "Capaian indikator ini didukung oleh koordinasi yang baik serta pemantauan triwulanan. "


def make_template(prefix: str) -> bytes:
    """A report of sections, tables and text; `prefix` "" for ours, "p"/"tr" marks for docxtpl."""
    import docx

    document = docx.Document()
    paragraph, row = ("p ", "tr ") if prefix else ("", "")
    document.add_heading("LAPORAN KINERJA {{ tahun }}", 1)
    document.sections[0].header.paragraphs[0].text = "{{ satker }} – {{ tahun }}"
    document.add_paragraph(f"{{%{paragraph}for i in indikator %}}")
    document.add_heading("{{ i.kode }} {{ i.nama }}", 2)
    document.add_paragraph("Realisasi {{ i.realisasi }} dari target {{ i.target }} {{ i.satuan }}.")
    document.add_paragraph("{% if i.tercapai %}Tercapai.{% else %}Belum tercapai.{% endif %}")
    document.add_paragraph("{{ i.narasi }}")
    for name in ("tren", "triwulan"):
        table = document.add_table(4, 4, style="Table Grid")
        for cell, text in zip(
            table.rows[0].cells, ("Periode", "Target", "Realisasi", "Capaian"), strict=True
        ):
            cell.text = text
        table.cell(1, 0).text = f"{{%{row}for t in i.{name} %}}"
        for column, field in enumerate(("periode", "target", "realisasi", "capaian")):
            table.cell(2, column).text = f"{{{{ t.{field} }}}}"
        table.cell(3, 0).text = f"{{%{row}endfor %}}"
        document.add_paragraph("Sumber: {{ i.kode }}")
    document.add_paragraph(f"{{%{paragraph}endfor %}}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def make_context(count: int) -> dict[str, Any]:
    def period(name: str, n: int) -> dict[str, str]:
        return {"periode": name, "target": f"{n},50", "realisasi": f"{n},25", "capaian": "98,00"}

    return {
        "tahun": "2024",
        "satker": "Balai Contoh",
        "indikator": [
            {
                "kode": f"SK{n}/1", "nama": "Persentase rekomendasi yang ditindaklanjuti",
                "satuan": "persen", "target": "92,50", "realisasi": "91,00", "tercapai": n % 2,
                "narasi": WORDS * 6,
                "tren": [period(str(2021 + k), n + k) for k in range(4)],
                "triwulan": [period(f"TW {k}", n + k) for k in range(1, 5)],
            }
            for n in range(count)
        ],
    }  # fmt: skip


def with_ours(data: bytes, context: dict[str, Any]) -> bytes:
    from iku_excel.lakip.template import Template

    return Template(data, "templat").render(context).to_bytes()


def with_docxtpl(data: bytes, context: dict[str, Any]) -> bytes:
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(data))
    template.render(context, autoescape=True)
    stream = io.BytesIO()
    template.save(stream)
    return stream.getvalue()


def timed(*jobs: Callable[[], object]) -> list[float]:
    """The best of several rounds for each job, in turns, in seconds."""
    best = [float("inf")] * len(jobs)
    for _ in range(ROUNDS):
        for number, job in enumerate(jobs):
            start = time.perf_counter()
            job()
            best[number] = min(best[number], time.perf_counter() - start)
    return best


def compare(count: int) -> None:
    ours, theirs = make_template(""), make_template("prefix")
    context = make_context(count)
    mine, yardstick = timed(lambda: with_ours(ours, context), lambda: with_docxtpl(theirs, context))
    print(
        f"{count:>4} indikator: {mine:.3f} s, docxtpl {yardstick:.3f} s, "
        f"ratio {mine / yardstick:.2f} (aim 1)"
    )


def whole_report(count: int) -> tuple[float, int]:
    """Seconds beyond imports and peak memory in MB of a process that makes one report."""
    code = (
        f"import sys; sys.path[:0] = [{str(TESTS)!r}, {str(Path(__file__).parent)!r}]\n"
        f"from bench_word import child; child({count})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "IKU_SOFFICE": ""},
    )  # fmt: skip
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory)


def child(count: int) -> None:
    from lakip_dossier import make_dossier, many_indikator

    from iku_excel.keputusan import load_keputusan
    from iku_excel.lakip.finish import finish
    from iku_excel.lakip.report import default_template, prepare, render

    keputusan = many_indikator(count) if count else load_keputusan()
    dossier = make_dossier(keputusan=keputusan)
    import docx.templates  # noqa: F401  (what a first report would import)
    import xlsxwriter  # noqa: F401

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        laporan, _ = prepare(dossier, 2024)
        rendered, objects = render(laporan, default_template())
        finish(rendered, objects, Path(folder, "laporan.docx"))
        seconds = time.perf_counter() - start
    print(seconds, peak_memory())


def peak_memory() -> int:
    """MB of this process alone; on Linux ru_maxrss would count the parent's as well."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    for count in (17, 170):
        compare(count)
    small, memory = whole_report(17)
    print(f"  17 indikator, whole report: {small:.2f} s (aim 0.6), {memory} MB (aim 120)")
    large, memory = whole_report(170)
    times = large / small
    print(f" 170 indikator, whole report: {large:.2f} s, {times:.1f} times (aim 10), {memory} MB")


if __name__ == "__main__":
    main()
