"""The shipped template, damaged at random in its XML: `iku lakip` fills it or says a code."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import pytest
from cage import Cage

ROOT = Path(__file__).resolve().parent.parent
SAH = ROOT / "samples" / "sah"
ODD = ["", "-1", "x", "9" * 20, "0", "é", "NaN", "{{ x }}", "..", "rId1"]
COUNT = 150
_OPENING = re.compile(r"<(\w[\w:]*)[^>]*>")
_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>")
_VALUE = re.compile(r'="([^"]*)"')


def _odd_value(text: str, chance: random.Random) -> str:
    value = chance.choice(list(_VALUE.finditer(text)))
    return text[: value.start(1)] + chance.choice(ODD) + text[value.end(1) :]


def _drop(text: str, chance: random.Random) -> str:
    tag = chance.choice(list(_OPENING.finditer(text)))
    closing = f"</{tag[1]}>"
    end = tag.end()
    if not tag[0].endswith("/>"):
        end = text.find(closing, end) + len(closing)
    return text[: tag.start()] + text[end:]


def _repeat(text: str, chance: random.Random) -> str:
    tag = chance.choice([t for t in _OPENING.finditer(text) if t[0].endswith("/>")])
    return text[: tag.end()] + tag[0] * chance.randint(1, 3) + text[tag.end() :]


def _rename(text: str, chance: random.Random) -> str:
    tags = list(_OPENING.finditer(text))
    tag, other = chance.choice([t for t in tags if t[0].endswith("/>")]), chance.choice(tags)
    return f"{text[: tag.start()]}<{other[1]}/>{text[tag.end() :]}"


def _swap(text: str, chance: random.Random) -> str:
    found = list(_PARAGRAPH.finditer(text))
    first, second = sorted(chance.sample(range(len(found)), 2))
    a, b = found[first], found[second]
    return text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]


def damaged(parts: dict[str, bytes], seed: int) -> dict[str, bytes]:
    chance, new = random.Random(seed), dict(parts)
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    for _ in range(chance.randint(1, 6)):
        name = chance.choice(["word/document.xml"] * 3 + names)
        change = chance.choice((_odd_value, _drop, _repeat, _rename, _swap))
        try:
            new[name] = change(new[name].decode(), chance).encode()
        except (IndexError, ValueError):  # nothing of that kind in the part
            continue
    return new


@pytest.mark.berat
@pytest.mark.timeout(600)
def test_damaged_templates_are_filled_or_refused(cage: Cage, tmp_path: Path) -> None:
    with zipfile.ZipFile(ROOT / "templates" / "LAKIP.docx.j2") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    path, target, ends = tmp_path / "rusak.docx", tmp_path / "laporan.docx", set()
    for seed in range(COUNT):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in damaged(parts, seed).items():
                archive.writestr(name, content)
        target.unlink(missing_ok=True)
        ended = cage.iku(
            "lakip", "--tahun", "2024", "--pk", SAH / "PK_2024.xlsx", "--monitoring",
            SAH / "bulanan" / "Monitoring_2024_03.xlsx", "--templat", path, "--ke", target,
        )  # fmt: skip
        assert not ended.is_crash, (seed, ended)
        assert ended.seconds < 5, (seed, ended)
        assert ended.megabytes < 300, (seed, ended)
        assert target.is_file() == (ended.exit_code in (0, 1)), (seed, ended)
        code = re.search(r"\[(TM00[1-7])\]", ended.err)
        assert code or ended.exit_code in (0, 1), (seed, ended)
        ends.add(code[1] if code else "")
    assert ends >= {"", "TM007"}  # the damage is neither nothing nor everything
