"""How each ChallengeName is asked and checked. A challenge not in this table does not exist."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models.auth_session import AuthSession
from accounts.signin import proof
from accounts.signin.challenges import (
    custom_challenge,
    device_password_verifier,
    device_srp_auth,
    email_otp,
    mfa_setup,
    new_password_required,
    password,
    password_srp,
    password_verifier,
    select_challenge,
    select_mfa_type,
    sms_mfa,
    sms_otp,
    software_token_mfa,
    web_authn,
)
from pools.core.errors import (
    AliasExistsException,
    CodeMismatchException,
    CognitoError,
    ExpiredCodeException,
    InvalidParameterException,
    InvalidPasswordException,
    NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
    TooManyRequestsException,
)

REPAIRABLE = (
    AliasExistsException,
    CodeMismatchException,
    InvalidParameterException,
    InvalidPasswordException,
    PasswordHistoryPolicyViolationException,
    TooManyRequestsException,  # nothing was looked at; the SDKs send the same answer again by themselves
)


def _select(session: AuthSession, string: str) -> dict[str, str]:
    """With what a passkey must sign, so that its answer can come along with the choice.

    AWS: unverified; the API takes CREDENTIAL with SELECT_CHALLENGE but does not say where its challenge is from.
    """
    told = select_challenge.issue(session, string)
    return {**told, **web_authn.issue(session, string)} if "WEB_AUTHN" in select_challenge.available(session) else told


def _none(session: AuthSession) -> tuple[str, ...]:  # noqa: ARG001 - as every `available`
    return ()


@dataclass(frozen=True)
class ChallengeKind:
    """One ChallengeName.

    Attributes:
        issue: what the client is told; may keep things in the session's memory.
        verify: check the answers, or raise.
        required: answers that must be there.
        repairable: errors after which the same session string may be answered again.
        string: the answer that stands for the session string when the client sends none.
        available: the challenges that SELECT_CHALLENGE offers.
        unconfirmed: a user who has not proved an address yet may answer, because that proves it or leads there.
    """

    issue: Callable[[AuthSession, str], dict[str, str]]
    verify: Callable[[AuthSession, dict[str, str]], None]
    required: tuple[str, ...]
    repairable: tuple[type[CognitoError], ...] = REPAIRABLE
    string: str | None = None
    available: Callable[[AuthSession], tuple[str, ...]] = _none
    unconfirmed: bool = False

    def repairable_when(self, *, hosted: bool) -> tuple[type[CognitoError], ...]:
        """As `repairable`. On a page a wrong password can be typed anew as well; the lock-out bounds how often."""
        return (*self.repairable, NotAuthorizedException) if hosted and self.repairable else self.repairable


CHALLENGES = {
    "PASSWORD_VERIFIER": ChallengeKind(
        issue=password_verifier.issue,
        verify=password_verifier.verify,
        required=proof.REQUIRED,
        repairable=(),
        string="PASSWORD_CLAIM_SECRET_BLOCK",
    ),
    "NEW_PASSWORD_REQUIRED": ChallengeKind(
        issue=new_password_required.issue,
        verify=new_password_required.verify,
        required=("NEW_PASSWORD",),
    ),
    "CUSTOM_CHALLENGE": ChallengeKind(
        issue=custom_challenge.issue,
        verify=custom_challenge.verify,
        required=("ANSWER",),
        # A wrong answer is answered with the next challenge; after an error the sign-in begins anew.
        repairable=(),
    ),
    "SOFTWARE_TOKEN_MFA": ChallengeKind(
        issue=software_token_mfa.issue,
        verify=software_token_mfa.verify,
        required=("SOFTWARE_TOKEN_MFA_CODE",),
        # Whoever entered a code twice waits for the next one.
        repairable=(*REPAIRABLE, ExpiredCodeException),
    ),
    "SELECT_MFA_TYPE": ChallengeKind(issue=select_mfa_type.issue, verify=select_mfa_type.verify, required=("ANSWER",)),
    "MFA_SETUP": ChallengeKind(issue=mfa_setup.issue, verify=mfa_setup.verify, required=()),
    "SMS_MFA": ChallengeKind(issue=sms_mfa.issue, verify=sms_mfa.verify, required=("SMS_MFA_CODE",)),
    "EMAIL_OTP": ChallengeKind(
        issue=email_otp.issue, verify=email_otp.verify, required=("EMAIL_OTP_CODE",), unconfirmed=True
    ),
    "SMS_OTP": ChallengeKind(issue=sms_otp.issue, verify=sms_otp.verify, required=("SMS_OTP_CODE",), unconfirmed=True),
    "SELECT_CHALLENGE": ChallengeKind(
        issue=_select,
        verify=select_challenge.verify,
        required=("ANSWER",),
        available=select_challenge.available,
        unconfirmed=True,
    ),
    "PASSWORD": ChallengeKind(issue=password.issue, verify=password.verify, required=("PASSWORD",)),
    "PASSWORD_SRP": ChallengeKind(issue=password_srp.issue, verify=password_srp.verify, required=("SRP_A",)),
    "DEVICE_SRP_AUTH": ChallengeKind(
        issue=device_srp_auth.issue,
        verify=device_srp_auth.verify,
        required=("DEVICE_KEY", "SRP_A"),
    ),
    "DEVICE_PASSWORD_VERIFIER": ChallengeKind(
        issue=device_password_verifier.issue,
        verify=device_password_verifier.verify,
        required=("DEVICE_KEY", *proof.REQUIRED),
        repairable=(),
        string="PASSWORD_CLAIM_SECRET_BLOCK",
    ),
    "WEB_AUTHN": ChallengeKind(issue=web_authn.issue, verify=web_authn.verify, required=("CREDENTIAL",), repairable=()),
}

CHOSEN_BY_ANSWERING = ("PASSWORD", "PASSWORD_SRP", "WEB_AUTHN")
"""Challenges that may be answered while SELECT_CHALLENGE is open, without being chosen first (auth-flows.md 5)."""


def addressed(challenge: str, answers: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Which challenge an answer is checked as, and which challenges may be open for it; nothing else may pass.

    SELECT_CHALLENGE with the chosen challenge's own answers inline is an answer to the chosen one.
    """
    chosen = answers.get("ANSWER", "") if challenge == "SELECT_CHALLENGE" else ""
    if chosen in CHOSEN_BY_ANSWERING and all(map(answers.get, CHALLENGES[chosen].required)):
        return chosen, ("SELECT_CHALLENGE",)
    if challenge in CHOSEN_BY_ANSWERING:
        return challenge, (challenge, "SELECT_CHALLENGE")
    return challenge, (challenge,)


def require_offered(session: AuthSession, challenge: str) -> None:
    """Refuse an answer to what is neither asked nor among what can be chosen; the session stays usable.

    Raises:
        InvalidParameterException: see above.
    """
    if challenge not in (session.challenge, *CHALLENGES[session.challenge].available(session)):
        raise InvalidParameterException(f"{challenge} is not among the available challenges.")
