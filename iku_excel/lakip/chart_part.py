"""Puts charts into a document: the chart part, its embedded workbook, and the w:drawing.

One `ChartShop` serves one rendering; parts are numbered in the order they are asked for, so the
same document comes out byte for byte.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree

from iku_excel.lakip.chart import Grafik, build_chart
from iku_excel.lakip.chart_book import write_chart_book
from iku_excel.lakip.chart_xml import A, C, R, chart_part_xml, refill

_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_EMU_PER_CM = 360_000


class ChartShop:
    """`attach` and `refill` are what objects.register_charts wants."""

    def __init__(self) -> None:
        self._number = 0
        self._taken: set[str] | None = None
        self.made: list[Grafik] = []

    def attach(self, jenis: str, data: Any, part: Any) -> Any:
        """The w:drawing of the ready-made chart `jenis` of `data`; its parts hang on `part`."""
        return self.attach_grafik(build_chart(jenis, data), part)

    def attach_grafik(self, grafik: Grafik, part: Any) -> Any:
        """The w:drawing of a new chart whose parts hang on `part`."""
        self.made.append(grafik)
        chart = Part(self._name(part.package, "charts/grafik", ".xml"), _CHART, b"", part.package)
        rid = chart.relate_to(self._book(grafik, part.package), RT.PACKAGE)
        chart._blob = chart_part_xml(grafik, rid)
        return _drawing(part.relate_to(chart, RT.CHART), grafik, len(self.made))

    def refill(self, jenis: str, data: Any, properties: Any, part: Any) -> None:
        """Give the drawing whose wp:docPr is `properties` a copy of its chart with this data."""
        grafik = build_chart(jenis, data)
        properties.set("descr", grafik.alt)
        reference = properties.getparent().find(f".//{{{C}}}chart")
        if reference is None:
            return
        self.made.append(grafik)
        source = part.rels[reference.get(f"{{{R}}}id")].target_part
        root = refill(source.blob, grafik)
        name = self._name(part.package, "charts/grafik", ".xml")
        chart = Part(name, _CHART, b"", part.package)
        self._relate_copy(source, chart, root, grafik)
        chart._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        reference.set(f"{{{R}}}id", part.relate_to(chart, RT.CHART))

    def _relate_copy(self, source: Any, chart: Any, root: Any, grafik: Grafik) -> None:
        """Relate the copy to a workbook of its own; style and colour parts are shared."""
        renamed: dict[str, str] = {}
        for rid, relation in source.rels.items():
            if relation.reltype == RT.PACKAGE:
                renamed[rid] = chart.relate_to(self._book(grafik, source.package), RT.PACKAGE)
            elif not relation.is_external:
                renamed[rid] = chart.relate_to(relation.target_part, relation.reltype)
        if RT.PACKAGE not in {relation.reltype for relation in source.rels.values()}:
            rid = chart.relate_to(self._book(grafik, source.package), RT.PACKAGE)
            root.append(
                etree.fromstring(
                    f'<c:externalData xmlns:c="{C}" xmlns:r="{R}" r:id="{rid}">'
                    '<c:autoUpdate val="0"/></c:externalData>'
                )
            )
        for element in root.iter():
            old = element.get(f"{{{R}}}id")
            if old in renamed:
                element.set(f"{{{R}}}id", renamed[old])

    def _book(self, grafik: Grafik, package: Any) -> Part:
        content = write_chart_book(grafik.kategori, [(s.nama, s.nilai) for s in grafik.seri])
        return Part(self._name(package, "embeddings/data_grafik", ".xlsx"), _BOOK, content, package)

    def _name(self, package: Any, stem: str, suffix: str) -> PackURI:
        if self._taken is None:
            self._taken = {str(part.partname) for part in package.iter_parts()}
        while True:
            self._number += 1
            name = f"/word/{stem}{self._number}{suffix}"
            if name not in self._taken:
                self._taken.add(name)
                return PackURI(name)


def _drawing(rid: str, grafik: Grafik, number: int) -> Any:
    wide, high = int(grafik.lebar * _EMU_PER_CM), int(grafik.tinggi * _EMU_PER_CM)
    # Line breaks of a name would be lost in an attribute; the alt text is one line anyway.
    alt = quoteattr(" ".join(grafik.alt.split()))
    return parse_xml(
        f'<w:drawing xmlns:w="{_W}" xmlns:wp="{_WP}" xmlns:a="{A}" xmlns:r="{R}">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="{90000 + number}" '
        f'name="Grafik {number}" descr={alt}/><wp:cNvGraphicFramePr/><a:graphic>'
        f'<a:graphicData uri="{C}"><c:chart xmlns:c="{C}" r:id="{rid}"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing>"
    )
