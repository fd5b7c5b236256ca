"""A SAML provider for tests: at need a real server on loopback with a sign-in page; it signs for real, and lies if told.

It reads our requests as strictly as a provider does, by its own means.
"""

from __future__ import annotations

import html
import secrets
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from tests.support import loopback, saml_answers, saml_metadata
from tests.support.saml_answers import NAMESPACES, SUCCESS, Answer, Element, Signer

MAIL = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
NAME = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"
HEADING = "Northwind Directory"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
DENIED = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied"


@dataclass(frozen=True)
class Asked:
    """A message of the product's that came in by address."""

    message: Element
    relay_state: str
    query: str

    @property
    def id(self) -> str:
        return str(self.message.get("ID"))

    @property
    def values(self) -> dict[str, str]:
        return dict(parse_qsl(self.query))

    def is_signed_by(self, certificate: str) -> bool:
        """Whether the address carries a signature by the owner of this certificate."""
        begin = self.query.index("SAMLRe")  # our address has parameters of its own
        signed, _, _ = self.query[begin:].partition("&Signature=")
        public: Any = x509.load_der_x509_certificate(b64decode(certificate)).public_key()
        public.verify(b64decode(self.values["Signature"]), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return self.values["SigAlg"] == RSA_SHA256


class SamlStandIn:
    """One provider.

    Attributes:
        person: the name by which the directory knows who is at the browser, and what it tells of them.
        signer: whose key signs, and is in its metadata unless another is `published`; `others` are there as well.
        parts: what is signed, see `saml_answers.signed`.
        sealed_for: the certificate that assertions are encrypted for; empty for none.
        change: changes an answer before it is written.
        corrupt: changes the message after it was signed.
        asked: the requests that came in.
        outs: the same for those that sign out, both ways.
        out_status: what it answers to those.
        out_changes: put over what its own messages of signing out say.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.entity_id = f"{self.url}/metadata"
        self.name_id = "Ann@Northwind"
        self.person: dict[str, str | list[str]] = {MAIL: "ann@example.com", NAME: "Ann Smith"}
        self.signer = Signer()
        self.published: Signer | None = None
        self.others: list[Signer] = []
        self.parts = "assertion"
        self.sealed_for = ""
        self.change: Callable[[Answer], None] = _leave
        self.corrupt: Callable[[Element], Element | bytes] = lambda message: message
        self.asked: list[Asked] = []
        self.outs: list[Asked] = []
        self.out_status = SUCCESS
        self.out_changes: dict[str, str] = {}
        self.metadata_calls = 0
        self.is_away = False
        self.sessions: list[str] = []

    @property
    def metadata(self) -> str:
        return saml_metadata.document(
            entity_id=self.entity_id,
            sign_on=f"{self.url}/sso?tenant=a&amp;kind=b",
            log_out=f"{self.url}/slo",
            certificates=[each.certificate for each in (self.published or self.signer, *self.others)],
        )

    # What a person does there, without a browser ---------------------------------------------------------------------

    def consent(self, location: str) -> tuple[str, dict[str, str]]:
        """What the person's browser is made to send, and where, once they have signed in."""
        asked = self._read(location)
        return self._address(asked), self.form(asked)

    def cancel(self, location: str) -> tuple[str, dict[str, str]]:
        asked = self._read(location)
        return self._address(asked), self._declined(asked)

    def begin(self, address: str, service: str, relay_state: str) -> dict[str, str]:
        """The form of a sign-in that nobody asked for."""
        answer = self._answer(address, service, None)
        return {"SAMLResponse": self._written(answer), "RelayState": relay_state}

    def form(self, asked: Asked) -> dict[str, str]:
        answer = self._answer(self._address(asked), self._service(asked), asked.id)
        return {"SAMLResponse": self._written(answer), "RelayState": asked.relay_state}

    # What it answers --------------------------------------------------------------------------------------------------

    def _answer(self, address: str, service: str, request_id: str | None) -> Answer:
        answer = Answer(
            issuer=self.entity_id,
            audience=service,
            address=address,
            request_id=request_id,
            name_id=self.name_id,
            attributes=dict(self.person),
        )
        self.change(answer)
        self.sessions.append(answer.session_index)
        return answer

    def _written(self, answer: Answer) -> str:
        message = saml_answers.signed(answer, self.signer, parts=self.parts, sealed_for=self.sealed_for)
        return saml_answers.packed(self.corrupt(message))

    def _declined(self, asked: Asked) -> dict[str, str]:
        answer = self._answer(self._address(asked), self._service(asked), asked.id)
        answer.status = DENIED
        message = saml_answers.unplaced(answer.response())
        return {"SAMLResponse": saml_answers.packed(message), "RelayState": asked.relay_state}

    def read_out(self, location: str, *, kind: str = "SAMLRequest") -> Asked:
        """What the product says of signing out in this address."""
        assert location.startswith(f"{self.url}/slo?")
        return _asked(urlsplit(location).query, kind)

    def _read(self, location: str) -> Asked:
        parts = urlsplit(location)
        assert location.startswith(self.url)
        assert self.handle(parts.path, parts.query)[0] == 200
        return self.asked[-1]

    def _address(self, asked: Asked) -> str:
        return str(asked.message.get("AssertionConsumerServiceURL"))

    def _service(self, asked: Asked) -> str:
        return str(asked.message.findtext("saml:Issuer", "", NAMESPACES))

    # Over HTTP --------------------------------------------------------------------------------------------------------

    def handle(self, path: str, query: str) -> tuple[int, str, str]:
        """Status, type of content, content."""
        routes: dict[str, Callable[[str], str]] = {
            "/metadata": self._metadata,
            "/sso": self._page,
            "/consent": lambda query: self._post(self._ticket(query), self.form),
            "/cancel": lambda query: self._post(self._ticket(query), self._declined),
            "/start": self._start,
            "/slo": self._out,
            "/leave": lambda _: _sending(self.log_out_address, self.ask_out(self.log_out_address)),
        }
        if self.is_away or path not in routes:
            return 503, "text/plain", "away"
        kind = "application/samlmetadata+xml" if path == "/metadata" else "text/html; charset=utf-8"
        return 200, kind, routes[path](query)

    def _metadata(self, _query: str) -> str:
        self.metadata_calls += 1
        return self.metadata

    def _page(self, query: str) -> str:
        self.asked.append(_asked(query, "SAMLRequest"))
        ticket = len(self.asked) - 1
        name = html.escape(str(self.person.get(NAME, self.name_id)))
        return (
            f"<!doctype html><title>{HEADING}</title><h1>{HEADING}</h1>"
            f'<p><a href="/consent?ticket={ticket}">Continue as {name}</a></p>'
            f'<p><a href="/cancel?ticket={ticket}">Cancel</a></p>'
        )

    def _ticket(self, query: str) -> Asked:
        return self.asked[int(dict(parse_qsl(query))["ticket"])]

    def _post(self, asked: Asked, form: Callable[[Asked], dict[str, str]]) -> str:
        return _sending(self._address(asked), form(asked))

    def _start(self, query: str) -> str:
        """The tile of an application in the directory's own portal."""
        given = dict(parse_qsl(query))
        form = self.begin(given["address"], given["service"], given["relay_state"])
        return _sending(given["address"], form, waits=True)

    def _out(self, query: str) -> str:
        kind = "SAMLRequest" if "SAMLRequest=" in query else "SAMLResponse"
        asked = _asked(query, kind)
        self.outs.append(asked)
        if kind == "SAMLResponse":
            return f"<!doctype html><title>{HEADING}</title><h1>Signed out everywhere</h1>"
        return _sending(self.log_out_address, self.signed_out(asked))

    @property
    def log_out_address(self) -> str:
        return self._address(self.asked[-1]).replace("idpresponse", "logout")

    def signed_out(self, asked: Asked) -> dict[str, str]:
        """The form that says so."""
        signed = self.corrupt(self.signer.sign(self._farewell(asked)))
        return {"SAMLResponse": saml_answers.packed(signed), "RelayState": asked.relay_state}

    def signed_out_by_address(self, asked: Asked) -> str:
        """The same as an address."""
        message = saml_answers.unplaced(self._farewell(asked))
        values = {
            "SAMLResponse": saml_answers.deflated(message),
            "RelayState": asked.relay_state,
            "SigAlg": RSA_SHA256,
        }
        # Some encode otherwise than we do; the letters as they are sent are what counts.
        query = urlencode(values, quote_via=quote).replace("%2F", "%2f")
        key: Any = self.signer.key
        signature = key.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{self.log_out_address}?{query}&{urlencode({'Signature': b64encode(signature).decode()})}"

    def _farewell(self, asked: Asked) -> Element:
        values = {"issuer": self.entity_id, "destination": self.log_out_address, "request_id": asked.id}
        status = f'<samlp:Status><samlp:StatusCode Value="{self.out_status}"/></samlp:Status>'
        return saml_answers.logout_message("LogoutResponse", content=status, **{**values, **self.out_changes})

    def ask_out(self, address: str, *, session_index: str = "", name_id: str = "") -> dict[str, str]:
        """The form that tells us that somebody has signed out there."""
        index = f"<samlp:SessionIndex>{session_index}</samlp:SessionIndex>" if session_index else ""
        content = f"<saml:NameID>{name_id or self.name_id}</saml:NameID>{index}"
        values = {"issuer": self.entity_id, "destination": address}
        message = saml_answers.logout_message("LogoutRequest", content=content, **{**values, **self.out_changes})
        signed = self.corrupt(self.signer.sign(message))
        return {"SAMLRequest": saml_answers.packed(signed), "RelayState": secrets.token_urlsafe(8)}


def _leave(_answer: Answer) -> None:
    """As it is."""


def _asked(query: str, kind: str) -> Asked:
    values = dict(parse_qsl(query))
    raw = zlib.decompress(b64decode(values[kind]), -zlib.MAX_WBITS)
    return Asked(etree.fromstring(raw), values.get("RelayState", ""), query)


def _sending(address: str, form: dict[str, str], *, waits: bool = False) -> str:
    """A page that sends a form to another site at once, as providers' pages do."""
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in form.items()
    )
    once = "" if waits else "<script>document.forms[0].submit()</script>"
    return (
        f"<!doctype html><title>{HEADING}</title><h1>{HEADING}</h1>"
        f'<form method="post" action="{html.escape(address)}">{inputs}<button>Continue</button></form>{once}'
    )


@contextmanager
def standing_in() -> Iterator[SamlStandIn]:
    """Serve until the block ends."""
    with loopback.playing(_Requests, "stand_in", SamlStandIn) as playing:
        yield playing


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        status, kind, content = vars(self.server)["stand_in"].handle(parts.path, parts.query)
        body = content.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Nothing."""
