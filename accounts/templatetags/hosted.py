"""`{% icon %}` and `{% page_text %}` for the hosted pages."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from lucide import _render_icon as draw_icon

from pools import page_texts
from pools.page_text_keys import KEYS

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str, css: str = "") -> SafeString:
    """A Lucide icon as decoration: what it stands for is said in words beside it."""
    drawing = draw_icon(name, None, **{"class": f"icon {css}".strip(), "aria_hidden": "true", "focusable": "false"})
    return mark_safe(drawing)  # noqa: S308  lucide's own drawing


@register.simple_tag(takes_context=True)
def page_text(context: template.Context, name: str) -> str:
    """A text that an operator may replace: the operator's own, else the built-in one in the page's language."""
    own = (context.get("texts") or {}).get(name)
    values = {"app_name": context.get("app_name", ""), "name": context["brand"].name}
    return page_texts.fill(own or KEYS[name].in_language(), values)
