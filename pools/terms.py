"""Terms of use and privacy policy that an app client's sign-in pages link to."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import Q

from pools.core import clock
from pools.core.errors import (
    InvalidParameterException,
    LimitExceededException,
    ResourceNotFoundException,
    TermsExistsException,
)
from pools.core.pagination import Page
from pools.models import AppClient, Terms, UserPool

DEFAULT_LINK = "cognito:default"
_MOST = 2000  # AWS: two documents for each of a thousand clients


def create(client: AppClient, *, name: str, links: dict[str, str]) -> Terms:
    """Give the client a document.

    Raises:
        TermsExistsException: it has one of that name.
        InvalidParameterException: no default link, or a link that is no web address.
        LimitExceededException: the pool has very many.
    """
    _check_links(links)
    if Terms.objects.filter(pool=client.pool).count() >= _MOST:
        raise LimitExceededException("The user pool has the maximum number of terms.")
    now = clock.now()
    try:
        with transaction.atomic():
            return Terms.objects.create(
                pool=client.pool, client=client, name=name, links=links, created_at=now, updated_at=now
            )
    except IntegrityError:
        raise _exists(name) from None


def get(pool: UserPool, terms_id: str) -> Terms:
    """The pool's document of this id.

    Raises:
        ResourceNotFoundException: there is none.
    """
    return _found(Terms.objects.filter(pool=pool, id=terms_id).first())


def of_client(client: AppClient, name: str) -> Terms:
    """The client's document of this name.

    Raises:
        ResourceNotFoundException: there is none.
    """
    return _found(Terms.objects.filter(client=client, name=name).first())


def all_of_client(client: AppClient) -> list[Terms]:
    """The client's documents, at most one of a name."""
    return list(Terms.objects.filter(client=client))


def list_page(pool: UserPool, *, limit: int, after: list[str] | None = None) -> Page[Terms]:
    """A page of the pool's documents, oldest first."""
    rows = Terms.objects.filter(pool=pool)
    if after:
        moment = datetime.fromisoformat(after[0])
        rows = rows.filter(Q(created_at__gt=moment) | Q(created_at=moment, id__gt=after[1]))
    found = list(rows.order_by("created_at", "id")[: limit + 1])
    if len(found) <= limit:
        return Page(found)
    last = found[limit - 1]
    return Page(found[:limit], [last.created_at.isoformat(), str(last.id)])


def update(terms: Terms, *, name: str | None = None, links: dict[str, str] | None = None) -> Terms:
    """Change a document; what is left out stays.

    Raises:
        TermsExistsException: the client has another one of that name.
        InvalidParameterException: see `create`.
    """
    if links is not None:
        _check_links(links)
        terms.links = links
    terms.name = name or terms.name
    terms.updated_at = clock.now()
    try:
        with transaction.atomic():
            terms.save(update_fields=["name", "links", "updated_at"])
    except IntegrityError:
        raise _exists(terms.name) from None
    return terms


def delete(terms: Terms) -> None:
    """Remove a document."""
    terms.delete()


def _check_links(links: dict[str, Any]) -> None:
    if DEFAULT_LINK not in links:
        raise InvalidParameterException(f"Links must contain {DEFAULT_LINK}.")
    for link in links.values():
        if not _is_web_address(link):
            raise InvalidParameterException(f"Links must be web addresses: {link[:64]}")


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and "@" not in parts.netloc


def _found(terms: Terms | None) -> Terms:
    if terms is None:
        raise ResourceNotFoundException("Terms do not exist.")
    return terms


def _exists(name: str) -> TermsExistsException:
    return TermsExistsException(f"Terms already exist for the client with the name {name}.")
