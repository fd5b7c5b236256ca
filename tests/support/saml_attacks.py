"""Hostile SAML responses, made of an honest one: each tries to have somebody else signed in by the same signature.

The numbers of the wrappings are those of "On Breaking SAML: Be Whoever You Want to Be" (USENIX Security 2012), as test
tools count them.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from tests.support.saml_answers import ASSERTION, DSIG, NAMESPACES, PROTOCOL, Element

EVIL = "admin@northwind"
_VICTIM = b"Ann@Northwind"

Attack = Callable[[Element], Element | bytes]


def _assertion(message: Element) -> Element:
    return message.find("saml:Assertion", NAMESPACES)


def _signature(element: Element) -> Element:
    return element.find("ds:Signature", NAMESPACES)


def _bytes(message: Element) -> bytes:
    raw: bytes = etree.tostring(message)
    return raw


def evil(element: Element, *, keeps_id: bool = False) -> Element:
    """A copy that names somebody else."""
    copy = deepcopy(element)
    copy.tail = None
    for name in copy.iter(f"{{{ASSERTION}}}NameID"):
        name.text = EVIL
    if not keeps_id:
        copy.set("ID", "_evil")
    return copy


def unsigned(element: Element) -> Element:
    copy = deepcopy(element)
    copy.tail = None
    signature = _signature(copy)
    if signature is not None:
        copy.remove(signature)
    return copy


def xsw1(message: Element) -> Element:
    """The signed response inside the signature of an evil one."""
    other = evil(message)
    _signature(other).append(unsigned(message))
    return other


def xsw2(message: Element) -> Element:
    """The signed response beside its signature, both inside an evil one."""
    other = evil(message)
    _signature(other).addprevious(unsigned(message))
    return other


def xsw3(message: Element) -> Element:
    """An evil assertion before the signed one."""
    signed = _assertion(message)
    signed.addprevious(unsigned(evil(signed)))
    return message


def xsw4(message: Element) -> Element:
    """The signed assertion inside an evil one."""
    signed = _assertion(message)
    other = unsigned(evil(signed))
    message.replace(signed, other)
    other.append(signed)
    return message


def xsw5(message: Element) -> Element:
    """The signature in an evil assertion, what it signs at the end."""
    signed = _assertion(message)
    original = unsigned(signed)
    message.replace(signed, evil(signed))
    message.append(original)
    return message


def xsw6(message: Element) -> Element:
    """The signature in an evil assertion, what it signs inside of it."""
    signed = _assertion(message)
    original = unsigned(signed)
    other = evil(signed)
    message.replace(signed, other)
    _signature(other).append(original)
    return message


def xsw7(message: Element) -> Element:
    """An evil assertion of the same ID among the extensions."""
    extensions = etree.Element(f"{{{PROTOCOL}}}Extensions")
    extensions.append(unsigned(evil(_assertion(message), keeps_id=True)))
    message.insert(1, extensions)
    return message


def xsw8(message: Element) -> Element:
    """The signed assertion in an object of the signature of an evil one."""
    signed = _assertion(message)
    original = unsigned(signed)
    other = evil(signed, keeps_id=True)
    message.replace(signed, other)
    etree.SubElement(_signature(other), f"{{{DSIG}}}Object").append(original)
    return message


def two_signatures(message: Element) -> Element:
    """Both in the same assertion."""
    signed = _assertion(message)
    _signature(signed).addnext(deepcopy(_signature(signed)))
    return message


def second_assertion(message: Element) -> Element:
    """An evil one behind the signed one."""
    message.append(unsigned(evil(_assertion(message))))
    return message


def copied_signature(message: Element) -> Element:
    """The signature in an assertion that it does not sign."""
    signed = _assertion(message)
    message.replace(signed, evil(signed, keeps_id=True))
    return message


def empty_reference(message: Element) -> Element:
    """A signature of the whole document, whatever it is."""
    message.find(".//ds:Reference", NAMESPACES).set("URI", "")
    return message


def two_references(message: Element) -> Element:
    reference = message.find(".//ds:Reference", NAMESPACES)
    reference.addnext(deepcopy(reference))
    return message


def no_signature(message: Element) -> Element:
    signed = _assertion(message)
    signed.remove(_signature(signed))
    return message


def altered(message: Element) -> bytes:
    return _bytes(message).replace(_VICTIM, EVIL.encode())


def comment_in_name(message: Element) -> bytes:
    """Canonical XML without comments still fits the signature; some readers stop at the comment."""
    return _bytes(message).replace(_VICTIM, b"Ann<!-- -->@Northwind")


def instruction_in_name(message: Element) -> bytes:
    return _bytes(message).replace(_VICTIM, b"Ann<?stop?>@Northwind")


def comment_in_attribute(message: Element) -> bytes:
    return _bytes(message).replace(b"ann@example.com", b"ann@example.com<!---->.evil")


def dtd(message: Element) -> bytes:
    return b"<!DOCTYPE Response>" + _bytes(message)


def external_entity(message: Element) -> bytes:
    text = _bytes(message).replace(_VICTIM, b"&file;")
    return b'<!DOCTYPE Response [<!ENTITY file SYSTEM "file:///etc/passwd">]>' + text


def external_dtd(message: Element) -> bytes:
    return b'<!DOCTYPE Response SYSTEM "http://169.254.169.254/latest">' + _bytes(message)


def billion_laughs(message: Element) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = _bytes(message).replace(_VICTIM, b"&l9;")
    return f'<!DOCTYPE Response [<!ENTITY l0 "ha">{entities}]>'.encode() + text


def utf16_dtd(message: Element) -> bytes:
    """Words that are looked for in bytes are not found in these."""
    return f"<!DOCTYPE Response>{_bytes(message).decode()}".encode("utf-16")


def deep(message: Element) -> bytes:
    return _bytes(message).replace(b"</samlp:Status>", b"</samlp:Status>" + b"<a>" * 20_000 + b"</a>" * 20_000)


def stylesheet(message: Element) -> Element:
    """A transform that puts something else in the place of what is signed."""
    transforms = message.find(".//ds:Transforms", NAMESPACES)
    extra = etree.SubElement(
        transforms, f"{{{DSIG}}}Transform", Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"
    )
    etree.SubElement(extra, "{http://www.w3.org/1999/XSL/Transform}stylesheet", version="1.0")
    return message


def xpath(message: Element) -> Element:
    """A transform that leaves everything out of what is signed."""
    transforms = message.find(".//ds:Transforms", NAMESPACES)
    extra = etree.SubElement(
        transforms, f"{{{DSIG}}}Transform", Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"
    )
    etree.SubElement(extra, f"{{{DSIG}}}XPath").text = "false()"
    return message


def key_elsewhere(message: Element) -> Element:
    """A key that is to be fetched."""
    info = message.find(".//ds:KeyInfo", NAMESPACES)
    for child in list(info):
        info.remove(child)
    etree.SubElement(info, f"{{{DSIG}}}RetrievalMethod", URI="http://169.254.169.254/key")
    return message


def no_algorithm(message: Element) -> Element:
    message.find(".//ds:SignatureMethod", NAMESPACES).set("Algorithm", f"{DSIG}none")
    return message


def not_a_response(_message: Element) -> bytes:
    return b"<html><body>Signed in!</body></html>"


def no_xml(_message: Element) -> bytes:
    return b"\x00\xff\xfe not XML"


def older_version(message: Element) -> Element:
    message.set("Version", "1.1")
    return message


def _all(*attacks: Attack) -> dict[str, Attack]:
    return {getattr(attack, "__name__", ""): attack for attack in attacks}


ON_RESPONSES = _all(xsw1, xsw2)
"""For a response whose whole is signed."""

ON_ASSERTIONS = _all(
    xsw3,
    xsw4,
    xsw5,
    xsw6,
    xsw7,
    xsw8,
    two_signatures,
    second_assertion,
    copied_signature,
    empty_reference,
    two_references,
    no_signature,
    altered,
    comment_in_name,
    instruction_in_name,
    comment_in_attribute,
    dtd,
    external_entity,
    external_dtd,
    billion_laughs,
    utf16_dtd,
    deep,
    stylesheet,
    xpath,
    key_elsewhere,
    no_algorithm,
    not_a_response,
    no_xml,
    older_version,
)
"""For a response whose assertion is signed."""
