"""People and how they get in: users, their names, factors, devices, sessions, tokens and codes."""

from accounts.models.attempt import AttemptCount
from accounts.models.auth_event import AuthEvent
from accounts.models.auth_session import AuthSession
from accounts.models.authorization_code import AuthorizationCode
from accounts.models.confirmation_code import ConfirmationCode
from accounts.models.device import Device
from accounts.models.federation_request import FederationRequest, TakenAssertion
from accounts.models.hosted_session import HostedSession
from accounts.models.identity import Identity
from accounts.models.import_job import ImportChunk, ImportJob, ImportLogEntry
from accounts.models.lock_out import LockOut
from accounts.models.membership import Membership
from accounts.models.passkey import Passkey, PasskeyRegistration
from accounts.models.past_password import PastPassword
from accounts.models.recovery_code import RecoveryCode
from accounts.models.refresh_token import RefreshToken
from accounts.models.schema_change import SchemaChange, SetAsideValue
from accounts.models.software_token import SoftwareToken
from accounts.models.user import SearchValue, User, UserAlias
from accounts.models.user_export import UserExport, UserExportPiece
from accounts.models.user_session import UserSession

__all__ = [
    "AttemptCount",
    "AuthEvent",
    "AuthSession",
    "AuthorizationCode",
    "ConfirmationCode",
    "Device",
    "FederationRequest",
    "HostedSession",
    "Identity",
    "ImportChunk",
    "ImportJob",
    "ImportLogEntry",
    "LockOut",
    "Membership",
    "Passkey",
    "PasskeyRegistration",
    "PastPassword",
    "RecoveryCode",
    "RefreshToken",
    "SchemaChange",
    "SearchValue",
    "SetAsideValue",
    "SoftwareToken",
    "TakenAssertion",
    "User",
    "UserAlias",
    "UserExport",
    "UserExportPiece",
    "UserSession",
]
