// Signs in by a custom challenge with amazon-cognito-identity-js, wrongly at first, then refreshes, and prints what
// came of it as JSON.
// Arguments: endpoint, user pool id, client id, username, the answers in order as a JSON array, and the password where
// it is to be proved by SRP first.
import cognito from "amazon-cognito-identity-js";

const [endpoint, poolId, clientId, username, answersText, password] = process.argv.slice(2);

const pool = new cognito.CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint });
const user = new cognito.CognitoUser({ Username: username, Pool: pool });
user.setAuthenticationFlowType("CUSTOM_AUTH");

const answers = JSON.parse(answersText);
const asked = [];

const signIn = () =>
  new Promise((resolve, reject) => {
    const callbacks = {
      onSuccess: resolve,
      onFailure: reject,
      customChallenge: (parameters) => {
        asked.push(parameters);
        user.sendCustomChallengeAnswer(answers.shift(), callbacks, { device: "test" });
      },
    };
    const details = new cognito.AuthenticationDetails({ Username: username, Password: password });
    if (password) {
      user.authenticateUser(details, callbacks);
    } else {
      user.initiateAuth(details, callbacks);
    }
  });

const refreshed = (session) =>
  new Promise((resolve, reject) =>
    user.refreshSession(session.getRefreshToken(), (error, renewed) => (error ? reject(error) : resolve(renewed))),
  );

try {
  const session = await refreshed(await signIn());
  console.log(JSON.stringify({ signedIn: session.getIdToken().payload["cognito:username"], asked }));
} catch (error) {
  console.log(JSON.stringify({ failed: error.code ?? error.name, message: error.message, asked }));
}
