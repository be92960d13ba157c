"""The language rule: words of the model are in docs/glosarium.md, or plain English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# English words that the model may use; an Indonesian noun belongs in docs/glosarium.md instead.
ENGLISH = frozenset(
    """
    active available by cell column count dash dossier empty error findings for formula get
    header holds is label last location not number observations other path reported role row
    rows sha state text timeline uncached unit unreadable
    """.split()
)


def words_of(name: str) -> set[str]:
    """Lower-case words of a name in snake_case, CamelCase or CAPITALS, without figures."""
    return {
        word.lower()
        for part in re.split(r"[^A-Za-z]+", name)
        for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", part)
    }


def model_names() -> set[str]:
    """Classes, fields, enum members and methods of model.py."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / "iku_excel" / "model.py").read_text("utf-8"))):
        if not isinstance(node, ast.ClassDef):
            continue
        names.add(node.name)
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                names.add(item.target.id)
            elif isinstance(item, ast.Assign):
                names |= {t.id for t in item.targets if isinstance(t, ast.Name)}
            elif isinstance(item, ast.FunctionDef):
                names.add(item.name)
    return names


def glossary_words() -> set[str]:
    """The words of every identifier in the second column of the glossary's tables."""
    found: set[str] = set()
    for line in (ROOT / "docs" / "glosarium.md").read_text("utf-8").splitlines():
        cells = line.split("|")
        if len(cells) > 5:
            for identifier in re.findall(r"`([^`]+)`", cells[2]):
                found |= words_of(identifier)
    return found


def test_the_model_speaks_the_glossary() -> None:
    names = model_names()
    assert "Indikator" in names and "realisasi" in names
    known = glossary_words() | ENGLISH
    unknown = {name: words_of(name) - known for name in names}
    assert {name: sorted(words) for name, words in unknown.items() if words} == {}


def test_no_identifier_is_dead() -> None:
    """What the glossary explains is still in the code."""
    code = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "iku_excel").rglob("*.py")
    ).lower()
    missing = [word for word in sorted(glossary_words()) if word not in code]
    assert missing == []


def test_indonesian_nouns_take_no_plural_s() -> None:
    nouns = ("indikator", "sasaran", "keputusan", "capaian", "realisasi", "satuan", "triwulan")
    pattern = re.compile(rf"\b(?:\w+_)?(?:{'|'.join(nouns)})s(?:_\w+)?\b")
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for folder in ("iku_excel", "tools")  # a test's name is a sentence, with genitives
        for path in (ROOT / folder).rglob("*.py")
        for match in pattern.finditer(path.read_text("utf-8"))
    }
    assert found == set()
