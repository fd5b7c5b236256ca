"""grant_type=authorization_code: a code, its redirect_uri and its PKCE verifier become tokens (RFC 6749, 4.1.3)."""

from accounts.crypto import pkce
from accounts.models import AuthorizationCode
from accounts.models.auth_session import Context
from accounts.oauth import codes
from accounts.oauth.errors import InvalidGrant, InvalidRequest, UnauthorizedClient
from accounts.oauth.parameters import Parameters
from accounts.tokens import issue
from accounts.tokens.issue import TokenSet
from pools.core.errors import CognitoError
from pools.models import AppClient


def redeem(client: AppClient, given: Parameters, context: Context) -> TokenSet:
    """Redeem a code.

    Raises:
        InvalidRequest: a parameter is missing, or the verifier has another form than RFC 7636's.
        InvalidGrant: used, expired, another client's; or the proof is missing, wrong or superfluous (checklist 15, 16).
        UnauthorizedClient: the client may not use codes (any more), or another redirect_uri.
    """
    code = given.require("code")
    if given.get("code_verifier") and not pkce.is_verifier(given.get("code_verifier")):
        raise InvalidRequest("code_verifier is malformed")
    if not client.oauth_enabled or "code" not in client.oauth_flows:
        raise UnauthorizedClient
    row = codes.take(client, code)
    _check_redirect(row, given)
    _check_pkce(row, given.get("code_verifier"))
    codes.check_scopes(client, row.scopes)
    try:
        tokens = issue.for_user(
            row.user,
            client,
            auth_time=row.auth_time,
            scopes=row.scopes,
            nonce=row.nonce,
            audience=row.resource,
            context=context,
            proved=row.proved,
            origin=row.origin,
        )
    except CognitoError as error:
        raise InvalidGrant from error
    codes.redeemed(row, tokens.session)
    return tokens


def _check_redirect(row: AuthorizationCode, given: Parameters) -> None:
    if given.require("redirect_uri") != row.redirect_uri:
        raise UnauthorizedClient("invalid_redirect")  # AWS: no invalid_grant here.


def _check_pkce(row: AuthorizationCode, verifier: str) -> None:
    """A verifier belongs to a challenge and a challenge to a verifier: neither may be left out on the way."""
    if not row.code_challenge and not verifier:
        return
    if not row.code_challenge or not pkce.verify_s256(verifier, row.code_challenge):
        raise InvalidGrant
