"""A Grafik as DrawingML: the chart part, refilling a chart that staff drew, the numbers of both.

Written to the schema's order of children (the validators check it). Numbers are written exactly;
how many decimals are shown is a format code, so the viewer's language decides comma or point.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from iku_excel.lakip.chart import Grafik, Seri
from iku_excel.lakip.chart_book import SHEET, column_letter
from iku_excel.numbers import plain

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CAT_AXIS, _VAL_AXIS = 111, 112


def chart_part_xml(grafik: Grafik, rid: str) -> bytes:
    """The chart part; `rid` relates it to its embedded workbook."""
    is_bar = grafik.bentuk == "batang"
    legend = (
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(900)}</c:legend>'
        if len(grafik.seri) > 1
        else ""
    )
    xml = (
        f'{_HEAD}<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:date1904 val="0"/>'
        '<c:lang val="id-ID"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea><c:layout/>{_plots(grafik)}{_cat_axis(grafik, is_bar)}"
        f"{_val_axis(grafik, is_bar)}"
        f'<c:spPr><a:noFill/></c:spPr></c:plotArea>{legend}<c:plotVisOnly val="1"/>'
        f'<c:dispBlanksAs val="gap"/></c:chart><c:spPr>{_fill("FFFFFF")}<a:ln><a:noFill/></a:ln>'
        "</c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr>"
        '<a:latin typeface="Arial"/></a:defRPr></a:pPr><a:endParaRPr lang="id-ID"/></a:p></c:txPr>'
        f'<c:externalData r:id={quoteattr(rid)}><c:autoUpdate val="0"/></c:externalData>'
        "</c:chartSpace>"
    )
    return xml.encode()


def _plots(grafik: Grafik) -> str:
    indexed = list(enumerate(grafik.seri))
    bars = [(i, s) for i, s in indexed if not s.garis and grafik.bentuk != "garis"]
    lines = [(i, s) for i, s in indexed if s.garis or grafik.bentuk == "garis"]
    axes = f'<c:axId val="{_CAT_AXIS}"/><c:axId val="{_VAL_AXIS}"/>'
    xml = ""
    if bars:
        is_bar = grafik.bentuk == "batang"
        xml += (
            f'<c:barChart><c:barDir val="{"bar" if is_bar else "col"}"/>'
            '<c:grouping val="clustered"/><c:varyColors val="0"/>'
            + "".join(_series(grafik, i, s, is_line=False) for i, s in bars)
            + f'<c:gapWidth val="{45 if is_bar else 90}"/><c:overlap val="-8"/>{axes}</c:barChart>'
        )
    if lines:
        xml += (
            '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
            + "".join(_series(grafik, i, s, is_line=True) for i, s in lines)
            + f'<c:marker val="1"/>{axes}</c:lineChart>'
        )
    return xml


def _series(grafik: Grafik, index: int, seri: Seri, *, is_line: bool) -> str:
    column = column_letter(index + 2)
    last = len(grafik.kategori) + 1
    points = "".join(
        f'<c:dPt><c:idx val="{n}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        f"<c:spPr>{_fill(colour)}</c:spPr></c:dPt>"
        for n, colour in enumerate(seri.titik)
    )
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx>'
        f"{_text_ref(f'{SHEET}!${column}$1', [seri.nama])}</c:tx>{_look(seri, is_line)}{points}"
        f"{_labels(grafik, is_line, _is_inside(grafik, seri))}<c:cat>"
        f"{_text_ref(f'{SHEET}!$A$2:$A${last}', grafik.kategori)}</c:cat><c:val>"
        f"{_number_ref(f'{SHEET}!${column}$2:${column}${last}', seri.nilai)}</c:val>"
        + ('<c:smooth val="0"/>' if is_line else "")
        + "</c:ser>"
    )


def _look(seri: Seri, is_line: bool) -> str:
    if not is_line:
        return f'<c:spPr>{_fill(seri.warna)}</c:spPr><c:invertIfNegative val="0"/>'
    return (
        f'<c:spPr><a:ln w="28575" cap="rnd">{_fill(seri.warna)}<a:round/></a:ln></c:spPr>'
        '<c:marker><c:symbol val="circle"/><c:size val="7"/>'
        f'<c:spPr>{_fill(seri.warna)}<a:ln w="9525">{_fill("FFFFFF")}</a:ln></c:spPr></c:marker>'
    )


def format_code(grafik: Grafik) -> str:
    """Excel's code for the labels: as many decimals as the figures print, "#,##0.##" never."""
    code = "#,##0" + ("." + "0" * grafik.desimal if grafik.desimal else "")
    if grafik.pembagi is not None:
        code += "," * ((len(plain(grafik.pembagi)) - 1) // 3)
    return code + (f'"{grafik.akhiran}"' if grafik.akhiran else "")


def _is_inside(grafik: Grafik, seri: Seri) -> bool:
    """Whether labels stand inside the columns: a line runs over them, and all are tall enough."""
    if seri.garis or not any(s.garis for s in grafik.seri) or grafik.bentuk != "kolom":
        return False
    values = [v for v in seri.nilai if v is not None]
    return bool(values) and min(values) > max(values) / 5


def _labels(grafik: Grafik, is_line: bool, is_inside: bool) -> str:
    position = "t" if is_line else "inBase" if is_inside else "outEnd"
    return (
        f'<c:dLbls><c:numFmt formatCode={quoteattr(format_code(grafik))} sourceLinked="0"/>'
        # A line runs over columns: its labels need a ground of their own to be read.
        f"<c:spPr>{_fill('FFFFFF') if is_line else '<a:noFill/>'}<a:ln><a:noFill/></a:ln></c:spPr>"
        f"{_text(800, 'FFFFFF' if is_inside else '404040')}"
        f'<c:dLblPos val="{position}"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
    )


def _text_ref(formula: str, texts: Sequence[str]) -> str:
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{escape(text)}</c:v></c:pt>' for n, text in enumerate(texts)
    )
    return (
        f"<c:strRef><c:f>{formula}</c:f><c:strCache>"
        f'<c:ptCount val="{len(texts)}"/>{points}</c:strCache></c:strRef>'
    )


