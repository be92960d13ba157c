"""Reads from a PDF that LibreOffice wrote the two things we need: on which page each bookmark of
the document landed, and how many pages there are. No PDF library is needed for that.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\b")
_TOKEN = re.compile(
    rb"(?P<open><<|\[)|(?P<close>>>|\])|(?P<ref>\d+ \d+ R\b)|(?P<name>/[^\s/<>\[\]()%]*)"
    rb"|(?P<hex><[0-9A-Fa-f\s]*>)|(?P<text>\((?:\\.|[^\\()])*\))|(?P<word>[^\s/<>\[\]()%]+)",
    re.S,
)
_STREAM = re.compile(rb">>\s*(stream)\r?\n")
_MAX_STREAM = 64 * 2**20


class PdfError(ValueError):
    """The PDF is not built the way we can read."""


@dataclass(frozen=True, slots=True)
class Ref:
    number: int


class PdfFile:
    """Objects of a PDF, parsed when asked for."""

    def __init__(self, data: bytes) -> None:
        self._raw: dict[int, bytes] = {}
        self._roots: list[dict[str, Any]] = []
        self._scan(data)

    def _scan(self, data: bytes) -> None:
        position = 0
        while match := _OBJECT.search(data, position):
            end = data.find(b"endobj", match.end())
            end = end if end >= 0 else len(data)
            begin = _STREAM.search(data, match.end(), end)
            stream = begin.start(1) if begin else -1
            body = data[match.end() : stream if begin else end]
            self._raw[int(match.group(1))] = body
            position = end
            if stream >= 0:
                position = self._take_stream(data, stream, body, position)
        for match in re.finditer(rb"trailer\s*(<<.*?>>)\s*startxref", data, re.S):
            self._add_root(_parse(match.group(1)))

    def _take_stream(self, data: bytes, stream: int, head: bytes, end: int) -> int:
        """Unpack a stream of objects; returns where the scan goes on, behind the stream."""
        start = stream + 6
        start += 2 if data[start : start + 2] == b"\r\n" else 1
        stop = data.find(b"endstream", start)
        values = _parse(head)
        length = values.get("Length") if isinstance(values, dict) else None
        if isinstance(length, int) and data[start + length : start + length + 12].strip()[:9] == (
            b"endstream"
        ):
            stop = start + length
        if isinstance(values, dict) and values.get("Type") == "/ObjStm":
            self._unpack(_inflate(data[start:stop]), values)
        if isinstance(values, dict) and values.get("Type") == "/XRef":
            self._add_root(values)
        behind = data.find(b"endobj", stop)
        return behind if behind >= 0 else end

    def _unpack(self, content: bytes, values: dict[str, Any]) -> None:
        first, count = int(values["First"]), int(values["N"])
        header = [int(n) for n in content[:first].split()[: 2 * count]]
        numbers, offsets = header[::2], [*header[1::2], len(content) - first]
        for index, number in enumerate(numbers):
            self._raw[number] = content[first + offsets[index] : first + offsets[index + 1]]

    def _add_root(self, values: Any) -> None:
        if isinstance(values, dict) and isinstance(values.get("Root"), Ref):
            self._roots.append(values)

    def get(self, value: Any) -> Any:
        """The value itself, references followed."""
        for _ in range(16):
            if not isinstance(value, Ref):
                return value
            value = _parse(self._raw.get(value.number, b"null"))
        raise PdfError("references in a circle")

    def _catalog(self) -> dict[str, Any]:
        if not self._roots:
            raise PdfError("no catalog")
        catalog = self.get(self._roots[-1]["Root"])
        if not isinstance(catalog, dict):
            raise PdfError("no catalog")
        return catalog

    def pages(self) -> list[int]:
        """Object numbers of the pages, in order."""
        return list(self._walk(self._catalog().get("Pages"), 0))

    def _walk(self, node: Any, depth: int) -> Iterator[int]:
        values = self.get(node)
        if not isinstance(values, dict) or depth > 64:
            raise PdfError("no page tree")
        if "Kids" not in values:
            if isinstance(node, Ref):
                yield node.number
            return
        for kid in self.get(values["Kids"]):
            yield from self._walk(kid, depth + 1)

    def destinations(self) -> dict[str, int]:
        """Name → page number from 1."""
        index = {number: page for page, number in enumerate(self.pages(), 1)}
        catalog = self._catalog()
        found: dict[str, int] = {}
        for name, target in self._named(catalog):
            place = self.get(target)
            if isinstance(place, dict):
                place = self.get(place.get("D"))
            if isinstance(place, list) and place and isinstance(place[0], Ref):
                page = index.get(place[0].number)
                if page is not None:
                    found[name] = page
        return found

    def _named(self, catalog: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        table = self.get(catalog.get("Dests"))
        if isinstance(table, dict):
            yield from table.items()
        names = self.get(catalog.get("Names"))
        if isinstance(names, dict):
            yield from self._name_tree(names.get("Dests"), 0)

    def _name_tree(self, node: Any, depth: int) -> Iterator[tuple[str, Any]]:
        values = self.get(node)
        if not isinstance(values, dict) or depth > 64:
            return
        pairs = self.get(values.get("Names")) or []
        for key, target in zip(pairs[::2], pairs[1::2], strict=False):
            if isinstance(key, str):
                yield key, target
        for kid in self.get(values.get("Kids")) or []:
            yield from self._name_tree(kid, depth + 1)


def _inflate(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, _MAX_STREAM)
    except zlib.error as error:
        raise PdfError("a damaged stream") from error


def _parse(raw: bytes) -> Any:
    """A PDF value: dict, list, "/Name", str, int, Ref or None."""
    stack: list[list[Any]] = [[]]
    kinds: list[bytes] = []
    for match in _TOKEN.finditer(raw):
        kind, text = match.lastgroup, match.group()
        if kind == "open":
            stack.append([])
            kinds.append(text)
        elif kind == "close":
            if len(stack) == 1:
                break
            items = stack.pop()
            stack[-1].append(_dictionary(items) if kinds.pop() == b"<<" else items)
        else:
            stack[-1].append(_atom(str(kind), text))
        if len(stack) == 1:
            return stack[0][0]
    return None


def _dictionary(items: list[Any]) -> dict[str, Any]:
    pairs = zip(items[::2], items[1::2], strict=False)
    return {key[1:]: value for key, value in pairs if isinstance(key, str)}


def _atom(kind: str, text: bytes) -> Any:
    if kind == "ref":
        return Ref(int(text.split()[0]))
    if kind == "name":
        decoded = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m.group(1), 16)]), text)
        return decoded.decode("latin-1")
    if kind == "hex":
        content = bytes.fromhex(text[1:-1].decode("ascii").strip())
        return _text(content)
    if kind == "text":
        return _text(re.sub(rb"\\(.)", rb"\1", text[1:-1], flags=re.S))
    return int(text) if re.fullmatch(rb"[+-]?\d+", text) else text.decode("latin-1")


def _text(content: bytes) -> str:
    if content[:2] == b"\xfe\xff":
        return content[2:].decode("utf-16-be", "replace")
    return content.decode("latin-1")
