"""Links to an app client's terms of use and privacy policy, in the page's language."""

from dataclasses import dataclass

from django.utils import translation

from pools import terms
from pools.models import AppClient, Terms

_LANGUAGES = {
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "id": "bahasa-indonesia",
    "it": "italian",
    "ja": "japanese",
    "ko": "korean",
    "nl": "dutch",
    "pt-br": "portuguese-brazil",
    "zh-cn": "chinese-simplified",
    "zh-hans": "chinese-simplified",
    "zh-hant": "chinese-traditional",
    "zh-tw": "chinese-traditional",
}


@dataclass(frozen=True)
class Links:
    """Addresses of the two documents."""

    terms_of_use: str
    privacy_policy: str


def links(client: AppClient) -> Links | None:
    """The client's documents. AWS: both must be there, or neither is shown."""
    found = {one.name: one for one in terms.all_of_client(client)}
    if found.keys() < {"terms-of-use", "privacy-policy"}:
        return None
    return Links(_link(found["terms-of-use"]), _link(found["privacy-policy"]))


def _link(document: Terms) -> str:
    code = (translation.get_language() or "en").lower()
    language = _LANGUAGES.get(code) or _LANGUAGES.get(code.partition("-")[0], "")
    return str(document.links.get(f"cognito:{language}") or document.links[terms.DEFAULT_LINK])
