"""Finds tags in the joined text of a paragraph and puts right what Word's typing aids did to them.

Word splits a typed tag over several runs, curls its quotes and lengthens its dashes; so tags are
looked for in the paragraph's whole text, and only what stands outside a quoted text is put right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LONGEST = 2_000
"""Characters of a tag that are read for quotes; beyond them the first closer counts."""
_OPENER = re.compile(r"\{[{%#]")
_STRAY = re.compile(r"\}\}|%\}")
_DOUBLE = '"“”„‟'
_SINGLE = "'‘’‚‛"
_TYPOGRAPHY = str.maketrans(
    {"–": "-", "—": "-", "\u2011": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\n": " ",
     "\t": " ", "\u200b": None, "\u00ad": None, "\ufeff": None}
)  # fmt: skip
_PREFIX = re.compile(r"(p|tr|tc|r)\s+(?=[\w\"'(\[])")
_OPERATOR_WORDS = re.compile(r"(p|tr|tc|r)\s+(if|in|is|not|and|or|else)\b")


class Span(NamedTuple):
    """A tag in a text: [start, end), `opener` "{{", "{%" or "{#"; end -1 when it never closes."""

    start: int
    end: int
    opener: str


@dataclass(frozen=True, slots=True)
class TagText:
    """A tag's inside, ready for Jinja. `scope` is a docxtpl prefix ("p", "tr", "tc", "r") or ""."""

    opener: str
    source: str
    word: str
    scope: str

    def __str__(self) -> str:
        return f"{self.opener} {self.source} {CLOSERS[self.opener]}"


def find_tags(text: str) -> Iterator[Span]:
    """The tags of a text, in order; a closer inside a quoted text does not close."""
    position = 0
    while match := _OPENER.search(text, position):
        opener = match.group()
        # Looked for once from here on: many openers without a closer would cost their square.
        if text.find(CLOSERS[opener], match.end()) < 0:
            end = -1
        else:
            end = _find_closer(text, match.end(), CLOSERS[opener])
        yield Span(match.start(), end, opener)
        position = end if end >= 0 else match.end()


def find_stray_closer(text: str) -> int:
    """Position of a "}}" or "%}" in a text without tags, -1 when there is none."""
    match = _STRAY.search(text)
    return match.start() if match else -1


def _find_closer(text: str, start: int, closer: str) -> int:
    quote, position = "", start
    while position < min(len(text), start + _LONGEST):
        char = text[position]
        if closer == "#}":
            pass
        elif quote:
            if char == "\\":
                position += 1
            elif char in quote:
                quote = ""
            position += 1
            continue
        elif char in _DOUBLE or char in _SINGLE:
            quote = _closing_quotes(char)
            position += 1
            continue
        if text.startswith(closer, position):
            return position + 2
        position += 1
    # A quote that never closes (an apostrophe): take the first closer after all.
    plain = text.find(closer, start)
    return plain + 2 if plain >= 0 else -1


def _closing_quotes(opening: str) -> str:
    if opening == '"' or opening == "'":
        return opening
    return _DOUBLE if opening in _DOUBLE else _SINGLE


def normalise(raw: str) -> TagText:
    """The tag text of "{{ … }}" as it stands in Word."""
    opener, inside = raw[:2], raw[2:-2]
    if inside[:1] in ("-", "+"):  # Jinja's whitespace marks mean nothing in Word
        inside = inside[1:]
    if inside[-1:] in ("-", "+"):
        inside = inside[:-1]
    scope = ""
    prefix = _PREFIX.match(inside) if opener != "{#" else None
    if prefix and not (opener == "{{" and _OPERATOR_WORDS.match(inside)):
        scope, inside = prefix.group(1), inside[prefix.end() :]
    source = _straighten(inside).strip() if opener != "{#" else inside.strip()
    if opener == "{%" and source[-1:] in "-+":
        source = source[:-1].rstrip()
    word = re.match(r"\w*", source).group() if opener == "{%" else ""  # type: ignore[union-attr]
    return TagText(opener, source, word, scope)


def _straighten(text: str) -> str:
    """Quotes that delimit become straight, dashes and spaces outside them plain."""
    out: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char not in _DOUBLE and char not in _SINGLE:
            out.append(char.translate(_TYPOGRAPHY))
            position += 1
            continue
        end = _quote_end(text, position)
        if end < 0:
            out.append('"' if char in _DOUBLE else "'")
            position += 1
            continue
        mark = '"' if char in _DOUBLE else "'"
        body = text[position + 1 : end].replace("\n", " ").replace("\t", " ")
        body = re.sub(rf"(?<!\\){mark}", "\\" + mark, body)
        out.append(mark + body + mark)
        position = end + 1
    return "".join(out)


def _quote_end(text: str, start: int) -> int:
    opening = text[start]
    family = _DOUBLE if opening in _DOUBLE else _SINGLE
    exact = _closing_quotes(opening)
    for closing in (exact, family):  # "ya” : opened straight, closed by Word's autocorrection
        position = start + 1
        while position < len(text):
            if text[position] == "\\":
                position += 2
                continue
            if text[position] in closing:
                return position
            position += 1
    return -1
