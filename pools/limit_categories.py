"""Which operation counts in which category of requests (Cognito's quotas, by category)."""

from typing import Final

# AWS: operations that are younger than the table that we have seen are put beside their like. Unverified.
_OPERATIONS: Final[dict[str, str]] = {
    "UserAuthentication": """
        AdminInitiateAuth AdminRespondToAuthChallenge InitiateAuth RespondToAuthChallenge""",
    "UserCreation": "AdminConfirmSignUp AdminCreateUser ConfirmSignUp SignUp",
    # No operation: sign-ins that come back from an external provider.
    "UserFederation": "",
    "UserAccountRecovery": """
        AdminResetUserPassword AdminSetUserPassword ChangePassword ConfirmForgotPassword ForgotPassword""",
    "UserRead": "AdminGetUser AdminGetUserAuthFactors GetUser GetUserAuthFactors",
    "UserUpdate": """
        AdminDeleteUser AdminDeleteUserAttributes AdminDisableProviderForUser AdminDisableUser AdminEnableUser
        AdminLinkProviderForUser AdminUpdateUserAttributes AdminUserGlobalSignOut DeleteUser DeleteUserAttributes
        UpdateUserAttributes VerifyUserAttribute""",
    "UserToken": "GetDerivedToken GetTokensFromRefreshToken GlobalSignOut RevokeToken",
    "UserResourceRead": """
        AdminGetDevice AdminListDevices AdminListGroupsForUser AdminListUserAuthEvents AdminListUserSessions GetDevice
        GetUserAttributeVerificationCode ListDevices ListUserSessions ListWebAuthnCredentials
        ResendConfirmationCode""",
    "UserResourceUpdate": """
        AdminAddUserToGroup AdminDeleteSoftwareToken AdminForgetDevice AdminRemoveUserFromGroup
        AdminRevokeUserSession AdminSetUserMFAPreference AdminSetUserSettings AdminUpdateAuthEventFeedback
        AdminUpdateDeviceStatus AssociateSoftwareToken CompleteWebAuthnRegistration ConfirmDevice
        DeleteWebAuthnCredential ForgetDevice RevokeUserSession SetUserMFAPreference SetUserSettings
        StartWebAuthnRegistration UpdateAuthEventFeedback UpdateDeviceStatus VerifySoftwareToken""",
    "UserList": "ListUsers ListUsersInGroup",
    "UserPoolRead": "DescribeUserPool ListUserPools",
    "UserPoolUpdate": "CreateUserPool DeleteUserPool UpdateUserPool",
    "UserPoolResourceRead": """
        DescribeIdentityProvider DescribeManagedLoginBranding DescribeManagedLoginBrandingByClient
        DescribeResourceServer DescribeRiskConfiguration DescribeTerms DescribeTermsByClient DescribeUserImportJob
        DescribeUserPoolDomain GetCSVHeader GetGroup GetIdentityProviderByIdentifier GetLogDeliveryConfiguration
        GetSigningCertificate GetUICustomization GetUserPoolMfaConfig GetUserPoolSessionConfiguration ListGroups
        ListIdentityProviders ListResourceServers ListTagsForResource ListTerms ListUserImportJobs
        ListUserPoolReplicas""",
    "UserPoolResourceUpdate": """
        AddCustomAttributes CreateGroup CreateIdentityProvider CreateManagedLoginBranding CreateResourceServer
        CreateTerms CreateUserImportJob CreateUserPoolDomain CreateUserPoolReplica DeleteGroup DeleteIdentityProvider
        DeleteManagedLoginBranding DeleteResourceServer DeleteTerms DeleteUserPoolDomain DeleteUserPoolReplica
        SetLogDeliveryConfiguration SetRiskConfiguration SetUICustomization SetUserPoolMfaConfig
        SetUserPoolSessionConfiguration StartUserImportJob StopUserImportJob TagResource UntagResource UpdateGroup
        UpdateIdentityProvider UpdateManagedLoginBranding UpdateResourceServer UpdateTerms UpdateUserPoolDomain
        UpdateUserPoolReplica""",
    "UserPoolClientRead": """
        DescribeUserPoolClient GetUserPoolClientSessionConfiguration ListUserPoolClientSecrets ListUserPoolClients""",
    "UserPoolClientUpdate": """
        AddUserPoolClientSecret CreateUserPoolClient DeleteUserPoolClient DeleteUserPoolClientSecret
        SetUserPoolClientSessionConfiguration UpdateUserPoolClient""",
    "ClientAuthentication": "GetClientToken",
}

CATEGORIES = frozenset(_OPERATIONS)

OF_OPERATION: Final[dict[str, str]] = {
    operation: category for category, operations in _OPERATIONS.items() for operation in operations.split()
}
"""The category of each operation of cognito-idp. The two that set limits have none, so that they always can."""
