"""Scripts of tests/clients, run by node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

CLIENTS = Path(__file__).resolve().parent.parent / "clients"
_PATIENCE_SECONDS = 90


def run(script: str, *given: str) -> dict[str, Any]:
    """What the script prints as JSON."""
    call = [shutil.which("node") or "node", script, *given]
    done = subprocess.run(call, cwd=CLIENTS, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=True)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def bundle(script: str) -> bytes:
    """The script with all that it imports, for a browser."""
    call = [str(CLIENTS / "node_modules/.bin/esbuild"), script, "--bundle", "--format=esm", "--log-level=error"]
    return subprocess.run(call, cwd=CLIENTS, capture_output=True, timeout=_PATIENCE_SECONDS, check=True).stdout
