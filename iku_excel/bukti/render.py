"""A Rincian for people: lines for the terminal, rows for a sheet "Rincian <kode>"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from iku_excel.finding import Location
from iku_excel.model import BarisRincian, Rincian
from iku_excel.numbers import NAMA_BULAN, format_angka, round_half_up

TABLE_HEADER: list[Decimal | str | None] = ["Sel", "Uraian", "Nilai", "Alasan"]
_LABEL_WIDTH = 11
# Figures that say no more with every digit of a division.
_SHOWN_DECIMALS = 4
_LABELS = {
    "tepat": "bobot tepat",
    "tepat_100": "bobot tepat, skala 100",
    "dibulatkan": "bobot dibulatkan",
    "dibulatkan_100": "bobot dibulatkan, skala 100",
    "bobot_dibulatkan": "bobot yang dibulatkan",
    "rata_rata_bulan_biasa": "rata-rata biasa tiap bulan",
    "per_bulan": "hasil bulan itu sendiri",
    "per_akun": "akun",
    "akun_tidak_ada": "akun yang tidak ada di berkas",
    "per_perusahaan": "perusahaan",
    "persen_rata_rata": "kenaikan dari rata-rata A dan B",
    "persen_blokir_termasuk": "persen, pagu diblokir termasuk",
    "persen_blokir_dikurangkan": "persen, pagu diblokir dikurangkan",
    "persen_porsi_pdn": "persen menurut porsi PDN",
    "persen_terhadap_tahun_lalu_penuh": "persen dari setahun penuh tahun lalu",
}


def render_rincian(rincian: Rincian, *, batas: int | None = None) -> list[str]:
    """The derivation as lines of Indonesian text; at most `batas` rows of each kind."""
    lines = [f"Rincian {rincian.indikator} (cara: {rincian.cara})"]
    lines += [f"{label:<{_LABEL_WIDTH}}: {text}" for label, text in _head(rincian)]
    for title, rows in _blocks(rincian):
        lines += ["", f"{title} ({len(rows)} baris)"]
        shown = rows if batas is None else rows[:batas]
        lines += [f"  {_row_text(baris)}" for baris in shown]
        if len(shown) < len(rows):
            lines.append(f"  … {len(rows) - len(shown)} baris lagi")
    if rincian.per_bulan:
        lines += ["", "Kumulatif sampai dengan"]
        for bulan, value in sorted(rincian.per_bulan.items()):
            lines.append(f"  {NAMA_BULAN[bulan - 1]:<10} {_figure(value)}")
    extra = list(_extra(rincian.tambahan))
    if extra:
        lines += ["", "Hasil lain"]
        lines += [f"  {label}: {_text(value)}" for label, value in extra]
    if rincian.catatan:
        lines += ["", "Catatan"]
        lines += [f"  - {text}" for text in rincian.catatan]
    return lines


def rincian_rows(rincian: Rincian) -> list[list[Decimal | str | None]]:
    """The same for a sheet, four columns: sel, uraian, nilai, alasan. Figures stay figures."""
    rows: list[list[Decimal | str | None]] = [
        [f"Rincian {rincian.indikator}", f"cara: {rincian.cara}", None, None]
    ]
    for label, text in _head(rincian):
        is_figure = label == "Realisasi" and rincian.realisasi is not None
        rows.append([label, rincian.satuan if is_figure else text, None, None])
        if is_figure:
            rows[-1][2] = rincian.realisasi
    for title, daftar in _blocks(rincian):
        rows += [[None] * 4, [title, None, None, None], list(TABLE_HEADER)]
        rows += [[place(b.location), b.uraian, b.nilai, b.alasan or None] for b in daftar]
    if rincian.per_bulan:
        rows += [[None] * 4, ["Kumulatif sampai dengan", None, None, None]]
        rows += [[None, NAMA_BULAN[b - 1], v, None] for b, v in sorted(rincian.per_bulan.items())]
    extra = list(_extra(rincian.tambahan))
    if extra:
        rows += [[None] * 4, ["Hasil lain", None, None, None]]
        for label, value in extra:
            is_number = isinstance(value, (Decimal, int)) and not isinstance(value, bool)
            figure = Decimal(value) if is_number else None
            rows.append([None, label, figure, None if is_number else _text(value)])
    if rincian.catatan:
        rows += [[None] * 4, ["Catatan", None, None, None]]
        rows += [[None, text, None, None] for text in rincian.catatan]
    return rows


def place(location: Location) -> str:
    """ "SK3.5!D6"."""
    return "!".join(part for part in (location.lembar, location.sel) if part)


def _head(rincian: Rincian) -> list[tuple[str, str]]:
    if rincian.realisasi is None:
        result = f"tidak ada: {rincian.alasan or 'tidak dapat dihitung'}"
    else:
        result = f"{_figure(rincian.realisasi)} {rincian.satuan}"
    head = [("Realisasi", result)]
    if rincian.rumus:
        head.append(("Rumus", rincian.rumus))
    if rincian.pengaturan:
        head.append(("Pengaturan", "; ".join(f"{n} = {v}" for n, v in rincian.pengaturan)))
    head.append(("Sumber", f"{rincian.header.berkas} › {place(rincian.header)}"))
    return head


def _blocks(rincian: Rincian) -> list[tuple[str, Sequence[BarisRincian]]]:
    blocks: list[tuple[str, Sequence[BarisRincian]]] = [("Dihitung", rincian.dihitung)]
    if rincian.ditinggalkan:
        blocks.append(("Tidak dihitung", rincian.ditinggalkan))
    return blocks


def _row_text(baris: BarisRincian) -> str:
    parts = [f"{place(baris.location):<12}", baris.uraian]
    if baris.nilai is not None:
        parts.append(f"= {_figure(baris.nilai)}")
    if baris.alasan:
        parts.append(f"[{baris.alasan}]")
    return " ".join(part for part in parts if part).rstrip()


def _figure(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    is_long = isinstance(exponent, int) and -exponent > _SHOWN_DECIMALS
    return format_angka(round_half_up(value, _SHOWN_DECIMALS) if is_long else value)


def _extra(tambahan: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Nested results as one line each, with readable labels."""
    found: list[tuple[str, Any]] = []
    for key, value in tambahan.items():
        label = f"{prefix}{_LABELS.get(str(key), str(key).replace('_', ' '))}"
        if isinstance(value, Mapping) and all(isinstance(v, Mapping) for v in value.values()):
            for name, entry in value.items():
                pairs = ", ".join(_pair(k, v) for k, v in entry.items())
                found.append((f"{label} {name}", pairs))
        elif isinstance(value, Mapping):
            found += _extra(value, f"{label} – ")
        elif isinstance(value, tuple) and value and isinstance(value[0], Mapping):
            for entry in value:
                found.append((label, ", ".join(_pair(k, v) for k, v in entry.items())))
        elif value is not None and value != ():
            found.append((label, value))
    return found


def _pair(key: str, value: Any) -> str:
    return f"{key.replace('_', ' ')} {_text(value)}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, (Decimal, int)):
        return _figure(Decimal(value))
    if isinstance(value, (tuple, list)):
        return ", ".join(_text(item) for item in value)
    return "tidak ada" if value is None else str(value)
