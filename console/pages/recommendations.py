"""What is worth doing next in a pool, found from its real state."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models.user import UserStatus
from pools.delivery import outbox
from pools.models import UserPool

COUNTED = 1000


@dataclass(frozen=True)
class Recommendation:
    """One step: an icon, a link and the reason."""

    icon: str
    title: str
    url: str
    reason: str


def of(pool: UserPool) -> list[Recommendation]:
    """Open steps, the most pressing first."""
    found = (_client(pool), _verification(pool), _sender(pool), _invitations(pool), _domain(pool), _protection(pool))
    return [recommendation for recommendation in found if recommendation]


def _client(pool: UserPool) -> Recommendation | None:
    if pool.clients.exists():
        return None
    return Recommendation(
        "app-window",
        "Create an app client",
        _url("app_client_create", pool),
        "Without one, no application can sign users in.",
    )


def _verification(pool: UserPool) -> Recommendation | None:
    if pool.admin_only_sign_up or pool.auto_verified_attributes:
        return None
    return Recommendation(
        "mail-check",
        "Verify a contact at sign-up",
        _url("user_pool_sign_up", pool),
        "People who sign up get no code and stay unconfirmed until you confirm them.",
    )


def _sender(pool: UserPool) -> Recommendation | None:
    if not outbox.is_mailbox(pool, "EMAIL"):
        return None
    return Recommendation(
        "mail",
        "Set up an email sender",
        reverse("console:outbox"),
        "Messages stay in the outbox, where you can read their codes.",
    )


def _invitations(pool: UserPool) -> Recommendation | None:
    waiting = pool.users.filter(status=UserStatus.FORCE_CHANGE_PASSWORD)[:COUNTED].count()
    if not waiting:
        return None
    number = f"{COUNTED:,} or more" if waiting == COUNTED else f"{waiting:,}"
    return Recommendation(
        "users",
        f"Review {number} unused invitation{'' if waiting == 1 else 's'}",
        _url("users", pool) + "?property=cognito:user_status&operator=%3D&value=FORCE_CHANGE_PASSWORD",
        "These users never changed their temporary password.",
    )


def _domain(pool: UserPool) -> Recommendation | None:
    if pool.domains.exists():
        return None
    return Recommendation(
        "globe",
        "Choose a domain",
        _url("domain", pool),
        "The login pages are served below the issuer until they have an address of their own.",
    )


def _protection(pool: UserPool) -> Recommendation | None:
    if pool.deletion_protection == "ACTIVE":
        return None
    return Recommendation(
        "shield",
        "Activate deletion protection",
        _url("user_pool_sign_up", pool),
        "Nobody can delete the user pool by mistake then.",
    )


def _url(name: str, pool: UserPool) -> str:
    return reverse(f"console:{name}", args=[pool.id])
