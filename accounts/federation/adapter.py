"""allauth's adapter. allauth is a client of the pools' providers here, and nothing else: it signs no operator in."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.federation.errand import Errand
from accounts.federation.outbound_session import OutboundSession


class PoolSocialAccountAdapter(DefaultSocialAccountAdapter):
    """Named in SOCIALACCOUNT_ADAPTER."""

    def list_apps(
        self,
        request: HttpRequest | None,
        provider: str | None = None,  # noqa: ARG002 - an errand has one only
        client_id: str | None = None,  # noqa: ARG002
    ) -> list[SocialApp]:
        """The app of the errand; never one of allauth's own table."""
        return [request.app] if isinstance(request, Errand) else []

    def get_requests_session(self) -> OutboundSession:
        """Where every call of allauth's goes out."""
        return OutboundSession()

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ARG002
        """No address of ours leads here; if one ever does, allauth must not sign anybody in.

        Raises:
            PermissionDenied: always.
        """
        raise PermissionDenied
