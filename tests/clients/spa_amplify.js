// An application in the browser that signs in with aws-amplify's signInWithRedirect.
import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";
import "aws-amplify/auth/enable-oauth-listener";
import { Hub } from "aws-amplify/utils";
import { button, config, origin, pathname, say } from "./spa_page.js";

Hub.listen("auth", async ({ payload }) => {
  if (payload.event === "signInWithRedirect") {
    const { username } = await auth.getCurrentUser();
    const { tokens } = await auth.fetchAuthSession();
    const { email } = await auth.fetchUserAttributes();
    say({ username, email, scope: tokens.accessToken.payload.scope });
  }
  if (payload.event === "signInWithRedirect_failure") say({ failed: payload.data.error.message });
});

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: config.poolId,
      userPoolClientId: config.clientId,
      userPoolEndpoint: config.endpoint,
      loginWith: {
        oauth: {
          domain: config.domain,
          scopes: ["openid", "email", "aws.cognito.signin.user.admin"],
          redirectSignIn: [`${origin}/callback`],
          redirectSignOut: [`${origin}/goodbye`],
          responseType: "code",
        },
      },
    },
  },
});

const signedIn = () => auth.getCurrentUser().then(() => true, () => false);

if (pathname === "/goodbye") say({ signedOut: !(await signedIn()) });

button("Sign in", () => auth.signInWithRedirect());
button("Refresh", async () => {
  const before = (await auth.fetchAuthSession()).tokens.accessToken.toString();
  const after = (await auth.fetchAuthSession({ forceRefresh: true })).tokens.accessToken.toString();
  return { refreshed: before !== after };
});
button("Sign out", () => auth.signOut());
