"""Sign-ins that are under way at an external provider, and answers of such that were taken."""

from django.db import models

from pools.models import IdentityProvider, SealedJSONField, UserPool


class FederationRequest(models.Model):
    """One trip to a provider; `state_hash` is of the random string that comes back, good once."""

    state_hash = models.BinaryField(primary_key=True, max_length=32)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="+")
    browser_hash = models.BinaryField(max_length=32, help_text="Of the cookie of the browser that began")
    memory = SealedJSONField(default=dict, editable=False, help_text="The application's request, nonce, PKCE verifier")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"to {self.provider_id}"


class TakenAssertion(models.Model):
    """A SAML assertion that signed somebody in; kept until it would have expired, so that it is good once."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+")
    id_hash = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "id_hash"], name="taken_assertion_once")]

    def __str__(self) -> str:
        return f"until {self.expires_at}"
