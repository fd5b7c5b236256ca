"""Which of AWS's operations are answered: by the function of that name, or with an honest error."""

from __future__ import annotations

import json

import pytest

from console import endpoint
from pools.wire import model, registry
from pools.wire.model import Operation, Signature

ALL = [operation for name in model.SERVICES for operation in model.service(name).operations.values()]
ANSWERED = [operation for operation in ALL if registry.lookup(operation)]
NOT_YET = [operation for operation in ALL if not registry.lookup(operation)]

PUBLISHED = {
    *("CreateUserPool", "DescribeUserPool", "ListUserPools", "UpdateUserPool", "DeleteUserPool"),
    *("CreateUserPoolClient", "DescribeUserPoolClient", "ListUserPoolClients"),
    *("UpdateUserPoolClient", "DeleteUserPoolClient"),
    *("CreateUserPoolDomain", "DescribeUserPoolDomain", "DeleteUserPoolDomain"),
    *("CreateResourceServer", "DescribeResourceServer", "ListResourceServers"),
    *("UpdateResourceServer", "DeleteResourceServer", "GetClientToken", "GetDerivedToken"),
    *("UpdateUserPoolDomain", "GetSigningCertificate"),
    *("CreateIdentityProvider", "DescribeIdentityProvider", "UpdateIdentityProvider", "DeleteIdentityProvider"),
    *("ListIdentityProviders", "GetIdentityProviderByIdentifier"),
    *("AdminLinkProviderForUser", "AdminDisableProviderForUser"),
    *("CreateTerms", "DescribeTerms", "DescribeTermsByClient", "ListTerms", "UpdateTerms", "DeleteTerms"),
    *("CreateManagedLoginBranding", "UpdateManagedLoginBranding", "DeleteManagedLoginBranding"),
    *("DescribeManagedLoginBranding", "DescribeManagedLoginBrandingByClient"),
    *("SetUICustomization", "GetUICustomization"),
    *("SetUserPoolSessionConfiguration", "GetUserPoolSessionConfiguration"),
    *("SetUserPoolClientSessionConfiguration", "GetUserPoolClientSessionConfiguration"),
    *("ListUserSessions", "AdminListUserSessions", "RevokeUserSession", "AdminRevokeUserSession"),
    *("SignUp", "ConfirmSignUp", "ResendConfirmationCode", "AdminConfirmSignUp"),
    *("InitiateAuth", "RespondToAuthChallenge", "AdminInitiateAuth", "AdminRespondToAuthChallenge"),
    *("ForgotPassword", "ConfirmForgotPassword", "ChangePassword"),
    *("GetUser", "UpdateUserAttributes", "DeleteUser", "GlobalSignOut", "RevokeToken"),
    "GetTokensFromRefreshToken",
    *("AdminCreateUser", "AdminGetUser", "AdminDeleteUser", "AdminEnableUser", "AdminDisableUser"),
    *("AdminSetUserPassword", "AdminResetUserPassword", "AdminUserGlobalSignOut"),
    *("AdminUpdateUserAttributes", "AdminDeleteUserAttributes", "ListUsers"),
    *("StartWebAuthnRegistration", "CompleteWebAuthnRegistration"),
    *("ListWebAuthnCredentials", "DeleteWebAuthnCredential"),
    *("AssociateSoftwareToken", "VerifySoftwareToken", "AdminDeleteSoftwareToken"),
    *("SetUserMFAPreference", "AdminSetUserMFAPreference", "SetUserSettings", "AdminSetUserSettings"),
    *("SetUserPoolMfaConfig", "GetUserPoolMfaConfig"),
    *("GetUserAuthFactors", "AdminGetUserAuthFactors"),
    *("CreateGroup", "GetGroup", "UpdateGroup", "DeleteGroup", "ListGroups", "ListUsersInGroup"),
    *("ConfirmDevice", "GetDevice", "ListDevices", "ForgetDevice", "UpdateDeviceStatus"),
    *("AdminGetDevice", "AdminListDevices", "AdminForgetDevice", "AdminUpdateDeviceStatus"),
    *("GetUserAttributeVerificationCode", "VerifyUserAttribute", "DeleteUserAttributes", "AddCustomAttributes"),
    *("AddUserPoolClientSecret", "ListUserPoolClientSecrets", "DeleteUserPoolClientSecret"),
    *("TagResource", "UntagResource", "ListTagsForResource"),
    *("GetCSVHeader", "CreateUserImportJob", "StartUserImportJob", "StopUserImportJob"),
    *("DescribeUserImportJob", "ListUserImportJobs"),
    *("AdminAddUserToGroup", "AdminRemoveUserFromGroup", "AdminListGroupsForUser"),
    *("SetRiskConfiguration", "DescribeRiskConfiguration", "AdminListUserAuthEvents"),
    *("AdminUpdateAuthEventFeedback", "UpdateAuthEventFeedback"),
    *("CreateUserPoolReplica", "UpdateUserPoolReplica", "DeleteUserPoolReplica", "ListUserPoolReplicas"),
    *("GetProvisionedLimit", "UpdateProvisionedLimit"),
    *("GetLogDeliveryConfiguration", "SetLogDeliveryConfiguration"),
}


def label(operation: Operation) -> str:
    return f"{operation.service}.{operation.name}"


def unsigned(operation: Operation) -> tuple[int, str]:
    target = f"{model.service(operation.service).target_prefix}.{operation.name}"
    found = endpoint.answer(method="POST", target=target, headers={}, body=b'{"NoSuchMember":1}', ip="203.0.113.7")
    return found.status, json.loads(found.body)["__type"]


def test_every_published_operation_is_answered() -> None:
    assert {operation.name for operation in ANSWERED} >= PUBLISHED


@pytest.mark.parametrize("operation", ANSWERED, ids=label)
def test_an_answered_operation_has_the_function_of_its_name(operation: Operation) -> None:
    function = registry.lookup(operation)

    assert getattr(function, "__name__", "") == operation.function_name


@pytest.mark.parametrize("operation", NOT_YET, ids=label)
def test_any_other_operation_says_that_it_is_not_supported(operation: Operation) -> None:
    assert unsigned(operation) == (400, "UnknownOperationException")


@pytest.mark.parametrize("operation", [each for each in ANSWERED if each.signature is Signature.REQUIRED], ids=label)
def test_only_public_operations_are_open_without_a_signature(operation: Operation) -> None:
    # checklist 66
    assert unsigned(operation) == (400, "MissingAuthenticationTokenException")


@pytest.mark.parametrize("operation", [each for each in ANSWERED if each.signature is Signature.IGNORED], ids=label)
def test_a_public_operation_looks_at_its_input_first(operation: Operation) -> None:
    assert unsigned(operation) == (400, "InvalidParameterException")
