"""What this pool's endpoints are and can do: one document for OpenID Connect Discovery 1.0 and for RFC 8414."""

from typing import Any

from accounts.oauth.place import Place
from pools import client_registration, user_pools


def document(place: Place) -> dict[str, Any]:
    """Its endpoints are on the base that the document was asked from, so they answer wherever it did."""
    base = place.base_url
    issuer = user_pools.issuer(place.pool)
    registering = {"registration_endpoint": f"{base}/oauth2/register"} if client_registration.is_on(place.pool) else {}
    return {
        "acr_values_supported": list(place.pool.acr_values),
        "authorization_endpoint": f"{base}/oauth2/authorize",
        "authorization_response_iss_parameter_supported": True,
        "code_challenge_methods_supported": ["S256"],
        "end_session_endpoint": f"{base}/logout",
        "grant_types_supported": ["authorization_code", "client_credentials", "implicit", "refresh_token"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": issuer,
        "jwks_uri": f"{base}/.well-known/jwks.json",
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        **registering,
        "response_types_supported": ["code", "token"],
        "revocation_endpoint": f"{base}/oauth2/revoke",
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": f"{base}/oauth2/token",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "userinfo_endpoint": f"{base}/oauth2/userInfo",
    }
