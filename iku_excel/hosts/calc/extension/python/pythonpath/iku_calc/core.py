"""Finds iku-excel's own Python and asks it, JSON in, JSON out."""

import json
import os
import subprocess
import sys

TIMEOUT = 600
_INHERITED = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "LD_LIBRARY_PATH", "URE_BOOTSTRAP")
"""LibreOffice sets these for its own Python; another one would stumble over them."""


class Refused(Exception):
    """A sentence for the person; nothing was changed."""


def settings_folder():
    chosen = os.environ.get("IKU_FOLDER")
    if chosen:
        return chosen
    if sys.platform == "win32" and os.environ.get("LOCALAPPDATA"):
        return os.path.join(os.environ["LOCALAPPDATA"], "iku-excel")
    return os.path.join(os.path.expanduser("~"), ".config", "iku-excel")


def find_python():
    """The interpreter that the installer noted down."""
    note = os.path.join(settings_folder(), "python.txt")
    try:
        with open(note, encoding="utf-8") as stream:
            path = stream.read().strip()
    except OSError:
        path = ""
    if path and os.path.exists(path):
        return path
    raise Refused(
        "Python untuk IKU tidak ditemukan. Jalankan sekali: iku addin pasang --libreoffice"
    )


def ask(question):
    """The answer of iku-excel to a question. Raises Refused."""
    python = find_python()
    environment = {k: v for k, v in os.environ.items() if k not in _INHERITED}
    environment["PYTHONUTF8"] = "1"
    flags = 0x08000000 if sys.platform == "win32" else 0  # no console window
    try:
        done = subprocess.run(
            [python, "-P", "-m", "iku_excel.hosts.bridge"],
            input=json.dumps(question).encode("utf-8"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            timeout=TIMEOUT,
            creationflags=flags,
        )
        answer = json.loads(done.stdout.decode("utf-8"))
    except subprocess.TimeoutExpired:
        raise Refused("IKU tidak menjawab; buku kerja tidak diubah. Coba sekali lagi.")
    except (OSError, ValueError):
        raise Refused(
            "IKU tidak dapat dijalankan; buku kerja tidak diubah. Pasang ulang dengan: "
            "iku addin pasang --libreoffice"
        )
    if answer.get("hasil") != "baik":
        raise Refused(answer.get("pesan") or "Perintah ditolak; buku kerja tidak diubah.")
    return answer
