"""What goes wrong between us and an external provider."""


class ProviderTrouble(Exception):
    """A provider is away, refuses, or says what cannot be true. The text is for the log.

    Attributes:
        told: the same for the application's developer, without detail.
    """

    told = "The identity provider's answer could not be used"


class ProviderTimedOut(ProviderTrouble):
    """No answer in time."""

    told = "Timeout occurred in calling the identity provider"


class ProviderLied(ProviderTrouble):
    """An ID token, an assertion or an answer that is not for us, not by the provider, or not of this sign-in (checklist 59)."""

    told = "The identity provider's token could not be verified"


class ProviderDeclined(ProviderTrouble):
    """It signed nobody in, and says so: somebody cancelled, or may not come here."""

    told = "The identity provider did not sign the user in"


class StrayAnswer(Exception):
    """An answer to no question of ours: unknown, used, late, or in another browser (checklist 17, 59)."""
