"""Mutants of workbooks, and what the product does with them: a result or a coded sentence.

A mutant is known by its base and its number alone: `make_mutant(base, number)` makes it again.
"""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

TODAY = date(2025, 1, 15)
NASTY = [
    b"", b"0", b"-1", b"1", b"99999999999999999999", b"1048577", b"1E308", b"NaN", b"-0", b"1E-400",
    b"A0", b"XFD1048576", b"XFE1", b"A1:XFD1048576", b"#REF!", b"../../x", b"rId99", b"http://x/",
    b"&#0;", b"&#xD800;", b"&x;", b"&amp;", b"\x00", b"\xff\xfe", b"\xf0\x9f\x92\xa9", b"]]>", b"<!--",  # noqa: E501
    b"<![CDATA[", b"<?x", b"/>", b"<", b">", b'"', b"true", b"s", b"str", b"inlineStr", b"e", b"d",
    b"shared", b"array", b"1.234", b"1.234,5", b"92,5 %", b"Rp1.234.567", b"N/A", b"-", b"a" * 40_000,  # noqa: E501
    b"9" * 5_000, b"Realisasi s.d. bulan ini", b"Target 2024", b"TW IV", b"SK3/5", b"_x0000_",
    b"=1+1", b"\xe2\x80\xae", b"2024", b"13", b"&lt;&#10;", b"@", b"[Red]0", b"General",
]  # fmt: skip
_TAG = re.compile(rb"<[^<>]{1,4000}>")
_VALUE = re.compile(rb"=\"([^\"]*)\"")
_TEXT = re.compile(rb">([^<>]+)<")


def _flip(data: bytes, rng: random.Random) -> bytes:
    raw = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        if raw:
            raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw)


def _span(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((1, 3, 30, 300, 3_000)))


def _cut(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    return data[:start] + data[end:]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 1, 3, 50)) + data[end:]


def _truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _insert(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(NASTY) + data[at:]


def _replace(pattern: re.Pattern[bytes], data: bytes, rng: random.Random) -> bytes:
    found = list(pattern.finditer(data))
    if not found:
        return _flip(data, rng)
    for match in sorted(rng.sample(found, min(len(found), rng.choice((1, 1, 3)))), key=_start)[
        ::-1
    ]:
        new = rng.choice(NASTY) if rng.random() < 0.7 else rng.choice(found)[1]
        data = data[: match.start(1)] + new + data[match.end(1) :]
    return data


def _start(match: re.Match[bytes]) -> int:
    return match.start()


def _attribute(data: bytes, rng: random.Random) -> bytes:
    return _replace(_VALUE, data, rng)


def _text(data: bytes, rng: random.Random) -> bytes:
    return _replace(_TEXT, data, rng)


def _tags(data: bytes, rng: random.Random) -> bytes:
    """A tag left out, doubled, or in the place of another."""
    found = list(_TAG.finditer(data))
    if len(found) < 2:
        return _flip(data, rng)
    one, two = sorted(rng.sample(found, 2), key=_start)
    kind = rng.randrange(4)
    if kind == 0:
        return data[: one.start()] + data[one.end() :]
    if kind == 1:
        return data[: one.end()] + one[0] * rng.choice((1, 100)) + data[one.end() :]
    if kind == 2:
        return data[: one.start()] + two[0] + data[one.end() :]
    return data[: one.start()] + two[0] + data[one.end() : two.start()] + one[0] + data[two.end() :]


def _without_attribute(data: bytes, rng: random.Random) -> bytes:
    found = list(re.finditer(rb' [\w:]+="[^"]*"', data))
    if not found:
        return data
    one = rng.choice(found)
    return data[: one.start()] + data[one.end() :]


PART_MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    _flip, _cut, _repeat, _truncate, _insert, _attribute, _attribute, _attribute, _text, _text, _text,  # noqa: E501
    _tags, _tags, _without_attribute,
]  # fmt: skip


