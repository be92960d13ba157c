"""Nothing of the product speaks to a network: no module can, and the whole job runs without."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "iku_excel"
FORBIDDEN = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "nntplib", "poplib", "requests",
    "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib3", "websocket", "websockets",
    "wsgiref", "xmlrpc",
}  # fmt: skip
HARMLESS = {"urllib.parse"}

# Refuses any socket that could leave the machine, in the command and in all its Python children,
# and keeps a list, so that no `except` can hide an attempt.
GUARD = """
import os, sys

def watch(event, args):
    outward = event == "socket.__new__" and args[1] != 1  # 1: AF_UNIX
    if outward or event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
                            "urllib.Request", "http.client.connect", "ftplib.connect",
                            "smtplib.connect"):
        with open(os.environ["IKU_UJI_JEJAK"], "a") as out:
            out.write(f"{event} {args!r}\\n")
        raise PermissionError("no network here")

sys.addaudithook(watch)
"""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_module_imports_what_speaks_to_a_network() -> None:
    sources = sorted(PACKAGE.rglob("*.py"))
    assert len(sources) > 150
    found = []
    for path in sources:
        for name in imported(path):
            top, _, rest = name.partition(".")
            is_url = top == "urllib" and not any(f"{name}.".startswith(f"{h}.") for h in HARMLESS)
            if top in FORBIDDEN or is_url:
                found.append(f"{path.relative_to(ROOT)}: {name}")
    assert found == []


def guarded(folder: Path, *command: str) -> tuple[subprocess.CompletedProcess[str], str]:
    (folder / "penjaga").mkdir(exist_ok=True)
    (folder / "penjaga" / "sitecustomize.py").write_text(GUARD)
    trail = folder / "jejak.txt"
    trail.write_text("")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder / "penjaga"), str(ROOT)]),
        "IKU_UJI_JEJAK": str(trail),
        "IKU_HARI_INI": "2025-01-15",
    }
    done = subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, timeout=280
    )
    return done, trail.read_text()


def test_the_guard_guards(tmp_path: Path) -> None:
    for attempt in (
        "import socket; socket.socket()",
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    ):
        done, trail = guarded(tmp_path, "-c", attempt)
        assert done.returncode == 1
        assert trail


@pytest.mark.berat
def test_the_whole_job_runs_without_a_network(tmp_path: Path) -> None:
    done, trail = guarded(tmp_path, "-m", "iku_excel", "contoh", str(tmp_path / "c"))
    assert trail == ""
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "c" / "LAKIP_2024.docx").is_file()
    assert (tmp_path / "c" / "Hasil" / "Rekap_2024.xlsx").is_file()


@pytest.mark.berat
def test_programs_that_are_started_open_no_socket_outward_either(tmp_path: Path) -> None:
    """LibreOffice counts the pages; strace sees every connection of every child."""
    log = tmp_path / "strace.txt"
    environment = {**os.environ, "IKU_HARI_INI": "2025-01-15"}
    command = [sys.executable, "-m", "iku_excel", "contoh", str(tmp_path / "c")]
    subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=connect,sendto,bind", "-o", str(log), *command],
        env=environment, cwd=ROOT, check=True, capture_output=True, timeout=280,
    )  # fmt: skip
    lines = log.read_text(errors="replace").splitlines()
    outward = [line for line in lines if "AF_INET" in line]
    assert outward == []
