"""The rules that tools keep: who imports whom, and what is installed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
RUN, _, DEVELOP = (ROOT / "requirements.txt").read_text().partition("# ---- to develop ----")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[~<>=; ]", line, maxsplit=1)[0].lower() for line in requirements}


def pinned(part: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", part, re.MULTILINE))


def test_nobody_imports_upwards_or_in_circles() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout


def test_what_is_asked_for_is_pinned() -> None:
    assert names(PROJECT["project"]["dependencies"]) <= pinned(RUN)
    assert names(PROJECT["dependency-groups"]["dev"]) <= pinned(DEVELOP)


def test_what_is_needed_to_run_holds_no_tool() -> None:
    assert not {"pytest", "ruff", "mypy", "playwright"} & pinned(RUN)
    assert not pinned(RUN) & pinned(DEVELOP)


def test_every_pin_has_a_hash() -> None:
    pins = re.findall(r"^[a-z0-9-]+==.*\n((?:[ \t]+.*\n)*)", RUN + DEVELOP, re.MULTILINE)

    assert len(pins) == len(pinned(RUN)) + len(pinned(DEVELOP))
    assert all("--hash=sha256:" in hashes for hashes in pins)
