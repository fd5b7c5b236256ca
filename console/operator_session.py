"""How long an operator stays signed in: twelve hours at most, and two without doing anything (checklist 49)."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from console.models import Operator
from pools.core import clock

LONGEST_SECONDS = 12 * 60 * 60
IDLE_SECONDS = 2 * 60 * 60
NOTED_EVERY_SECONDS = 5 * 60
BEGAN = "operator_began"
SEEN = "operator_seen"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def begin(request: HttpRequest, operator: Operator) -> None:
    """A new session with a new identifier."""
    login(request, operator, backend=BACKEND)
    request.session[BEGAN] = request.session[SEEN] = clock.timestamp()


def is_over(session: SessionBase) -> bool:
    now = clock.timestamp()
    return bool(now - session.get(BEGAN, now) > LONGEST_SECONDS or now - session.get(SEEN, now) > IDLE_SECONDS)


def note_use(session: SessionBase) -> None:
    """Kept to five minutes, so that not every page writes."""
    now = clock.timestamp()
    if now - session.get(SEEN, now) > NOTED_EVERY_SECONDS:
        session[SEEN] = now
