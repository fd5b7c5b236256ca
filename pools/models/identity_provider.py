"""External identity providers of a pool: social ones, OIDC and SAML."""

from django.db import models

from pools.models.sealed import SealedJSONField
from pools.models.user_pool import UserPool


class ProviderType(models.TextChoices):
    """AWS IdentityProviderTypeType, and the further ones that Poolhouse knows as OIDC or OAuth 2.0 providers."""

    GOOGLE = "Google", "Google"
    FACEBOOK = "Facebook", "Facebook"
    LOGIN_WITH_AMAZON = "LoginWithAmazon", "Login with Amazon"
    SIGN_IN_WITH_APPLE = "SignInWithApple", "Sign in with Apple"
    OIDC = "OIDC", "OpenID Connect"
    SAML = "SAML", "SAML"


class IdentityProvider(models.Model):
    """One provider. `details` is AWS ProviderDetails as last set, secrets included, hence sealed."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="identity_providers")
    name = models.CharField(max_length=32)
    type = models.CharField(max_length=16, choices=ProviderType)
    details = SealedJSONField(default=dict, editable=False)
    attribute_mapping = models.JSONField(default=dict)
    trusts_email = models.BooleanField(
        default=False, help_text="A verified e-mail address from it links to the user who has that address verified"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "name"], name="identity_provider_in_pool")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_saml(self) -> bool:
        return self.type == ProviderType.SAML

    def wants(self, key: str) -> bool:
        """Whether a detail of the kind that is true or false is true: IDPSignout, IDPInit, EncryptedResponses."""
        return str(self.details.get(key, "")).lower() == "true"


class IdpIdentifier(models.Model):
    """Another name of a provider, such as the mail domain of its users; unique in its pool."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="identifiers")
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "value"], name="idp_identifier_in_pool")]

    def __str__(self) -> str:
        return self.value
