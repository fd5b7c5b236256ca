"""Images that an operator uploads for sign-in pages: taken by what they are, not by what they are called."""

import re
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
_SIGNATURES: Final[dict[str, re.Pattern[bytes]]] = {
    "ICO": re.compile(rb"\x00\x00\x01\x00"),
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "WEBP": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
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
    ]
)
_DANGEROUS_VALUE = re.compile(r"(?:javascript|data|https?|file)\s*:|//|@import|expression", re.IGNORECASE)
_LOCAL_REFERENCE = re.compile(r"url\(\s*#[\w-]+\s*\)")


def kind(content: bytes) -> str | None:
    """ICO, JPEG, PNG or WEBP by the first bytes, SVG by its root; nothing for anything else."""
    for name, signature in _SIGNATURES.items():
        if signature.match(content):
            return name
    return "SVG" if _svg_root(content) is not None else None


def check(content: bytes, *, extension: str) -> None:
    """Refuse what is not an image of this kind, and drawings that could load or run something (checklist 56).

    Raises:
        InvalidParameterException: with the reason.
    """
    if kind(content) != extension:
        raise InvalidParameterException(f"The image is no {extension}.")
    if extension == "SVG":
        _check_svg(content)


def _check_svg(content: bytes) -> None:
    root = _svg_root(content)
    for element in root.iter() if root is not None else ():
        if not isinstance(element.tag, str):
            continue  # a comment
        if element.tag.removeprefix(_SVG) not in _ELEMENTS:
            raise InvalidParameterException(f"The SVG has an element that is not allowed: {element.tag[-32:]}")
        for name, value in element.attrib.items():
            _check_attribute(str(name), str(value))


def _check_attribute(name: str, value: str) -> None:
    local = name.rpartition("}")[2].lower()
    plain = _LOCAL_REFERENCE.sub("", value)
    if local.startswith("on") or local == "href" or "url(" in plain or _DANGEROUS_VALUE.search(plain):
        raise InvalidParameterException(f"The SVG has an attribute that is not allowed: {local[:32]}")


def _svg_root(content: bytes) -> etree._Element | None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root.tag == f"{_SVG}svg" else None
