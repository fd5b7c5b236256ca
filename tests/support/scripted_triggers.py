"""Triggers for tests: a real server on loopback that speaks Lambda's invoke API and takes webhooks, by script."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote

from pools.models import UserPool
from tests.support import loopback

Event = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What goes back over HTTP."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Script = Callable[[Event], Reply]


def unchanged(event: Event) -> Reply:
    return Reply(json.dumps(event).encode())


def responding(**response: Any) -> Script:
    """The event with these members put into its response."""
    return lambda event: Reply(json.dumps({**event, "response": {**event["response"], **response}}).encode())


def basic_claims(**details: Any) -> Script:
    """What version 1 of PreTokenGeneration gives back."""
    return responding(claimsOverrideDetails=details)


def advanced_claims(**details: Any) -> Script:
    """What versions 2 and 3 of PreTokenGeneration give back."""
    return responding(claimsAndScopeOverrideDetails=details)


def returning(value: Any) -> Script:
    """Whatever a broken function returns."""
    return lambda _: Reply(value if isinstance(value, bytes) else json.dumps(value).encode())


def throwing(message: str) -> Script:
    """A function that raised."""
    body = json.dumps({"errorMessage": message, "errorType": "Error", "trace": []}).encode()
    return lambda _: Reply(body, headers={"X-Amz-Function-Error": "Unhandled"})


def lambda_error(code: str, status: int) -> Script:
    """Lambda itself turned the call down."""
    body = json.dumps({"Message": "no", "Type": "User"}).encode()
    return lambda _: Reply(body, status, {"x-amzn-ErrorType": code})


def status(number: int, body: bytes = b"", **headers: str) -> Script:
    return lambda _: Reply(body, number, headers)


def slow(seconds: float) -> Script:
    def script(event: Event) -> Reply:
        time.sleep(seconds)
        return unchanged(event)

    return script


@dataclass(frozen=True)
class Received:
    """One call: the event, and the request that carried it."""

    name: str
    event: Event
    body: bytes
    headers: dict[str, str]


@dataclass
class ScriptedTriggers:
    """The server's state: what each function does, and what it was sent."""

    url: str
    scripts: dict[str, Script] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)

    def on(self, name: str, script: Script) -> str:
        """Let the function `name` do this; its ARN."""
        self.scripts[name] = script
        return f"arn:aws:lambda:us-east-1:000000000000:function:{name}"

    def attach(self, pool: UserPool, **scripts: Script) -> None:
        """Make these the pool's only triggers."""
        pool.settings["LambdaConfig"] = {name: self.on(name, script) for name, script in scripts.items()}
        pool.save()

    def hook_url(self, name: str, script: Script) -> str:
        """Let the address `name` do this; its URL."""
        self.scripts[name] = script
        return f"{self.url}/hooks/{name}"

    def attach_tokens(self, pool: UserPool, script: Script, *, version: str = "V2_0") -> None:
        """Let this be what the pool's PreTokenGeneration function of that version does."""
        configuration = {"LambdaVersion": version, "LambdaArn": self.on("PreTokenGeneration", script)}
        pool.settings["LambdaConfig"] = {"PreTokenGenerationConfig": configuration}
        pool.save()

    @property
    def events(self) -> list[Event]:
        return [call.event for call in self.received]


@contextmanager
def scripted_triggers() -> Iterator[ScriptedTriggers]:
    """Serve until the block ends."""
    with loopback.playing(_Requests, "state", lambda port: ScriptedTriggers(f"http://127.0.0.1:{port}")) as playing:
        yield playing


class _Requests(BaseHTTPRequestHandler):
    """`POST /2015-03-31/functions/<ARN>/invocations` and `POST /hooks/<name>`."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = _name(self.path)
        state: ScriptedTriggers = vars(self.server)["state"]
        headers = {key.lower(): value for key, value in self.headers.items()}
        state.received.append(Received(name, json.loads(body), body, headers))
        script = state.scripts.get(name, lambda_error("ResourceNotFoundException", 404))
        self._reply(script(json.loads(body)))

    def _reply(self, reply: Reply) -> None:
        try:
            self.send_response(reply.status)
            for key, value in reply.headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
        except OSError:
            self.close_connection = True  # the caller's time was up

    def log_message(self, *args: Any) -> None:
        """Nothing."""


def _name(path: str) -> str:
    parts = unquote(path).split("/")
    return parts[3].split(":")[6] if parts[2] == "functions" else parts[2]