def _number_ref(formula: str, values: Sequence[Decimal | None]) -> str:
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{plain(value)}</c:v></c:pt>'
        for n, value in enumerate(values)
        if value is not None
    )
    return (
        f"<c:numRef><c:f>{formula}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _text(size: int, colour: str = "404040") -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}" b="0">{_fill(colour)}'
        '<a:latin typeface="Arial"/></a:defRPr></a:pPr><a:endParaRPr lang="id-ID"/></a:p></c:txPr>'
    )


def _cat_axis(grafik: Grafik, is_bar: bool) -> str:
    return (
        f'<c:catAx><c:axId val="{_CAT_AXIS}"/><c:scaling><c:orientation '
        f'val="{"maxMin" if is_bar else "minMax"}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"l" if is_bar else "b"}"/>{_title(grafik.sumbu_kategori, is_bar)}'
        '<c:numFmt formatCode="General" '
        'sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/><c:spPr><a:ln w="9525">{_fill("BFBFBF")}</a:ln></c:spPr>'
        f'{_text(900)}<c:crossAx val="{_VAL_AXIS}"/><c:crosses val="autoZero"/><c:auto val="1"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
    )


_MOST_STEPS = 10


def _val_axis(grafik: Grafik, is_bar: bool) -> str:
    values = [v for s in grafik.seri for v in s.nilai if v is not None]
    floor = "" if any(v < 0 for v in values) else '<c:min val="0"/>'
    top = f'<c:max val="{plain(grafik.maksimum)}"/>' if grafik.maksimum is not None else ""
    step = _step(grafik, values)
    code = "#,##0" if step or _spans_a_unit(values) else f"#,##0.{'0' * max(grafik.desimal, 1)}"
    if grafik.pembagi is not None:
        code = format_code(grafik)
    return (
        f'<c:valAx><c:axId val="{_VAL_AXIS}"/><c:scaling><c:orientation val="minMax"/>{top}{floor}'
        f'</c:scaling><c:delete val="0"/><c:axPos val="{"b" if is_bar else "l"}"/>'
        f'<c:majorGridlines><c:spPr><a:ln w="6350">{_fill("E3E3E3")}</a:ln></c:spPr>'
        f"</c:majorGridlines>{_title(grafik.sumbu, not is_bar)}"
        f'<c:numFmt formatCode={quoteattr(code)} sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{"nextTo" if _has_steps(grafik, values) else "none"}"/>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_text(800)}"
        f'<c:crossAx val="{_CAT_AXIS}"/><c:crosses val="{"max" if is_bar else "autoZero"}"/>'
        f'<c:crossBetween val="between"/>{step}</c:valAx>'
    )


