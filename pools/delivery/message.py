"""What is said to a user at each event: the pool's texts, or those of its CustomMessage trigger, filled in."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from pools.core.errors import CodeDeliveryFailureException
from pools.delivery import placeholders
from pools.models import UserPool
from pools.triggers import custom_message

SUBJECT_MAX = 140

# One address, nothing that a mail header or an envelope could read as two.
_ADDRESSES: Final[dict[str, re.Pattern[str]]] = {
    "EMAIL": re.compile(r'[^\s,;:<>"()@\x00-\x1f\x7f]+@[^\s,;:<>"()@\x00-\x1f\x7f]+'),
    "SMS": re.compile(r"\+\d{1,15}"),
}


@dataclass(frozen=True)
class Template:
    """Texts with placeholders; an SMS has no subject."""

    body: str
    subject: str = ""


# AWS: Cognito's own texts, blanks at their ends included (pool-rules.md 8).
VERIFICATION = Template("Your verification code is {####}. ", "Your verification code")
VERIFICATION_BY_LINK = Template(
    "Please click the link below to verify your email address. {##Verify Email##} ", "Your verification link"
)
INVITATION = Template("Your username is {username} and temporary password is {####}. ", "Your temporary password")
AUTHENTICATION = Template("Your authentication code is {####}. ", "Your authentication code")


@dataclass(frozen=True)
class Notice:
    """Texts of a mail that tells of something and asks for nothing, with placeholders by name."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class PreparedMessage:
    """A message ready to be put into the outbox; in what is called masked, code and link are hidden.

    `code` is what it carries, a temporary password too; empty in a notice.
    """

    event: str
    medium: str
    to: str
    subject: str
    text: str
    html: str
    masked: str
    masked_html: str
    masked_subject: str
    code: str = ""


def prepare(
    pool: UserPool,
    *,
    event: str,
    medium: str,
    to: str,
    username: str,
    code: str,
    attributes: dict[str, str],
    client_id: str | None,
    client_metadata: dict[str, str] | None,
    link: str | None = None,
) -> PreparedMessage:
    """Write the message. Runs the CustomMessage trigger, so never call it inside a transaction.

    Raises:
        CodeDeliveryFailureException: `to` is no single address.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: the trigger.
    """
    if not _ADDRESSES[medium].fullmatch(to):
        raise CodeDeliveryFailureException("The address that the code is to be sent to is not valid.")
    custom = custom_message.run(
        pool,
        source=event,
        client_id=client_id,
        username=username,
        attributes=attributes,
        client_metadata=client_metadata,
        by_link=link is not None,
    )
    template = _template(pool, event, medium, by_link=link is not None)
    values = placeholders.Values(code=code, username=username, link=link)
    if medium == "SMS":
        return _sms(event, to, custom.sms_message or template.body, values)
    body, subject = custom.email_message or template.body, custom.email_subject or template.subject
    return _email(event, to, Template(body, subject), values)


def notify(
    event: str, to: str, notice: Notice, values: Mapping[str, str], *, secret: Collection[str] = ()
) -> PreparedMessage | None:
    """Write a notice; no trigger has a say in it.

    Args:
        event: as the outbox shows it.
        to: a mail address; nothing is written to what is none.
        notice: the texts.
        values: what the placeholders stand for.
        secret: names of values that are hidden once the mail was sent.
    """
    if not _ADDRESSES["EMAIL"].fullmatch(to):
        return None
    masked = {name: placeholders.MASK if name in secret else value for name, value in values.items()}
    text = notice.text or placeholders.plain_text(notice.html)
    return PreparedMessage(
        event=event,
        medium="EMAIL",
        to=to,
        subject=_one_line(placeholders.fill_named(notice.subject, masked)),
        text=placeholders.fill_named(text, values),
        html=placeholders.fill_named(notice.html, values, as_html=True),
        masked=placeholders.fill_named(text, masked),
        masked_html=placeholders.fill_named(notice.html, masked, as_html=True),
        masked_subject=_one_line(placeholders.fill_named(notice.subject, masked)),
    )


def _email(event: str, to: str, template: Template, values: placeholders.Values) -> PreparedMessage:
    plain = placeholders.plain_text(template.body)
    return PreparedMessage(
        event=event,
        medium="EMAIL",
        to=to,
        subject=_one_line(placeholders.fill(template.subject, values)),
        text=placeholders.fill(plain, values),
        html=placeholders.fill_html(template.body, values),
        masked=placeholders.fill(plain, values.masked),
        masked_html=placeholders.fill_html(template.body, values.masked),
        masked_subject=_one_line(placeholders.fill(template.subject, values.masked)),
        code=values.code,
    )


def _sms(event: str, to: str, body: str, values: placeholders.Values) -> PreparedMessage:
    return PreparedMessage(
        event=event,
        medium="SMS",
        to=to,
        subject="",
        text=placeholders.fill(body, values),
        html="",
        masked=placeholders.fill(body, values.masked),
        masked_html="",
        masked_subject="",
        code=values.code,
    )


def _one_line(text: str) -> str:
    """A subject that cannot start another header (checklist 39), as long as Cognito's may be."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", text).split())[:SUBJECT_MAX]


def _template(pool: UserPool, event: str, medium: str, *, by_link: bool) -> Template:
    if event == "AdminCreateUser":
        return _invitation(pool, medium)
    if event == "Authentication":
        return _authentication(pool, medium)
    return _verification(pool, medium, by_link=by_link)


def _verification(pool: UserPool, medium: str, *, by_link: bool) -> Template:
    settings, texts = pool.settings, pool.settings.get("VerificationMessageTemplate") or {}
    if medium == "SMS":
        return Template(texts.get("SmsMessage") or settings.get("SmsVerificationMessage") or VERIFICATION.body)
    if by_link:
        return Template(
            texts.get("EmailMessageByLink") or VERIFICATION_BY_LINK.body,
            texts.get("EmailSubjectByLink") or VERIFICATION_BY_LINK.subject,
        )
    return Template(
        texts.get("EmailMessage") or settings.get("EmailVerificationMessage") or VERIFICATION.body,
        texts.get("EmailSubject") or settings.get("EmailVerificationSubject") or VERIFICATION.subject,
    )


def _invitation(pool: UserPool, medium: str) -> Template:
    texts = (pool.settings.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
    if medium == "SMS":
        return Template(texts.get("SMSMessage") or INVITATION.body)
    return Template(texts.get("EmailMessage") or INVITATION.body, texts.get("EmailSubject") or INVITATION.subject)


def _authentication(pool: UserPool, medium: str) -> Template:
    if medium == "SMS":
        return Template(pool.settings.get("SmsAuthenticationMessage") or AUTHENTICATION.body)
    texts = pool.mfa_settings.get("EmailMfaConfiguration") or {}
    return Template(texts.get("Message") or AUTHENTICATION.body, texts.get("Subject") or AUTHENTICATION.subject)
