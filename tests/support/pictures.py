"""Small images, true ones and hostile ones."""

from __future__ import annotations

import struct
import zlib

_SVG = 'xmlns="http://www.w3.org/2000/svg"'


def png(red: int = 200) -> bytes:
    """One pixel."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(bytes([0, red, 20, 40]))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixel) + _chunk(b"IEND", b"")


def svg(inside: str = '<rect width="9" height="9"/>', attributes: str = "") -> bytes:
    return f'<svg {_SVG} viewBox="0 0 9 9" {attributes}>{inside}</svg>'.encode()


def ico() -> bytes:
    """A picture of nine bytes after its one entry."""
    entry = struct.pack("<BBBBHHII", 1, 1, 0, 0, 1, 32, 9, 22)
    return b"\x00\x00\x01\x00\x01\x00" + entry + b"ninebytes"


def webp() -> bytes:
    return b"RIFF" + struct.pack("<I", 12) + b"WEBPVP8 abcd"


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0 a picture \xff\xd9"


BOMB = f"""<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<svg {_SVG}><text>&d;</text></svg>"""


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
