"""A Keputusan as the content of its data files, and those files written as TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from iku_excel.model import Indikator, Keputusan
from iku_excel.numbers import plain

HEAD = (
    "nomor",
    "tanggal",
    "tempat",
    "tentang",
    "judul",
    "unit",
    "singkatan",
    "penetap",
    "mengubah",
    "tahun_awal",
    "tahun_akhir",
    "berlaku_mulai",
    "berlaku_sampai",
    "tugas",
    "rujukan",
    "dasar_hukum",
    "fungsi",
)
INDIKATOR = (
    "kode",
    "nama",
    "sasaran",
    "satuan",
    "klasifikasi",
    "penanggung_jawab",
    "definisi",
    "sumber_data",
    "cara_menghitung",
    "rujukan",
)
KETENTUAN = (
    "satuan_dipakai",
    "konsolidasi",
    "konsolidasi_data",
    "cara",
    "skala_minimum",
    "skala_maksimum",
    "desimal",
    "berkala",
    "sebutan",
    "pengaturan",
)

_NOTES = {
    "ketentuan.toml": """\
# Ketentuan kantor, bukan bunyi keputusan. Sunting dengan penyunting teks, simpan sebagai UTF-8.
#
# satuan_dipakai    satuan untuk menghitung dan mencetak
# konsolidasi       "jumlah", "rata-rata" atau "nilai terakhir": angka tiap periode menjadi satu
# konsolidasi_data  sama, bila dihitung dari data dukung; juga "rata-rata tertimbang", "pertumbuhan"
# cara              nama penghitung data dukung; "catat" berarti tidak ada
# skala_minimum, skala_maksimum   rentang yang mungkin; hapus barisnya bila tidak terbatas
# desimal           banyaknya angka di belakang koma pada cetakan
# berkala           "bulanan", "triwulanan", "semesteran" atau "tahunan"
# sebutan           nama lain, misalnya ["IKM", "Indeks Kepuasan Masyarakat"]
# rujukan           alasan ketentuan ini

""",
}


def to_files(keputusan: Keputusan) -> dict[str, dict[str, Any]]:
    """The inverse of loader.build_keputusan."""
    head = {key: getattr(keputusan, key) for key in HEAD}
    if head["berlaku_mulai"] == keputusan.tanggal:
        head["berlaku_mulai"] = None
    years = range(keputusan.tahun_awal, keputusan.tahun_akhir + 1)
    files: dict[str, dict[str, Any]] = {
        "keputusan.toml": {key: _plain(value) for key, value in head.items() if _is_filled(value)},
        "sasaran.toml": {
            "sasaran": [_pick(s, ("kode", "nama", "rujukan")) for s in keputusan.daftar_sasaran]
        },
        "indikator.toml": {
            "indikator": [
                {
                    **_pick(i, INDIKATOR),
                    "target": {str(tahun): t.teks for tahun, t in i.target.items()},
                }
                for i in keputusan.daftar_indikator
            ]
        },
        "indikator_utama.toml": {
            "indikator_utama": [
                _pick(u, ("huruf", "uraian", "sumber_data", "indikator", "rujukan"))
                for u in keputusan.daftar_indikator_utama
            ]
        },
        "telaah.toml": {
            "telaah": [
                _pick(t, tuple(type(t).__dataclass_fields__)) for t in keputusan.daftar_telaah
            ]
        },
        "ketentuan.toml": {
            "ejaan": _ejaan(keputusan),
            "ketentuan": [ketentuan_of(i) for i in keputusan.daftar_indikator],
        },
    }
    aktif = {str(tahun): len(keputusan.active(tahun)) for tahun in years}
    return with_counts(files, aktif)


def with_counts(
    files: dict[str, dict[str, Any]], aktif: Mapping[str, int]
) -> dict[str, dict[str, Any]]:
    """The same files with the counts that the loader holds them to."""
    names = ("sasaran", "indikator", "indikator_utama", "telaah")
    jumlah: dict[str, Any] = {name: len(files[f"{name}.toml"].get(name, [])) for name in names}
    files["keputusan.toml"] = {**files["keputusan.toml"], "jumlah": {**jumlah, "aktif": aktif}}
    return files


def ketentuan_of(indikator: Indikator) -> dict[str, Any]:
    """The settings of one indicator as a [[ketentuan]] record."""
    record = {"indikator": indikator.kode, **_pick(indikator, KETENTUAN)}
    record["rujukan"] = indikator.rujukan_ketentuan
    if indikator.kategori:
        record["kategori"] = [
            {
                "nama": nama,
                "rujukan": indikator.rujukan_kategori[nama],
                "batas": [
                    {"label": band.label, "mulai": band.mulai, "inklusif": band.inklusif}
                    for band in bands
                ],
            }
            for nama, bands in indikator.kategori.items()
        ]
    return record


def _ejaan(keputusan: Keputusan) -> list[dict[str, str]]:
    changed = {
        i.penanggung_jawab: i.penanggung_jawab_dipakai
        for i in keputusan.daftar_indikator
        if i.penanggung_jawab != i.penanggung_jawab_dipakai
    }
    return [
        {
            "bidang": "penanggung_jawab",
            "tertulis": tertulis,
            "dipakai": dipakai,
            "rujukan": "Ejaan jabatan yang dibetulkan",
        }
        for tertulis, dipakai in changed.items()
    ]


def _pick(record: object, keys: tuple[str, ...]) -> dict[str, Any]:
    values = {key: _plain(getattr(record, key)) for key in keys}
    return {key: value for key, value in values.items() if _is_filled(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _is_filled(value: Any) -> bool:
    return value is not None and value not in ("", [], (), {})


# TOML --------------------------------------------------------------------------------------------


def write_edition(folder: Path, files: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the data files of an edition into `folder`, which exists."""
    for name, content in files.items():
        text = _NOTES.get(name, "") + dump_table(content).lstrip("\n")
        (folder / name).write_text(text, "utf-8", newline="\n")


def dump_table(content: Mapping[str, Any], prefix: str = "") -> str:
    """TOML of a table: its plain values, then its tables and arrays of tables."""
    lines, tables = [], []
    for key, value in content.items():
        path = prefix + _key(key)
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            if prefix:
                lines.append(f"{_key(key)} = {_value(value)}")
                continue
            tables += [f"[[{path}]]\n{dump_table(item, path + '.')}" for item in value]
        elif isinstance(value, Mapping) and not prefix:
            tables.append(f"[{path}]\n{dump_table(value, path + '.')}")
        elif not (isinstance(value, list) and not value):
            lines.append(f"{_key(key)} = {_value(value)}")
    return "\n".join(["".join(line + "\n" for line in lines), *tables])


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, (int, date)):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(str(k))} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return _text(str(value))
