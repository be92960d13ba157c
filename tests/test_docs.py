"""The documents hold: commands and options are real, codes and links exist, pictures are fresh."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from docs_perintah import perintah_lines, walk

from iku_excel.hosts.cli import app

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PANDUAN = DOCS / "panduan"
GAMBAR = PANDUAN / "gambar"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
FOR_STAFF = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *PANDUAN.glob("*.md")])
CODE = re.compile(r"\b(?:BK|PK|MO|CP|BD|TM|LK|KP)\d{3}\b")
MOST_BYTES = 1_200_000


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def blocks(path: Path, language: str) -> list[str]:
    """The contents of the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(path), re.DOTALL | re.MULTILINE)


def prose(path: Path) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text_of(path), flags=re.DOTALL | re.MULTILINE)


# Commands ----------------------------------------------------------------------------------------


@cache
def commands() -> dict[str, click.Command]:
    return dict(walk(app, "iku"))


def section(path: str) -> str:
    """The part of docs/perintah.md about a command."""
    page = text_of(DOCS / "perintah.md")
    return page.split(f"\n## {path}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize(
    "path", [p for p, command in commands().items() if not isinstance(command, click.Group)]
)
def test_every_command_and_option_is_documented(path: str) -> None:
    page = section(path)
    for parameter in commands()[path].params:
        if isinstance(parameter, click.Option):
            for name in parameter.opts:
                assert f"`{name}" in page, name


def test_the_reference_of_commands_is_current() -> None:
    assert "\n".join(perintah_lines()).strip() in text_of(DOCS / "perintah.md")


@pytest.mark.parametrize("path", list(commands()))
def test_every_option_is_explained_in_indonesian(path: str) -> None:
    """No option without help, no English left in a help page."""
    command = commands()[path]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
    page = command.get_help(click.Context(command, info_name=path))
    english = re.findall(r"\b(?:Usage|Options|Commands|Show this|required|default)\b", page)
    assert english == []


def command_lines() -> Iterator[tuple[str, str]]:
    """Every `iku` line of the ```sh blocks that staff read, with the page it stands on."""
    for path in FOR_STAFF:
        for block in blocks(path, "sh"):
            for line in block.splitlines():
                for part in line.split("&&"):
                    words = part.strip()
                    if words.startswith(("iku ", ".venv/bin/iku ")):
                        yield named(path), words.removeprefix(".venv/bin/")


def split_command(words: list[str]) -> tuple[click.Command, str, list[str]]:
    """The command that the words call, its path, and the words that follow it."""
    command: click.Command = app
    path = "iku"
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        path = f"{path} {rest[0]}"
        assert path in commands(), f"no such command: {path}"
        command, rest = commands()[path], rest[1:]
    return command, path, rest


@pytest.mark.parametrize(("page", "line"), list(command_lines()))
def test_every_line_to_type_is_a_real_command(page: str, line: str) -> None:
    command, path, rest = split_command(shlex.split(line))
    if rest in (["--help"], ["--version"]):
        assert rest[0] != "--version" or command is app
        return
    assert not isinstance(command, click.Group), f"{page}: {path} needs a command"
    command.make_context(path, rest)  # refuses unknown options, wrong values, missing arguments


def inline_commands() -> Iterator[tuple[str, str]]:
    for path in (*FOR_STAFF, DOCS / "temuan.md", DOCS / "indikator.md"):
        for code in re.findall(r"`(iku [a-z][^`]*)`", prose(path)):
            yield named(path), code
        for quoted in re.findall(r"“(iku [a-z][^”]*)”", prose(path)):
            if quoted.split()[1] != "tidak":  # "iku tidak dikenal" is what the console says
                yield named(path), quoted


@pytest.mark.parametrize(("page", "line"), sorted(set(inline_commands())))
def test_every_command_in_passing_exists(page: str, line: str) -> None:
    command, path, rest = split_command(shlex.split(line))
    options = {name for p in command.params for name in p.opts}
    used = {word.partition("=")[0] for word in rest if word.startswith("--")}
    assert used <= options | {"--help"}, f"{page}: {path}"


def test_every_option_in_passing_exists() -> None:
    known = {name for c in commands().values() for p in c.params for name in p.opts}
    known |= {"--help", "--version", "--user"}  # the last is pip's
    for path in (*FOR_STAFF, DOCS / "temuan.md"):
        used = set(re.findall(r"`(--[a-z-]+)", prose(path)))
        assert used <= known, named(path)


