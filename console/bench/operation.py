"""What one line of the table is, and the scene that it is measured in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from console.bench.calls import Caller, Request
from console.bench.crowd import Crowd
from console.bench.drive import GOOD
from console.bench.holders import Apps, Devices, Locked, Passkeys, Rotating
from console.bench.load import Known, Population
from console.bench.srp_client import SrpClient


@dataclass(frozen=True)
class Scene:
    """One loaded pool, who calls, and the session cookie of a signed-in operator; and what few operations need."""

    population: Population
    caller: Caller
    operator_cookies: dict[str, str]
    srp: SrpClient
    crowd_size: int = 1

    @cached_property
    def crowd(self) -> Crowd:
        return Crowd.load(self.crowd_size)

    @cached_property
    def apps(self) -> Apps:
        return Apps.load(len(self.population.known))

    @cached_property
    def devices(self) -> Devices:
        return Devices.load(len(self.population.known))

    @cached_property
    def passkeys(self) -> Passkeys:
        return Passkeys.load(len(self.population.known))

    @cached_property
    def rotating(self) -> Rotating:
        return Rotating.load(self.population)

    @cached_property
    def locked(self) -> Locked:
        return Locked.load(self.population)


Step = Callable[[Scene, bytes], Request]
"""A further request, made out of the answer to the one before it."""


def _nothing(scene: Scene) -> None:
    """There is nothing to prepare."""


@dataclass(frozen=True)
class Operation:
    """One line of the table.

    Attributes:
        name: of the line.
        requests: the first requests, each for another user where it matters.
        cryptography: the calculations that it cannot do without, as `Cryptography` names them.
        following: the requests that follow each.
        prepare: makes requests good that were sent before, off the clock.
        learn: takes from each last answer what the next request of its user needs, off the clock.
        good: the statuses of last answers when all goes well.
        spent: its requests are good once, so that each lot needs new ones, made off the clock.
        apart: it has a small pool of its own, so that nothing is to be learned from another size of the large one.
        users: how many users its pool has, where it is apart and they are more than its requests.
    """

    name: str
    requests: Callable[[Scene], list[Request]]
    cryptography: tuple[str, ...] = ()
    following: tuple[Step, ...] = ()
    prepare: Callable[[Scene], None] = _nothing
    learn: Callable[[Scene, bytes], None] | None = None
    good: frozenset[int] = GOOD
    spent: bool = False
    apart: bool = False
    users: Callable[[Scene], int] | None = None

    @property
    def in_lots(self) -> bool:
        """Whether something is to be reckoned between requests, so that they cannot go round and round."""
        return bool(self.following or self.learn or self.spent)


def for_each(make: Callable[[Scene, Known], Request]) -> Callable[[Scene], list[Request]]:
    return lambda scene: [make(scene, known) for known in scene.population.known]
