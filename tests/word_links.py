"""Word templates that take something from outside of themselves, one for each way Word knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from word_maker import new_document

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": _OFFICE,
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    }.items()
)


def drawing(key: str, attribute: str = "link") -> str:
    return (
        f'<w:p {NS}><w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/>'
        '<wp:docPr id="1" name="a"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="a"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:{attribute}="{key}"/><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def vml(inside: str) -> str:
    return (
        f'<w:p {NS}><w:r><w:pict><v:shape style="width:50pt;height:50pt">{inside}</v:shape>'
        "</w:pict></w:r></w:p>"
    )


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def field(text: str, result: str = "hasil lama") -> str:
    return (
        f"<w:p {NS}>{mark('begin')}{code(text)}{mark('separate')}<w:r><w:t>{result}</w:t></w:r>"
        f"{mark('end')}</w:p>"
    )


class Builder:
    """A template under way; `url` ends with a slash."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.document: Any = new_document()
        self.document.add_paragraph("Tahun {{ tahun }}")

    def relate(self, kind: str, part: Any = None) -> str:
        owner = part or self.document.part
        return str(owner.relate_to(f"{self.url}luar.bin", kind, is_external=True))

    def put(self, xml: str) -> None:
        self.document.element.body.insert(0, parse_xml(xml))

    def setting(self, xml: str) -> None:
        self.document.settings.element.insert(0, parse_xml(xml))

    def add_part(self, name: str, kind: str, content: bytes, relation: str) -> str:
        main = self.document.part
        return str(main.relate_to(Part(PackURI(name), kind, content, main.package), relation))


def _picture(b: Builder) -> None:
    b.put(drawing(b.relate(RT.IMAGE)))


def _picture_called_hyperlink(b: Builder) -> None:
    b.put(drawing(b.relate(RT.HYPERLINK)))


def _picture_in_header(b: Builder) -> None:
    header = b.document.sections[0].header
    header._element.insert(0, parse_xml(drawing(b.relate(RT.IMAGE, header.part))))


def _vml_picture(b: Builder) -> None:
    b.put(vml(f'<v:imagedata r:id="{b.relate(RT.IMAGE)}"/>'))


def _vml_source(b: Builder) -> None:
    b.put(vml(f'<v:imagedata src="{b.url}luar.png"/>'))


def _vml_fill(b: Builder) -> None:
    b.put(vml(f'<v:fill r:id="{b.relate(RT.IMAGE)}" type="frame"/>'))


def _attached_template(b: Builder) -> None:
    key = b.relate(f"{_OFFICE}/attachedTemplate", b.document.part._settings_part)
    b.setting(f'<w:attachedTemplate {NS} r:id="{key}"/>')


def _mail_merge(b: Builder) -> None:
    key = b.relate(f"{_OFFICE}/mailMergeSource", b.document.part._settings_part)
    b.setting(
        f'<w:mailMerge {NS}><w:mainDocumentType w:val="formLetters"/><w:dataType w:val="textFile"/>'
        f'<w:query w:val="SELECT"/><w:dataSource r:id="{key}"/></w:mailMerge>'
    )


def _subdocument(b: Builder) -> None:
    b.put(f'<w:p {NS}><w:subDoc r:id="{b.relate(f"{_OFFICE}/subDocument")}"/></w:p>')


def _linked_object(b: Builder) -> None:
    b.put(
        f'<w:p {NS}><w:r><w:object><v:shape id="s1" style="width:50pt;height:50pt"/><o:OLEObject '
        'Type="Link" ProgID="Excel.Sheet.12" ShapeID="s1" DrawAspect="Content" ObjectID="_1" '
        f'r:id="{b.relate(f"{_OFFICE}/oleObject")}" UpdateMode="Always"/></w:object></w:r></w:p>'
    )


def _numbering_picture(b: Builder) -> None:
    part = b.document.part.numbering_part
    key = b.relate(RT.IMAGE, part)
    part.element.insert(
        0,
        parse_xml(
            f'<w:numPicBullet {NS} w:numPicBulletId="0"><w:pict><v:shape style="width:9pt;'
            f'height:9pt"><v:imagedata r:id="{key}"/></v:shape></w:pict></w:numPicBullet>'
        ),
    )


def _svg(b: Builder) -> None:
    content = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="90" height="90"><style>@import "{b.url}a.css";</style><image xlink:href="'
        f'{b.url}luar.png" width="50" height="50"/><image href=\'{b.url}luar.png\' width="9" '
        f'height="9"/><rect style="fill:url({b.url}luar.svg#a)" width="9" height="9"/></svg>'
    )
    key = b.add_part("/word/media/a.svg", "image/svg+xml", content.encode(), RT.IMAGE)
    b.put(drawing(key, "embed"))


def _linked_chart(b: Builder) -> None:
    content = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'xmlns:r="{_OFFICE}"><c:chart/><c:externalData r:id="rId1"/></c:chartSpace>'
    )
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    main = b.document.part
    chart = Part(PackURI("/word/charts/chart1.xml"), kind, content.encode(), main.package)
    assert b.relate(f"{_OFFICE}/oleObject", chart) == "rId1"
    main.relate_to(chart, f"{_OFFICE}/chart")


def _unused(b: Builder) -> None:
    b.relate(f"{_OFFICE}/frame")


def _hidden_field(b: Builder) -> None:
    """A field that puts the name of another one together from letters."""
    inner = f"{mark('begin')}{code(' QUOTE 68 68 69 ')}{mark('end')}"
    rest = code(f" calc {b.url}") + mark("separate") + mark("end")
    b.put(f"<w:p {NS}>{mark('begin')}{code(' ')}{inner}{rest}</w:p>")


def _simple_field(b: Builder) -> None:
    b.put(
        f"<w:p {NS}><w:fldSimple w:instr=' INCLUDETEXT \"{b.url}luar.docx\" '><w:r><w:t>hasil lama"
        "</w:t></w:r></w:fldSimple></w:p>"
    )


def _field(text: str) -> Callable[[Builder], None]:
    return lambda b: b.put(field(text.format(b.url)))


LINKS: dict[str, Callable[[Builder], None]] = {
    "picture": _picture,
    "picture called a hyperlink": _picture_called_hyperlink,
    "picture in the header": _picture_in_header,
    "VML picture": _vml_picture,
    "VML source": _vml_source,
    "VML fill": _vml_fill,
    "attached template": _attached_template,
    "mail merge": _mail_merge,
    "subdocument": _subdocument,
    "linked object": _linked_object,
    "picture of a bullet": _numbering_picture,
    "drawing": _svg,
    "linked chart": _linked_chart,
    "relationship of no element": _unused,
    "INCLUDEPICTURE": _field(' INCLUDEPICTURE "{}luar.png" \\d '),
    "INCLUDETEXT": _field(' INCLUDETEXT "{}luar.docx" '),
    "DDEAUTO": _field(' DDEAUTO "{}" "a" "b" '),
    "DDE in small letters": _field(" dde {} a "),
    "LINK": _field(' LINK Excel.Sheet.12 "{}luar.xlsx" "A1" \\a '),
    "DATABASE": _field(' DATABASE \\d "{}luar.mdb" '),
    "field put together": _hidden_field,
    "simple field": _simple_field,
}


def linked(folder: Path, kind: str, url: str) -> Path:
    """The template of that kind."""
    builder = Builder(url)
    LINKS[kind](builder)
    path = folder / "bertaut.docx"
    builder.document.save(path)
    return path
