"""The console's components as template tags. Wrapping ones are named like their template in components/."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide import _render_icon as draw_icon

from console import components, navigation
from pools.core import clock

register = template.Library()

WRAPPING = {
    "alert": ("kind", "title"),
    "container": ("title", "counter", "description", "level", "info", "optional"),
    "empty": ("title", "text"),
    "expander": ("title", "open"),
    "field": ("label", "help", "id"),
    "form_actions": (),
    "menu": ("label", "head", "variant"),
    "page_header": ("title", "description", "info"),
    "pair": ("label",),
    "pairs": (),
    "pairs_column": (),
    "table": ("caption",),
    "tabs": ("label",),
}
for _name, _parameters in WRAPPING.items():
    register.tag(_name, components.wrapping(_name, *_parameters))
register.tag("slot", components.compile_slot)

STATUS_ICONS = {
    "success": "circle-check",
    "error": "circle-x",
    "warning": "triangle-alert",
    "info": "info",
    "pending": "clock",
    "progress": "loader-circle",
    "stopped": "circle-minus",
}
VARIANTS = {
    "normal": "",
    "primary": " button-primary",
    "link": " button-link",
    "icon": " button-icon",
    "inline": " button-inline",
}


@lru_cache(maxsize=512)
def drawn(name: str, css: str, label: str) -> SafeString:
    names = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return mark_safe(draw_icon(name, None, **{"class": css, **names}))  # noqa: S308  lucide's own drawing


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """A Lucide icon; decoration unless it has a label."""
    return drawn(name, f"icon {css}".strip(), label)


@register.simple_tag
def status(kind: str, text: str) -> SafeString:
    """Icon and words: success, error, warning, info, pending, progress or stopped."""
    return format_html('<span class="status status-{}">{}{}</span>', kind, icon(STATUS_ICONS[kind]), text)


@register.simple_tag
def badge(text: str) -> SafeString:
    return format_html('<span class="badge">{}</span>', text)


@register.simple_tag
def none() -> SafeString:
    """What stands where there is no value."""
    return mark_safe('<span class="muted"><span aria-hidden="true">&ndash;</span><span class="sr">None</span></span>')


@register.simple_tag
def copyable(value: object, name: str = "") -> SafeString:
    """A value with a button that copies it; `name` says what it is."""
    return format_html('<span class="copyable">{}<span>{}</span></span>', copy_button(value, name), value)


@register.simple_tag
def copy_button(value: object, name: str = "") -> SafeString:
    return format_html(
        '<button class="button button-inline" type="button" data-copy="{}" data-script-only aria-label="Copy {}"'
        ' title="Copy">{}</button>',
        value,
        name or value,
        icon("copy"),
    )


@register.simple_tag
def secret(value: object, name: str) -> SafeString:
    """A masked value that can be shown and copied."""
    return SafeString(render_to_string("components/secret.html", {"value": value, "name": name}))


@register.simple_tag
def timestamp(moment: datetime | str | None) -> SafeString:
    """A moment: as a distance within a day, as a date before that; a script puts it into the reader's time zone."""
    if not isinstance(moment, datetime):
        return none()
    exact = f"{moment:%b} {moment.day}, {moment:%Y, %H:%M} (UTC+00:00)"
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        exact,
        distance(moment) or exact.removesuffix(" (UTC+00:00)"),
    )


