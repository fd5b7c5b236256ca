"""`{% icon %}` for the hosted pages."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from lucide import _render_icon as draw_icon

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str, css: str = "") -> SafeString:
    """A Lucide icon as decoration: what it stands for is said in words beside it."""
    drawing = draw_icon(name, None, **{"class": f"icon {css}".strip(), "aria_hidden": "true", "focusable": "false"})
    return mark_safe(drawing)  # noqa: S308  lucide's own drawing
