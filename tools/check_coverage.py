"""Coverage of branches where a wrong number would be made: at least 95 % of each package.

    python tools/check_coverage.py            run the fast tests that concern them, then judge
    python tools/check_coverage.py --data F   judge a data file of coverage that is there already

Exit code 1 where a package falls below; the least covered modules and their lines are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("compute", "bukti", "checks", "keputusan")
LEAST = 95.0
TESTS = ("test_compute*", "test_bukti*", "test_checks*", "test_keputusan*", "test_samples*")
TESTS += ("test_pipeline*", "test_numbers*", "test_rumus*", "test_rules*", "test_batch*")
TESTS += ("test_edition*", "test_lakip_report*", "test_lakip_cli*")
SHOWN = 12


def run_tests(data: Path) -> int:
    """The fast tests under coverage; children of the tests are measured by nobody."""
    tests = sorted(str(path) for glob in TESTS for path in (ROOT / "tests").glob(glob + ".py"))
    sources = ",".join(f"iku_excel.{name}" for name in PACKAGES)
    command = [sys.executable, "-m", "coverage", "run", "--branch", f"--source={sources}"]
    command += [f"--data-file={data}", "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, "COVERAGE_CORE": "ctrace"}
    ).returncode


def read_report(data: Path) -> dict[str, Any]:
    report = data.with_suffix(".json")
    subprocess.run(
        [sys.executable, "-m", "coverage", "json", "-q", f"--data-file={data}", "-o", str(report)],
        cwd=ROOT,
        check=True,
    )
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))["files"]
    return found


def package_of(name: str) -> str:
    parts = Path(name).parts
    return parts[parts.index("iku_excel") + 1]


def judge(files: dict[str, Any]) -> int:
    """Print a line for each package and the weakest modules; 1 where one is too weak."""
    branches: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    lines: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, entry in files.items():
        summary, package = entry["summary"], package_of(name)
        branches[package][0] += summary["covered_branches"]
        branches[package][1] += summary["num_branches"]
        lines[package][0] += summary["covered_lines"]
        lines[package][1] += summary["num_statements"]
    code = 0
    for package in PACKAGES:
        covered, total = branches[package]
        share = 100 * covered / total if total else 0.0
        of_lines = 100 * lines[package][0] / max(1, lines[package][1])
        verdict = "" if share >= LEAST else f"   below {LEAST:.0f} %"
        counts = f"({covered}/{total}), lines {of_lines:.1f} %"
        print(f"{package:10} branches {share:5.1f} % {counts}{verdict}")
        code |= share < LEAST
    print_weakest(files)
    return code


def print_weakest(files: dict[str, Any]) -> None:
    def missing(name: str) -> int:
        return len(files[name].get("missing_branches", ()))

    for name in sorted(files, key=missing, reverse=True)[:SHOWN]:
        if missing(name):
            places = ", ".join(f"{a}->{b}" for a, b in files[name]["missing_branches"][:14])
            print(f"  {missing(name):3} missing in {name}: {places}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    given = parser.parse_args().data
    if given is not None:
        return judge(read_report(given))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "coverage"
        failed = run_tests(data)
        return failed or judge(read_report(data))


if __name__ == "__main__":
    raise SystemExit(main())