def _mutate_parts(raw: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for _ in range(rng.choice((1, 1, 2, 4))):
        likely = [i for i, (name, _) in enumerate(parts) if "sheet" in name or "workbook" in name]
        index = rng.choice(likely) if likely and rng.random() < 0.7 else rng.randrange(len(parts))
        name, data = parts[index]
        kind = rng.random()
        if kind < 0.9:
            parts[index] = name, rng.choice(PART_MUTATIONS)(data, rng)
        elif kind < 0.92 and len(parts) > 1:
            del parts[index]
        elif kind < 0.94:
            parts.append((name, rng.choice(parts)[1]))
        elif kind < 0.97:
            other = rng.randrange(len(parts))
            parts[index], parts[other] = (name, parts[other][1]), (parts[other][0], data)
        else:
            parts[index] = rng.choice((name.upper(), "/" + name, name + "x", "../" + name)), data
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")  # a name twice is what is wanted
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name), data, rng.choice((0, 8, 8)))
    return out.getvalue()


def _mutate_container(raw: bytes, rng: random.Random) -> bytes:
    """The zip itself; half of the time its directory, where the numbers are."""
    at = raw.rfind(b"PK\x01\x02", 0, max(0, raw.rfind(b"PK\x05\x06")))
    first = raw.find(b"PK\x01\x02")
    if rng.random() < 0.5 and 0 <= first <= at:
        return raw[:first] + _flip(raw[first:], rng)
    return rng.choice((_flip, _cut, _repeat, _truncate, _insert))(raw, rng)


def make_mutant(base: Path, number: int) -> bytes:
    rng = random.Random(f"{base.name}:{number}")
    raw = base.read_bytes()
    if rng.random() < 0.2 or not zipfile.is_zipfile(io.BytesIO(raw)):
        return _mutate_container(raw, rng)
    return _mutate_parts(raw, rng)


def judge(path: Path, target: Path, number: int) -> str:
    """What becomes of a workbook: "hasil", "ditulis", or the code of its refusal. Whatever else is
    raised is a fault; so is a written file that cannot be read."""
    from iku_excel.compute.rumus import PenyusunRumus
    from iku_excel.errors import IkuExcelError
    from iku_excel.hosts.recompute import WriteOptions, write_hasil
    from iku_excel.pipeline import examine
    from iku_excel.workbook.rumus import CaraTulis

    report = examine([path], hari_ini=TODAY)
    report.to_json()
    (hasil,) = report.dossier.daftar_berkas
    if hasil.berkas.error is not None:
        return hasil.berkas.error.code
    kind = number % 4
    try:
        if kind == 0:
            _write_a_cell(path, target, number)
            return "sel ditulis"
        if kind in (1, 2):
            dossier = report.dossier
            penyusun = PenyusunRumus(dossier.keputusan, dossier.kebijakan)
            cara = CaraTulis(penyusun, is_rumus=kind == 2)
            write_hasil(hasil, dossier.kebijakan, target, WriteOptions(cara=cara))
            _read_again(target, path)
            return "ditulis"
    except IkuExcelError as error:
        return "tidak ditulis: " + error.code
    return "hasil"


def _write_a_cell(path: Path, target: Path, number: int) -> None:
    from decimal import Decimal

    from iku_excel.workbook.engine import open_book, write_cells

    with open_book(path) as book:
        names = [sheet.name for sheet in book.sheets] or ["Lembar1"]
    rng = random.Random(number)
    ref = f"{rng.choice('ABCDEFT')}{rng.choice((1, 5, 9, 12, 40, 1_048_576))}"
    write_cells(path, target, {(rng.choice(names), ref): rng.choice((Decimal("83.33"), "a", None))})
    _read_again(target, path)


def _read_again(target: Path, source: Path) -> None:
    """A written workbook reads whole, unless the source never did (a far cell has it read by our
    own scanner, which needs parts that the fast reader leaves alone) or it became too large."""
    from iku_excel.errors import WorkbookError

    try:
        _read_whole(target)
    except WorkbookError as error:
        if error.code == "BK011":
            return
        try:
            _read_whole(source, thoroughly=True)
        except WorkbookError:
            return
        raise AssertionError(f"written and unreadable: {error}") from error


def _read_whole(path: Path, thoroughly: bool = False) -> None:
    from iku_excel.workbook.engine import open_book

    with open_book(path) as book:
        if thoroughly:
            assert book.styles is not None and book.workbook.shared_strings is not None
        for sheet in book.sheets:
            sheet._own_grid() if thoroughly else sheet.grid()
