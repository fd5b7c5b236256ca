"""OAuth's errors (RFC 6749, 4.1.2.1 and 5.2): a code for programs, at times a description for developers."""

from http import HTTPStatus


class OAuthError(Exception):
    """An answer that is no tokens. Becomes JSON at the machines' endpoints, a redirect at authorize."""

    code = "server_error"
    status: int = HTTPStatus.BAD_REQUEST

    def __init__(self, description: str = "") -> None:
        super().__init__(description or self.code)
        self.description = description

    @property
    def fields(self) -> dict[str, str]:
        """`error`, and `error_description` where there is one."""
        return {"error": self.code, **({"error_description": self.description} if self.description else {})}


class InvalidRequest(OAuthError):
    """A parameter is missing, repeated or malformed."""

    code = "invalid_request"


class InvalidClient(OAuthError):
    """Unknown client, or its secret is missing or wrong."""

    code = "invalid_client"  # AWS: status 400, where RFC 6749 would say 401.


class RevokingClientRefused(InvalidClient):
    """The same at the revocation endpoint, which answers it as the RFC says."""

    status = HTTPStatus.UNAUTHORIZED


class InvalidGrant(OAuthError):
    """The code or refresh token is used, expired, revoked, another's, or its PKCE proof is wrong."""

    code = "invalid_grant"


class UnauthorizedClient(OAuthError):
    """The client may not do this."""

    code = "unauthorized_client"


class UnsupportedGrantType(OAuthError):
    """No such grant."""

    code = "unsupported_grant_type"


class UnsupportedTokenType(OAuthError):
    """Only refresh tokens can be revoked."""

    code = "unsupported_token_type"


class InvalidScope(OAuthError):
    """A scope that the client was not given."""

    code = "invalid_scope"


class LoginRequired(OAuthError):
    """Nobody is signed in and the application asked that no page be shown (OIDC Core, 3.1.2.6)."""

    code = "login_required"


class ConsentRequired(OAuthError):
    """The person would have to consent and the application asked that no page be shown (OIDC Core, 3.1.2.6)."""

    code = "consent_required"


class AccessDenied(OAuthError):
    """The person said no (RFC 6749, 4.1.2.1)."""

    code = "access_denied"


class UnmetRequirements(OAuthError):
    """The user cannot reach the level that was asked for (OpenID Connect, Unmet Authentication Requirements 1.0)."""

    code = "unmet_authentication_requirements"  # AWS: unverified.


class RequestNotSupported(OAuthError):
    """A request object (OIDC Core, 6.1)."""

    code = "request_not_supported"


class RequestUriNotSupported(OAuthError):
    """A request object by reference (OIDC Core, 6.2)."""

    code = "request_uri_not_supported"


class InvalidToken(OAuthError):
    """The access token is good no more (RFC 6750, 3.1)."""

    code = "invalid_token"
    status = HTTPStatus.UNAUTHORIZED


class InsufficientScope(OAuthError):
    """The access token does not open this (RFC 6750, 3.1)."""

    code = "insufficient_scope"
    status = HTTPStatus.FORBIDDEN


class InvalidRedirectUri(OAuthError):
    """An address that a client cannot register (RFC 7591, 3.2.2)."""

    code = "invalid_redirect_uri"


class InvalidClientMetadata(OAuthError):
    """Anything else that a client cannot register (RFC 7591, 3.2.2)."""

    code = "invalid_client_metadata"


class RegistrationOff(OAuthError):
    """The pool lets no clients register themselves."""

    code = "access_denied"
    status = HTTPStatus.FORBIDDEN


class TooManyRequests(OAuthError):
    """Too often from one place, or into one pool."""

    code = "temporarily_unavailable"
    status = HTTPStatus.TOO_MANY_REQUESTS


class MethodNotAllowed(InvalidRequest):
    """Another method than the endpoint's."""

    status = HTTPStatus.METHOD_NOT_ALLOWED


class UnknownPool(InvalidRequest):
    """The address names no user pool."""

    status = HTTPStatus.NOT_FOUND


class PageError(Exception):
    """Shown on our own page and never sent anywhere: where to is not proved (checklist 13).

    Attributes:
        code: short, for the developer; part of the error page's address as in Cognito.
        client_id: as it was given.
    """

    def __init__(self, code: str, *, client_id: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.client_id = client_id


class Refused(Exception):
    """The application is told by a redirect: its client_id and redirect_uri are proved."""

    def __init__(self, location: str) -> None:
        super().__init__("refused")
        self.location = location
