"""XML that xmlsec has signed, as most providers do: what is read is what is signed, prefixes and blanks and all."""

from __future__ import annotations

import pytest
import xmlsec
from lxml import etree

from accounts.federation import saml_document
from accounts.federation.errors import ProviderLied
from accounts.federation.saml_document import ASSERTION, PROTOCOL, Element
from tests.support.saml_answers import Signer

pytestmark = pytest.mark.once

MESSAGE = f"""<samlp:Response xmlns:samlp="{PROTOCOL}" xmlns="{ASSERTION}" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="_r" Version="2.0">
  <Assertion ID="_a" Version="2.0">
    <Issuer>https://idp.example.com</Issuer>
    <AttributeStatement>
      <Attribute Name="é"><AttributeValue xsi:type="xs:string">Zoë &amp; <![CDATA[<Ann>]]></AttributeValue></Attribute>
    </AttributeStatement>
  </Assertion>
</samlp:Response>"""


def sign(signer: Signer, *, prefixes: str = "", transform: str = xmlsec.Transform.EXCL_C14N) -> Element:
    """The message, its assertion signed where it stands."""
    root = etree.fromstring(MESSAGE)
    assertion = root[0]
    template = xmlsec.template.create(assertion, transform, xmlsec.Transform.RSA_SHA256)
    assertion.insert(1, template)
    template.tail = "\n  "
    reference = xmlsec.template.add_reference(template, xmlsec.Transform.SHA256, uri="#_a")
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    node = xmlsec.template.add_transform(reference, transform)
    if prefixes:
        xmlsec.template.transform_add_c14n_inclusive_namespaces(node, prefixes)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(signer.key_pem, xmlsec.KeyFormat.PEM)
    context.register_id(assertion, "ID")
    context.sign(template)
    return root


def read(root: Element) -> Element:
    return saml_document.read(etree.tostring(root), kind="Response")


@pytest.mark.parametrize("prefixes", ["", "xs", "xs xsi #default"])
def test_a_signature_by_xmlsec_is_read_to_the_letter(prefixes: str) -> None:
    signer = Signer()
    found = saml_document.signed(read(sign(signer, prefixes=prefixes))[0], [signer.certificate])
    assert found is not None
    (value,) = found.iter(f"{{{ASSERTION}}}AttributeValue")
    assert saml_document.text_of(value) == "Zoë & <Ann>"
    assert found.find(f"{{{ASSERTION}}}Issuer").tail == "\n    \n  "
    assert found.find("{*}Signature") is None


def test_other_ways_to_write_xml_down_are_refused() -> None:
    # checklist 57
    with pytest.raises(ProviderLied, match="transforms"):
        read(sign(Signer(), transform=xmlsec.Transform.C14N))


def test_an_element_without_a_signature_proves_nothing() -> None:
    assert saml_document.signed(read(etree.fromstring(MESSAGE))[0], [Signer().certificate]) is None


@pytest.mark.parametrize("certificate", ["", "bm90IGEgY2VydGlmaWNhdGU="])
def test_certificates_that_are_none_verify_nothing(certificate: str) -> None:
    with pytest.raises(ProviderLied, match="no certificate"):
        saml_document.signed(read(sign(Signer()))[0], [certificate])
