"""The flood: a process of its own that sends sign-ins from many connections at once, as many other machines would.

It takes its job as JSON from stdin, and says what became of it as JSON on stdout.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import threading
import time
from collections import Counter

from console.bench.drive import OK, Line

# Others' machines do not take their processor time from ours.
NICENESS = 19


def flood(port: int, requests: list[bytes], *, connections: int, seconds: float, pause: float) -> Counter[int]:
    """How often each status came back; 0 is no answer. Whoever is refused waits a while before the next try."""
    until = time.monotonic() + seconds
    seen: Counter[int] = Counter()
    together = threading.Barrier(connections)

    def send(first: int) -> None:
        with Line(port) as line:
            together.wait()
            number = first
            while time.monotonic() < until:
                status, _ = line.ask(requests[number % len(requests)])
                seen[status] += 1  # one statement at a time: the interpreter's lock makes it whole
                number += connections
                if status != OK:
                    rest = pause * (500 + secrets.randbelow(1001)) / 1000
                    time.sleep(max(0.0, min(rest, until - time.monotonic())))

    threads = [threading.Thread(target=send, args=(number,), daemon=True) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def main() -> None:
    os.nice(NICENESS)
    job = json.load(sys.stdin)
    requests = [text.encode() for text in job.pop("requests")]
    sys.stdout.write(json.dumps(flood(job.pop("port"), requests, **job)))


if __name__ == "__main__":
    main()
