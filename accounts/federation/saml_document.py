"""SAML messages as XML: read strictly, and believed only as far as a signature of the provider reaches (checklist 57).

What is read in the end is parsed anew from the very bytes that the signature covers. Whatever else stands in the message,
and wherever a program may find it, is of no account.
"""

import base64
import binascii
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, Final

import xmlsec
from lxml import etree
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from accounts.federation.errors import ProviderLied

Element = Any
"""One of lxml, which has no types."""

PROTOCOL: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
_DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
_XENC11: Final = "http://www.w3.org/2009/xmlenc11#"
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_INCLUSIVE: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_ENVELOPED: Final = f"{_DSIG}enveloped-signature"
NAMESPACES: Final = {"samlp": PROTOCOL, "saml": ASSERTION, "ds": _DSIG, "xenc": _XENC}

SIGNATURES: Final = frozenset(
    {f"{_MORE}{kind}-sha{bits}" for kind in ("rsa", "ecdsa") for bits in (256, 384, 512)}
    | {f"http://www.w3.org/2007/05/xmldsig-more#sha{bits}-rsa-MGF1" for bits in (256, 384, 512)}
)
"""How messages may be signed. SHA-1 is broken, and HMAC would have the provider's public certificate for a secret."""

_DIGESTS: Final[dict[str, Callable[[bytes], Any]]] = {
    f"{_XENC}sha256": hashlib.sha256,
    f"{_MORE}sha384": hashlib.sha384,
    f"{_XENC}sha512": hashlib.sha512,
}
_CANONICAL: Final = frozenset({_EXCLUSIVE, f"{_EXCLUSIVE}WithComments", _INCLUSIVE, f"{_INCLUSIVE}#WithComments"})
_EXCLUSIVES: Final = frozenset({_EXCLUSIVE, f"{_EXCLUSIVE}WithComments"})
_CIPHERS: Final = frozenset(
    {f"{_XENC}aes{bits}-cbc" for bits in (128, 192, 256)} | {f"{_XENC11}aes{bits}-gcm" for bits in (128, 192, 256)}
)
_KEY_TRANSPORTS: Final = frozenset({f"{_XENC}rsa-oaep-mgf1p", f"{_XENC11}rsa-oaep"})
_ID_NAMES: Final = ("ID", "Id", "id", "{http://www.w3.org/XML/1998/namespace}id")
_ELSEWHERE: Final = ("CipherReference", "KeyInfoReference")
_LONGEST: Final = 200
_BROKEN: Final = (
    OneLogin_Saml2_Error,
    OneLogin_Saml2_ValidationError,
    xmlsec.Error,
    etree.LxmlError,
    LookupError,
    AttributeError,
    TypeError,
    ValueError,
)
"""What python3-saml raises, or we run into, when a message has not the shape that is expected."""

_FORBIDDEN: Final = ("<!DOCTYPE", "<!ENTITY", "<!--")


UNKNOWN_SIGNER: Final = "signed by no certificate of the provider's metadata"


class UnknownSigner(ProviderLied):
    """Signed by a key that the provider has not published, or altered since."""


@contextmanager
def lies(kind: type[ProviderLied] = ProviderLied) -> Iterator[None]:
    """Whatever breaks over what a provider says proves nothing, and is a lie of this kind."""
    try:
        yield
    except ProviderLied as lie:
        raise kind(str(lie)) from lie
    except _BROKEN as problem:
        raise kind(f"{type(problem).__name__}: {str(problem)[:_LONGEST]}") from problem


def decode(text: str) -> bytes:
    """The message in Base64 that a form carries.

    Raises:
        ProviderLied: it is no Base64.
    """
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ProviderLied("no Base64") from None


def read(raw: bytes, *, kind: str) -> Element:
    """The root of a message, built as SAML builds them.

    Args:
        raw: XML.
        kind: what it must be: Response, LogoutRequest or LogoutResponse.

    Raises:
        ProviderLied: it is something else, has a DTD or comments, or is not built that way.
    """
    root = _parse(raw)
    if root.tag != f"{{{PROTOCOL}}}{kind}":
        raise ProviderLied(f"no {kind}")
    if root.get("Version") != "2.0" or not root.get("ID"):
        raise ProviderLied(f"a {kind} without version or ID")
    _check_ids(root)
    _check_assertions(root)
    _check_signatures(root)
    _check_encryption(root)
    return root


def signed(element: Element, certificates: Iterable[str]) -> Element | None:
    """The element once more, out of the bytes that its signature covers; nothing when it has none.

    Args:
        element: of a message that was read here.
        certificates: the provider's, as its metadata has them. Those in the message count for nothing.

    Raises:
        UnknownSigner: the signature is not the provider's.
        ProviderLied: it is not of this element.
    """
    signature = element.find("ds:Signature", NAMESPACES)
    if signature is None:
        return None
    if not any(_verifies(signature, element, certificate) for certificate in certificates):
        raise UnknownSigner(UNKNOWN_SIGNER)
    covered = _covered(element, signature)
    reference = signature.find("ds:SignedInfo/ds:Reference", NAMESPACES)
    digest = _DIGESTS[reference.find("ds:DigestMethod", NAMESPACES).get("Algorithm")](covered).digest()
    if decode(reference.findtext("ds:DigestValue", "", NAMESPACES)) != digest:
        raise ProviderLied("a signature of something else")
    return _parse(covered)


