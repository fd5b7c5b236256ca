// An application in the browser that signs in with oidc-client-ts, from discovery alone.
import { UserManager } from "oidc-client-ts";
import { button, config, origin, pathname, say } from "./spa_page.js";

const manager = new UserManager({
  authority: config.issuer,
  client_id: config.clientId,
  redirect_uri: `${origin}/callback`,
  post_logout_redirect_uri: `${origin}/goodbye`,
  scope: "openid email",
  loadUserInfo: true,
});

const told = (user) => ({ username: user.profile["cognito:username"], email: user.profile.email });

if (pathname === "/callback") say(told(await manager.signinCallback()));
if (pathname === "/goodbye") say({ signedOut: (await manager.signoutCallback()).error === null });

button("Sign in", () => manager.signinRedirect());
button("Refresh", async () => {
  const before = (await manager.getUser()).access_token;
  const after = (await manager.signinSilent()).access_token;
  return { refreshed: before !== after };
});
button("Sign in silently", () => manager.signinRedirect({ prompt: "none" }));
button("Sign out", () => manager.signoutRedirect({ state: "bye" }));
