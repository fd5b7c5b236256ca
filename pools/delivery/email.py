"""How mail leaves: by Django's mail back end (SMTP, by POOLHOUSE_EMAIL_URL) or by a pool's own SES identity."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from pools.core import aws
from pools.delivery.content import Content
from pools.models import OutboxMessage, UserPool


def is_set_up(pool: UserPool) -> bool:
    """Whether mail of this pool really goes out."""
    return bool(settings.POOLHOUSE_EMAIL_URL) or _uses_ses(pool)


def send(message: OutboxMessage, content: Content) -> None:
    """Hand the mail over; raises whatever SMTP or SES raise."""
    mail = build(message, content)
    if _uses_ses(message.pool):
        _send_by_ses(message, mail)
    else:
        mail.send()


def build(message: OutboxMessage, content: Content) -> EmailMultiAlternatives:
    """The mail with text and HTML; its Message-ID is the same at each attempt."""
    configuration = _configuration(message.pool)
    mail = EmailMultiAlternatives(
        subject=content.subject,
        body=content.text,
        from_email=_sender(message.pool),
        to=[message.recipient],
        reply_to=[configuration["ReplyToEmailAddress"]] if configuration.get("ReplyToEmailAddress") else None,
        # RFC 3834: nobody's absence notice need answer this.
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )
    if content.html:
        mail.attach_alternative(content.html, "text/html")
    return mail


def message_id(message: OutboxMessage) -> str:
    host = urlsplit(settings.POOLHOUSE_URL).hostname
    return f"<outbox-{message.pk}.{message.pool.id}@{host}>"


def _send_by_ses(message: OutboxMessage, mail: EmailMultiAlternatives) -> None:
    configuration = _configuration(message.pool)
    request: dict[str, Any] = {
        "FromEmailAddress": mail.from_email,
        "FromEmailAddressIdentityArn": configuration["SourceArn"],
        "Destination": {"ToAddresses": mail.to},
        "Content": {"Raw": {"Data": mail.message().as_bytes()}},
    }
    if configuration.get("ConfigurationSet"):
        request["ConfigurationSetName"] = configuration["ConfigurationSet"]
    region = configuration["SourceArn"].split(":")[3]
    aws.client("sesv2", region=region or message.pool.region).send_email(**request)


def _sender(pool: UserPool) -> str:
    """From as the pool has it, else the address that its SES identity names, else the installation's own."""
    configuration = _configuration(pool)
    if configuration.get("From"):
        return str(configuration["From"])
    if _uses_ses(pool):
        identity = configuration["SourceArn"].rpartition("/")[2]
        return identity if "@" in identity else f"no-reply@{identity}"
    return settings.DEFAULT_FROM_EMAIL


def _uses_ses(pool: UserPool) -> bool:
    configuration = _configuration(pool)
    return configuration.get("EmailSendingAccount") == "DEVELOPER" and bool(configuration.get("SourceArn"))


def _configuration(pool: UserPool) -> dict[str, Any]:
    return dict(pool.settings.get("EmailConfiguration") or {})
