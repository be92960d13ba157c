"""The ribbon keeps to what Excel's own schema of it allows, and its icons exist since 2013."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from iku_excel.hosts.excel.xlam import build_xlam

# Facts of the schema customUI (2006/01 and 2009/07): what may lie in what, with which attributes.
CHILDREN = {
    "customUI": {"ribbon"},
    "ribbon": {"tabs"},
    "tabs": {"tab"},
    "tab": {"group"},
    "group": {"button"},
    "button": set(),
}
ATTRIBUTES = {
    "customUI": set(),
    "ribbon": {"startFromScratch"},
    "tabs": set(),
    "tab": {"id", "label", "insertAfterMso", "insertBeforeMso", "visible", "keytip"},
    "group": {"id", "label", "screentip", "supertip", "imageMso", "visible", "keytip"},
    "button": {
        "id", "tag", "label", "size", "imageMso", "onAction", "screentip", "supertip", "keytip",
        "showLabel", "showImage", "enabled", "visible", "description",
    },
}  # fmt: skip
LONGEST = 1024
SINCE_2013 = {
    "ErrorChecking", "ReviewDeleteComment", "CalculateNow", "FormulaEvaluate",
    "GetExternalDataFromText", "ViewPageLayoutView", "Undo", "Help",
}  # fmt: skip
"""Names in Microsoft's lists of control identifiers for Excel 2013, 2016, 2019 and 365."""


def package() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(build_xlam("C:\\iku\\pythonw.exe")))


@pytest.mark.parametrize(
    ("name", "year"), [("customUI.xml", "2006/01"), ("customUI14.xml", "2009/07")]
)
def test_the_ribbon_is_valid(name: str, year: str) -> None:
    root = ElementTree.fromstring(package().read(f"customUI/{name}"))
    namespace = f"{{http://schemas.microsoft.com/office/{year}/customui}}"
    ids = []
    for element in root.iter():
        kind = element.tag.removeprefix(namespace)
        assert {child.tag.removeprefix(namespace) for child in element} <= CHILDREN[kind]
        assert set(element.attrib) <= ATTRIBUTES[kind]
        assert all(0 < len(value) <= LONGEST for value in element.attrib.values())
        if kind in ("tab", "group", "button"):
            ids.append(element.attrib["id"])
        if kind == "button":
            assert element.get("size", "normal") in ("normal", "large")
            assert element.get("onAction") == "IkuTombol"
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", one) for one in ids)
    assert len(set(ids)) == len(ids)


def test_every_icon_exists_since_2013() -> None:
    text = package().read("customUI/customUI14.xml").decode("utf-8")
    used = set(re.findall(r'imageMso="(\w+)"', text))
    assert used == SINCE_2013


def test_every_part_has_a_type_and_every_relationship_a_part() -> None:
    with package() as found:
        names = set(found.namelist())
        types = found.read("[Content_Types].xml").decode()
        for name in names - {"[Content_Types].xml"}:
            extension = name.rpartition(".")[2]
            assert f'PartName="/{name}"' in types or f'Extension="{extension}"' in types
        for name in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
            folder = name.split("_rels/")[0]
            for target in re.findall(r'Target="([^"]+)"', found.read(name).decode()):
                assert folder + target in names


@pytest.mark.berat
@pytest.mark.kantor
def test_libreoffice_reads_the_macros(tmp_path: Path) -> None:
    """LibreOffice's own reader of VBA finds our modules: saved as text, they hold our commands."""
    import subprocess

    source = tmp_path / "iku_excel.xlsm"
    # LibreOffice recognises a workbook with macros, not an add-in; the macros are the same.
    with package() as found, zipfile.ZipFile(source, "w") as target:
        for name in found.namelist():
            data = found.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"ms-excel.addin.macro", b"ms-excel.sheet.macro")
            target.writestr(name, data)
    done = subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless",
            "--infilter=Calc MS Excel 2007 VBA XML", "--convert-to", "ods",
            "--outdir", str(tmp_path), str(source),
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "iku_excel.ods") as found:
        modules = {
            Path(name).stem: found.read(name).decode("utf-8")
            for name in found.namelist()
            if name.startswith("Basic/") and name.endswith(".xml")
        }
    assert {"IkuPita", "IkuPeluncur", "IkuPemasangan"} <= set(modules)
    assert "iku_excel.hosts.addin" in modules["IkuPeluncur"]
    assert "pythonw.exe" in modules["IkuPemasangan"]
