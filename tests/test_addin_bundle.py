"""The bundle for PCs without Python: laid out as its scripts expect it, the same each time."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT


@pytest.fixture
def bundle(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_bundle

    yield make_bundle
    sys.modules.pop("make_bundle")


def embeddable(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name in ("python.exe", "pythonw.exe", "python313.zip", "python313._pth"):
            package.writestr(name, b"x")
    return path


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_layout(bundle: Any, tmp_path: Path) -> None:
    root = tmp_path / bundle.NAME
    assert bundle.unpack_python(embeddable(tmp_path / "embed.zip"), root / "python") == "313"
    kept = ("iku_excel/hosts/addin.py", "xlwings/main.py", "win32/win32api.pyd")
    lost = ("xlwings/pro/reader.py", "xlwings64-0.37.8.dll", "pythonwin/x", "a/__pycache__/b.pyc")
    put(root / "site", *kept, *lost)
    bundle.lay_out(root, "313")
    target = bundle.pack(root, tmp_path / "a.zip")
    again = bundle.pack(root, tmp_path / "b.zip")
    assert target.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(target) as package:
        names = set(package.namelist())
        script = package.read(f"{bundle.NAME}/PASANG.cmd")
    assert {f"{bundle.NAME}/site/{name}" for name in kept} <= names
    assert not {f"{bundle.NAME}/site/{name}" for name in lost} & names
    assert {"PASANG.cmd", "COPOT.cmd", "PANEL.cmd", "BACA DULU.txt"} <= {
        name.partition("/")[2] for name in names
    }
    assert b"addin pasang" in script and b"\r\n" in script and b"\n\n" not in script
    assert "..\\site" in (root / "python" / "python313._pth").read_text().splitlines()


def test_tkinter_is_lent_by_a_full_python(bundle: Any, tmp_path: Path) -> None:
    full, root = tmp_path / "Python313", tmp_path / bundle.NAME
    put(full, "Lib/tkinter/__init__.py", "tcl/tcl8.6/init.tcl", "DLLs/_tkinter.pyd")
    put(full, "DLLs/tcl86t.dll", "DLLs/tk86t.dll", "DLLs/_ssl.pyd")
    put(root, "site/x", "python/python.exe")
    bundle.add_tkinter(full, root)
    assert (root / "site/tkinter/__init__.py").is_file()
    assert {path.name for path in (root / "python").iterdir()} == {
        "python.exe", "tcl", "_tkinter.pyd", "tcl86t.dll", "tk86t.dll",
    }  # fmt: skip


def test_something_else_than_python_is_refused(bundle: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as package:
        package.writestr("README", b"")
    with pytest.raises(SystemExit):
        bundle.unpack_python(tmp_path / "x.zip", tmp_path / "python")
