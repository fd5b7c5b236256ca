// Signs in with amazon-cognito-identity-js as a browser application does, refreshes, reads the profile, verifies the
// tokens with aws-jwt-verify, signs out everywhere, and prints what came of it as JSON.
// Arguments: endpoint, issuer, user pool id, client id, username, password, and the new password where one is forced.
import cognito from "amazon-cognito-identity-js";
import { JwtVerifier } from "aws-jwt-verify";

const [endpoint, issuer, poolId, clientId, username, password, newPassword] = process.argv.slice(2);

const pool = new cognito.CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint });
const user = new cognito.CognitoUser({ Username: username, Pool: pool });

const signIn = () =>
  new Promise((resolve, reject) => {
    const callbacks = {
      onSuccess: resolve,
      onFailure: reject,
      newPasswordRequired: () => user.completeNewPasswordChallenge(newPassword, {}, callbacks),
    };
    user.authenticateUser(new cognito.AuthenticationDetails({ Username: username, Password: password }), callbacks);
  });

const called = (method, ...given) =>
  new Promise((resolve, reject) =>
    user[method](...given, (error, result) => (error ? reject(error) : resolve(result))),
  );

const verified = async (session) => {
  const jwks = await (await fetch(`${issuer}/.well-known/jwks.json`)).json();
  const verifier = JwtVerifier.create({ issuer, audience: null });
  verifier.cacheJwks(jwks);
  const access = await verifier.verify(session.getAccessToken().getJwtToken());
  const identity = await verifier.verify(session.getIdToken().getJwtToken());
  return { access: access.token_use, identity: identity.aud };
};

const signedOut = () =>
  new Promise((resolve, reject) => user.globalSignOut({ onSuccess: resolve, onFailure: reject }));

try {
  const session = await signIn();
  const renewed = await called("refreshSession", session.getRefreshToken());
  const attributes = await called("getUserAttributes");
  const said = await verified(renewed);
  await signedOut();
  const names = Object.fromEntries(attributes.map((attribute) => [attribute.getName(), attribute.getValue()]));
  console.log(JSON.stringify({ signedIn: true, attributes: names, ...said }));
} catch (error) {
  console.log(JSON.stringify({ signedIn: false, code: error.code ?? error.name, message: error.message }));
}
