"""Colours, and how well one can be read on another (WCAG 2.2)."""

import re
from dataclasses import dataclass
from typing import Self

_HEX = re.compile(r"#?(?P<colour>[0-9a-fA-F]{6})(?P<alpha>[0-9a-fA-F]{2})?")
_NEARLY_BLACK = 0.04045
READABLE = 4.5
"""The least contrast of text."""
VISIBLE = 3.0
"""The least contrast of an edge that says where something is."""


@dataclass(frozen=True)
class Colour:
    """An opaque colour."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def parts(self) -> tuple[int, int, int]:
        """Red, green and blue, from 0 to 255."""
        return self.red, self.green, self.blue

    @property
    def luminance(self) -> float:
        """From 0, black, to 1, white."""
        red, green, blue = (_linear(part / 255) for part in self.parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def mixed(self, other: "Colour", amount: float) -> "Colour":
        """Some of the other colour laid over this one; 1 is the other alone."""
        pairs = zip(self.parts, other.parts, strict=True)
        return Colour(*(round(mine + (theirs - mine) * amount) for mine, theirs in pairs))

    @classmethod
    def read(cls, text: object, *, over: Self) -> Self | None:
        """AWS's 6 or 8 hexadecimal digits; what is half transparent is blended with what lies below."""
        found = _HEX.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            return None
        digits = found["colour"]
        colour = cls(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))
        alpha = int(found["alpha"] or "ff", 16) / 255
        return cls(*over.mixed(colour, alpha).parts)


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)


def contrast(one: Colour, other: Colour) -> float:
    """From 1, the same, to 21, black and white."""
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: Colour, grounds: list[Colour]) -> float:
    """On the ground where it is read worst."""
    return min(contrast(colour, ground) for ground in grounds)


def _linear(part: float) -> float:
    return part / 12.92 if part <= _NEARLY_BLACK else float(((part + 0.055) / 1.055) ** 2.4)
