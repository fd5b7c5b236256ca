"""Own texts of a pool's hosted pages, by language, for the whole pool or for one app client.

Cognito has none. Whatever is not replaced is the built-in text of the page's language: a text in one language never
stands on a page in another.
"""

import re
import unicodedata
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from pools.core import clock
from pools.core.errors import InvalidParameterException
from pools.models import AppClient, PageTexts, UserPool
from pools.page_text_keys import KEYS, PLACEHOLDERS

_PLACE = re.compile(r"\{([^{}]*)\}")
_CODES = frozenset(code for code, _ in settings.LANGUAGES)
# Controls, halves of characters, line ends; and what turns the direction of writing around for all that follows.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e")


def of(pool: UserPool, client: AppClient, language: str) -> dict[str, str]:
    """The own texts on the client's pages in a language, by key: its own before the pool's. One query."""
    rows = PageTexts.objects.filter(Q(client=client) | Q(client=None), pool=pool, language=language)
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.client_id is not None):
        found |= row.texts
    return found


def find(pool: UserPool, language: str, *, client: AppClient | None) -> PageTexts | None:
    """What was written for the client alone, or for the pool alone."""
    return PageTexts.objects.filter(pool=pool, client=client, language=language).first()


def languages_of(pool: UserPool, *, client: AppClient | None) -> set[str]:
    """The languages in which there are texts for the client alone, or for the pool alone."""
    return set(PageTexts.objects.filter(pool=pool, client=client).values_list("language", flat=True))


def clients_with_texts(clients: list[AppClient]) -> set[str]:
    """The ids of those clients that have texts of their own in some language."""
    return set(PageTexts.objects.filter(client__in=clients).values_list("client_id", flat=True).distinct())


def replace(pool: UserPool, language: str, texts: dict[str, str], *, client: AppClient | None) -> None:
    """Have these texts, and no others, for the client or for the pool; an empty one is the built-in text again.

    Raises:
        InvalidParameterException: an unknown key or language, or see `check`.
    """
    if language not in _CODES:
        raise InvalidParameterException(f"There are no pages in the language {language[:16]}.")
    for key, text in texts.items():
        check(key, text)
    kept = {key: text.strip() for key, text in texts.items() if text.strip()}
    place: dict[str, Any] = {"pool": pool, "client": client, "language": language}
    if not kept:
        PageTexts.objects.filter(**place).delete()
        return
    values = {"texts": kept, "updated_at": clock.now()}
    try:
        with transaction.atomic():
            PageTexts.objects.update_or_create(**place, defaults=values)
    except IntegrityError:  # another request was first
        PageTexts.objects.filter(**place).update(**values)


def check(key: str, text: str) -> None:
    """Refuse what cannot stand in a place of the pages. Markup needs no refusal: it is shown as it is written.

    Raises:
        InvalidParameterException: an unknown key, a text that is too long, characters that nobody sees, or braces that
            hold no placeholder.
    """
    if key not in KEYS:
        raise InvalidParameterException(f"The pages have no text named {key[:64]}.")
    if len(text.strip()) > KEYS[key].limit:
        raise InvalidParameterException(f"Enter at most {KEYS[key].limit} characters.")
    if any(unicodedata.category(one) in _UNPRINTABLE or one in _TURNING for one in text):
        raise InvalidParameterException("Enter one line, without control characters.")
    _check_placeholders(text)


def fill(text: str, values: dict[str, str]) -> str:
    """The text with values for its placeholders."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def _check_placeholders(text: str) -> None:
    known = " or ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    unknown = [place[0] for place in _PLACE.finditer(text) if place[1] not in PLACEHOLDERS]
    if unknown:
        raise InvalidParameterException(f"There is no placeholder {unknown[0][:64]}. Use {known}.")
    if re.search(r"[{}]", _PLACE.sub("", text)):
        raise InvalidParameterException(f"Braces stand in pairs, around a placeholder: {known}.")
