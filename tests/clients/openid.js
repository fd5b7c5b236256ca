// Tells the story of openid-client from discovery to sign-out, and prints what came of it as JSON.
// Argument: a JSON object with issuer, clientId, secret (empty for a public client), redirectUri, goodbye, username,
// password.
import { JwtVerifier } from "aws-jwt-verify";
import * as openid from "openid-client";
import { person } from "./person.js";

const given = JSON.parse(process.argv[2]);
const someone = person(given.username, given.password);
const auth = given.secret ? openid.ClientSecretBasic(given.secret) : openid.None();
const config = await openid.discovery(new URL(given.issuer), given.clientId, {}, auth, {
  execute: [openid.allowInsecureRequests], // no TLS on loopback
});

const begin = async (more = {}) => {
  const verifier = openid.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: openid.randomState(),
    expectedNonce: openid.randomNonce(),
    idTokenExpected: true,
  };
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: given.redirectUri,
    scope: "openid email",
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...more,
  });
  return { url: url.href, finish: (callback) => openid.authorizationCodeGrant(config, new URL(callback), checks) };
};

const refused = async (promise) => promise.then(() => "", (error) => error.error ?? error.cause?.error ?? error.message);

const first = await begin();
const tokens = await first.finish(await someone.signIn(first.url));
const { sub } = tokens.claims();
const told = await openid.fetchUserInfo(config, tokens.access_token, sub);
const renewed = await openid.refreshTokenGrant(config, tokens.refresh_token);

const silent = await begin({ prompt: "none" });
const again = await silent.finish(await someone.pass(silent.url));

const { issuer } = given;
const jwksUri = config.serverMetadata().jwks_uri;
const jwks = await (await fetch(jwksUri)).json();
const verifier = JwtVerifier.create({ issuer, audience: given.clientId, jwksUri });
verifier.cacheJwks(jwks);
const verified = await verifier.verify(renewed.id_token);

await openid.tokenRevocation(config, tokens.refresh_token);
const afterRevocation = await refused(openid.refreshTokenGrant(config, tokens.refresh_token));

const leaving = openid.buildEndSessionUrl(config, {
  post_logout_redirect_uri: given.goodbye,
  id_token_hint: again.id_token,
  state: "bye",
});
const left = await someone.pass(leaving.href);
const outside = await begin({ prompt: "none" });
const afterSignOut = await refused(outside.finish(await someone.pass(outside.url)));

console.log(
  JSON.stringify({
    told,
    sameUser: [again.claims().sub, verified.sub].every((each) => each === sub),
    refreshed: renewed.access_token !== tokens.access_token,
    hasPkce: config.serverMetadata().supportsPKCE(),
    afterRevocation,
    left,
    afterSignOut,
  }),
);
