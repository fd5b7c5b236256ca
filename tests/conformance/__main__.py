"""The long fuzz run, which `manage.py fuzz` starts on a database made for it: one operation after the other, in rounds."""

from __future__ import annotations

from tests import environment  # isort: skip  # noqa: F401  before Django reads its settings

import argparse
import sys
import time
from itertools import count
from unittest import mock

from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import call_command
from django.db import connection

from pools.wire import model, registry
from pools.wire.model import Operation
from tests.conformance import fuzzing
from tests.conformance import scene as scenes
from tests.conformance.aftermath import undone
from tests.conformance.fuzzing import Broken
from tests.conformance.scene import Scene
from tests.support import keys


def main() -> int:
    options = arguments()
    chosen = operations(options.operation)
    if not chosen:
        say(f"{options.operation} is no operation that Poolhouse answers.")
        return 2
    call_command("migrate", verbosity=0)
    say(f"Fuzzing {len(chosen)} operations on {connection.vendor}, seed {options.seed}.")
    ends = time.monotonic() + options.seconds if options.seconds else None
    with mock.patch.object(rsa, "generate_private_key", keys.next_key), undone():
        faults = run(scenes.prepared(), chosen, options, ends)
    say(f"{faults} operations failed." if faults else "Nothing failed.")
    return 1 if faults else 0


def arguments() -> argparse.Namespace:
    """As `manage.py fuzz` has checked them."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("--operation", default="")
    parser.add_argument("--examples", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    return parser.parse_args()


def operations(name: str) -> list[Operation]:
    answered = [each for each in model.service("cognito-idp").operations.values() if registry.lookup(each)]
    return [operation for operation in answered if name in {"", operation.name}]


def run(scene: Scene, chosen: list[Operation], options: argparse.Namespace, ends: float | None) -> int:
    """How many operations failed; with a time to end at, round after round, else one round."""
    tried = 0
    failed: set[str] = set()
    for seed in count(options.seed):
        for operation in chosen:
            if ends is not None and time.monotonic() > ends:
                say(f"{tried} runs of {options.examples} examples.")
                return len(failed)
            if operation.name not in failed and is_broken(scene, operation, examples=options.examples, seed=seed):
                failed.add(operation.name)
            tried += 1
        if ends is None or len(failed) == len(chosen):
            return len(failed)
    raise AssertionError("there is always a next seed")


def is_broken(scene: Scene, operation: Operation, *, examples: int, seed: int) -> bool:
    """Try, and tell what went wrong and how to see it again."""
    try:
        fuzzing.fuzz(scene, operation, examples=examples, number=seed)
    except Broken as problem:
        say(
            f"\n{problem}\nAgain: python3 manage.py fuzz --operation {operation.name} --examples {examples} --seed {seed}\n"
        )
        return True
    return False


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
