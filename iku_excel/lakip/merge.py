"""Puts a fresh rendering into a report that staff have edited: only regions that nobody touched are
replaced, everything else stays as staff left it.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part

from iku_excel.lakip.locate import Element, W
from iku_excel.lakip.manifest import read_manifest, write_manifest
from iku_excel.lakip.outline import Styles
from iku_excel.lakip.region import Region, find_regions, fingerprint, region_code

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINKS = (_R + "id", _R + "embed", _R + "link", _R + "dm", _R + "lo", _R + "qs", _R + "cs")
_STYLED = (W + "pStyle", W + "rStyle", W + "tblStyle")


@dataclass(slots=True)
class RegionReport:
    """What became of each region, by key."""

    sama: list[str] = field(default_factory=list)
    diganti: list[str] = field(default_factory=list)
    dipertahankan: list[str] = field(default_factory=list)
    """Changed by staff, and therefore kept."""
    berbeda: list[str] = field(default_factory=list)
    """Those of `dipertahankan` whose generated content is now other than at generation."""
    disisipkan: list[str] = field(default_factory=list)
    dihapus_staf: list[str] = field(default_factory=list)
    tidak_ada_lagi: list[str] = field(default_factory=list)
    """Still in the report, no longer in the data."""


def merge(edited: Any, fresh: Any, keys: list[str]) -> RegionReport:
    """Bring the regions of `fresh` (in the order of `keys`) into the document `edited`."""
    codes = {region_code(key): key for key in keys}
    old, new = find_regions(edited), find_regions(fresh)
    known = read_manifest(edited)
    report, mover = RegionReport(), _Mover(fresh, edited)
    previous: Element | None = None
    for code, key in codes.items():
        region = new.get(code)
        if region is None:
            continue  # the template printed nothing for it
        if code in old:
            previous = _update(old[code], region, key, edited, report, mover)
        elif code in known:
            report.dihapus_staf.append(key)
        else:
            previous = _insert(region, previous, edited, mover)
            report.disisipkan.append(key)
    report.tidak_ada_lagi = [known.get(code, code) for code in old if code not in new]
    write_manifest(edited, {**known, **codes})
    prune_relationships(edited)
    return report


def _update(
    old: Region, new: Region, key: str, edited: Any, report: RegionReport, mover: _Mover
) -> Element:
    """Decide on one region; returns the block after which the next new one belongs."""
    now = fingerprint(old.blocks, edited.part)
    if now not in (old.fingerprint, new.fingerprint):
        report.dipertahankan.append(key)
        if new.fingerprint != old.fingerprint:
            report.berbeda.append(key)
        return old.blocks[-1]
    (report.sama if now == new.fingerprint else report.diganti).append(key)
    if now == new.fingerprint == old.fingerprint:
        return old.blocks[-1]  # what staff restyled in it stays, and so do the bytes
    moved = [mover.move(block) for block in new.blocks]
    for block in moved:
        old.blocks[0].addprevious(block)
    for block in old.blocks:
        block.getparent().remove(block)
    return moved[-1]


def _insert(region: Region, previous: Element | None, edited: Any, mover: _Mover) -> Element:
    """Put a new region behind the one before it, else before the first, else at the end."""
    moved = [mover.move(block) for block in region.blocks]
    following = next(iter(find_regions(edited).values()), None) if previous is None else None
    section = edited.element.body.find(W + "sectPr")
    for block in moved:
        if previous is not None:
            previous.addnext(block)
            previous = block
        elif following is not None:
            following.blocks[0].addprevious(block)
        elif section is not None:
            section.addprevious(block)
        else:
            edited.element.body.append(block)
    return moved[-1]


class _Mover:
    """Copies blocks from one document into another with all that they refer to."""

    def __init__(self, source: Any, target: Any) -> None:
        self._source, self._target = source, target
        self._taken = {str(part.partname) for part in target.part.package.iter_parts()}
        self._styles = self._style_map()
        self._parts: dict[int, Part] = {}

    def _style_map(self) -> dict[str, str]:
        """Style id here → id there, by the style's name; missing styles are copied over."""
        ours, theirs = Styles(self._source), Styles(self._target)
        by_name = {name: identity for identity, name in theirs.names.items()}
        return {
            identity: by_name[name]
            for identity, name in ours.names.items()
            if name in by_name and by_name[name] != identity
        }

    def move(self, block: Element) -> Element:
        """A copy of the block that belongs to the target document."""
        moved = copy.deepcopy(block)
        for element in moved.iter():
            if element.tag in _STYLED:
                self._restyle(element)
            for name in _LINKS:
                relation = element.get(name)
                if relation is not None and relation in self._source.part.rels:
                    element.set(name, self._relate(relation))
        return moved

    def _restyle(self, element: Element) -> None:
        identity = element.get(W + "val", "")
        if identity in self._styles:
            element.set(W + "val", self._styles[identity])
        else:
            self._bring_style(identity)

    def _bring_style(self, identity: str) -> None:
        theirs = self._target.part._styles_part.element
        if any(s.get(W + "styleId") == identity for s in theirs.iterchildren(W + "style")):
            return
        for style in self._source.part._styles_part.element.iterchildren(W + "style"):
            if style.get(W + "styleId") == identity:
                theirs.append(copy.deepcopy(style))
                base = style.find(W + "basedOn")
                if base is not None:
                    self._bring_style(base.get(W + "val", ""))

    def _relate(self, relation: str) -> str:
        rel = self._source.part.rels[relation]
        if rel.is_external:
            return str(self._target.part.relate_to(rel.target_ref, rel.reltype, is_external=True))
        return str(self._target.part.relate_to(self._copy_part(rel.target_part), rel.reltype))

    def _copy_part(self, part: Any) -> Part:
        if id(part) in self._parts:
            return self._parts[id(part)]
        copied = Part(
            self._free_name(str(part.partname)),
            part.content_type,
            part.blob,
            self._target.part.package,
        )
        self._parts[id(part)] = copied
        renamed = {}
        for relation, rel in part.rels.items():
            target = rel.target_ref if rel.is_external else self._copy_part(rel.target_part)
            renamed[relation] = copied.relate_to(target, rel.reltype, rel.is_external)
        if any(old != new for old, new in renamed.items()):
            copied._blob = re.sub(
                rb'(?<=r:id=")[^"]+(?=")',
                lambda m: renamed.get(m.group().decode(), m.group().decode()).encode(),
                copied.blob,
            )
        return copied

    def _free_name(self, name: str) -> PackURI:
        stem, suffix = re.match(r"(.*?)\d*(\.\w+)$", name).groups()  # type: ignore[union-attr]
        number = 1
        while f"{stem}{number}{suffix}" in self._taken:
            number += 1
        self._taken.add(f"{stem}{number}{suffix}")
        return PackURI(f"{stem}{number}{suffix}")


def prune_relationships(document: Any) -> None:
    """Forget charts and pictures that the document no longer shows."""
    linked = document.element.xpath("//*[@r:id or @r:embed or @r:link or @r:pict]")
    used = {value for e in linked for name, value in e.attrib.items() if name.startswith(_R)}
    for relation, rel in list(document.part.rels.items()):
        kind = rel.reltype.rsplit("/", 1)[-1]
        if kind in ("chart", "image") and relation not in used:
            del document.part.rels[relation]
