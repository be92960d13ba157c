"""Draw docs/gambar/alur.svg, the flow of data that docs/arsitektur.md explains.

`python tools/make_flow_picture.py` writes it; a test holds that it is current.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "docs" / "gambar" / "alur.svg"
WIDTH, HEIGHT = 980, 500
INK, LINE, FILE, STAGE, DATA, HOST = (
    "#1f2937", "#64748b", "#fef3c7", "#dbeafe", "#ffffff", "#dcfce7"
)  # fmt: skip


@dataclass(frozen=True)
class Box:
    """A thing in the picture: a file, a stage (a package of the code), or data between stages."""

    name: str
    x: int
    y: int
    lines: tuple[str, ...]
    fill: str = STAGE
    width: int = 150
    height: int = 58

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


BOXES = {
    box.name: box
    for box in (
        Box("toml", 20, 30, ("data/<edisi>/*.toml", "decree · ketentuan · telaah"), FILE, 190),
        Box("keputusan", 260, 30, ("keputusan/", "loader"), STAGE, 130),
        Box("decree", 440, 30, ("Keputusan", "read by every stage"), DATA, 160),
        Box("books", 20, 170, ("workbooks", ".xlsx · .xlsm · .csv · open book"), FILE, 190),
        Box("read", 260, 170, ("workbook/", "port · layout · reader"), STAGE, 150),
        Box("bukti", 460, 130, ("bukti/", "raw data → Rincian"), STAGE, 150),
        Box("compute", 660, 170, ("compute/", "realisasi → capaian"), STAGE, 150),
        Box("checks", 460, 212, ("checks/", "rules → Finding"), STAGE, 150),
        Box("dossier", 400, 320, ("Dossier", "pipeline.examine()"), DATA, 170),
        Box("writer", 130, 320, ("workbook/writer", "engine: a few bytes change"), STAGE, 190),
        Box("lakip", 650, 320, ("lakip/", "context → template → .docx"), STAGE, 190),
        Box("hosts", 20, 425, ("hosts/   cli · batch · addin (Excel) · calc (LibreOffice)",
                               "the only ones that print, ask, or choose exit codes"),
            HOST, 940, 52),
    )
}  # fmt: skip
ARROWS = (
    ("toml", "keputusan"), ("keputusan", "decree"), ("books", "read"), ("read", "bukti"),
    ("read", "checks"), ("bukti", "compute"), ("compute", "checks"), ("checks", "dossier"),
    ("compute", "dossier"), ("dossier", "writer"), ("dossier", "lakip"), ("writer", "books"),
)  # fmt: skip


def draw() -> str:
    return "\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-label="Flow of data in iku-excel">'
    )
    yield (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        f'markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="{LINE}"/></marker></defs>'
    )
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    for start, end in ARROWS:
        yield _arrow(BOXES[start], BOXES[end])
    for box in BOXES.values():
        yield from _box(box)
    yield (
        f'<text x="20" y="{HEIGHT - 8}" font-family="sans-serif" font-size="11" fill="{LINE}">'
        "yellow: files · blue: packages, imports go down the list of layers only · white: frozen "
        "data, every value with its cell · green: hosts</text>"
    )
    yield "</svg>"


def _box(box: Box) -> Iterator[str]:
    yield (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="7" '
        f'fill="{box.fill}" stroke="{LINE}"/>'
    )
    x, y = box.middle
    for number, line in enumerate(box.lines):
        weight, size = (' font-weight="bold"', 14) if number == 0 else ("", 12)
        yield (
            f'<text x="{x:g}" y="{y - 4 + 18 * number:g}" text-anchor="middle" '
            f'font-family="sans-serif" font-size="{size}"{weight} fill="{INK}">{escape(line)}'
            "</text>"
        )


def _arrow(start: Box, end: Box) -> str:
    """From the edge of one box to the edge of the other, along the line of their middles."""
    (x1, y1), (x2, y2) = _edge(start, end), _edge(end, start)
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{LINE}" '
        'stroke-width="1.6" marker-end="url(#tip)"/>'
    )


def _edge(box: Box, other: Box) -> tuple[float, float]:
    (x, y), (to_x, to_y) = box.middle, other.middle
    dx, dy = to_x - x, to_y - y
    reach = min(
        box.width / 2 / abs(dx) if dx else 1e9,
        box.height / 2 / abs(dy) if dy else 1e9,
    )
    return x + dx * reach, y + dy * reach


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(draw(), "utf-8", newline="\n")
