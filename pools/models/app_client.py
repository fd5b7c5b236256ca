"""An app client: an application that may sign a pool's users in."""

from datetime import timedelta
from typing import Any

from django.db import models

from pools.models.sealed import SealedField
from pools.models.user_pool import UserPool

_UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
DEFAULT_VALIDITY_MINUTES = 60
"""How long a sign-in on the hosted pages is reused where nothing else is set."""
DEFAULT_FLOWS = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")
_OWN_ACCOUNT = "aws.cognito.signin.user.admin"
_LEGACY_FLOWS = {
    "ADMIN_NO_SRP_AUTH": "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "USER_PASSWORD_AUTH": "ALLOW_USER_PASSWORD_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY": "ALLOW_CUSTOM_AUTH",
}


class AppClient(models.Model):
    """One app client. `settings` holds AWS's UserPoolClientType members as last set."""

    id = models.CharField(primary_key=True, max_length=128)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="clients")
    name = models.CharField(max_length=128)
    secret = SealedField(null=True, blank=True, editable=False)
    secret_id = models.CharField(max_length=128, blank=True, default="", db_default="")
    secret_created_at = models.DateTimeField(null=True, blank=True)
    second_secret = SealedField(null=True, blank=True, editable=False, help_text="While secrets are being rotated")
    second_secret_id = models.CharField(max_length=128, blank=True, default="", db_default="")
    second_secret_created_at = models.DateTimeField(null=True, blank=True)
    settings = models.JSONField(default=dict)
    session_settings = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="Members of AWS SetUserPoolClientSessionConfiguration as last set",
    )
    registered = models.BooleanField(
        default=False, db_default=False, help_text="It registered itself (RFC 7591); nobody vouches for it"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pool", "created_at", "id"], name="client_pool_created")]

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"

    @property
    def has_secret(self) -> bool:
        return self.secret is not None

    @property
    def flows(self) -> frozenset[str]:
        """Allowed flows in `ALLOW_*` names; legacy names are translated."""
        stored = self.settings.get("ExplicitAuthFlows") or DEFAULT_FLOWS
        return frozenset(_LEGACY_FLOWS.get(flow, flow) for flow in stored)

    @property
    def hides_existence(self) -> bool:
        return bool(self.settings.get("PreventUserExistenceErrors") == "ENABLED")

    @property
    def propagates_context(self) -> bool:
        """Whether the client may say whose address it calls for."""
        return bool(self.settings.get("EnablePropagateAdditionalUserContextData"))

    @property
    def revocation_enabled(self) -> bool:
        return bool(self.settings.get("EnableTokenRevocation", True))

    @property
    def rotates_refresh_tokens(self) -> bool:
        return bool(self._rotation.get("Feature") == "ENABLED")

    @property
    def rotation_grace(self) -> timedelta:
        """For how long a refresh token that was rotated gives its successor once more."""
        return timedelta(seconds=self._rotation.get("RetryGracePeriodSeconds") or 0)

    @property
    def oauth_enabled(self) -> bool:
        return bool(self.settings.get("AllowedOAuthFlowsUserPoolClient"))

    @property
    def oauth_flows(self) -> list[str]:
        return list(self.settings.get("AllowedOAuthFlows") or [])

    @property
    def scopes(self) -> list[str]:
        return list(self.settings.get("AllowedOAuthScopes") or [])

    @property
    def has_pages(self) -> bool:
        """Whether people can sign in through it on the hosted pages."""
        is_asked = not {"code", "implicit"}.isdisjoint(self.oauth_flows)
        return self.oauth_enabled and is_asked and bool(self.callback_urls and self.identity_providers)

    @property
    def opens_accounts(self) -> bool:
        """Whether its users may change their own accounts through it, by its tokens or on the account pages."""
        return _OWN_ACCOUNT in self.scopes

    @property
    def identity_providers(self) -> list[str]:
        """Where its people may sign in: names of external providers, and `COGNITO` for the pool itself."""
        return list(self.settings.get("SupportedIdentityProviders") or [])

    @property
    def callback_urls(self) -> list[str]:
        return list(self.settings.get("CallbackURLs") or [])

    @property
    def logout_urls(self) -> list[str]:
        return list(self.settings.get("LogoutURLs") or [])

    @property
    def auth_session_validity(self) -> timedelta:
        return timedelta(minutes=self.settings.get("AuthSessionValidity") or 3)

    @property
    def access_token_validity(self) -> timedelta:
        return self._validity("AccessToken", default=timedelta(hours=1), unit="hours")

    @property
    def id_token_validity(self) -> timedelta:
        return self._validity("IdToken", default=timedelta(hours=1), unit="hours")

    @property
    def refresh_token_validity(self) -> timedelta:
        return self._validity("RefreshToken", default=timedelta(days=30), unit="days")

    @property
    def _rotation(self) -> dict[str, Any]:
        return self.settings.get("RefreshTokenRotation") or {}

    @property
    def max_validity_minutes(self) -> int:
        """SSOSession.MaxValidityMinutes as last set; it says something only while the pool tracks sessions."""
        return int((self.session_settings.get("SSOSession") or {}).get("MaxValidityMinutes", DEFAULT_VALIDITY_MINUTES))

    @property
    def single_sign_on_validity(self) -> timedelta:
        """For how long after it a sign-in on the hosted pages serves this client again."""
        minutes = self.max_validity_minutes if self.pool.tracks_sessions else DEFAULT_VALIDITY_MINUTES
        return timedelta(minutes=minutes)

    def _validity(self, token: str, *, default: timedelta, unit: str) -> timedelta:
        number = self.settings.get(f"{token}Validity")
        units: dict[str, Any] = self.settings.get("TokenValidityUnits") or {}
        return timedelta(seconds=number * _UNITS[units.get(token, unit)]) if number else default
