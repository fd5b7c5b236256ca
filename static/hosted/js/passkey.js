// Passkeys: lets one be used or made by a button, and offered by the browser in the field of the name. Each form says
// what it is about: `get` one of a known user's, `find` one of anybody's, or `create` one.

const TOO_OLD = 0.9; // of the time that the server gives for an answer
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (known) => (known ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

// The browsers' own parseRequestOptionsFromJSON and toJSON are younger than many that are in use.
const parsed = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
  allowCredentials: listed(options.allowCredentials),
  excludeCredentials: listed(options.excludeCredentials),
});

const told = ({ id, rawId, type, authenticatorAttachment, response }) => {
  const answer = { transports: response.getTransports?.() };
  for (const name of ["clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject"]) {
    if (response[name]) {
      answer[name] = text(response[name]);
    }
  }
  return JSON.stringify({
    id,
    rawId: text(rawId),
    type,
    authenticatorAttachment,
    clientExtensionResults: {},
    response: answer,
  });
};

let offer; // what the browser is asked to offer in a field, until somebody presses a button

const asked = async (form, signal) => {
  if (form.dataset.passkey !== "find") {
    return JSON.parse(form.dataset.options);
  }
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.csrfmiddlewaretoken.value });
  const answer = await (await fetch(form.dataset.options, { method: "POST", body, signal })).json();
  form.session.value = answer.session;
  return answer.options;
};

const use = async (form, options, more) => {
  const verb = form.dataset.passkey === "create" ? "create" : "get";
  const credential = await navigator.credentials[verb]({ publicKey: parsed(options), ...more });
  form.credential.value = told(credential);
  form.submit();
};

const offerInField = async (form) => {
  // Made before anything is waited for: whoever presses the button meanwhile calls this off.
  const mine = (offer = new AbortController());
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) {
    return;
  }
  const options = await asked(form, mine.signal);
  mine.signal.throwIfAborted();
  const again = setTimeout(() => {
    mine.abort();
    offerInField(form).catch(() => {});
  }, options.timeout * TOO_OLD);
  mine.signal.addEventListener("abort", () => clearTimeout(again));
  await use(form, options, { mediation: "conditional", signal: mine.signal });
};

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    continue;
  }
  form.hidden = false;
  form.querySelector("button").hidden = false;
  form.querySelector("[data-passkey-missing]")?.remove();
  const unused = form.querySelector("[data-passkey-unused]");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    offer?.abort();
    unused.textContent = "";
    try {
      await use(form, await asked(form));
    } catch (error) {
      // Whoever cancels has done nothing wrong.
      unused.textContent = (error.name === "InvalidStateError" && unused.dataset.known) || unused.dataset.text;
    }
  });
  if (form.dataset.passkey === "find") {
    offerInField(form).catch(() => {});
  }
}

// The server offers a passkey to whom it would be of use.
window.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.().then((can) => {
  if (can) {
    document.cookie = `can-passkey=1; path=${new URL(".", location).pathname}; samesite=lax`;
  }
});

for (const { dataset } of document.querySelectorAll("[data-lost-passkey]")) {
  const signal = window.PublicKeyCredential?.signalUnknownCredential?.bind(PublicKeyCredential);
  signal?.({ rpId: dataset.rpId, credentialId: dataset.lostPasskey }).catch(() => {});
}
