"""response_type=token: tokens right in the callback's fragment (RFC 6749, 4.2), where a client allows it.

Off by default and no longer recommended (RFC 9700, 2.1.2): kept because Cognito has it.
"""

from accounts.models import HostedSession
from accounts.models.auth_session import Context
from accounts.oauth import codes
from accounts.oauth.codes import Grant
from accounts.oauth.errors import InvalidRequest
from accounts.tokens import issue
from pools.core.errors import CognitoError


def tokens(grant: Grant, session: HostedSession) -> dict[str, str]:
    """What the fragment says: an access token, with `openid` an ID token, never a refresh token.

    Raises:
        InvalidGrant: a scope opens what the client may not read.
        InvalidRequest: the user may not come in any more, or the pool's function refused.
    """
    codes.check_scopes(grant.client, grant.scopes)
    try:
        issued = issue.for_user(
            session.user,
            grant.client,
            auth_time=session.auth_time,
            scopes=list(grant.scopes),
            nonce=grant.nonce,
            audience=grant.resource,
            context=Context(ip=session.ip, user_agent=session.user_agent, hosted=True),
            proved=session.proved,
            origin=session,
            renewable=False,
        )
    except CognitoError as error:
        raise InvalidRequest(error.message) from error
    id_token = {"id_token": issued.id_token} if issued.id_token else {}
    return {
        **id_token,
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": str(issued.expires_in),
    }
