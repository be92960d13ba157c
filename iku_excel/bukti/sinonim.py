"""The office's own header words for raw data: section [data_dukung] of sinonim.toml.

    [data_dukung.tindak-lanjut]
    "Status Tindak Lanjut" = ["Kondisi", "Posisi TL"]

The key is the column's title, as findings print it; the words are read as in bukti.toml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from iku_excel.bukti.bentuk import Bentuk, KolomBentuk, load_data, read_synonym
from iku_excel.errors import UsageError

_FILE = "sinonim.toml"


def forms_with(beside: Path | None) -> tuple[Bentuk, ...]:
    """The shipped forms with the synonyms found in ~/.config/iku-excel and beside a workbook.

    Raises UsageError PG030 for a file that cannot be read or names an unknown form or column.
    """
    places = []
    try:
        places.append(Path.home() / ".config" / "iku-excel" / _FILE)
    except RuntimeError:
        pass  # nobody's home
    if beside is not None:
        places.append(beside / _FILE)
    forms = load_data().daftar_bentuk
    for place in places:
        if place.is_file():
            forms = _extended(forms, place, place.stat().st_mtime_ns)
    return forms


@lru_cache(maxsize=8)
def _extended(forms: tuple[Bentuk, ...], path: Path, _changed: int) -> tuple[Bentuk, ...]:
    import tomllib

    try:
        section = tomllib.loads(path.read_text("utf-8")).get("data_dukung", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise UsageError(
            "PG030",
            f"Berkas sinonim {path} tidak dapat dibaca: {error}. Perbaiki atau hapus berkas itu.",
        ) from error
    known = {cara for form in forms for cara in form.cara}
    for cara in section:
        if cara not in known:
            raise UsageError(
                "PG030",
                f"Cara menghitung “{cara}” pada {path} tidak dikenal. Pilihannya: "
                f"{', '.join(sorted(known))}.",
            )
    return tuple(_with(form, section, path) for form in forms)


def _with(form: Bentuk, section: Mapping[str, Any], path: Path) -> Bentuk:
    own = next((section[cara] for cara in form.cara if cara in section), None)
    if not own:
        return form
    titles = {k.judul.lower() for f in load_data().daftar_bentuk for k in f.daftar_kolom}
    for title, words in own.items():
        if title.lower() not in titles or not isinstance(words, list):
            shown = ", ".join(k.judul for k in form.daftar_kolom)
            raise UsageError(
                "PG030",
                f"Baris “{title}” pada {path} tidak dapat dipakai. Tulis seperti "
                f'"{form.daftar_kolom[-1].judul}" = ["Judul Lain"]; kolom yang ada: {shown}.',
            )
    lowered = {title.lower(): [str(word) for word in words] for title, words in own.items()}
    return replace(
        form,
        daftar_kolom=tuple(
            _with_words(kolom, lowered.get(kolom.judul.lower(), ())) for kolom in form.daftar_kolom
        ),
    )


def _with_words(kolom: KolomBentuk, words: Sequence[str]) -> KolomBentuk:
    umum = load_data().umum
    return replace(kolom, sinonim=(*kolom.sinonim, *(read_synonym(word, umum) for word in words)))
