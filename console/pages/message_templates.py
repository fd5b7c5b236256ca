"""The texts of verification messages and invitations, with a preview of each."""

from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from console.forms.message_templates import TYPES, InvitationForm, VerificationForm
from console.forms.revisions import RevisedForm
from console.page import done, page
from console.pages import message_texts
from pools import user_pools
from pools.delivery import placeholders
from pools.models import UserPool

Form = TypeVar("Form", bound=RevisedForm)

SAMPLE = placeholders.Values(code="481205", username="mary.major", link="https://example.com/confirm")


@page
def index(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """Which messages there are, as they read now."""
    verification_texts = message_texts.verification(pool)
    context = {
        "pool": pool,
        "verification": verification_texts,
        "verification_type": dict(TYPES).get(verification_texts["verification_type"], ""),
        "invitation": message_texts.invitation(pool),
    }
    return render(request, "console/message_templates/index.html", context)


@page
def verification(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """Codes and links: sign-up, contact changes, password reset."""
    current = message_texts.verification(pool)
    form = _form(request, pool, VerificationForm, current, message_texts.VERIFICATION_DEFAULTS)
    if form.run(lambda data: user_pools.update(pool, settings=message_texts.with_verification(pool, data))):
        return done(request, "The verification message was updated.", "console:message_templates", pool.id)
    previews = [
        _preview("Email with a code", form, "email_subject", "email_message"),
        _preview("Email with a link", form, "link_subject", "link_message"),
    ]
    return _edit(request, pool, form, "verification", previews)


@page
def invitation(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """Invitations of users whom an operator creates."""
    form = _form(request, pool, InvitationForm, message_texts.invitation(pool), message_texts.INVITATION_DEFAULTS)
    if form.run(lambda data: user_pools.update(pool, settings=message_texts.with_invitation(pool, data))):
        return done(request, "The invitation message was updated.", "console:message_templates", pool.id)
    previews = [_preview("Email", form, "email_subject", "email_message")]
    return _edit(request, pool, form, "invitation", previews)


def _form(
    request: HttpRequest, pool: UserPool, kind: type[Form], current: dict[str, str], defaults: dict[str, str]
) -> Form:
    """The form as sent; or, for Update preview and Restore default, one that holds texts and saves nothing."""
    if "restore" in request.POST:
        shown = defaults
    elif "preview" in request.POST:
        shown = {name: request.POST.get(name, "") for name in current}
    else:
        return kind(request.POST or None, updated_at=pool.updated_at, current=current)
    form = kind(updated_at=pool.updated_at, current=shown)
    form.initial["revision"] = request.POST.get("revision", "")
    return form


def _preview(label: str, form: RevisedForm, subject: str, message: str) -> tuple[str, str, str]:
    """What is in the fields now, filled as it will be sent."""
    return (
        label,
        placeholders.fill(str(form[subject].value() or ""), SAMPLE),
        placeholders.fill_html(str(form[message].value() or ""), SAMPLE),
    )


def _edit(
    request: HttpRequest, pool: UserPool, form: RevisedForm, tab: str, previews: list[tuple[str, str, str]]
) -> HttpResponse:
    context = {
        "pool": pool,
        "form": form,
        "tab": tab,
        "previews": previews,
        "sms_preview": placeholders.fill(str(form["sms_message"].value() or ""), SAMPLE),
        "has_trigger": "CustomMessage" in pool.lambda_config,
    }
    return render(request, "console/message_templates/edit.html", context)
