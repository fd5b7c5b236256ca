// The life of one pool through @aws-sdk/client-cognito-identity-provider v3, checked step by step; prints the names of
// the operations that were answered as JSON. Arguments: endpoint, access key id, its secret.
import assert from "node:assert/strict";
import * as sdk from "@aws-sdk/client-cognito-identity-provider";
import { srpAnswer, srpStart, verifierOf } from "./srp.js";
import { totp } from "./totp.js";

const [endpoint, accessKeyId, secretAccessKey] = process.argv.slice(2);
const UserPoolId = "us-east-1_TourSdkV3";
const ClientId = "sdktourclient000000000001";
const PASSWORD = "Correct-h0rse!";
const OTHER = "Another-h0rse!";
const FLOWS = ["SRP_AUTH", "PASSWORD_AUTH", "AUTH"].map((name) => `ALLOW_USER_${name}`);
const pool = { UserPoolId };
const web = { UserPoolId, ClientId };
const tags = { "poolhouse:fixed-id": UserPoolId, "poolhouse:client:web:id": ClientId };

const client = new sdk.CognitoIdentityProviderClient({
  region: "us-east-1",
  endpoint,
  credentials: { accessKeyId, secretAccessKey },
  maxAttempts: 1,
});
const done = new Set();

const call = async (name, given) => {
  const answer = await client.send(new sdk[`${name}Command`](given));
  done.add(name);
  return answer;
};

const refused = (name, given, kind) => assert.rejects(call(name, given), { name: kind });

const codeOf = async (username) => {
  const query = new URLSearchParams({ user_pool_id: UserPoolId, username });
  return (await (await fetch(`${endpoint}/_poolhouse/last-code?${query}`)).json()).code;
};

const byPassword = (USERNAME, PASSWORD) =>
  call("InitiateAuth", { ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME, PASSWORD } });

const attributes = (shown) => Object.fromEntries(shown.map(({ Name, Value }) => [Name, Value]));

async function setUpPool() {
  const made = await call("CreateUserPool", {
    PoolName: "tour",
    UserPoolTags: tags,
    AutoVerifiedAttributes: ["email"],
    Schema: [{ Name: "plan", AttributeDataType: "String", Mutable: true }],
    DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
    UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
  });
  assert.equal(made.UserPool.Id, UserPoolId);
  assert.ok(made.UserPool.CreationDate instanceof Date);
  await call("AddCustomAttributes", { ...pool, CustomAttributes: [{ Name: "seats", AttributeDataType: "Number" }] });
  const { UserPool } = await call("DescribeUserPool", pool);
  const names = UserPool.SchemaAttributes.map((shape) => shape.Name);
  assert.ok(names.includes("custom:plan") && names.includes("custom:seats"));
  const { UserPools } = await call("ListUserPools", { MaxResults: 60 });
  assert.ok(UserPools.some((one) => one.Id === UserPoolId));
  const ResourceArn = UserPool.Arn;
  await call("TagResource", { ResourceArn, Tags: { team: "identity", stage: "test" } });
  await call("UntagResource", { ResourceArn, TagKeys: ["stage"] });
  assert.deepEqual((await call("ListTagsForResource", { ResourceArn })).Tags, { ...tags, team: "identity" });
  const mfa = { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } };
  await call("SetUserPoolMfaConfig", { ...pool, ...mfa });
  assert.equal((await call("GetUserPoolMfaConfig", pool)).MfaConfiguration, "OPTIONAL");
  await call("CreateUserPoolDomain", { ...pool, Domain: "sdktour" });
  const { DomainDescription } = await call("DescribeUserPoolDomain", { Domain: "sdktour" });
  assert.equal(DomainDescription.UserPoolId, UserPoolId);
}

