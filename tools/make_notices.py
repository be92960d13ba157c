"""Write docs/lisensi.md: what iku-excel stands on, and under which licence, from the metadata of
what is installed. `--check` fails when a dependency is missing from the page or its licence
changed; versions are free to move."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence

from installed import ROOT, Component, components

TARGET = ROOT / "docs" / "lisensi.md"
INTRODUCTION = """\
<!-- Dibuat oleh tools/make_notices.py; jangan disunting di sini. -->

# Lisensi

iku-excel sendiri berlisensi [MIT](../LICENSE): bebas dipakai, disalin dan diubah.

Di dalam paketnya hanya ada karya sendiri: program, templat dan contoh. Bunyi Keputusan 47/2023 di
`keputusan/data/` dikutip dari keputusan itu. Nama dan angka dalam `samples/` adalah rekaan.

Pustaka berikut dipasang bersamanya, masing-masing dengan lisensinya sendiri yang ikut terpasang.
Semuanya mengizinkan pemakaian di kantor tanpa biaya. Dari xlwings hanya bagian sumber terbuka (BSD)
yang dipakai; bagian `xlwings.pro`, yang berlisensi lain, tidak pernah dimuat.

| Pustaka | Lisensi | Kegunaan menurut pembuatnya | Diminta |
|---|---|---|---|
"""


def page(found: Sequence[Component]) -> str:
    return INTRODUCTION + "".join(row(c) + "\n" for c in found)


def row(c: Component) -> str:
    name = f"[{c.name}]({c.homepage})" if c.homepage else c.name
    asked = f"`{c.required}`" if c.required else "tidak langsung"
    summary = " ".join(c.summary.replace("|", "/").split())
    return f"| {name} | {c.licence} | {summary} | {asked} |"


def listed(text: str) -> set[tuple[str, str]]:
    """Name and licence of each row of a page."""
    pattern = r"^\| \[?([a-z0-9-]+)\]?(?:\([^)]*\))? \| ([^|]+) \|"
    return set(re.findall(pattern, text, re.MULTILINE))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is stale")
    arguments = parser.parse_args(argv)
    text = page(components())
    if not arguments.check:
        TARGET.write_text(text, "utf-8", newline="\n")
        return 0
    missing = listed(text) - listed(TARGET.read_text("utf-8"))
    for name, licence in sorted(missing):
        print(f"docs/lisensi.md: {name} ({licence}) is missing", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
