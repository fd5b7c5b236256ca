"""What was measured: a row for each operation and size of pool."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from console.bench.bare import Time
from console.bench.queries import Queries


@dataclass
class Tally:
    """Requests of one concurrency, the time they took together, and the processor time the web server spent on them."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    errors: Counter[int] = field(default_factory=Counter)
    """How often each status came back that is no good one; 0 is no answer at all."""
    processor: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    @property
    def processor_time(self) -> float:
        """For one request."""
        return self.processor / len(self.latencies) if self.latencies else 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


@dataclass
class Row:
    """One operation at one size of pool: one request at a time, and a crowd at once."""

    operation: str
    users: int
    queries: Queries
    alone: Tally = field(default_factory=Tally)
    crowd: Tally = field(default_factory=Tally)
    bare_times: list[Time] = field(default_factory=list)

    @property
    def errors(self) -> Counter[int]:
        return self.alone.errors + self.crowd.errors

    @property
    def bare(self) -> float | None:
        """Seconds of the cryptography alone, if there is any."""
        return median(time.wall for time in self.bare_times) if self.bare_times else None

    @property
    def times_bare(self) -> float | None:
        """How many times its bare cryptography a request takes that has the server to itself."""
        return self.alone.percentile(0.5) / self.bare if self.bare else None

    @property
    def processor_times_bare(self) -> float | None:
        """The same of processor time alone, which says more where others use the machine too."""
        if not self.bare_times:
            return None
        return self.alone.processor_time / median(time.processor for time in self.bare_times)

    def rate_behind_bare(self, cores: int) -> float | None:
        """How many times more the cores would do if they had nothing to do but the cryptography."""
        return cores / self.bare / self.crowd.rate if self.bare and self.crowd.rate else None