async function setUpClientsAndGroups() {
  const orders = { ...pool, Identifier: "orders" };
  const Scopes = [{ ScopeName: "read", ScopeDescription: "Read orders" }];
  await call("CreateResourceServer", { ...orders, Name: "Orders", Scopes });
  await call("UpdateResourceServer", { ...orders, Name: "All orders", Scopes });
  const { ResourceServer } = await call("DescribeResourceServer", orders);
  assert.deepEqual((await call("ListResourceServers", pool)).ResourceServers, [ResourceServer]);

  const made = await call("CreateUserPoolClient", { ...pool, ClientName: "web", ExplicitAuthFlows: FLOWS });
  assert.equal(made.UserPoolClient.ClientId, ClientId);
  const RefreshTokenRotation = { Feature: "ENABLED", RetryGracePeriodSeconds: 30 };
  const changed = await call("UpdateUserPoolClient", { ...web, ExplicitAuthFlows: FLOWS, RefreshTokenRotation });
  assert.deepEqual((await call("DescribeUserPoolClient", web)).UserPoolClient, changed.UserPoolClient);
  const server = await call("CreateUserPoolClient", { ...pool, ClientName: "server", GenerateSecret: true });
  const other = { UserPoolId, ClientId: server.UserPoolClient.ClientId };
  const { ClientSecretDescriptor } = await call("AddUserPoolClientSecret", other);
  assert.equal((await call("ListUserPoolClientSecrets", other)).ClientSecrets.length, 2);
  const { ClientSecretId } = ClientSecretDescriptor;
  await call("DeleteUserPoolClientSecret", { ...other, ClientSecretId });
  assert.equal((await call("ListUserPoolClients", pool)).UserPoolClients.length, 2);

  const readers = { ...pool, GroupName: "readers" };
  await call("CreateGroup", { ...readers, Precedence: 5 });
  await call("UpdateGroup", { ...readers, Description: "Read only" });
  const { Group } = await call("GetGroup", readers);
  assert.deepEqual((await call("ListGroups", pool)).Groups, [Group]);
  assert.equal(Group.Description, "Read only");
}

async function signUp() {
  const ann = { ClientId, Username: "ann" };
  const UserAttributes = [{ Name: "email", Value: "ann@example.com" }];
  const made = await call("SignUp", { ...ann, Password: PASSWORD, UserAttributes });
  assert.equal(made.CodeDeliveryDetails.Destination, "a***@e***");
  await refused("ConfirmSignUp", { ...ann, ConfirmationCode: "nonsense" }, "CodeMismatchException");
  await call("ResendConfirmationCode", ann);
  await call("ConfirmSignUp", { ...ann, ConfirmationCode: await codeOf("ann") });
  await call("ForgotPassword", ann);
  await call("ConfirmForgotPassword", { ...ann, ConfirmationCode: await codeOf("ann"), Password: OTHER });
  const { AccessToken } = (await byPassword("ann", OTHER)).AuthenticationResult;
  await call("ChangePassword", { AccessToken, PreviousPassword: OTHER, ProposedPassword: PASSWORD });
}

