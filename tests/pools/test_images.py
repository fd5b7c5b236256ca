"""Which images are taken: what they are decides, never their name. checklist 56"""

from __future__ import annotations

import pytest

from pools import images
from pools.core.errors import InvalidParameterException
from tests.support import pictures

TRUE = {
    "ICO": pictures.ico(),
    "JPEG": pictures.jpeg(),
    "PNG": pictures.png(),
    "SVG": pictures.svg(),
    "WEBP": pictures.webp(),
}


def refused(content: bytes, extension: str) -> str:
    with pytest.raises(InvalidParameterException) as problem:
        images.check(content, extension=extension)
    return problem.value.message


@pytest.mark.parametrize("extension", TRUE)
def test_an_image_is_known_by_its_content(extension: str) -> None:
    images.check(TRUE[extension], extension=extension)

    assert images.kind(TRUE[extension]) == extension


@pytest.mark.parametrize("content", [b"", b"<html><script>alert(1)</script></html>", b"GIF89a", b"PK\x03\x04"])
def test_anything_else_is_no_image(content: bytes) -> None:
    assert images.kind(content) is None


@pytest.mark.parametrize("extension", ["ICO", "JPEG", "SVG", "WEBP"])
def test_an_image_of_another_kind_is_refused(extension: str) -> None:
    assert refused(pictures.png(), extension) == f"The image is no {extension}."


@pytest.mark.parametrize("extension", TRUE)
def test_something_else_behind_an_image_is_refused(extension: str) -> None:
    assert refused(TRUE[extension] + b"<script>alert(1)</script>", extension)


@pytest.mark.parametrize("cut", [4, 9, 20, 40])
def test_half_an_image_is_refused(cut: int) -> None:
    assert refused(pictures.png()[:cut], "PNG")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p/></foreignObject>",
        '<image href="https://evil.example/x.png"/>',
        "<style>@import url(https://evil.example)</style>",
        '<a href="https://evil.example"><rect/></a>',
        '<use href="#x"/>',
        '<animate attributeName="href" to="x"/>',
        '<rect onload="alert(1)"/>',
        '<rect fill="url(https://evil.example/x)"/>',
        '<rect fill="URL(&#104;ttps:evil)"/>',
        '<rect style="fill: u\\72l(x)"/>',
        '<linearGradient href="javascript:alert(1)"/>',
        '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
        "<?xml-stylesheet href='https://evil.example/x.css'?>",
    ],
)
def test_a_drawing_that_could_load_or_run_something_is_refused(inside: str) -> None:
    assert "not allowed" in refused(pictures.svg(inside), "SVG")


def test_a_handler_on_the_drawing_itself_is_refused() -> None:
    assert "onload" in refused(pictures.svg(attributes='onload="alert(1)"'), "SVG")


def test_a_style_sheet_named_before_the_drawing_is_refused() -> None:
    assert refused(b"<?xml-stylesheet href='https://evil.example/x.css'?>" + pictures.svg(), "SVG")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str) -> None:
    assert refused(pictures.BOMB.encode(encoding), "SVG") == "The image is no SVG."


def test_gradients_and_comments_are_taken() -> None:
    gradient = '<!-- ours --><defs><linearGradient id="a"/><linearGradient id="b" href="#a"/></defs>'

    images.check(pictures.svg(f'{gradient}<rect fill="url(#b)"/>'), extension="SVG")
