"""Remake the pictures of docs/panduan/gambar from the shipped samples (those of the buttons in
Excel and Calc come from make_screenshots.py).

What the console prints becomes an SVG, drawn here, the same on every machine; `--check` compares
those and fails when one is stale. What a workbook or a report looks like goes through LibreOffice
and poppler into a PNG (`soffice`, `pdftoppm` and ImageMagick's `convert` are needed then); those
are remade on request only, since fonts and rasterisers differ.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import unified_diff
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "panduan" / "gambar"
SAH = ROOT / "samples" / "sah"
BULAN = "Monitoring_2024_07.xlsx"
PK = "PK_2024.xlsx"
DAY = "2025-01-15"

# What a tired person types: the target of last year, a percentage as a fraction, nothing explained.
MISTAKES = {
    ("Juli", "E12"): Decimal(10),
    ("Juli", "G15"): Decimal("0.509"),
    ("Juli", "J16"): None,
    ("Juli", "K16"): None,
}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which consoles are stale")
    parser.add_argument("--konsol", action="store_true", help="remake the consoles only")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        prepare(place)
        stale = [(name, text) for name, text in consoles(place) if not is_current(name, text)]
        for name, text in stale:
            if arguments.check:
                print(f"{name}: stale; run tools/make_pictures.py --konsol", file=sys.stderr)
                print(*differences(name, text), sep="\n", file=sys.stderr)
            else:
                TARGET.mkdir(parents=True, exist_ok=True)
                (TARGET / name).write_text(text, "utf-8", newline="\n")
        if not arguments.check and not arguments.konsol:
            paint(place)
    return 1 if stale and arguments.check else 0


def prepare(place: Path) -> None:
    """The samples as an office would have them, and one month with mistakes in it."""
    from iku_excel.workbook import write_cells

    shutil.copy(SAH / PK, place / PK)
    shutil.copytree(SAH / "bulanan", place / "Monitoring")
    shutil.copytree(SAH / "riwayat", place / "Riwayat")
    shutil.copy(SAH / "bulanan" / BULAN, place / BULAN)
    shutil.copy(SAH / "bentuk" / "SPAN_2024.xlsx", place)
    (place / "Salah").mkdir()
    write_cells(SAH / "bulanan" / BULAN, place / "Salah" / BULAN, MISTAKES)


def iku(place: Path, *words: str) -> str:
    """What `iku` prints on stdout, run in `place` on the day of the samples."""
    environment = {
        **os.environ, "IKU_HARI_INI": DAY, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT),
        "COLUMNS": "100", "IKU_KEPUTUSAN": str(place / "tanpa-edisi-lain"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "iku_excel", *words],
        cwd=place, capture_output=True, text=True, encoding="utf-8", env=environment,
    )  # fmt: skip
    if done.returncode not in (0, 1):
        raise SystemExit(f"iku {' '.join(words)}: {done.stderr}")
    return done.stdout


# Consoles ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Console:
    """One picture of a console: the words after `iku`, in which folder, how many lines at most."""

    name: str
    words: tuple[str, ...]
    folder: str = ""
    lines: int = 40


CONSOLES = (
    Console("konsol-periksa.svg", ("periksa", BULAN), "Salah"),
    Console("konsol-hitung.svg", ("hitung", BULAN)),
    Console("konsol-rinci.svg", ("hitung", "SPAN_2024.xlsx", "--rinci", "SK3/5"), lines=16),
    Console("konsol-tampil.svg", ("keputusan", "tampil", "SK3/5"), lines=24),
)


def consoles(place: Path) -> Iterator[tuple[str, str]]:
    """Name and content of each picture."""
    for console in CONSOLES:
        printed = iku(place / console.folder, *console.words).rstrip().split("\n")
        shown = printed[: console.lines]
        if len(shown) < len(printed):
            shown.append("…")
        yield console.name, draw_console(["$ iku " + " ".join(console.words), *shown])


def is_current(name: str, text: str) -> bool:
    path = TARGET / name
    return path.is_file() and path.read_text("utf-8") == text


def differences(name: str, text: str) -> list[str]:
    """The lines that are not as they were."""
    path = TARGET / name
    before = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [line for line in unified_diff(before, text.splitlines(), "", "", "", "", 0)][2:12]


LINE, SIZE, LETTER, EDGE, BAR = 18, 13, 8, 14, 26
FONT = "DejaVu Sans Mono, Consolas, Menlo, monospace"
INK, PROMPT = "#e6e9ef", "#7fd1ff"
LEVELS = (("kesalahan", "#ff8f8f"), ("peringatan", "#ffd27a"), ("catatan", "#9ecbff"))
VERDICTS = (("  belum tercapai", "#ffb38a"), ("  tercapai", "#a6e3a1"))


def draw_console(lines: Sequence[str]) -> str:
    """Lines of text as an SVG of a console window."""
    lines = [line[:118] + "…" if len(line) > 119 else line for line in lines]
    width = max(map(len, lines)) * LETTER + 2 * EDGE
    height = BAR + LINE * len(lines) + EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img">',
        f'<rect width="{width}" height="{height}" rx="6" fill="#1e2430"/>',
        *(f'<circle cx="{EDGE + 16 * i}" cy="13" r="4" fill="#566074"/>' for i in range(3)),
        f'<g font-family="{FONT}" font-size="{SIZE}">',
    ]
    for number, line in enumerate(lines):
        y = BAR + LINE * number + SIZE
        # Spaces that no viewer folds.
        text = escape(line).replace(" ", "\u00a0")
        parts.append(f'<text x="{EDGE}" y="{y}" fill="{_colour(line)}">{text}</text>')
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _colour(line: str) -> str:
    if line.startswith("$"):
        return PROMPT
    found = [c for word, c in LEVELS if line.lstrip().startswith(word)]
    found += [c for word, c in VERDICTS if word in line]
    return found[0] if found else INK


# Workbooks and reports ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """One picture of a page: of which file, which page (0: the last), how fine."""

    name: str
    file: str
    page: int
    dpi: int
    footer: float = 0
    """Inches at the bottom that are left out."""


PAGES = (
    Page("monitoring-sebelum.png", f"Monitoring/{BULAN}", 2, 120, 0.8),
    Page("monitoring-sesudah.png", f"Hasil/{BULAN}", 2, 120, 0.8),
    Page("temuan.png", f"Salah/{BULAN}", 0, 100, 0.8),
    Page("rekap-dasbor.png", "Hasil/Rekap_2024.xlsx", 1, 84, 1),
    Page("rekap-bulanan.png", "Hasil/Rekap_2024.xlsx", 2, 110, 1),
    Page("pk.png", "PK_2024_baru.xlsx", 4, 84, 0.8),
    Page("lakip-sampul.png", "LAKIP_2024.docx", 1, 50),
    Page("lakip-capaian.png", "LAKIP_2024.docx", 11, 72),
    Page("lakip-grafik.png", "LAKIP_2024.docx", 12, 72),
    Page("lakip-indikator.png", "LAKIP_2024.docx", 14, 72),
)


def paint(place: Path) -> None:
    """Make the files of PAGES by the commands that staff use, then picture them."""
    history = sorted(str(path.relative_to(place)) for path in (place / "Riwayat").glob("*.xlsx"))
    iku(place, "periksa", "--tandai", f"Salah/{BULAN}")
    iku(place, "pk", "--tahun", "2024", "--ke", "PK_2024_baru.xlsx")
    iku(place, "kumpulan", "Monitoring", "--ke", "Hasil")
    iku(
        place, "lakip", "--tahun", "2024", "--pk", PK, "--monitoring", "Hasil",
        "--riwayat", *history, "--ke", "LAKIP_2024.docx",
    )  # fmt: skip
    for number, file in enumerate(dict.fromkeys(page.file for page in PAGES)):
        pdf = to_pdf(place / file, place / f"pdf-{number}", place / "profil")
        for page in PAGES:
            if page.file == file:
                picture(pdf, page)


def to_pdf(source: Path, folder: Path, profile: Path) -> Path:
    if source.suffix == ".docx":
        from iku_excel.lakip.office import convert_to_pdf

        folder.mkdir()
        convert_to_pdf(source, folder / f"{source.stem}.pdf")  # its charts have decimal commas
        return folder / f"{source.stem}.pdf"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
         "pdf", "--outdir", str(folder), str(source)],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / f"{source.stem}.pdf"


def picture(pdf: Path, page: Page) -> None:
    """The page, without its margins, in few colours: small enough for a repository."""
    stem = pdf.parent / page.name
    number = str(page.page or last_page(pdf))
    subprocess.run(
        ["pdftoppm", "-r", str(page.dpi), "-f", number, "-l", number, "-singlefile", "-png",
         str(pdf), str(stem)],
        check=True,
    )  # fmt: skip
    subprocess.run(
        ["convert", f"{stem}.png",
         "-gravity", "South", "-chop", f"0x{round(page.footer * page.dpi)}",
         "-trim", "+repage", "-bordercolor", "white", "-border", "10",
         "+dither", "-colors", "96", "-strip", "-define", "png:exclude-chunks=date,time",
         f"png8:{TARGET / page.name}"],
        check=True,
    )  # fmt: skip


def last_page(pdf: Path) -> int:
    done = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True)
    return int(next(line for line in done.stdout.splitlines() if line.startswith("Pages:"))[6:])


if __name__ == "__main__":
    raise SystemExit(main())
