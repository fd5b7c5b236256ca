"""Images that an operator uploads for sign-in pages: taken by what they are, not by what they are called."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from pools.core.errors import InvalidParameterException

CONTENT_TYPES: Final[dict[str, str]] = {
    "ICO": "image/x-icon",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "SVG": "image/svg+xml",
    "WEBP": "image/webp",
}
_SVG = "{http://www.w3.org/2000/svg}"
# What draws. Not in it: script, foreignObject, image, use, style, a, animations; each could load or run something.
_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "filter",
        "feBlend",
        "feColorMatrix",
        "feComposite",
        "feDropShadow",
        "feFlood",
        "feGaussianBlur",
        "feMerge",
        "feMergeNode",
        "feOffset",
    ]
)
_DANGEROUS_VALUE = re.compile(r"(?:javascript|data|https?|file)\s*:|//|@import|expression|\\", re.IGNORECASE)
_LOCAL_URL = re.compile(r"url\(\s*#[\w-]+\s*\)")
_LOCAL_REFERENCE = re.compile(r"#[\w-]+")
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNK = 12  # length, type and checksum
_ICO_ENTRY = 16


def kind(content: bytes) -> str | None:
    """What the whole of it is: ICO, JPEG, PNG, SVG or WEBP; nothing when anything else stands behind the image."""
    return next((name for name, is_one in _KINDS.items() if is_one(content)), None)


def check(content: bytes, *, extension: str) -> None:
    """Refuse what is not an image of this kind, and drawings that could load or run something (checklist 56).

    Raises:
        InvalidParameterException: with the reason.
    """
    if not _KINDS[extension](content):
        raise InvalidParameterException(f"The image is no {extension}.")
    if extension == "SVG":
        _check_svg(content)


def _is_png(content: bytes) -> bool:
    if not content.startswith(_PNG_HEAD):
        return False
    position = len(_PNG_HEAD)
    while position + _PNG_CHUNK <= len(content):
        name = content[position + 4 : position + 8]
        position += _PNG_CHUNK + int.from_bytes(content[position : position + 4])
        if name == b"IEND":
            return position == len(content)
    return False


def _is_jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff") and content.endswith(b"\xff\xd9")


def _is_webp(content: bytes) -> bool:
    size = int.from_bytes(content[4:8], "little") + 8
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP" and size == len(content)


def _is_ico(content: bytes) -> bool:
    return content.startswith(b"\x00\x00\x01\x00") and max(_ends_of_icons(content), default=0) == len(content)


def _ends_of_icons(content: bytes) -> Iterator[int]:
    for number in range(int.from_bytes(content[4:6], "little")):
        entry = content[6 + number * _ICO_ENTRY :][:_ICO_ENTRY]
        yield int.from_bytes(entry[8:12], "little") + int.from_bytes(entry[12:16], "little")


def _is_svg(content: bytes) -> bool:
    return _svg_root(content) is not None


_KINDS: Final[dict[str, Callable[[bytes], bool]]] = {
    "ICO": _is_ico,
    "JPEG": _is_jpeg,
    "PNG": _is_png,
    "SVG": _is_svg,
    "WEBP": _is_webp,
}


def _check_svg(content: bytes) -> None:
    root = _svg_root(content)
    for element in root.iter() if root is not None else ():
        if element.tag is etree.Comment:
            continue
        if not isinstance(element.tag, str) or element.tag.removeprefix(_SVG) not in _ELEMENTS:
            raise InvalidParameterException(f"The SVG has an element that is not allowed: {str(element.tag)[-32:]}")
        for name, value in element.attrib.items():
            _check_attribute(str(name), str(value))


def _check_attribute(name: str, value: str) -> None:
    local = name.rpartition("}")[2].lower()
    if local == "href":
        allowed = _LOCAL_REFERENCE.fullmatch(value.strip()) is not None
    else:
        plain = _LOCAL_URL.sub("", value)
        allowed = not (local.startswith("on") or "url(" in plain.lower() or _DANGEROUS_VALUE.search(plain))
    if not allowed:
        raise InvalidParameterException(f"The SVG has an attribute that is not allowed: {local[:32]}")


def _svg_root(content: bytes) -> etree._Element | None:
    """The drawing, unless it brings a document type: entities could unfold without end, or into other elements."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    has_more = root.getroottree().docinfo.doctype or any(_instructions(root))
    return root if root.tag == f"{_SVG}svg" and not has_more else None


def _instructions(root: etree._Element) -> Iterator[bool]:
    """Whether what stands beside the drawing tells a browser to load a style sheet."""
    for preceding in (True, False):
        for node in root.itersiblings(preceding=preceding):
            yield node.tag is not etree.Comment
