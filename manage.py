#!/usr/bin/env python3
"""Poolhouse's commands. With nothing but python3 it first makes .venv and installs what requirements.txt pins."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from typing import IO, NoReturn

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "poolhouse-stamp")
REQUIREMENTS = os.path.join(ROOT, "requirements.txt")
DEVELOP_MARK = "# ---- to develop ----"
DEVELOP_COMMANDS = ("test", "bench", "fuzz", "makemigrations")
OLDEST_PYTHON = (3, 11)


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        stop("Poolhouse needs Python %d.%d or newer; this is %s." % (*OLDEST_PYTHON, sys.version.split()[0]))
    bootstrap(sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def bootstrap(arguments: "list[str]") -> None:
    """Have the virtual environment as pinned, and be in it; left alone in an environment of somebody else's."""
    inside = os.path.realpath(sys.prefix) == os.path.realpath(VENV)
    foreign = sys.prefix != sys.base_prefix and not inside
    if foreign or os.environ.get("NO_BOOTSTRAP") == "1":
        return
    develop = bool(arguments) and arguments[0] in DEVELOP_COMMANDS
    if not is_current(develop):
        with locked():
            if not is_current(develop):
                install(develop)
        inside = False
    if not inside:
        os.execv(VENV_PYTHON, [VENV_PYTHON, *sys.argv])


def wanted_stamp(develop: bool) -> str:
    with open(REQUIREMENTS, "rb") as file:
        pins = hashlib.sha256(file.read()).hexdigest()
    return "%d.%d %s %s" % (*sys.version_info[:2], pins, "develop" if develop else "run")


def is_current(develop: bool) -> bool:
    try:
        with open(STAMP, encoding="utf-8") as file:
            stamp = file.read().strip()
    except OSError:
        return False
    # Who has what is needed to develop has what is needed to run.
    return stamp == wanted_stamp(True) or (not develop and stamp == wanted_stamp(False))


def locked() -> "IO[str]":
    """Two commands started together install once."""
    import fcntl

    file = open(os.path.join(ROOT, ".bootstrap.lock"), "w", encoding="utf-8")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def install(develop: bool) -> None:
    say("Poolhouse: installing what requirements.txt pins into .venv (only when it has changed) ...")
    uv = shutil.which("uv")
    if os.path.exists(STAMP):
        os.remove(STAMP)
    make_venv(uv)
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as pins:
        pins.write(read_pins(develop))
        pins.flush()
        options = ["--require-hashes", "--only-binary", ":all:", "-r", pins.name]
        if uv:
            run([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", VENV_PYTHON, *options])
        else:
            run([VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *options])
    with open(STAMP, "w", encoding="utf-8") as file:
        file.write(wanted_stamp(develop))


def make_venv(uv: "str | None") -> None:
    if is_usable_venv(uv):
        return
    if uv:
        run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV])
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop(
            "Poolhouse needs Python's venv module to set itself up. On Debian or Ubuntu: "
            "apt-get install python3-venv. Then run the same command again."
        )
    run([sys.executable, "-m", "venv", "--clear", VENV])


def is_usable_venv(uv: "str | None") -> bool:
    probe = "import sys; print('%d.%d' % sys.version_info[:2])" + ("" if uv else "; import pip")
    try:
        found = subprocess.run([VENV_PYTHON, "-c", probe], capture_output=True, text=True)
    except OSError:
        return False
    return found.returncode == 0 and found.stdout.strip() == "%d.%d" % sys.version_info[:2]


def read_pins(develop: bool) -> str:
    with open(REQUIREMENTS, encoding="utf-8") as file:
        pins = file.read()
    return pins if develop else pins.split(DEVELOP_MARK)[0]


def run(command: "list[str]") -> None:
    done = subprocess.run(command)
    if done.returncode != 0:
        stop("Poolhouse could not set up .venv: the command above failed (%s)." % " ".join(command[:4]))


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def stop(line: str) -> "NoReturn":
    say(line)
    sys.exit(1)


if __name__ == "__main__":
    main()