def distance(moment: datetime) -> str:
    """How long ago, if that was less than a day."""
    passed = clock.now() - timezone.localtime(moment)
    if not timedelta() <= passed < timedelta(days=1):
        return ""
    minutes = int(passed.total_seconds() // 60)
    if minutes == 0:
        return "Just now"
    number, unit = (minutes // 60, "hour") if minutes >= 60 else (minutes, "minute")  # noqa: PLR2004
    return f"{number} {unit}{'' if number == 1 else 's'} ago"


@register.simple_tag
def button(text: str, variant: str = "normal", **attributes: object) -> SafeString:
    """A submit button. `needs_selection` keeps it off until a row is chosen; other keywords become attributes."""
    attributes.setdefault("type", "submit")
    return format_html('<button class="button{}"{}>{}</button>', VARIANTS[variant], flat(attributes), text)


@register.simple_tag
def button_link(url: str, text: str, variant: str = "normal", icon_name: str = "", **attributes: object) -> SafeString:
    """A link that looks like a button. `dialog=True` opens the page in a modal; `external=True` in a new tab."""
    content: SafeString | str = text
    if attributes.pop("external", False):
        attributes |= {"target": "_blank", "rel": "noopener"}
        content = format_html('{}<span class="sr"> (opens in a new tab)</span>{}', text, icon("external-link"))
    elif icon_name:
        content = format_html("{}{}", icon(icon_name), text)
    return format_html('<a class="button{}" href="{}"{}>{}</a>', VARIANTS[variant], url, flat(attributes), content)


@register.simple_tag
def icon_link(url: str, label: str, name: str, **attributes: object) -> SafeString:
    """A round link of an icon alone, such as refresh."""
    return format_html(
        '<a class="button button-icon" href="{}" aria-label="{}" title="{}"{}>{}</a>',
        url,
        label,
        label,
        flat(attributes),
        icon(name),
    )


@register.simple_tag
def menu_link(url: str, text: str, **attributes: object) -> SafeString:
    return format_html('<a class="menu-item" href="{}"{}>{}</a>', url, flat(attributes), text)


@register.simple_tag
def menu_off(text: str, reason: str) -> SafeString:
    """An action that is not possible now, and why."""
    return format_html(
        '<span class="menu-item menu-off" aria-disabled="true"><span>{}<small>{}</small></span></span>', text, reason
    )


def flat(attributes: dict[str, object]) -> SafeString:
    """HTML attributes; `dialog` and `needs_selection` stand for the data- names scripts look for."""
    short = {"dialog": "data-dialog", "needs_selection": "data-needs-selection"}
    parts = [
        format_html(' {}="{}"', short.get(name, name.replace("_", "-")), "" if value is True else value)
        for name, value in attributes.items()
        if value not in (False, None, "")
    ]
    return SafeString("".join(parts))


@register.simple_tag
def select_box(name: str, value: object, label: str, kind: str = "radio", checked: object = "") -> SafeString:
    """The first cell of a row that can be selected."""
    return format_html(
        '<td class="select-cell"><input class="select-box" type="{}" name="{}" value="{}" aria-label="Select {}"{}></td>',
        kind,
        name,
        value,
        label,
        SafeString(" checked" if checked else ""),
    )


@register.simple_tag
def tab(url: str, text: str, current: object = "") -> SafeString:
    return format_html(
        '<li><a href="{}"{}>{}</a></li>', url, SafeString(' aria-current="page"' if current else ""), text
    )


@register.simple_tag
def crumb(text: str, url: str = "") -> SafeString:
    """A step of the breadcrumbs; the last one has no address."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, text)
    return format_html('<li><span aria-current="page">{}</span></li>', text)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, pager: Any, label: str) -> dict[str, Any]:
    """Previous and next page of a keyset list."""
    return {"pager": pager, "label": label, "here": context["request"].get_full_path()}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The alert on top of a form: what it says as a whole, and links to the fields that need attention."""
    return {"form": form, "fields": [bound for bound in form if bound.errors]}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The current query string with some parameters changed; empty ones are left out."""
    request: HttpRequest = context["request"]
    values = {**request.GET.dict(), **changes}
    return "?" + urlencode({name: value for name, value in values.items() if value not in ("", None)})


@register.simple_tag(takes_context=True)
def frame(context: template.Context) -> navigation.Frame:
    """Navigation, breadcrumbs, help and regions of this page."""
    return navigation.frame(context["request"], context.get("pool"))