async function administrate() {
  const bob = { ...pool, Username: "bob" };
  const UserAttributes = [
    { Name: "email", Value: "bob@example.com" },
    { Name: "email_verified", Value: "true" },
  ];
  const made = await call("AdminCreateUser", { ...bob, UserAttributes, DesiredDeliveryMediums: ["EMAIL"] });
  assert.equal(made.User.UserStatus, "FORCE_CHANGE_PASSWORD");
  const asked = await byPassword("bob", await codeOf("bob"));
  assert.equal(asked.ChallengeName, "NEW_PASSWORD_REQUIRED");
  const { ChallengeName, Session } = asked;
  const ChallengeResponses = { USERNAME: "bob", NEW_PASSWORD: PASSWORD };
  await call("RespondToAuthChallenge", { ClientId, ChallengeName, Session, ChallengeResponses });
  await call("AdminUpdateUserAttributes", { ...bob, UserAttributes: [{ Name: "name", Value: "Bob" }] });
  const { Users } = await call("ListUsers", { ...pool, Filter: 'name = "Bob"' });
  assert.deepEqual(Users.map((user) => user.Username), ["bob"]);
  await call("AdminDeleteUserAttributes", { ...bob, UserAttributeNames: ["name"] });
  const GroupName = "readers";
  await call("AdminAddUserToGroup", { ...bob, GroupName });
  assert.equal((await call("AdminListGroupsForUser", bob)).Groups[0].GroupName, GroupName);
  assert.equal((await call("ListUsersInGroup", { ...pool, GroupName })).Users[0].Username, "bob");
  await call("AdminRemoveUserFromGroup", { ...bob, GroupName });
  await call("AdminDisableUser", bob);
  assert.equal((await call("AdminGetUser", bob)).Enabled, false);
  await call("AdminEnableUser", bob);
  await call("AdminSetUserPassword", { ...bob, Password: OTHER, Permanent: true });
  await call("AdminUserGlobalSignOut", bob);
  await call("AdminResetUserPassword", bob);
  assert.equal((await call("AdminGetUser", bob)).UserStatus, "RESET_REQUIRED");
  await call("AdminDeleteUser", bob);
}

async function signInBySrpWithADevice() {
  const { helper, A } = await srpStart(UserPoolId);
  const AuthParameters = { USERNAME: "ann", SRP_A: A };
  const asked = await call("InitiateAuth", { ClientId, AuthFlow: "USER_SRP_AUTH", AuthParameters });
  assert.equal(asked.ChallengeName, "PASSWORD_VERIFIER");
  const ChallengeResponses = await srpAnswer(helper, UserPoolId, PASSWORD, asked.ChallengeParameters);
  const { ChallengeName } = asked;
  const answered = await call("RespondToAuthChallenge", { ClientId, ChallengeName, ChallengeResponses });
  const { AccessToken, NewDeviceMetadata } = answered.AuthenticationResult;
  const { DeviceKey, DeviceGroupKey } = NewDeviceMetadata;
  const DeviceSecretVerifierConfig = await verifierOf(DeviceGroupKey, DeviceKey);
  await call("ConfirmDevice", { AccessToken, DeviceKey, DeviceName: "laptop", DeviceSecretVerifierConfig });
  await call("UpdateDeviceStatus", { AccessToken, DeviceKey, DeviceRememberedStatus: "remembered" });
  const { Device } = await call("GetDevice", { AccessToken, DeviceKey });
  assert.deepEqual((await call("ListDevices", { AccessToken })).Devices, [Device]);
  const theirs = await call("AdminListDevices", { ...pool, Username: "ann" });
  assert.equal(theirs.Devices[0].DeviceKey, DeviceKey);
  await call("ForgetDevice", { AccessToken, DeviceKey });
  assert.deepEqual((await call("ListDevices", { AccessToken })).Devices, []);
}

async function useAnAuthenticatorApp() {
  const { AccessToken } = (await byPassword("ann", PASSWORD)).AuthenticationResult;
  const { SecretCode } = await call("AssociateSoftwareToken", { AccessToken });
  const proved = await call("VerifySoftwareToken", { AccessToken, UserCode: totp(SecretCode, -1) });
  assert.equal(proved.Status, "SUCCESS");
  const preferred = { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } };
  await call("SetUserMFAPreference", { AccessToken, ...preferred });
  assert.equal((await call("GetUserAuthFactors", { AccessToken })).PreferredMfaSetting, "SOFTWARE_TOKEN_MFA");
  const { ChallengeName, Session } = await byPassword("ann", PASSWORD);
  assert.equal(ChallengeName, "SOFTWARE_TOKEN_MFA");
  const ChallengeResponses = { USERNAME: "ann", SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode) };
  const answered = await call("RespondToAuthChallenge", { ClientId, ChallengeName, Session, ChallengeResponses });
  assert.ok(answered.AuthenticationResult.IdToken);
  const off = { SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false } };
  await call("AdminSetUserMFAPreference", { ...pool, Username: "ann", ...off });
}

