// Signs in with amazon-cognito-identity-js and its own device code, again and again from the same storage as a browser
// application does, and prints what came of it as JSON.
// Arguments: the story's name, endpoint, user pool id, client id, username, password, and the secret of the
// authenticator app where a code is asked for.
import cognito from "amazon-cognito-identity-js";
import { totp } from "./totp.js";

const [story, endpoint, poolId, clientId, username, password, secret] = process.argv.slice(2);

class Storage {
  #items = new Map();
  getItem = (name) => this.#items.get(name) ?? null;
  setItem = (name, value) => this.#items.set(name, value);
  removeItem = (name) => this.#items.delete(name);
  clear = () => this.#items.clear();
}

const storage = new Storage();
const asked = [];

// A new object each time, as after the page was loaded anew: only the storage stays.
const opened = () => {
  const pool = new cognito.CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint, Storage: storage });
  const user = new cognito.CognitoUser({ Username: username, Pool: pool, Storage: storage });
  const request = user.client.request.bind(user.client);
  user.client.request = (operation, given, ...rest) => {
    asked.push(given.ChallengeName ?? operation);
    return request(operation, given, ...rest);
  };
  return user;
};

const signedIn = () =>
  new Promise((resolve, reject) => {
    const user = opened();
    asked.length = 0;
    const callbacks = {
      onSuccess: (session, userConfirmationNecessary) =>
        resolve({ user, session, asked: [...asked], confirmation: userConfirmationNecessary ?? false }),
      onFailure: reject,
      totpRequired: (challenge) => user.sendMFACode(totp(secret), callbacks, challenge),
    };
    user.authenticateUser(new cognito.AuthenticationDetails({ Username: username, Password: password }), callbacks);
  });

const done = (user, method, ...given) =>
  new Promise((resolve, reject) => user[method](...given, { onSuccess: resolve, onFailure: reject }));

const refreshed = (user) =>
  new Promise((resolve, reject) =>
    user.refreshSession(user.getSignInUserSession().getRefreshToken(), (error, session) =>
      error ? reject(error) : resolve(session),
    ),
  );

const listed = async (user) => (await done(user, "listDevices", 10, null)).Devices.map((device) => device.DeviceKey);
const keyOf = (session) => session.getAccessToken().decodePayload().device_key;
const refusal = (attempt) => attempt.then(() => null, (error) => [error.code, error.message]);

const stories = {
  async remembered() {
    const first = await signedIn();
    const key = keyOf(first.session);
    await done(first.user, "setDeviceStatusRemembered");
    const again = await signedIn();
    const renewed = await refreshed(again.user);
    const shown = await done(again.user, "getDevice");
    const before = await listed(again.user);
    await done(again.user, "forgetDevice");
    const after = await listed(again.user);
    const refused = await refusal(refreshed(again.user));
    return {
      first: first.asked,
      confirmation: first.confirmation,
      again: again.asked,
      same: [keyOf(again.session), keyOf(renewed), shown.Device.DeviceKey].every((other) => other === key),
      listed: [before.length, after.length],
      refused,
    };
  },

  async insteadOfCode() {
    const first = await signedIn();
    await done(first.user, "setDeviceStatusRemembered");
    const again = await signedIn();
    return { first: first.asked, again: again.asked, same: keyOf(first.session) === keyOf(again.session) };
  },

  async forgottenElsewhere() {
    const first = await signedIn();
    await done(first.user, "forgetSpecificDevice", first.user.deviceKey);
    const again = await signedIn();
    return {
      again: again.asked,
      same: keyOf(first.session) === keyOf(again.session),
      renewed: keyOf(await refreshed(again.user)) === keyOf(again.session),
      listed: await listed(again.user),
      key: again.user.deviceKey,
    };
  },
};

try {
  console.log(JSON.stringify(await stories[story]()));
} catch (error) {
  console.log(JSON.stringify({ failed: error.code ?? error.name, message: error.message }));
}
