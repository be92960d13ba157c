"""Makes the pictures of the buttons in docs/panduan/gambar/: Calc, the panel, a drawn ribbon.

    python tools/make_screenshots.py

Needs what the heavy tests need (LibreOffice, Xvfb, openbox, xdotool, ImageMagick, tkinter). The
ribbon is drawn from ribbon.xml, because no Excel runs here: a drawing, and called one in the guide.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from calc_office import CalcOffice  # noqa: E402

from iku_excel.hosts.excel.xlam import ribbon  # noqa: E402
from iku_excel.resources import samples_path  # noqa: E402

TARGET = ROOT / "docs" / "panduan" / "gambar"
JULI = samples_path() / "sah" / "bulanan" / "Monitoring_2024_07.xlsx"
MADE: list[str] = []
"""Pictures of this run; others in the folder are not ours."""
PANEL = """
import tkinter, sys
from pathlib import Path
from iku_excel.hosts.panel import Panel
window = Panel(tkinter, lambda: sys.argv[1])
window.choose_file()
window.source.set("Monitoring_2024_07.xlsx")
window.root.geometry("+40+40")
window.root.after(500, lambda: window.click("hitung"))
window.root.mainloop()
"""


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "excel-pita.svg").write_text(draw_ribbon(), "utf-8")
    with screen() as office:
        shoot_calc(office)
        shoot_panel(office)
    for path in sorted(TARGET / name for name in MADE):
        subprocess.run(["convert", path, "-strip", "-colors", "128", path], check=True)
        print(path.relative_to(ROOT), path.stat().st_size)


@contextmanager
def screen() -> Iterator[CalcOffice]:
    office = CalcOffice(screen=True)
    try:
        yield office
    finally:
        office.close()


def shoot_calc(office: CalcOffice) -> None:
    office.ask("open", path=str(office.place(JULI)))
    office.ask("show", sheet="Juli", address="H9")
    office.ask("calm")
    shoot(office, "calc-bilah.png")
    x, y = office.ask("button", name="Hitung Capaian")
    office.xdo("mousemove", str(x), str(y), "click", "1")
    time.sleep(5)
    shoot(office, "calc-hitung.png")
    office.xdo("key", "Return")
    time.sleep(1)
    office.ask("unprotect", sheet="Juli")
    office.ask("set", sheet="Juli", address="E12", value=14)
    office.ask("set", sheet="Juli", address="G13", value="9,1 persen?")
    office.ask("dispatch", command="periksa")
    shoot(office, "calc-periksa.png")
    office.ask("show", sheet="Temuan", address="E5")
    shoot(office, "calc-temuan.png")
    office.ask("close")


def shoot(office: CalcOffice, name: str) -> None:
    time.sleep(1.5)
    office.screenshot(TARGET / name)
    MADE.append(name)


def shoot_panel(office: CalcOffice) -> None:
    """The panel on the same screen, in this Python."""
    place = office.home / "panel"
    place.mkdir()
    path = place / JULI.name
    path.write_bytes(JULI.read_bytes())
    environ = {"DISPLAY": office.environ["DISPLAY"], "IKU_HARI_INI": "2025-01-15"}
    words = ["env", *(f"{k}={v}" for k, v in environ.items())]
    window = subprocess.Popen([*words, sys.executable, "-c", PANEL, str(path)], cwd=ROOT)
    try:
        time.sleep(6)
        found = subprocess.run(
            office.words("xdotool", "search", "--name", "Panel IKU"),
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        target = office.home / "panel.png"
        number = found.stdout.split()[-1]
        subprocess.run(office.words("import", "-window", number, str(target)), check=True)
        (TARGET / "panel.png").write_bytes(target.read_bytes())
        MADE.append("panel.png")
    finally:
        window.kill()
        window.wait()


def draw_ribbon() -> str:
    """The tab as Excel lays it out, near enough to find a button."""
    root = ElementTree.fromstring(ribbon("urn:iku"))
    spaces = {"u": "urn:iku"}
    x, parts = 10, []
    for group in root.findall(".//u:group", spaces):
        start = x
        for button in group.findall("u:button", spaces):
            label = str(button.get("label"))
            width = max(70, 7 * max(map(len, wrap(label))) + 16)
            parts.append(draw_button(x, width, label, button.get("size") == "large"))
            x += width
        parts.append(text(start + (x - start) / 2, 128, str(group.get("label")), "#666"))
        parts.append(f'<path d="M{x + 5} 44V130" stroke="#ccc"/>')
        x += 12
    tabs = "".join(
        text(40 + 90 * n, 22, name, "#217346" if name == "IKU" else "#333", name == "IKU")
        for n, name in enumerate(("Beranda", "Sisipkan", "Rumus", "Data", "Tinjau", "IKU"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{x + 6}" height="142" '
        'font-family="Segoe UI, Carlito, sans-serif" font-size="13" text-anchor="middle">'
        f'<rect width="100%" height="100%" fill="#f3f3f3"/>{tabs}'
        '<rect y="36" width="100%" height="106" fill="#fff" stroke="#ddd"/>'
        f'{"".join(parts)}</svg>\n'
    )


def draw_button(x: float, width: float, label: str, is_large: bool) -> str:
    fill = "#217346" if is_large else "#8fbfa3"
    lines = "".join(
        text(x + width / 2, 92 + 15 * n, line, "#222") for n, line in enumerate(wrap(label))
    )
    place = f'x="{x + width / 2 - 14}" y="48" width="28" height="28" rx="4"'
    return f'<rect {place} fill="{fill}"/>{lines}'


def wrap(label: str) -> list[str]:
    """One or two lines, as Excel breaks a long label."""
    words = label.split()
    if len(label) < 14:
        return [label]
    half = (len(words) + 1) // 2
    return [" ".join(words[:half]), " ".join(words[half:])]


def text(x: float, y: float, content: str, fill: str, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" fill="{fill}"{weight}>{escape(content)}</text>'


if __name__ == "__main__":
    main()