async function lookAfterOwnAccount() {
  const first = (await byPassword("ann", PASSWORD)).AuthenticationResult;
  const { DeviceKey } = first.NewDeviceMetadata;
  const given = { ClientId, RefreshToken: first.RefreshToken, DeviceKey };
  const renewed = (await call("GetTokensFromRefreshToken", given)).AuthenticationResult;
  const { AccessToken, RefreshToken } = renewed;
  const UserAttributes = [
    { Name: "email", Value: "ann@example.org" },
    { Name: "name", Value: "Ann" },
  ];
  await call("UpdateUserAttributes", { AccessToken, UserAttributes });
  await call("GetUserAttributeVerificationCode", { AccessToken, AttributeName: "email" });
  await call("VerifyUserAttribute", { AccessToken, AttributeName: "email", Code: await codeOf("ann") });
  await call("DeleteUserAttributes", { AccessToken, UserAttributeNames: ["name"] });
  const shown = attributes((await call("GetUser", { AccessToken })).UserAttributes);
  assert.deepEqual([shown.email, shown.email_verified, shown.name], ["ann@example.org", "true", undefined]);
  await call("RevokeToken", { ClientId, Token: RefreshToken });
  await refused("GetUser", { AccessToken }, "NotAuthorizedException");
  const again = (await byPassword("ann", PASSWORD)).AuthenticationResult;
  await call("GlobalSignOut", { AccessToken: again.AccessToken });
}

async function sendAnImport() {
  const { CSVHeader } = await call("GetCSVHeader", pool);
  const role = "arn:aws:iam::000000000000:role/import";
  const made = await call("CreateUserImportJob", { ...pool, JobName: "move", CloudWatchLogsRoleArn: role });
  const { JobId, PreSignedUrl } = made.UserImportJob;
  const sent = await fetch(PreSignedUrl, { method: "PUT", body: `${CSVHeader.join(",")}\n` });
  assert.equal(sent.status, 200);
  const { UserImportJob } = await call("DescribeUserImportJob", { ...pool, JobId });
  assert.equal(UserImportJob.Status, "Created");
  const listed = await call("ListUserImportJobs", { ...pool, MaxResults: 5 });
  assert.deepEqual(listed.UserImportJobs.map((job) => job.JobId), [JobId]);
}

async function dressPages() {
  const made = await call("CreateManagedLoginBranding", { ...web, UseCognitoProvidedValues: true });
  const { ManagedLoginBranding } = await call("DescribeManagedLoginBrandingByClient", web);
  const { ManagedLoginBrandingId } = ManagedLoginBranding;
  assert.equal(ManagedLoginBrandingId, made.ManagedLoginBranding.ManagedLoginBrandingId);
  await call("DeleteManagedLoginBranding", { ...pool, ManagedLoginBrandingId });
  const { AuthEvents } = await call("AdminListUserAuthEvents", { ...pool, Username: "ann" });
  assert.ok(AuthEvents.some((event) => event.EventType === "SignUp"));
}

async function tearDown() {
  await call("DeleteGroup", { ...pool, GroupName: "readers" });
  await call("DeleteUserPoolClient", web);
  await call("DeleteResourceServer", { ...pool, Identifier: "orders" });
  await call("DeleteUserPoolDomain", { ...pool, Domain: "sdktour" });
  await call("DeleteUserPool", pool);
  await refused("DescribeUserPool", pool, "ResourceNotFoundException");
}

try {
  await setUpPool();
  await setUpClientsAndGroups();
  await signUp();
  await administrate();
  await signInBySrpWithADevice();
  await useAnAuthenticatorApp();
  await lookAfterOwnAccount();
  await sendAnImport();
  await dressPages();
  await tearDown();
  console.log(JSON.stringify({ done: [...done].sort() }));
} catch (error) {
  console.log(JSON.stringify({ failed: error.name, message: error.message, at: error.stack, after: [...done].at(-1) }));
}
