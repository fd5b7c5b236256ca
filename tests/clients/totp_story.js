// Sets an authenticator app up while signing in with amazon-cognito-identity-js, signs in with it, and prints what was
// asked as JSON. Arguments: endpoint, user pool id, client id, username, password.
import cognito from "amazon-cognito-identity-js";
import { totp } from "./totp.js";

const [endpoint, poolId, clientId, username, password] = process.argv.slice(2);

const pool = new cognito.CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint });
const asked = [];
let secret;

const signIn = (steps) =>
  new Promise((resolve, reject) => {
    const user = new cognito.CognitoUser({ Username: username, Pool: pool });
    const callbacks = {
      onSuccess: (session) => resolve({ user, session }),
      onFailure: reject,
      mfaSetup: (_name, parameters) => {
        asked.push({ MFA_SETUP: JSON.parse(parameters.MFAS_CAN_SETUP) });
        user.associateSoftwareToken({
          onFailure: reject,
          associateSecretCode: (code) => {
            secret = code;
            user.verifySoftwareToken(totp(secret, steps), "my telephone", callbacks);
          },
        });
      },
      totpRequired: (name, parameters) => {
        asked.push({ [name]: parameters.FRIENDLY_DEVICE_NAME });
        user.sendMFACode(totp(secret, steps), callbacks, "SOFTWARE_TOKEN_MFA");
      },
    };
    const details = new cognito.AuthenticationDetails({ Username: username, Password: password });
    user.authenticateUser(details, callbacks);
  });

const renewed = ({ user, session }) =>
  new Promise((resolve, reject) =>
    user.refreshSession(session.getRefreshToken(), (error, next) => (error ? reject(error) : resolve(next.isValid()))),
  );

try {
  const first = await signIn(0);
  first.user.signOut();
  const second = await signIn(1);
  console.log(JSON.stringify({ asked, renewed: await renewed(second) }));
} catch (error) {
  console.log(JSON.stringify({ failed: error.code ?? error.name, message: error.message, asked }));
}
