// The client's half of SRP and of a device's verifier, by the mathematics of amazon-cognito-identity-js.
import { createHmac } from "node:crypto";
import cognito from "amazon-cognito-identity-js";
import BigIntegerModule from "amazon-cognito-identity-js/lib/BigInteger.js";

const { AuthenticationHelper, DateHelper } = cognito;
const BigInteger = BigIntegerModule.default ?? BigIntegerModule;
const nameOf = (poolId) => poolId.split("_")[1];

const promised = (start) =>
  new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result))));

// Whoever signs in, and the public number that is sent first.
export const srpStart = async (poolId) => {
  const helper = new AuthenticationHelper(nameOf(poolId));
  const number = await promised((told) => helper.getLargeAValue(told));
  return { helper, A: number.toString(16) };
};

// The answers to PASSWORD_VERIFIER.
export const srpAnswer = async (helper, poolId, password, asked) => {
  const { USER_ID_FOR_SRP, SRP_B, SALT, SECRET_BLOCK } = asked;
  const [theirs, salt] = [SRP_B, SALT].map((hex) => new BigInteger(hex, 16));
  const key = await promised((told) =>
    helper.getPasswordAuthenticationKey(USER_ID_FOR_SRP, password, theirs, salt, told),
  );
  const TIMESTAMP = new DateHelper().getNowString();
  const mac = createHmac("sha256", key).update(nameOf(poolId) + USER_ID_FOR_SRP);
  const PASSWORD_CLAIM_SIGNATURE = mac.update(Buffer.from(SECRET_BLOCK, "base64")).update(TIMESTAMP).digest("base64");
  const claim = { PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE, TIMESTAMP };
  return { USERNAME: USER_ID_FOR_SRP, ...claim };
};

// What ConfirmDevice is told of a secret made up here.
export const verifierOf = async (groupKey, deviceKey) => {
  const helper = new AuthenticationHelper(groupKey);
  await promised((told) => helper.generateHashDevice(groupKey, deviceKey, told));
  const [Salt, PasswordVerifier] = [helper.getSaltDevices(), helper.getVerifierDevices()].map((hex) =>
    Buffer.from(hex, "hex").toString("base64"),
  );
  return { Salt, PasswordVerifier };
};
