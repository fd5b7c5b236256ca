"""The lines of an uploaded file, from any place in it, with only a piece of the file in memory."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import ImportChunk, ImportJob

CHUNK = 512 * 1024
"""How large the pieces are in which a file is kept."""

# 16,000 characters of four bytes each, a carriage return, and a byte-order mark at the very beginning.
_LONGEST = 16_000 * 4 + 4


@dataclass(frozen=True)
class Line:
    """One line without its end.

    Attributes:
        number: from 1, which is the header.
        end: the place in the file where the next one begins.
        content: nothing when it is longer than any line may be.
    """

    number: int
    end: int
    content: bytes | None


def lines(job: ImportJob, *, position: int = 0, number: int = 0) -> Iterator[Line]:
    """The lines behind this place, of which so many came before. Each ends with LF or CRLF, the last with either or none."""
    rest, dropped = b"", 0
    for piece in _pieces(job, position):
        parts = piece.split(b"\n")
        parts[0] = rest + parts[0]
        rest = parts.pop()
        for part in parts:
            number, position = number + 1, position + dropped + len(part) + 1
            yield Line(number, position, _content(part, dropped))
            dropped = 0
        if len(rest) > _LONGEST:
            rest, dropped = b"", dropped + len(rest)
    if rest or dropped:
        yield Line(number + 1, position + dropped + len(rest), _content(rest, dropped))


def _content(part: bytes, dropped: int) -> bytes | None:
    return None if dropped or len(part) > _LONGEST else part.removesuffix(b"\r")


def _pieces(job: ImportJob, position: int) -> Iterator[bytes]:
    number, skipped = divmod(position, CHUNK)
    # None at all while nothing was uploaded.
    chunks = ImportChunk.objects.filter(job=job, upload=job.upload) if job.upload else ImportChunk.objects.none()
    while chunk := chunks.filter(number=number).first():
        yield bytes(chunk.content)[skipped:]
        number, skipped = number + 1, 0
