"""What a SAML provider publishes of itself, as it was last read."""

from django.db import models

from pools.models.identity_provider import IdentityProvider


class SamlMetadataCopy(models.Model):
    """The last good copy; `refresh_at` is missing where an administrator uploaded the document."""

    provider = models.OneToOneField(IdentityProvider, on_delete=models.CASCADE, related_name="metadata_copy")
    entity_id = models.TextField()
    sign_on_url = models.TextField()
    log_out_url = models.TextField(blank=True)
    log_out_answer_url = models.TextField(blank=True)
    certificates = models.JSONField(default=list, help_text="Those that it signs with: Base64 without header lines")
    read_at = models.DateTimeField()
    refresh_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name_plural = "SAML metadata copies"

    def __str__(self) -> str:
        return self.entity_id