def _has_steps(grafik: Grafik, values: Sequence[Decimal]) -> bool:
    """Whether the axis can be labelled: few display units would give the same label twice."""
    return grafik.pembagi is None or max(values, default=Decimal(0)) >= _MOST_STEPS * grafik.pembagi


def _step(grafik: Grafik, values: Sequence[Decimal]) -> str:
    """A few of something countable: steps of one, for half a company does not exist."""
    if grafik.desimal or not values or max(values) > _MOST_STEPS:
        return ""
    return '<c:majorUnit val="1"/>'


def _spans_a_unit(values: Sequence[Decimal]) -> bool:
    """Whether the axis has whole-numbered steps: up to 4 it has steps of a half."""
    return bool(values) and max(abs(v) for v in values) > 4


def _title(text: str, is_upright: bool) -> str:
    """The title of an axis; that of an upright one is turned to run along it."""
    if not text:
        return ""
    turn = ' rot="-5400000" vert="horz"' if is_upright else ""
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr{turn}/><a:lstStyle/><a:p><a:pPr>"
        '<a:defRPr sz="800" b="0"/></a:pPr><a:r><a:rPr lang="id-ID" sz="800" b="0"/>'
        f'<a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/>'
        "</c:title>"
    )


def refill(source: bytes, grafik: Grafik) -> Any:
    """A chart that staff drew, with this data; every look they chose is kept.

    More series than drawn repeat the look of the last one; fewer are taken away. The relations of
    the part stay as they are: the caller relates the new workbook.
    """
    root: Any = etree.fromstring(source)
    found: list[Any] = sorted(root.iter(f"{{{C}}}ser"), key=_order)
    while found and len(found) < len(grafik.seri):
        extra = copy.deepcopy(found[-1])
        found[-1].addnext(extra)
        for tag in ("idx", "order"):
            extra.find(f"{{{C}}}{tag}").set("val", str(len(found)))
        found.append(extra)
    for surplus in found[len(grafik.seri) :]:
        holder = surplus.getparent()
        if holder is not None:
            holder.remove(surplus)
    for index, (ser, seri) in enumerate(zip(found, grafik.seri, strict=False)):
        _refill_series(ser, index, seri, grafik)
    return root


def _order(ser: Any) -> int:
    return int(ser.find(f"{{{C}}}order").get("val"))


def _refill_series(ser: Any, index: int, seri: Seri, grafik: Grafik) -> None:
    column, last = column_letter(index + 2), len(grafik.kategori) + 1
    texts = {
        "tx": _text_ref(f"{SHEET}!${column}$1", [seri.nama]),
        "cat": _text_ref(f"{SHEET}!$A$2:$A${last}", grafik.kategori),
        "val": _number_ref(f"{SHEET}!${column}$2:${column}${last}", seri.nilai),
    }
    for tag, xml in texts.items():
        holder = ser.find(f"{{{C}}}{tag}")
        if holder is None:
            continue
        for child in list(holder):
            holder.remove(child)
        holder.append(etree.fromstring(f'<x xmlns:c="{C}">{xml}</x>')[0])
    for point in ser.findall(f"{{{C}}}dPt"):
        if int(point.find(f"{{{C}}}idx").get("val")) >= len(grafik.kategori):
            ser.remove(point)
