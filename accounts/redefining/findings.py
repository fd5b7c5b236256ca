"""What a change would break: each kind of break, how many users it is about, and a few of them by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

EXAMPLES = 5


@dataclass
class Finding:
    """One kind of break.

    Attributes:
        kind: a key of `KINDS`.
        subject: the attribute that it is about.
        count: users, app clients or providers.
        examples: some of them: `sub` and name of users, names of others.
    """

    kind: str
    subject: str
    count: int = 0
    examples: list[list[str]] = field(default_factory=list)

    def add(self, *example: str) -> None:
        """One more."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(list(example))

    @property
    def blocks(self) -> bool:
        """Whether the change cannot be applied as long as there is any."""
        return self.kind in BLOCKING

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """As a change keeps it."""
        return cls(told["kind"], told["subject"], told["count"], told["examples"])

    def written(self) -> dict[str, Any]:
        """For a change to keep."""
        return {"kind": self.kind, "subject": self.subject, "count": self.count, "examples": self.examples}


BLOCKING = frozenset({"duplicate", "client_left_with_nothing", "provider_maps_removed"})


def merged(*lists: Iterable[Finding]) -> list[Finding]:
    """Those of the same kind and subject as one; without those that are about nobody."""
    found: dict[tuple[str, str], Finding] = {}
    for finding in (finding for findings in lists for finding in findings):
        kept = found.setdefault((finding.kind, finding.subject), Finding(finding.kind, finding.subject))
        kept.count += finding.count
        kept.examples = (kept.examples + finding.examples)[:EXAMPLES]
    return [finding for finding in found.values() if finding.count]
