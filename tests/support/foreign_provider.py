"""An OpenID provider that others wrote (oidc-provider-mock, on Authlib), in a process of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

PERSON = {"sub": "greta", "email": "greta@example.com", "email_verified": True, "name": "Greta Example"}
_PATIENCE = 20.0


@contextmanager
def running() -> Iterator[str]:
    """Serve until the block ends; its issuer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "1"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*command, "--user-claims", json.dumps(PERSON)], stdout=quiet, stderr=quiet)
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{issuer}/.well-known/openid-configuration")
        yield issuer
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str) -> None:
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        try:
            httpx.get(url).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)
