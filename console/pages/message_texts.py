"""What the message forms show and send: texts inside the pool's settings, Cognito's own where the pool has none."""

from typing import Any

from console.pages import pool_settings
from pools.delivery.message import INVITATION, VERIFICATION, VERIFICATION_BY_LINK
from pools.models import UserPool

VERIFICATION_DEFAULTS = {
    "verification_type": "CONFIRM_WITH_CODE",
    "email_subject": VERIFICATION.subject,
    "email_message": VERIFICATION.body,
    "link_subject": VERIFICATION_BY_LINK.subject,
    "link_message": VERIFICATION_BY_LINK.body,
    "sms_message": VERIFICATION.body,
}
INVITATION_DEFAULTS = {
    "email_subject": INVITATION.subject,
    "email_message": INVITATION.body,
    "sms_message": INVITATION.body,
}
_TEMPLATE_MEMBERS = {
    "verification_type": "DefaultEmailOption",
    "email_subject": "EmailSubject",
    "email_message": "EmailMessage",
    "link_subject": "EmailSubjectByLink",
    "link_message": "EmailMessageByLink",
    "sms_message": "SmsMessage",
}
_INVITE_MEMBERS = {"email_subject": "EmailSubject", "email_message": "EmailMessage", "sms_message": "SMSMessage"}
# Older members that say the same; the template leads, so they are left out when it is set.
_MIRRORS = {
    "email_subject": "EmailVerificationSubject",
    "email_message": "EmailVerificationMessage",
    "sms_message": "SmsVerificationMessage",
}


def verification(pool: UserPool) -> dict[str, str]:
    """The verification texts in force."""
    older = {field: pool.settings.get(member) for field, member in _MIRRORS.items()}
    stored = pool.settings.get("VerificationMessageTemplate") or {}
    return {
        field: stored.get(member) or older.get(field) or VERIFICATION_DEFAULTS[field]
        for field, member in _TEMPLATE_MEMBERS.items()
    }


def with_verification(pool: UserPool, data: dict[str, Any]) -> dict[str, Any]:
    """The pool's settings after the verification form."""
    kept = {name: value for name, value in pool_settings.whole(pool).items() if name not in _MIRRORS.values()}
    return {**kept, "VerificationMessageTemplate": {member: data[field] for field, member in _TEMPLATE_MEMBERS.items()}}


def invitation(pool: UserPool) -> dict[str, str]:
    """The invitation texts in force."""
    stored = (pool.settings.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
    return {field: stored.get(member) or INVITATION_DEFAULTS[field] for field, member in _INVITE_MEMBERS.items()}


def with_invitation(pool: UserPool, data: dict[str, Any]) -> dict[str, Any]:
    """The pool's settings after the invitation form."""
    admin = dict(pool.settings.get("AdminCreateUserConfig") or {})
    admin["InviteMessageTemplate"] = {member: data[field] for field, member in _INVITE_MEMBERS.items()}
    return {**pool_settings.whole(pool), "AdminCreateUserConfig": admin}
