// Tells one story with aws-amplify v6 as an application does, and prints what came of it as JSON.
// Arguments: the story's name and a JSON object with endpoint, poolId, clientId, username, password, answer.
import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "aws-amplify/auth/cognito";
import { defaultStorage } from "aws-amplify/utils";
import { totp } from "./totp.js";

const [story, text] = process.argv.slice(2);
const given = JSON.parse(text);

// A device is named by it; browsers have it, Node only from 21 on.
globalThis.navigator ??= { userAgent: `Node.js ${process.version}` };

Amplify.configure({
  Auth: { Cognito: { userPoolId: given.poolId, userPoolClientId: given.clientId, userPoolEndpoint: given.endpoint } },
});
cognitoUserPoolsTokenProvider.setKeyValueStorage(defaultStorage);

const { username, password } = given;
const stepOf = (result) => result.nextStep.signInStep;
const signIn = (options = {}) => auth.signIn({ username, password, options });
const signedInAs = async () => (await auth.getCurrentUser()).username;

const refreshed = async () => {
  const before = (await auth.fetchAuthSession()).tokens.accessToken.toString();
  const after = (await auth.fetchAuthSession({ forceRefresh: true })).tokens.accessToken.toString();
  return before !== after;
};

const stories = {
  async srp() {
    const result = await signIn();
    return { step: stepOf(result), username: await signedInAs(), refreshed: await refreshed() };
  },

  async totp() {
    const asked = await signIn();
    const secret = asked.nextStep.totpSetupDetails.sharedSecret;
    const setUp = await auth.confirmSignIn({ challengeResponse: totp(secret) });
    const first = await refreshed();
    await auth.signOut();
    const again = await signIn();
    const done = await auth.confirmSignIn({ challengeResponse: totp(secret, 1) });
    const preference = await auth.fetchMFAPreference();
    return { steps: [asked, setUp, again, done].map(stepOf), refreshed: first && (await refreshed()), preference };
  },

  async device() {
    await signIn();
    await auth.rememberDevice();
    const known = (await auth.fetchDevices()).length;
    await auth.signOut();
    const again = await signIn();
    const renewed = await refreshed();
    const after = (await auth.fetchDevices()).length;
    await auth.forgetDevice();
    return { step: stepOf(again), known, after, refreshed: renewed, left: (await auth.fetchDevices()).length };
  },

  async custom() {
    const asked = await signIn({ authFlowType: given.flow });
    const wrong = await auth.confirmSignIn({ challengeResponse: "wrong" });
    const done = await auth.confirmSignIn({ challengeResponse: given.answer });
    const riddle = asked.nextStep.additionalInfo.riddle;
    return { steps: [asked, wrong, done].map(stepOf), riddle, refreshed: await refreshed() };
  },

  async choice() {
    const asked = await auth.signIn({ username, options: { authFlowType: "USER_AUTH" } });
    const chosen = await auth.confirmSignIn({ challengeResponse: "PASSWORD_SRP" });
    const done = await auth.confirmSignIn({ challengeResponse: password });
    return { steps: [asked, chosen, done].map(stepOf), offered: asked.nextStep.availableChallenges };
  },

  async code() {
    const options = { authFlowType: "USER_AUTH", preferredChallenge: "EMAIL_OTP" };
    const asked = await auth.signIn({ username, options });
    const done = await auth.confirmSignIn({ challengeResponse: await (await fetch(given.codeAddress)).text() });
    return { steps: [asked, done].map(stepOf), username: await signedInAs(), refreshed: await refreshed() };
  },

  async autoSignIn() {
    const userAttributes = { email: given.email };
    const options = { userAttributes, autoSignIn: { authFlowType: "USER_AUTH" } };
    const asked = await auth.signUp({ username, password, options });
    const confirmationCode = await (await fetch(given.codeAddress)).text();
    const confirmed = await auth.confirmSignUp({ username, confirmationCode });
    const done = await auth.autoSignIn();
    return { asked: asked.nextStep.signUpStep, confirmed: confirmed.nextStep.signUpStep, step: stepOf(done) };
  },

  async refused() {
    return signIn();
  },
};

try {
  console.log(JSON.stringify(await stories[story]()));
} catch (error) {
  console.log(JSON.stringify({ failed: error.name, message: error.message }));
}
// Amplify keeps timers that would keep node alive.
process.exit(0);
