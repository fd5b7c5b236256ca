"""AWS's errors: one class per error code, raised by verbs with AWS's message and translated by the faces."""

from http import HTTPStatus


class CognitoError(Exception):
    """An answer to the caller that is no bug. The class name is AWS's error code."""

    status: int = HTTPStatus.BAD_REQUEST

    def __init__(self, message: str, *, reason: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason

    @property
    def code(self) -> str:
        return type(self).__name__


# Signing and wire errors, which any AWS service may answer and no model declares.


class MissingAuthenticationTokenException(CognitoError):
    """The operation must be signed and is not."""


class IncompleteSignatureException(CognitoError):
    """The signature cannot be read, or a part of it is missing."""


class InvalidSignatureException(CognitoError):
    """The signature is wrong, too old, or from the future."""


class UnrecognizedClientException(CognitoError):
    """The access key is not known, or may not be used."""


class ThrottlingException(CognitoError):
    """Called too often, where an operation declares no TooManyRequestsException."""


class UnknownOperationException(CognitoError):
    """No such operation, or one that Poolhouse does not answer yet."""


class SerializationException(CognitoError):
    """The body is no JSON object, or a member has the wrong JSON type."""


# The errors that the models of cognito-idp and cognito-identity declare.


class AccessDeniedException(CognitoError):
    """The access key is known but not permitted to do this."""


class AliasExistsException(CognitoError):
    """Another user already has the e-mail address or phone number."""


class CodeDeliveryFailureException(CognitoError):
    """A code could not be sent."""


class CodeMismatchException(CognitoError):
    """The code is not the one that was sent."""


class ConcurrentModificationException(CognitoError):
    """Two changes met."""


class DeveloperUserAlreadyRegisteredException(CognitoError):
    """The developer's user belongs to another identity."""


class DeviceKeyExistsException(CognitoError):
    """The device was confirmed before."""


class DuplicateProviderException(CognitoError):
    """The pool has an identity provider of that name."""


class EnableSoftwareTokenMFAException(CognitoError):
    """The TOTP code given to set up an authenticator app is wrong."""


class ExpiredCodeException(CognitoError):
    """The code is too old, or there is none."""


class ExternalServiceException(CognitoError):
    """A service that we asked did not answer."""


class FeatureUnavailableInTierException(CognitoError):
    """The pool's feature plan does not include this."""


class ForbiddenException(CognitoError):
    """A firewall rule refused the request."""

    status = HTTPStatus.FORBIDDEN


class GroupExistsException(CognitoError):
    """The pool has a group of that name."""


class InternalErrorException(CognitoError):
    """A fault of ours; the message never says more."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class InternalServerException(CognitoError):
    """A fault of ours, as newer operations call it."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class InvalidEmailRoleAccessPolicyException(CognitoError):
    """The e-mail identity may not be used."""


class InvalidIdentityPoolConfigurationException(CognitoError):
    """The identity pool has no role for this identity."""


class InvalidLambdaResponseException(CognitoError):
    """A trigger answered what cannot be understood."""


class InvalidOAuthFlowException(CognitoError):
    """The OAuth flows and the rest of the app client do not go together."""


class InvalidParameterException(CognitoError):
    """A value is outside what the operation takes."""


class InvalidPasswordException(CognitoError):
    """The password does not meet the pool's policy."""


class InvalidSmsRoleAccessPolicyException(CognitoError):
    """The role given for SMS may not publish."""


class InvalidSmsRoleTrustRelationshipException(CognitoError):
    """The role given for SMS does not trust the service."""


class InvalidUserPoolConfigurationException(CognitoError):
    """The pool's settings do not allow for this."""


class LimitExceededException(CognitoError):
    """A quota is used up."""


class MFAMethodNotFoundException(CognitoError):
    """The user has no such second factor."""


class ManagedLoginBrandingExistsException(CognitoError):
    """The app client has a style."""


class NotAuthorizedException(CognitoError):
    """Wrong password, expired session, disabled user and the like."""


class OperationNotEnabledException(CognitoError):
    """Not available for this pool or region."""


class PasswordHistoryPolicyViolationException(CognitoError):
    """The password was used before."""


class PasswordResetRequiredException(CognitoError):
    """The user must choose a new password first."""


class PreconditionNotMetException(CognitoError):
    """Something else must be done first."""


class RefreshTokenReuseException(CognitoError):
    """The refresh token was rotated away."""


class ResourceConflictException(CognitoError):
    """The login is linked to another identity."""


class ResourceNotFoundException(CognitoError):
    """No such pool, app client, group or other thing."""


class ScopeDoesNotExistException(CognitoError):
    """A scope is neither Cognito's nor a resource server's."""


class ServiceQuotaExceededException(CognitoError):
    """A quota of the account is used up."""


class SoftwareTokenMFANotFoundException(CognitoError):
    """TOTP is not set up."""


class TermsExistsException(CognitoError):
    """The app client has terms of that name."""


class TierChangeNotAllowedException(CognitoError):
    """The feature plan cannot be changed like this."""


class TooManyFailedAttemptsException(CognitoError):
    """Too many wrong codes or passwords."""


class TooManyRequestsException(CognitoError):
    """Called too often."""


class UnauthorizedException(CognitoError):
    """The token does not allow for this request."""


class UnexpectedLambdaException(CognitoError):
    """A trigger could not be called, or failed."""


class UnsupportedIdentityProviderException(CognitoError):
    """No such identity provider."""


class UnsupportedOperationException(CognitoError):
    """Not enabled for this app client."""


class UnsupportedTokenTypeException(CognitoError):
    """A token of another kind is needed."""


class UnsupportedUserStateException(CognitoError):
    """Not in the user's present state."""


class UserImportInProgressException(CognitoError):
    """The pool cannot change while users are being imported."""


class UserLambdaValidationException(CognitoError):
    """A trigger refused."""


class UserNotConfirmedException(CognitoError):
    """The user has yet to confirm the account."""


class UserNotFoundException(CognitoError):
    """No such user."""


class UserPoolAddOnNotEnabledException(CognitoError):
    """Threat protection is off."""


class UserPoolTaggingException(CognitoError):
    """A tag cannot be set."""


class UsernameExistsException(CognitoError):
    """Another user has the name."""


class WebAuthnChallengeNotFoundException(CognitoError):
    """The passkey registration was never begun, or too long ago."""


class WebAuthnClientMismatchException(CognitoError):
    """The passkey registration was begun with another app client."""


class WebAuthnConfigurationMissingException(CognitoError):
    """The pool has no relying party id."""


class WebAuthnCredentialNotSupportedException(CognitoError):
    """The passkey is of a kind that is not taken."""


class WebAuthnNotEnabledException(CognitoError):
    """Passkeys are off."""


class WebAuthnOriginNotAllowedException(CognitoError):
    """The passkey was made on another site."""


class WebAuthnRelyingPartyMismatchException(CognitoError):
    """The passkey belongs to another relying party."""
