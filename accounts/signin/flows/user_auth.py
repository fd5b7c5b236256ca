"""USER_AUTH: the client or the user chooses what to begin with (auth-flows.md 5)."""

from accounts import first_factors, step_up
from accounts.models.auth_session import AuthSession, Context
from accounts.signin import auto_sign_in, identify, proof
from pools.core.errors import FeatureUnavailableInTierException
from pools.models import AppClient, UserPool


def open(session: AuthSession, parameters: dict[str, str]) -> str | None:  # noqa: A001 - reads as flow.open
    """Begin with PREFERRED_CHALLENGE where the user has it, else let the user choose.

    Raises:
        FeatureUnavailableInTierException: the pool's plan lacks sign-in by choice.
        InvalidParameterException: SRP_A is no hexadecimal number; or as `step_up`.
        NotAuthorizedException: the password, SRP_A or access token is wrong, or locked out.
        UserNotConfirmedException: what is preferred is of no use to whoever has yet to prove an address.
    """
    _require_plan(session.pool)
    step_up.ask(session, parameters)
    preferred = parameters.get("PREFERRED_CHALLENGE", "")
    by_srp = preferred == "PASSWORD_SRP" and bool(parameters.get("SRP_A"))
    if by_srp:
        proof.take_public(session, parameters["SRP_A"])
    password = parameters.get("PASSWORD") if preferred == "PASSWORD" else None
    identify.begin(
        session,
        parameters["USERNAME"],
        password=password,
        unconfirmed=lambda user: first_factors.confirms(user, preferred),
    )
    if step_up.carry_over(session):
        return None
    if preferred not in first_factors.offered(session.pool, session.user, session.typed):
        return "SELECT_CHALLENGE"
    if by_srp:
        identify.refuse_locked(session)
        return "PASSWORD_VERIFIER"
    if password:
        proof.take_password(session, password)
        return None
    return preferred


def open_hosted(session: AuthSession, parameters: dict[str, str]) -> str | None:
    """As `open` by the name alone; on a page nobody is asked to choose from one thing, and a passkey goes first."""
    challenge = open(session, parameters)
    if challenge != "SELECT_CHALLENGE":
        return challenge
    offered = first_factors.on_pages(session.pool, session.user, session.typed)
    if len(offered) == 1:
        return offered[0]
    return "WEB_AUTHN" if "WEB_AUTHN" in offered else challenge


def resume(client: AppClient, string: str, username: str, context: Context) -> AuthSession:
    """Go on from signing up, by the string that ConfirmSignUp answered.

    Raises:
        FeatureUnavailableInTierException: the pool's plan lacks sign-in by choice.
        NotAuthorizedException: the string is unknown, used, expired or another's.
    """
    _require_plan(client.pool)
    return auto_sign_in.resume(client, string=string, username=username, context=context)


def _require_plan(pool: UserPool) -> None:
    if pool.tier == "LITE":
        raise FeatureUnavailableInTierException("Sign-in by choice is not available in the LITE feature plan.")
