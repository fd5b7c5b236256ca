"""Own texts of the hosted pages: those of all of a pool, and those of one app client, a language at a time."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from accounts.hosted.languages import LANGUAGES, PARAMETER, Language
from console.forms.page_texts import PageTextsForm
from console.page import done, page
from console.pages import code_samples
from pools import app_clients, page_texts
from pools.models import AppClient, UserPool
from pools.page_text_keys import KEYS

_TRIED = 20


@page
def of_pool(request: HttpRequest, pool: UserPool, language: str) -> HttpResponse:
    """Texts of every client that has none of its own."""
    return _edit(request, pool, None, _named(language))


@page
def of_client(request: HttpRequest, pool: UserPool, client_id: str, language: str) -> HttpResponse:
    """Texts of one client; where it has none, the pool's stand."""
    return _edit(request, pool, app_clients.get(pool, client_id), _named(language))


def _named(code: str) -> Language:
    if code not in LANGUAGES:
        raise Http404("There are no pages in this language.")
    return LANGUAGES[code]


def _edit(request: HttpRequest, pool: UserPool, client: AppClient | None, language: Language) -> HttpResponse:
    form = _form(request, pool, client, language)
    if form.run(lambda data: page_texts.replace(pool, language.code, data, client=client)):
        return done(request, f"The texts in {language.name} were saved.", _address(pool, client, language))
    written = page_texts.languages_of(pool, client=client)
    context = {
        "pool": pool,
        "client": client,
        "language": language,
        "languages": [(one, _address(pool, client, one), one.code in written) for one in LANGUAGES.values()],
        "form": form,
        "preview_url": _preview(pool, client, language),
    }
    return render(request, "console/managed_login/texts.html", context)


def _form(request: HttpRequest, pool: UserPool, client: AppClient | None, language: Language) -> PageTextsForm:
    """The form as sent; or, for Reset, one that holds the texts without some of them and saves nothing."""
    found = page_texts.find(pool, language.code, client=client)
    beneath = page_texts.find(pool, language.code, client=None) if client else None
    known: dict[str, Any] = {
        "language": language.code,
        "of_pool": beneath.texts if beneath else {},
        "updated_at": found.updated_at if found else pool.created_at,
    }
    if not {"reset", "reset_all"} & set(request.POST):
        return PageTextsForm(request.POST or None, current=found.texts if found else {}, **known)
    form = PageTextsForm(current=_without(request.POST), **known)
    form.initial["revision"] = request.POST.get("revision", "")
    return form


def _without(sent: QueryDict) -> dict[str, str]:
    """What was typed, without the text, or all of them, whose Reset was pressed."""
    if "reset_all" in sent:
        return {}
    return {name: sent.get(name, "") for name in KEYS if name != sent["reset"]}


def _address(pool: UserPool, client: AppClient | None, language: Language) -> str:
    if client is None:
        return reverse("console:page_texts", args=[pool.id, language.code])
    return reverse("console:page_texts_of_client", args=[pool.id, client.id, language.code])


def _preview(pool: UserPool, client: AppClient | None, language: Language) -> str:
    """The login page in this language: the client's, or that of the first of the pool's clients that has one."""
    clients = [client] if client else app_clients.list_page(pool, limit=_TRIED).items
    url = next((url for one in clients if (url := code_samples.login_url(one))), "")
    return f"{url}&{urlencode({PARAMETER: language.value})}" if url else ""