# Codes -------------------------------------------------------------------------------------------


def codes_in_source() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "iku_excel").rglob("*.py"):
        found |= {word.strip("\"'") for word in re.findall(r'"[A-Z]{2}\d{3}"', text_of(path))}
    return {code for code in found if CODE.fullmatch(code)}


def test_every_code_is_in_the_list_of_findings() -> None:
    from iku_excel.checks.registry import RETIRED

    source = codes_in_source()
    assert {"BK001", "PK003", "MO004", "CP001", "BD001", "TM001", "LK001", "KP009"} <= source
    listed = set(CODE.findall(text_of(DOCS / "temuan.md")))
    assert source - set(RETIRED) - listed == set()


@pytest.mark.parametrize("path", FOR_STAFF, ids=named)
def test_every_code_that_a_page_names_exists(path: Path) -> None:
    listed = set(CODE.findall(text_of(DOCS / "temuan.md")))
    assert set(CODE.findall(text_of(path))) - listed == set()


def test_every_code_that_stops_a_workbook_is_explained_to_staff() -> None:
    listed = {c for c in CODE.findall(text_of(DOCS / "temuan.md")) if c.startswith("BK")}
    explained = set(CODE.findall(text_of(PANDUAN / "masalah.md")))
    assert listed - explained == set()


# Links and pictures ------------------------------------------------------------------------------


def slug(heading: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


@cache
def anchors(path: Path) -> frozenset[str]:
    return frozenset(slug(h) for h in re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE))


def links(path: Path) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)", prose(path))
    return [link for link in found if not link.startswith(("http:", "https:", "mailto:"))]


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_link_resolves(path: Path) -> None:
    for link in links(path):
        name, _, anchor = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def test_every_guide_is_reached_from_the_index() -> None:
    index = set(links(PANDUAN / "README.md"))
    assert {path.name for path in PANDUAN.glob("*.md")} - index == {"README.md"}


def test_every_decision_is_numbered_once() -> None:
    numbers = [path.name[:4] for path in (DOCS / "adr").glob("0*.md")]
    assert len(numbers) == len(set(numbers)) > 0


def test_pictures_are_used_and_small() -> None:
    used = {Path(link).name for path in PAGES for link in links(path) if "gambar/" in link}
    used -= {path.name for path in (DOCS / "gambar").iterdir()}
    there = {path.name for path in GAMBAR.iterdir()}
    assert there == used
    assert sum(path.stat().st_size for path in GAMBAR.iterdir()) < MOST_BYTES


def test_pictures_have_a_text_for_who_cannot_see_them() -> None:
    for path in PAGES:
        for text in re.findall(r"!\[([^\]]*)\]", prose(path)):
            assert text.strip(), named(path)


def test_pictures_of_the_console_show_what_is_printed_now(
    capsys: pytest.CaptureFixture[str],
) -> None:
    import make_pictures

    assert make_pictures.main(["--check"]) == 0, capsys.readouterr().err


def test_the_picture_of_the_flow_is_current() -> None:
    import make_flow_picture

    assert make_flow_picture.draw() == text_of(DOCS / "gambar" / "alur.svg")


# README ------------------------------------------------------------------------------------------


def test_the_readme_has_two_commands_and_a_picture_first() -> None:
    user, developer = blocks(ROOT / "README.md", "sh")
    assert len(user.splitlines()) == len(developer.splitlines()) == 1
    assert "iku contoh" in user and "pytest" in developer
    readme = text_of(ROOT / "README.md")
    assert 0 < readme.index("![") < readme.index("```sh")


def test_staff_read_no_line_that_only_one_kind_of_shell_takes() -> None:
    """A backslash at the end of a line, or a glob, means something else in Windows."""
    for path in PANDUAN.glob("*.md"):
        for block in blocks(path, "sh"):
            assert not re.search(r"\\$|\*", block, re.MULTILINE), named(path)


def test_the_changelog_tells_of_every_command() -> None:
    text = text_of(ROOT / "CHANGELOG.md")
    assert [
        name for name in app.list_commands(click.Context(app)) if f"`iku {name}" not in text
    ] == []
