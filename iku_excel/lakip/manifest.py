"""The list of region keys ever generated for a report, kept inside the report itself.

A custom XML part survives Word and LibreOffice; staff never see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

_NAMESPACE = "urn:iku-excel:wilayah:1"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps"
_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_ID = "{6A1C5E0B-3D52-4C0E-9C55-1B5A0D6A7E47}"


def read_manifest(document: Any) -> dict[str, str]:
    """Code → key of every region that was ever generated; empty for a document not ours."""
    part = _find(document)
    if part is None:
        return {}
    root = _parse(part.blob)
    if root is None:
        return {}
    return {e.get("kode", ""): e.get("kunci", "") for e in root}


def write_manifest(document: Any, keys: Mapping[str, str]) -> None:
    """Store code → key, in place of an older list."""
    root = etree.Element(
        f"{{{_NAMESPACE}}}wilayah", nsmap={None: _NAMESPACE}  # type: ignore[dict-item]
    )
    for code, key in keys.items():
        etree.SubElement(root, f"{{{_NAMESPACE}}}w", kode=code, kunci=key)
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = _find(document)
    if part is None:
        _add(document, blob)
    else:
        part._blob = blob


def _find(document: Any) -> Any:
    for rel in document.part.rels.values():
        if rel.reltype == _CUSTOM and not rel.is_external and rel.target_part is not None:
            if (
                _NAMESPACE.encode() in rel.target_part.blob
                and _parse(rel.target_part.blob) is not None
            ):
                return rel.target_part
    return None


def _parse(blob: bytes) -> Any:
    try:
        root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None
    return root if root.tag == f"{{{_NAMESPACE}}}wilayah" else None


def _add(document: Any, blob: bytes) -> None:
    package = document.part.package
    taken = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, 10_000) if f"/customXml/item{n}.xml" not in taken)
    item = Part(PackURI(f"/customXml/item{number}.xml"), "application/xml", blob, package)
    properties = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        f'<ds:datastoreItem ds:itemID="{_ID}" xmlns:ds="{_STORE}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{_NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    name = PackURI(f"/customXml/itemProps{number}.xml")
    item.relate_to(Part(name, _TYPE, properties.encode(), package), _PROPERTIES)
    document.part.relate_to(item, _CUSTOM)
