"""What allauth takes for a browser's request: a code to redeem, and what is needed for that.

allauth's own sessions, users and sign-in never come into it: a provider's answer ends in a Statement.
"""

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest, QueryDict

from accounts.federation.statement import Statement

Details = dict[str, str]
Data = dict[str, Any]


class Errand(HttpRequest):
    """One call of allauth's for one provider of one pool.

    Attributes:
        app: the provider's row, as allauth wants it; never saved.
        details: AWS ProviderDetails.
        mapped: the claims that the pool wants to know.
        callback: our address that the provider was told.
        nonce: the one that was sent along, if one was.
        person: what Apple's form says of the person at the first sign-in.
    """

    def __init__(
        self,
        app: SocialApp,
        details: Details,
        *,
        mapped: tuple[str, ...] = (),
        callback: str,
        code: str = "",
        nonce: str = "",
        person: str = "",
    ) -> None:
        super().__init__()
        self.method = "GET"
        given = QueryDict(mutable=True)
        given["code"] = code
        self.GET = given  # type: ignore[assignment]  # as Django itself sets it
        self.app = app
        self.details = details
        self.mapped = mapped
        self.callback = callback
        self.nonce = nonce
        self.person = person


class Returning:
    """Mixed into allauth's adapters: the way back is the pool's own, and so is the provider."""

    request: Errand
    provider: Any

    def get_provider(self) -> Any:
        """The provider as it is bound, in the place of one looked up by name."""
        return self.provider

    def get_callback_url(self, request: Errand, app: SocialApp) -> str:  # noqa: ARG002 - allauth's signature
        """Our address."""
        return request.callback


class Stating:
    """Mixed into allauth's providers: what they find out is stated, and makes no user of allauth's.

    Attributes:
        subject_claim: the provider's name for its own lasting id of somebody.
        part: where the InboundFederation trigger is told the answer.
        synonyms: OpenID's names for claims that the provider calls otherwise.
    """

    subject_claim = "id"
    part = "userInfo"
    synonyms: dict[str, str] = {}

    def sociallogin_from_response(self, request: Errand, response: Data) -> Statement:  # noqa: ARG002
        """The statement.

        Raises:
            OAuth2Error: it says of nobody who that is.
        """
        subject = response[self.subject_claim]
        if isinstance(subject, bool) or not isinstance(subject, str | int) or subject == "":
            raise OAuth2Error("no id of the user in the answer")
        return Statement(subject=str(subject), claims=self.claims(response), parts={self.part: response})

    def claims(self, data: Data) -> Data:
        """Everything that was said, by the provider's names and by OpenID's."""
        named = {name: data[theirs] for name, theirs in self.synonyms.items() if data.get(theirs) not in (None, "")}
        return {**data, **named}

    def hints(self, given: dict[str, str]) -> dict[str, str]:  # noqa: ARG002 - most providers take none
        """Parameters by which the provider takes login_hint, prompt, lang and max_age, as far as it knows them."""
        return {}