def only(element: Element, path: str) -> Element:
    """The one element at this path.

    Raises:
        ProviderLied: there is none, or several.
    """
    found = element.findall(path, NAMESPACES)
    if len(found) != 1:
        raise ProviderLied(f"{len(found)} elements at {path}")
    return found[0]


def text_of(element: Element) -> str:
    """All text in it. There are no comments that could cut it off."""
    return "".join(element.itertext())


def _parse(raw: bytes) -> Element:
    try:
        text = raw.decode("utf-8")
        if any(word in text for word in _FORBIDDEN):
            raise ProviderLied("a DTD, an entity or a comment in the message")
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise ProviderLied(f"no XML: {type(problem).__name__}") from None
    # Processing instructions split a text as comments do.
    if any(not isinstance(node.tag, str) for node in root.iter()) or root.getroottree().docinfo.doctype:
        raise ProviderLied("a comment, an instruction or an entity in the message")
    return root


def _check_ids(root: Element) -> None:
    counts = Counter(value for node in root.iter() for name in _ID_NAMES if (value := node.get(name)))
    if any(number > 1 for number in counts.values()):
        raise ProviderLied("an ID stands twice")


def _check_assertions(root: Element) -> None:
    """There may be one, sealed or not, and only right below a Response."""
    found = list(root.iter(f"{{{ASSERTION}}}Assertion", f"{{{ASSERTION}}}EncryptedAssertion"))
    if len(found) > 1 or any(node.getparent() is not root for node in found):
        raise ProviderLied("more than one assertion, or one that is out of place")
    if any(node is not root for node in root.iter(root.tag)):
        raise ProviderLied("a message inside the message")


def _check_signatures(root: Element) -> None:
    """Of the message or of its assertion, right in it, and of nothing else."""
    owners = []
    for signature in root.iter(f"{{{_DSIG}}}Signature"):
        owner = signature.getparent()
        if owner is None or not (owner is root or owner.tag == f"{{{ASSERTION}}}Assertion"):
            raise ProviderLied("a signature that is out of place")
        _check_signature(signature, owner)
        owners.append(owner)
    if len(owners) != len(set(owners)):
        raise ProviderLied("two signatures of one element")


def _check_signature(signature: Element, owner: Element) -> None:
    info = only(signature, "ds:SignedInfo")
    reference = only(info, "ds:Reference")
    if reference.get("URI") != f"#{owner.get('ID')}" or not owner.get("ID"):
        raise ProviderLied("a signature of another element")
    transforms = [node.get("Algorithm") for node in reference.findall("ds:Transforms/ds:Transform", NAMESPACES)]
    is_plain = len(transforms) == 2 and transforms[0] == _ENVELOPED and transforms[1] in _EXCLUSIVES  # noqa: PLR2004
    if not is_plain or signature.find(".//ds:Object", NAMESPACES) is not None:
        raise ProviderLied("a signature with transforms or objects that SAML does not have")
    _check_method(only(info, "ds:CanonicalizationMethod"), _CANONICAL)
    _check_method(only(info, "ds:SignatureMethod"), SIGNATURES)
    _check_method(only(reference, "ds:DigestMethod"), _DIGESTS)


def _check_method(node: Element, allowed: Iterable[str]) -> None:
    if node.get("Algorithm") not in allowed:
        raise ProviderLied(f"a weak or unknown algorithm: {str(node.get('Algorithm'))[:80]}")


def _check_encryption(root: Element) -> None:
    """What is sealed is in the message itself, by ciphers that are not broken: padding of PKCS #1 v1.5 is."""
    for node in root.iter():
        name = etree.QName(node).localname
        if name in _ELSEWHERE or (name == "RetrievalMethod" and not node.get("URI", "").startswith("#")):
            raise ProviderLied("a part of the message that is elsewhere")
    for kind, allowed in (("EncryptedData", _CIPHERS), ("EncryptedKey", _KEY_TRANSPORTS)):
        for node in root.iter(f"{{{_XENC}}}{kind}"):
            _check_method(only(node, "xenc:EncryptionMethod"), allowed)


def _verifies(signature: Element, element: Element, certificate: str) -> bool:
    context = xmlsec.SignatureContext()
    try:
        context.key = xmlsec.Key.from_memory(
            OneLogin_Saml2_Utils.format_cert(certificate), xmlsec.KeyFormat.CERT_PEM, None
        )
        context.register_id(element, "ID")
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def _covered(element: Element, signature: Element) -> bytes:
    """The element without its signature in the form that was hashed (exclusive canonical XML 1.0)."""
    # A copy as a root of its own would lose the prefixes that only values use, such as `xs` in xsi:type.
    whole = etree.Element(element.tag, dict(element.attrib), nsmap=element.nsmap)
    whole.text = element.text
    for child in element:
        if child is not signature:
            whole.append(deepcopy(child))
        elif child.tail:
            _add_text(whole, child.tail)
    listed = signature.find(
        f"ds:SignedInfo/ds:Reference/ds:Transforms/ds:Transform/{{{_EXCLUSIVE}}}InclusiveNamespaces", NAMESPACES
    )
    prefixes = listed.get("PrefixList", "").split() if listed is not None else []
    canonical: bytes = etree.tostring(
        whole, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=prefixes
    )
    return canonical


def _add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
