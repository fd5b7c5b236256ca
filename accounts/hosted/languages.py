"""The languages of the pages, and which of them a browser is answered in.

Who decides, the first that names one of ours: `lang` of the address, `ui_locales` of the request (OIDC Core, 3.1.2.1),
the cookie that `lang` left, the attribute `locale` of who is signed in, the browser's own list; else English.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import trans_real

from accounts.models import User
from accounts.oauth import parameters, place
from accounts.oauth.errors import InvalidRequest
from accounts.oauth.parameters import Parameters

PARAMETER = COOKIE = "lang"
_FIRST = "en"
_KEPT = timedelta(days=365)
_MOST_WISHES = 20
_MOVED = range(300, 400)


@dataclass(frozen=True)
class Language:
    """One of settings.LANGUAGES.

    Attributes:
        code: Django's, which names the catalogue.
        name: what its speakers call it.
    """

    code: str
    name: str

    @property
    def value(self) -> str:
        """How `lang` names it. AWS: `pt-BR`, `zh-CN` and `zh-TW`."""
        return _VALUES.get(self.code, self.code)


_VALUES = {"pt-br": "pt-BR", "zh-hans": "zh-CN", "zh-hant": "zh-TW"}
LANGUAGES = {code: Language(code, str(name)) for code, name in settings.LANGUAGES}
_BY_VALUE = {language.value: language for language in LANGUAGES.values()}


class LanguageMiddleware:
    """Has the hosted pages speak; no other page is touched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        base = place.base_path(request.path_info, host_pool=getattr(request, "pool", None))
        if base is None:
            return self.get_response(request)
        menu = Menu(request, _query(request))
        request.languages = menu  # type: ignore[attr-defined]
        chosen = menu.chosen or _of_browser(request) or LANGUAGES[_FIRST]
        with translation.override(chosen.code):
            response = self.get_response(request)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                _label(response)
                _remember(request, response, menu, base)
        return response


@dataclass(frozen=True)
class Menu:
    """What the foot of a page needs, for a browser at some address."""

    request: HttpRequest
    given: Parameters

    @property
    def chosen(self) -> Language | None:
        """What the address or the cookie asks for."""
        cookie = self.request.COOKIES.get(COOKIE, "")
        return self.named or _first(self.given.get("ui_locales").split(" ")) or _BY_VALUE.get(cookie)

    @property
    def named(self) -> Language | None:
        """What `lang` says. AWS: to the letter; anything else counts for nothing."""
        return _BY_VALUE.get(self.given.get(PARAMETER))

    @property
    def current(self) -> Language:
        """What the page is written in."""
        return LANGUAGES[translation.get_language() or _FIRST]

    def __iter__(self) -> Iterator[tuple[Language, str]]:
        """Every language, and the address of this page in it: what was asked for stays as it is."""
        names = (*self.given.values, PARAMETER)
        for language in LANGUAGES.values():
            yield language, f"?{self.given.only(names, **{PARAMETER: language.value})}"


def follow(request: HttpRequest, user: User) -> None:
    """Speak the user's own language for the rest of this request, unless somebody chose another in this browser."""
    menu = getattr(request, "languages", None)
    own = find(user.attributes.get("locale", ""))
    if menu is not None and menu.chosen is None and own is not None:
        translation.activate(own.code)  # until the middleware is left


def keep_only(request: HttpRequest, values: Mapping[str, str]) -> None:
    """Have the menu's links carry these parameters alone, on a page that repeats nobody's words."""
    menu = getattr(request, "languages", None)
    if menu is not None:
        request.languages = replace(menu, given=Parameters(values))  # type: ignore[attr-defined]


def find(tag: str) -> Language | None:
    """The nearest to a language tag, such as `pt-BR` for `pt_PT`."""
    try:
        return LANGUAGES[translation.get_supported_language_variant(tag.replace("_", "-").lower())]
    except LookupError:
        return None


def _first(tags: list[str]) -> Language | None:
    found = (find(tag) for tag in tags[:_MOST_WISHES] if tag)
    return next((language for language in found if language), None)


def _of_browser(request: HttpRequest) -> Language | None:
    """Accept-Language, read as Django reads it: in the order of its weights, and not too much of it."""
    wishes = trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return _first([tag for tag, _ in wishes])


def _query(request: HttpRequest) -> Parameters:
    try:
        return parameters.parse(request.META.get("QUERY_STRING", ""))
    except InvalidRequest:  # the page itself says so
        return Parameters()


def _label(response: HttpResponseBase) -> None:
    """Say what the page is written in, and what that depended on."""
    if response.status_code not in _MOVED:
        response.headers["Content-Language"] = LANGUAGES[translation.get_language() or _FIRST].value
        patch_vary_headers(response, ("Accept-Language", "Cookie"))


def _remember(request: HttpRequest, response: HttpResponseBase, menu: Menu, base: str) -> None:
    """AWS: `lang` is kept in a cookie of its name."""
    if menu.named is None or request.COOKIES.get(COOKIE) == menu.named.value:
        return
    response.set_cookie(
        COOKIE,
        menu.named.value,
        max_age=_KEPT,
        path=base,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
