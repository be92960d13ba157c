"""Generate docs/indikator.md from the decree's data, docs/temuan.md from the checks and
docs/perintah.md from the commands.

`python tools/make_docs.py` writes them; `--check` writes nothing and exits 1 when one is stale.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from docs_perintah import perintah_lines

from iku_excel.keputusan import load_keputusan
from iku_excel.keputusan.edisi import SHIPPED
from iku_excel.keputusan.schema import CODES
from iku_excel.model import Indikator, Keputusan, Telaah
from iku_excel.numbers import format_angka, format_tanggal

ROOT = Path(__file__).resolve().parent.parent
NOTICE = "<!-- Dibuat oleh tools/make_docs.py; jangan disunting di sini. -->"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is stale")
    arguments = parser.parse_args(argv)
    stale = []
    for path, text in pages().items():
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale.append(path)
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
    for path in stale:
        state = "stale" if arguments.check else "written"
        print(f"{path.relative_to(ROOT)}: {state}", file=sys.stderr)
    return 1 if stale and arguments.check else 0


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    keputusan = load_keputusan(SHIPPED / "47-2023")
    return {
        ROOT / "docs" / "indikator.md": page(indikator_lines(keputusan)),
        ROOT / "docs" / "temuan.md": page(temuan_lines()),
        ROOT / "docs" / "perintah.md": page(perintah_lines()),
    }


def page(lines: Iterable[str]) -> str:
    return "\n".join([NOTICE, "", *lines]).rstrip() + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


# Indikator ---------------------------------------------------------------------------------------


def indikator_lines(keputusan: Keputusan) -> Iterator[str]:
    """One section for each indicator, then the rest of the register."""
    years = range(keputusan.tahun_awal, keputusan.tahun_akhir + 1)
    yield f"# Indikator kinerja Keputusan {keputusan.nomor}"
    yield ""
    yield (
        f"{keputusan.judul}, {format_tanggal(keputusan.tanggal)}, tentang {keputusan.tentang}. "
        "Kutipan mengikuti cetakan, salah ketik ikut disalin. Yang di bawah **Ketentuan kami** "
        "bukan bunyi keputusan, melainkan pilihan yang dapat diganti kantor."
    )
    yield ""
    rows = [
        [f"[{i.kode}](#{anchor(i)})", i.nama, i.satuan, *(i.target[y].teks for y in years)]
        for i in keputusan.daftar_indikator
    ]
    active = ["", "**Indikator yang berlaku**", "", *(str(len(keputusan.active(y))) for y in years)]
    yield from table(["Kode", "Indikator", "Satuan", *map(str, years)], [*rows, active])
    for indikator in keputusan.daftar_indikator:
        yield from indikator_section(keputusan, indikator)
    yield "## Telaah umum"
    yield ""
    for telaah in keputusan.daftar_telaah:
        if not telaah.indikator:
            yield from telaah_lines(telaah)


def anchor(indikator: Indikator) -> str:
    return indikator.kode.lower().replace("/", "")


def indikator_section(keputusan: Keputusan, i: Indikator) -> Iterator[str]:
    sasaran = keputusan.sasaran_by_kode(i.sasaran)
    nama_sasaran = sasaran.nama if sasaran and sasaran.nama else "namanya tidak tercetak"
    yield f"## {i.kode}"
    yield ""
    yield f"**{i.nama}**"
    yield ""
    rows = [
        ["Sasaran", f"{i.sasaran}, {nama_sasaran}"],
        ["Satuan", i.satuan],
        ["Klasifikasi", i.klasifikasi.value],
        ["Penanggung jawab", i.penanggung_jawab],
        ["Definisi", i.definisi],
        ["Sumber data", i.sumber_data],
        ["Cara menghitung", i.cara_menghitung],
        ["Rujukan", i.rujukan],
    ]
    yield from table(["Keputusan", ""], rows)
    yield from table(list(map(str, i.target)), [[target.teks for target in i.target.values()]])
    yield "**Ketentuan kami**"
    yield ""
    yield from table(["Ketentuan", "Isi"], ketentuan_rows(i))
    for nama, bands in i.kategori.items():
        marks = (
            f"{'mulai' if band.inklusif else 'di atas'} {format_angka(band.mulai)}: {band.label}"
            for band in bands
        )
        yield f"Kategori {nama}: {'; '.join(marks)}. {i.rujukan_kategori[nama]}."
        yield ""
    records = [telaah for telaah in keputusan.daftar_telaah if i.kode in telaah.indikator]
    if records:
        yield "**Telaah**"
        yield ""
    for telaah in records:
        yield from telaah_lines(telaah)


def ketentuan_rows(i: Indikator) -> Iterator[list[str]]:
    yield ["Alasan", i.rujukan_ketentuan]
    yield ["Satuan yang dipakai", i.satuan_dipakai]
    yield ["Angka yang diketik per periode", i.konsolidasi.value]
    yield ["Dari lembar data dukung", f"{i.konsolidasi_data.value}; penghitung `{i.cara}`"]
    yield ["Skala", skala(i)]
    yield ["Angka di belakang koma", str(i.desimal)]
    yield ["Seharusnya ada", i.berkala]
    if i.penanggung_jawab != i.penanggung_jawab_dipakai:
        yield ["Penanggung jawab yang dicetak", i.penanggung_jawab_dipakai]
    if i.sebutan:
        yield ["Sebutan lain", "; ".join(i.sebutan)]
    for key, (value, meaning) in settings(i).items():
        yield [f"`{key}`", f"{value}{'. ' + meaning if meaning else ''}"]


def skala(i: Indikator) -> str:
    low, high = i.skala_minimum, i.skala_maksimum
    parts = [
        f"paling kecil {format_angka(low)}" if low is not None else "",
        f"paling besar {format_angka(high)}" if high is not None else "",
    ]
    return ", ".join(part for part in parts if part) or "tidak dibatasi"


def settings(i: Indikator) -> dict[str, tuple[str, str]]:
    """Setting → (value in use, what it means), those of the counter included."""
    found: dict[str, tuple[str, str]] = {}
    for key, entry in counter_settings().get(i.cara, {}).items():
        choices = ", ".join(show(choice) for choice in entry.get("pilihan", []))
        meaning = entry.get("arti", "") + (f" (pilihan: {choices})" if choices else "")
        found[key] = (show(i.pengaturan.get(key, entry.get("baku"))), meaning)
    for key, value in i.pengaturan.items():
        found.setdefault(key, (show(value), ""))
    return found


def counter_settings() -> dict[str, dict[str, Any]]:
    """The settings that the counters of raw data offer, by their name (`cara`)."""
    path = ROOT / "iku_excel" / "bukti" / "bukti.toml"
    if not path.is_file():
        return {}
    content = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    found: dict[str, dict[str, Any]] = content.get("pengaturan", {})
    return found


def show(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, dict):
        return "; ".join(f"{key} {show(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(show(item) for item in value) or "tidak ada"
    if isinstance(value, (int, Decimal)):
        return format_angka(Decimal(value))
    return str(value)


def telaah_lines(telaah: Telaah) -> Iterator[str]:
    mark = " **Mengubah angka.**" if telaah.mengubah_angka else ""
    yield f"- **{telaah.nomor}. {telaah.tempat}.**{mark}"
    yield f"  - Bunyi pertama: {telaah.bunyi_1}"
    yield f"  - Bunyi kedua: {telaah.bunyi_2}"
    yield f"  - Akibat: {telaah.akibat}"
    yield f"  - Bacaan yang dipakai: {telaah.pilihan}"
    yield f"  - Rujukan: {telaah.rujukan}"
    yield ""


# Temuan ------------------------------------------------------------------------------------------


def temuan_lines() -> Iterator[str]:
    """The codes of the checks, by family, then those of the decree's data."""
    yield "# Kode temuan"
    yield ""
    yield (
        "Kode terdiri atas rumpun dan nomor; kode tidak pernah dipakai ulang. Pilih dengan "
        "`--pilih PK,MO004`, lewati dengan `--abaikan PK007`. **keluar 3** berarti berkas tidak "
        "dapat dibaca atau ditulis, dan tidak ada yang diubah."
    )
    yield ""
    from iku_excel.checks import registry

    for family, title in registry.FAMILIES.items():
        rows = [
            [f"`{info.kode}`", info.label, info.aturan, info.saran]
            for info in registry.all_checks()
            if info.family == family
        ]
        if rows:
            yield f"## {family}: {title}"
            yield ""
            yield from table(["Kode", "Tingkat", "Aturan", "Jalan keluar"], rows)
    yield from lakip_lines()
    yield "## KP: Data keputusan"
    yield ""
    yield "Menghentikan pemuatan atau impor sebuah edisi keputusan (kode keluar 3)."
    yield ""
    yield from table(["Kode", "Arti"], ([f"`{kode}`", arti] for kode, arti in CODES.items()))
    if registry.RETIRED:
        yield "## Kode yang tidak dipakai lagi"
        yield ""
        for kode, successor in registry.RETIRED.items():
            yield f"- `{kode}`" + (f" → `{successor}`" if successor else "")
        yield ""


def lakip_lines() -> Iterator[str]:
    """The findings that making a report raises: their register lies in the report's own layer."""
    from iku_excel.lakip.temuan import DAFTAR_TEMUAN

    rows = [[f"`{t.kode}`", t.tingkat, t.aturan, _plain_words(t.saran)] for t in DAFTAR_TEMUAN]
    yield "## LK: Laporan kinerja"
    yield ""
    yield from table(["Kode", "Tingkat", "Aturan", "Jalan keluar"], rows)


def _plain_words(sentence: str) -> str:
    """The sentence with its places for data shown as dots."""
    return re.sub(r"(?<!\{)\{\w+\}(?!\})", "…", sentence).replace("{{", "{").replace("}}", "}")


if __name__ == "__main__":
    raise SystemExit(main())
