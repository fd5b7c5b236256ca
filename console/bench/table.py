"""What a benchmark prints: machine and versions, a table, and the aims; or the same as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection

from console.bench import measure
from console.bench.aims import Aim
from console.bench.flood import CONNECTIONS, PAUSE, Flood
from console.bench.flood import Row as FloodRow
from console.bench.rows import Row

PACKAGES = ("granian", "psycopg", "argon2-cffi", "cryptography", "gmpy2")
HEADINGS = ("operation", "users", "req/s", "p50", "p99", "errors", "alone", "bare", "x", "x/cpu", "x/s", "cpu", "SQL")
WIDTHS = (36, 9, 8, 9, 9, 8, 9, 8, 7, 7, 7, 8, 12)

LEGEND = f"""\
Times in milliseconds. req/s, p50, p99: {measure.CROWD} requests at once. alone: median of one at a time; cpu: the web
server's processor time for it, PostgreSQL's not. bare: its cryptography only, measured between the rounds; x = alone /
bare; x/cpu = the same of processor time; x/s = what the cores could do of the bare cryptography / req/s.
SQL: queries of each call + BEGIN, COMMIT and such. A sign-in of several calls is measured as one; what the client
reckons in between is on no clock, nor is the making and signing of requests. Bare of the token endpoint is one RS256
signature and two round trips to PostgreSQL. Where a pool must be special for an operation, it is a small one beside
the large ones."""

BUSY = ": others use the cores too, so times say less than processor times"


def machine(*, load: float) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgresql = cursor.fetchone()[0]
    costs = ",".join(f"{name}={cost}" for name, cost in settings.POOLHOUSE_ARGON2.items())
    return {
        "machine": f"{processor_name()}, {cores()} cores",
        "load": f"{load:.1f} before the run{BUSY if load > cores() / 2 else ''}",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}, PostgreSQL {postgresql}",
        "packages": ", ".join([f"Django {django.__version__}", *(f"{name} {version(name)}" for name in PACKAGES)]),
        "server": f"{settings.POOLHOUSE_WEB_WORKERS} workers of {settings.POOLHOUSE_WEB_THREADS} threads, argon2id {costs}",
    }


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processor_name() -> str:
    """As Linux tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def text(about: dict[str, str], rows: list[Row], aims: list[Aim], flood: Flood | None = None) -> str:
    lines = [f"{name:<9} {value}" for name, value in about.items()]
    if rows:
        lines += ["", _line(HEADINGS), "-" * len(_line(HEADINGS)), *(_line(_cells(row)) for row in rows), "", LEGEND]
    lines += [*_flood_lines(flood), ""]
    lines += [f"{'held  ' if aim.held else 'MISSED'}  {aim.text}: {aim.seen}" for aim in aims]
    return "\n".join(lines)


def as_json(about: dict[str, str], rows: list[Row], aims: list[Aim], flood: Flood | None = None) -> str:
    told: dict[str, Any] = {
        "about": about,
        "rows": [_members(row) for row in rows],
        "aims": [asdict(aim) for aim in aims],
    }
    if flood:
        told["flood"] = {"sign_ins": flood.told, "rows": [_flood_members(row) for row in flood.rows]}
    return json.dumps(told, indent=2)


def _flood_lines(flood: Flood | None) -> list[str]:
    if flood is None:
        return []
    heading = f"{CONNECTIONS} password sign-ins at once, again after {PAUSE} s when sent away: {flood.told}"
    rows = [
        (
            row.operation,
            *(_milliseconds(tally.percentile(share)) for tally in (row.alone, row.flooded) for share in (0.5, 0.99)),
            _times(row.times),
        )
        for row in flood.rows
    ]
    columns = ("", "p50", "p99", "flooded", "flooded", "x p99")
    return ["", heading, _flood_line(columns), *(_flood_line(row) for row in rows)]


def _flood_line(cells: tuple[str, ...]) -> str:
    return f"{cells[0]:<{WIDTHS[0]}}" + "".join(f"{cell:>10}" for cell in cells[1:])


def _flood_members(row: FloodRow) -> dict[str, Any]:
    tallies = {"alone": row.alone, "flooded": row.flooded}
    return {
        "operation": row.operation,
        **{f"{name}_p99": tally.percentile(0.99) for name, tally in tallies.items()},
        "times": row.times,
        "errors": dict(row.alone.errors + row.flooded.errors),
    }


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.operation,
        f"{row.users:,}",
        f"{row.crowd.rate:.0f}",
        _milliseconds(row.crowd.percentile(0.5)),
        _milliseconds(row.crowd.percentile(0.99)),
        str(row.errors.total()),
        _milliseconds(row.alone.percentile(0.5)),
        _milliseconds(row.bare),
        _times(row.times_bare),
        _times(row.processor_times_bare),
        _times(row.rate_behind_bare(cores())),
        _milliseconds(row.alone.processor_time),
        str(row.queries),
    )


def _members(row: Row) -> dict[str, Any]:
    return {
        "operation": row.operation,
        "users": row.users,
        "requests_per_second": row.crowd.rate,
        "p50": row.crowd.percentile(0.5),
        "p99": row.crowd.percentile(0.99),
        "errors": dict(row.errors),
        "alone_p50": row.alone.percentile(0.5),
        "alone_p99": row.alone.percentile(0.99),
        "alone_processor": row.alone.processor_time,
        "crowd_processor": row.crowd.processor_time,
        "bare": row.bare,
        "times_bare": row.times_bare,
        "processor_times_bare": row.processor_times_bare,
        "rate_behind_bare": row.rate_behind_bare(cores()),
        "queries": list(row.queries.statements),
        "transaction_statements": row.queries.transactional,
    }


def _milliseconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:.2f}"


def _times(number: float | None) -> str:
    return "" if number is None else f"{number:.2f}"


def _line(cells: tuple[str, ...]) -> str:
    first, *rest = cells
    return f"{first:<{WIDTHS[0]}}" + "".join(f"{cell:>{width}}" for cell, width in zip(rest, WIDTHS[1:], strict=True))
