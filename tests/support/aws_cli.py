"""The AWS CLI as a script drives it: real commands and real output, but one start for all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class AwsCli:
    """`aws cognito-idp` against one endpoint."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, command: str, **options: Any) -> dict[str, Any]:
        """Run `aws cognito-idp <command> --<option> <value>...`; what it prints as JSON."""
        code, said, complained = self.run(command, **options)
        assert code == 0, f"aws cognito-idp {command}: {complained}"
        printed: dict[str, Any] = json.loads(said or "{}")
        return printed

    def refused(self, command: str, **options: Any) -> str:
        """What it complains of."""
        code, _, complained = self.run(command, **options)
        assert code == 255, (code, complained)
        return complained.strip()

    def run(self, command: str, **options: Any) -> tuple[int, str, str]:
        """Exit code, output and complaint. `True` and `False` are flags, lists and dicts go as JSON."""
        words = ["cognito-idp", command]
        for name, value in options.items():
            words += _words(name.replace("_", "-"), value)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        code, said, complained = json.loads(self._process.stdout.readline())
        return code, said, complained


@contextmanager
def started(endpoint: str, *, access_key_id: str, secret: str) -> Iterator[AwsCli]:
    """A CLI that knows nothing of the machine's own settings."""
    own = {
        "AWS_ACCESS_KEY_ID": access_key_id,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command = [sys.executable, "-m", "tests.support.aws_cli_shell"]
    with subprocess.Popen(
        command, cwd=ROOT, env=kept | own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield AwsCli(process)
        assert process.stdin
        process.stdin.close()
        assert process.wait(30) == 0


def _words(name: str, value: Any) -> list[str]:
    if value is True:
        return [f"--{name}"]
    if value is False:
        return [f"--no-{name}"]
    return [f"--{name}", json.dumps(value) if isinstance(value, list | dict) else str(value)]
