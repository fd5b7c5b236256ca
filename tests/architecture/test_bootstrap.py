"""`manage.py` sets itself up with nothing but python3, and leaves other people's environments alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
PYTHON = str(Path(sys.base_prefix) / "bin" / "python3")
PINS = "# nothing to run\n# ---- to develop ----\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A clone whose Django is a file that says who runs it, and whose requirements are none."""
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / "requirements.txt").write_text(PINS)
    management = tmp_path / "django" / "core" / "management"
    management.mkdir(parents=True)
    for folder in (management, management.parent, management.parent.parent):
        (folder / "__init__.py").touch()
    (management / "__init__.py").write_text(
        "import sys\ndef execute_from_command_line(argv): print(sys.prefix, *argv[1:])\n"
    )
    return tmp_path


def run(tree: Path, *arguments: str, python: str = PYTHON, **variables: str) -> subprocess.CompletedProcess[str]:
    # Without uv on PATH, as on a bare machine; nothing is downloaded, for nothing is pinned.
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tree), **variables}
    command = [python, "manage.py", *arguments]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def test_the_first_command_makes_the_environment_and_runs_in_it(tree: Path) -> None:
    ran = run(tree, "up", "--only", "web")

    assert ran.stdout == f"{tree / '.venv'} up --only web\n"
    assert "installing what requirements.txt pins" in ran.stderr


def test_the_second_command_installs_nothing(tree: Path) -> None:
    run(tree, "up")

    assert run(tree, "up").stderr == ""


def test_changed_pins_are_installed_by_the_next_command(tree: Path) -> None:
    run(tree, "up")
    (tree / "requirements.txt").write_text(PINS + "# changed\n")

    assert "installing" in run(tree, "up").stderr


def test_tests_need_more_than_running_but_not_the_other_way(tree: Path) -> None:
    run(tree, "up")

    assert "installing" in run(tree, "test").stderr
    assert run(tree, "up").stderr == ""


def test_a_broken_environment_is_made_anew(tree: Path) -> None:
    (tree / ".venv" / "bin").mkdir(parents=True)
    (tree / ".venv" / "bin" / "python").write_text("not a program")

    assert run(tree, "up").stdout == f"{tree / '.venv'} up\n"


def test_two_first_commands_together_install_once(tree: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tree)}
    command = [PYTHON, "manage.py", "up"]
    both = [subprocess.Popen(command, cwd=tree, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    assert [started.communicate()[0] for started in both] == [f"{tree / '.venv'} up\n"] * 2


def test_it_can_be_told_to_keep_out(tree: Path) -> None:
    ran = run(tree, "check", NO_BOOTSTRAP="1")

    assert (ran.stdout, (tree / ".venv").exists()) == (f"{sys.base_prefix} check\n", False)


def test_an_active_environment_of_somebody_elses_is_used_as_it_is(tree: Path) -> None:
    ran = run(tree, "check", python=sys.executable)

    assert (ran.stdout, (tree / ".venv").exists()) == (f"{sys.prefix} check\n", False)
    assert os.path.realpath(sys.prefix) != str(tree / ".venv")
