"""What the product promises of its speed, and whether a run kept it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from console.bench import operations
from console.bench.flood import CONNECTIONS, Flood
from console.bench.operation import Operation
from console.bench.rows import Row

MOST_TIMES_BARE = 1.5
MOST_GROWTH = 1.2
MOST_TIMES_FLOODED = 3.0
MOST_QUERIES = 8
LONGEST_PAGE = 0.050
LONGEST_SEARCH = 0.030

MOST_QUERIES_OF = {
    operations.APP_SIGN_IN.name: 12,
    operations.DEVICE_SIGN_IN.name: 10,
    operations.PASSKEY_SIGN_IN.name: 10,
    operations.TOKEN_CODE.name: 9,
}
"""Where the last call counts a guess under a lock, uses up what was proved, and ends the sign-in besides; a code is used
up before its tokens are made and told of them after, so that whoever uses it meanwhile ends them."""

BOUND_BY_CRYPTOGRAPHY = (operations.PASSWORD_SIGN_IN, operations.SRP_SIGN_IN)
BOUND_BY_SIGNING = (operations.TOKEN_REFRESH, operations.CLIENT_CREDENTIALS)
SEARCHES = (operations.FIND_BY_EMAIL, operations.FIND_BY_SUB, operations.FIND_BY_TEAM)
BLIND_TO_SIZE = (operations.REFRESH, operations.GET_USER, operations.LIST_FIRST, operations.LIST_MIDDLE)


@dataclass(frozen=True)
class Aim:
    """One aim, what was seen, and whether that holds it. Nothing is said of what was not measured."""

    text: str
    seen: str
    held: bool


def judge(rows: list[Row]) -> list[Aim]:
    aims = [
        *_each(rows, BOUND_BY_CRYPTOGRAPHY, _within_bare),
        *_each(rows, BOUND_BY_SIGNING, _within_signing),
        *_each(rows, BLIND_TO_SIZE, _as_dear_when_large),
        *_each(rows, (operations.CONSOLE_USERS,), partial(_is_quick, limit=LONGEST_PAGE)),
        *_each(rows, SEARCHES, partial(_is_quick, limit=LONGEST_SEARCH)),
    ]
    if rows:
        aims += [*_few_queries(rows), _no_errors(rows)]
    return aims


def judge_flood(flood: Flood | None) -> list[Aim]:
    """Whether a flood of sign-ins left everything else quick (checklist 33)."""
    return [
        Aim(
            f"{CONNECTIONS} password sign-ins at once move the p99 of {row.operation} by at most"
            f" {MOST_TIMES_FLOODED:.0f} times",
            f"{row.times:.2f} times",
            row.times <= MOST_TIMES_FLOODED,
        )
        for row in (flood.rows if flood else [])
    ]


def _each(rows: list[Row], names: tuple[Operation, ...], judge_one: Callable[[list[Row]], Aim]) -> list[Aim]:
    """Rows of one operation come in the order of the pools' sizes."""
    groups = [[row for row in rows if row.operation == operation.name] for operation in names]
    return [judge_one(group) for group in groups if group]


def _within_bare(rows: list[Row]) -> Aim:
    return _within(rows, "its bare cryptography")


def _within_signing(rows: list[Row]) -> Aim:
    return _within(rows, "one RS256 signature and two round trips to PostgreSQL")


def _within(rows: list[Row], bare: str) -> Aim:
    worst = max(row.times_bare or float("inf") for row in rows)
    processor = max(row.processor_times_bare or 0.0 for row in rows)
    text = f"{rows[0].operation} takes at most {MOST_TIMES_BARE} times {bare}"
    return Aim(text, f"{worst:.2f} times (of processor time {processor:.2f})", worst <= MOST_TIMES_BARE)


def _as_dear_when_large(rows: list[Row]) -> Aim:
    small, large = rows[0].alone, rows[-1].alone
    growth = large.percentile(0.5) / small.percentile(0.5) if small.latencies else float("inf")
    processor = large.processor_time / small.processor_time if small.processor_time else 1.0
    text = (
        f"{rows[0].operation} costs the same at {rows[-1].users:,} users as at {rows[0].users:,} (within {MOST_GROWTH})"
    )
    return Aim(text, f"{growth:.2f} times (of processor time {processor:.2f})", growth <= MOST_GROWTH)


def _is_quick(rows: list[Row], *, limit: float) -> Aim:
    large = rows[-1]
    took = large.alone.percentile(0.5)
    text = f"{large.operation} is under {limit * 1000:.0f} ms at {large.users:,} users"
    return Aim(text, f"{took * 1000:.1f} ms", bool(large.alone.latencies) and took < limit)


def most_queries(operation: str) -> int:
    """Of one call."""
    return MOST_QUERIES_OF.get(operation, MOST_QUERIES)


def _few_queries(rows: list[Row]) -> list[Aim]:
    others = [row for row in rows if row.operation not in MOST_QUERIES_OF]
    special = [[row for row in rows if row.operation == name] for name in MOST_QUERIES_OF]
    return [
        *([_at_most(f"no operation makes more than {MOST_QUERIES} queries in a call", others)] if others else []),
        *(
            _at_most(f"{of[0].operation} makes at most {most_queries(of[0].operation)} queries in a call", of)
            for of in special
            if of
        ),
    ]


def _at_most(text: str, rows: list[Row]) -> Aim:
    most = max(rows, key=lambda row: row.queries.most)
    return Aim(text, f"{most.operation} {most.queries.most}", most.queries.most <= most_queries(most.operation))


def _no_errors(rows: list[Row]) -> Aim:
    errors = sum((row.errors for row in rows), Counter[int]())
    seen = ", ".join(f"{number} times status {status}" for status, number in errors.items()) or "none"
    return Aim("no request fails", seen, not errors)
