"""A small mutation tester: change an operator, a constant or a condition; does a test mind?

    python tools/mutate.py --jumlah 60 --menit 15        sampled over compute, bukti and checks

Nothing in the working tree is touched: the package is copied to a temporary folder and mutated
there. The sample is seeded, so a second run tries the same mutants of the same code.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = {
    "compute": ("test_compute*", "test_rumus*", "test_rules*", "test_samples*"),
    "bukti": ("test_bukti*", "test_samples*"),
    "checks": ("test_checks*", "test_samples*"),
}
_COMPARE = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}


def mutations(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(number of the node, what is done to it) for everything that may be changed."""
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARE:
            yield number, "compare"
        elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            yield number, "arithmetic"
        elif isinstance(node, ast.BoolOp):
            yield number, "and/or"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield number, "not"
        elif isinstance(node, (ast.If, ast.IfExp)):
            yield number, "never"
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield number, "constant"
        elif isinstance(node, ast.Return) and not _is_none(node.value):
            yield number, "return None"


def _is_none(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def mutate(source: str, number: int, kind: str) -> tuple[str, int]:
    """(the mutated module, the line)."""
    tree = copy.deepcopy(ast.parse(source))
    node = list(ast.walk(tree))[number]
    if isinstance(node, ast.Compare) and kind == "compare":
        node.ops[0] = _COMPARE[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp):
        node.op = _ARITHMETIC[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()
        node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
    elif isinstance(node, (ast.If, ast.IfExp)):
        node.test = ast.Constant(False)
    elif isinstance(node, ast.Constant):
        node.value = int(node.value) + 1  # type: ignore[arg-type]
    elif isinstance(node, ast.Return):
        node.value = ast.Constant(None)
    return ast.unparse(ast.fix_missing_locations(tree)), getattr(node, "lineno", 0)


def tests_of(module: Path, folder: Path) -> list[str]:
    globs = TESTS[module.parent.name]
    return sorted(str(p) for glob in globs for p in (folder / "tests").glob(glob + ".py"))


def is_killed(folder: Path, module: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    command += ["--timeout", "60", *tests_of(module, folder)]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    return done.returncode != 0


def pick(count: int, seed: int) -> list[tuple[Path, int, str]]:
    daftar = []
    for package in TESTS:
        for path in sorted((ROOT / "iku_excel" / package).glob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            found = [(path.relative_to(ROOT), number, kind) for number, kind in mutations(tree)]
            daftar += found
    print(f"{len(daftar)} mutants are possible, {min(count, len(daftar))} are tried")
    return random.Random(seed).sample(daftar, min(count, len(daftar)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jumlah", type=int, default=60)
    parser.add_argument("--menit", type=float, default=15)
    parser.add_argument("--benih", type=int, default=47)
    given = parser.parse_args()
    chosen, killed, tried, ends = pick(given.jumlah, given.benih), 0, 0, time.monotonic()
    ends += given.menit * 60
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("iku_excel", "tests", "tools", "samples", "templates", "docs"):
            shutil.copytree(ROOT / part, folder / part, symlinks=True)
        for part in ("setup.cfg", "pyproject.toml", "README.md"):
            shutil.copy(ROOT / part, folder)
        for module, number, kind in chosen:
            if time.monotonic() > ends:
                break
            source = (ROOT / module).read_text("utf-8")
            mutant, line = mutate(source, number, kind)
            (folder / module).write_text(mutant, "utf-8")
            dead = is_killed(folder, module)
            (folder / module).write_text(source, "utf-8")
            tried += 1
            killed += dead
            if not dead:
                print(f"  survives: {module}:{line} {kind}", flush=True)
    print(f"{killed} of {tried} mutants killed ({100 * killed / max(1, tried):.0f} %)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
