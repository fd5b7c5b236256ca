"""The loop of signing in: find the session, verify the answer, ask the gates what is next, give one outcome."""

from collections.abc import Sequence

from accounts import admission, auth_events, client_proof, step_up
from accounts.models import HostedSession
from accounts.models.auth_session import AuthSession
from accounts.signin import hosted_passkey, known_device, store
from accounts.signin.challenges import CHALLENGES, addressed, require_offered
from accounts.signin.flows import HOSTED_FLOWS, Flow, permitted, require_still_permitted
from accounts.signin.gates import next_challenge
from accounts.signin.outcome import Challenge, Context, Outcome, SignedIn
from pools.core import clock
from pools.core.errors import InvalidParameterException, NotAuthorizedException
from pools.models import AppClient
from pools.triggers import post_authentication

# Flows whose PASSWORD_VERIFIER names no session: old clients know the secret block only.
_STRINGLESS = ("USER_SRP_AUTH",)


def begin(
    client: AppClient, *, flow: str, parameters: dict[str, str], context: Context, session: str | None = None
) -> Outcome:
    """Open a sign-in (AWS: InitiateAuth, AdminInitiateAuth).

    Args:
        client: with its pool.
        flow: an AuthFlow other than the refreshing ones, which are no sign-in.
        parameters: AuthParameters.
        context: of the call.
        session: a string of an earlier step, for flows that go on from one.

    Raises:
        InvalidParameterException: unknown or disallowed flow, missing parameter.
        NotAuthorizedException, UserNotFoundException, UserNotConfirmedException, PasswordResetRequiredException:
            refused.
        ResourceNotFoundException: the password is right, but the device is none of the user's.
    """
    chosen = permitted(client, flow, admin=context.admin)
    _require(parameters, chosen.required)
    client_proof.check(client, parameters.get("SECRET_HASH"), username=parameters["USERNAME"])
    if session and chosen.resume:
        return _proceed(chosen.resume(client, session, parameters["USERNAME"], context), "")
    return _open(client, flow, chosen, parameters, context)


def begin_hosted(client: AppClient, *, username: str, password: str = "", context: Context) -> Outcome:
    """Open a sign-in from the hosted pages: with the password, or by choice; errors as `begin`."""
    flow = store.HOSTED if password else store.HOSTED_CHOICE
    require_still_permitted(client, flow)
    return _open(client, flow, HOSTED_FLOWS[flow], {"USERNAME": username, "PASSWORD": password}, context)


def begin_hosted_passkey(client: AppClient, *, session: str, credential: str, context: Context) -> Outcome:
    """Open a sign-in by a passkey that says whose it is; `session` as `hosted_passkey.ask` gave it. Errors as `begin`."""
    return _proceed(hosted_passkey.take(client, session=session, credential=credential, context=context), "WEB_AUTHN")


def step_up_hosted(client: AppClient, browser: HostedSession, *, targets: Sequence[int], context: Context) -> Outcome:
    """Ask for what a browser's sign-in lacks of the levels that are asked for; errors as `begin`."""
    user = browser.user
    session = AuthSession(
        pool=client.pool, client=client, user=user, username=user.username, typed=user.username, memory={}
    )
    session.flow, session.context = store.HOSTED, context
    step_up.build_on(session, browser, targets)
    return _proceed(session, "")


def answer(
    client: AppClient,
    *,
    challenge: str,
    session: str | None,
    responses: dict[str, str],
    context: Context,
) -> Outcome:
    """Answer the open challenge (AWS: RespondToAuthChallenge, AdminRespondToAuthChallenge).

    Raises:
        InvalidParameterException: unknown challenge, or an answer is missing.
        NotAuthorizedException: wrong answer; or the session is unknown, used, expired or another's.
        ResourceNotFoundException: no device of the user; the session stays usable.
        CodeMismatchException, InvalidPasswordException: to be repaired; the session stays usable.
    """
    challenge, open_ones = addressed(challenge, responses)
    kind = CHALLENGES.get(challenge)
    if kind is None:
        raise InvalidParameterException(f"Unsupported challenge {challenge}.")
    _require(responses, ("USERNAME", *kind.required))
    if not context.hosted:
        client_proof.check(client, responses.get("SECRET_HASH"), username=responses["USERNAME"])
    string = session or responses.get(kind.string or "")
    found = store.find(client, string=string, challenges=open_ones, answers=responses, context=context)
    require_still_permitted(client, found.flow)
    require_offered(found, challenge)
    known_device.note(found, responses.get("DEVICE_KEY"))  # before the claim, so that the client can try without
    store.claim(found, once=not kind.repairable)
    _verify(challenge, found, responses)
    return _proceed(found, challenge)


def _open(client: AppClient, name: str, flow: Flow, parameters: dict[str, str], context: Context) -> Outcome:
    session = AuthSession(pool=client.pool, client=client, flow=name, memory={}, created_at=clock.now())
    session.context = context
    with auth_events.watched(session):
        challenge = flow.open(session, parameters)
        known_device.note(session, parameters.get("DEVICE_KEY"), early=not session.proved)
    return ask(session, challenge) if challenge else _proceed(session, "")


def _verify(challenge: str, session: AuthSession, responses: dict[str, str]) -> None:
    kind = CHALLENGES[challenge]
    try:
        with auth_events.watched(session):
            if session.user:
                admission.check(session.user, unconfirmed=kind.unconfirmed)
            kind.verify(session, responses)
    except kind.repairable_when(hosted=session.context.hosted):
        store.give_back(session)
        raise


def _proceed(session: AuthSession, passed: str) -> Outcome:
    with auth_events.watched(session):
        challenge = next_challenge(session)
        return ask(session, challenge) if challenge else _finish(session, passed)


def ask(session: AuthSession, challenge: str) -> Challenge:
    """Issue this challenge under a new session string."""
    kind = CHALLENGES[challenge]
    string = store.new_string()
    parameters = kind.issue(session, string)
    if session.context.hosted:
        session.memory["told"] = parameters  # pages are shown again
    auth_events.in_progress(session)
    store.keep(session, string, challenge)
    # The secret block of plain SRP carries the session; every other challenge is answered with the string (4).
    shown = None if kind.string and session.flow in _STRINGLESS else string
    return Challenge(challenge, shown, parameters, kind.available(session))


def _finish(session: AuthSession, passed: str) -> SignedIn:
    if session.user is None or not session.proved:
        raise NotAuthorizedException(admission.INCORRECT)
    admission.check(session.user)
    store.drop(session)
    new_device = known_device.is_new(session)
    post_authentication.run(
        session.pool,
        client_id=session.client.id,
        username=session.user.username,
        attributes=session.user.trigger_attributes,
        client_metadata=session.context.client_metadata if passed else None,
        new_device_used=new_device,
    )
    auth_events.passed(session)
    return SignedIn(
        user=session.user,
        client=session.client,
        auth_time=clock.now(),
        context=session.context,
        proved=tuple(session.proved),
        flow=session.flow,
        device_key=session.memory.get("device", ""),
        new_device=new_device,
        last_challenge=passed,
        provider_name=session.memory.get("provider", ""),
    )


def _require(given: dict[str, str], names: tuple[str, ...]) -> None:
    for name in names:
        if not given.get(name):
            raise InvalidParameterException(f"Missing required parameter {name}")
