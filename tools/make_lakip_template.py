"""Writes templates/LAKIP.docx.j2, Triwulan.docx.j2 and Notulen.docx.j2.

`python tools/make_lakip_template.py` makes them; `--periksa` fails when the stored ones are stale.
The same code gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lakip_bab3 import bab_3
from lakip_base import Base
from lakip_body import bab_1, bab_2, bab_4, cover, front
from lakip_lampiran import lampiran
from lakip_notes import build_notulen, build_triwulan

from iku_excel.lakip.archive import package_bytes

FOLDER = Path(__file__).resolve().parent.parent / "templates"


def build_lakip() -> Base:
    """The annual report."""
    base = Base()
    cover(base)
    front(base)
    bab_1(base)
    bab_2(base)
    bab_3(base)
    bab_4(base)
    lampiran(base)
    return name(base, "Laporan Kinerja {{ satker.nama }} Tahun {{ tahun }}")


def name(base: Base, title: str) -> Base:
    base.document.core_properties.title = title.split(" {{")[0]
    base.document.core_properties.author = ""
    return base


BUILDERS = {
    "LAKIP.docx.j2": build_lakip,
    "Triwulan.docx.j2": build_triwulan,
    "Notulen.docx.j2": build_notulen,
}


def main() -> int:
    stale = []
    for filename, build in BUILDERS.items():
        content = package_bytes(build().document.part.package)
        target = FOLDER / filename
        if "--periksa" in sys.argv:
            if not target.is_file() or target.read_bytes() != content:
                stale.append(filename)
        else:
            target.write_bytes(content)
    if stale:
        print(f"kedaluwarsa: {', '.join(stale)}; jalankan python tools/make_lakip_template.py")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
