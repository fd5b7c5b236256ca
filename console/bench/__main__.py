"""The benchmark itself, run by `manage.py bench` in the place that it prepares."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from types import FrameType

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
django.setup()

from django.test import Client  # noqa: E402  after the set-up that its imports need

from console.bench import aims, filling, flood, importing, load, measure, server, table  # noqa: E402
from console.bench.bare import Cryptography  # noqa: E402
from console.bench.calls import Caller  # noqa: E402
from console.bench.operation import Scene  # noqa: E402
from console.bench.operations import OPERATIONS  # noqa: E402
from console.bench.rows import Row  # noqa: E402
from console.bench.server import Server  # noqa: E402
from console.bench.srp_client import SrpClient  # noqa: E402
from console.models import Operator  # noqa: E402

# A pool that nothing is measured on is this part of the largest one.
NEIGHBOUR = 5
# A hundredth of the requests is looked at, so there must be many.
FLOOD_TIMES = 4


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    options = arguments()
    load_before = os.getloadavg()[0]
    chosen = [operation for operation in OPERATIONS if options.only.lower() in operation.name.lower()]
    with server.running() as running:
        sizes = [int(size) for size in options.users.split(",")]
        # Others' users come first in every table, as in an installation with several pools.
        load.population(max(1, max(sizes) // NEIGHBOUR))
        scenes = [scene(running, size, options.crowd) for size in sizes]
        for operation in chosen:
            measure.load(operation, scenes)
        filling.settle()
        about = table.machine(load=load_before)
        cryptography = Cryptography.prepare()
        rows: list[Row] = []
        for operation in chosen:
            say(f"Measuring {operation.name} ...")
            rows += measure.operation(operation, scenes, running, cryptography, seconds=options.seconds)
        flooded = None
        if options.only.lower() in flood.NAME:
            say(f"Measuring {flood.NAME} ...")
            flooded = flood.measure(scenes[0], running, seconds=FLOOD_TIMES * options.seconds)
        found = None
        if options.only.lower() in importing.NAME:
            say(f"Measuring {importing.NAME} ...")
            found = importing.measure(max(sizes))
    judged = [*aims.judge(rows), *aims.judge_flood(flooded), *importing.judge(found)]
    shown = table.as_json if options.json else table.text
    sys.stdout.write(shown(about, rows, judged, flooded) + "\n")
    return 1 if any(row.errors for row in rows) else 0


def arguments() -> argparse.Namespace:
    """As `manage.py bench` has checked them."""
    parser = argparse.ArgumentParser(prog="python -m console.bench")
    parser.add_argument("--users", required=True)
    parser.add_argument("--crowd", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def scene(running: Server, size: int, crowd: int) -> Scene:
    began = time.monotonic()
    population = load.population(size)
    say(f"Loaded {size:,} users in {time.monotonic() - began:.0f} s.")
    welcome = running.welcome
    caller = Caller(running.host, welcome["region"], welcome["access_key_id"], welcome["secret_access_key"])
    return Scene(population, caller, operator_cookies(), SrpClient(), crowd)


def operator_cookies() -> dict[str, str]:
    """Those of a browser in which the operator has signed in."""
    browser = Client()
    browser.force_login(Operator.objects.get())
    return {name: cookie.value for name, cookie in browser.cookies.items()}


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  a signal handler's signature
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
