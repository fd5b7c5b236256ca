// A person who signs in on the hosted pages, with a browser's cookies and forms but no window.

const hidden = (html) =>
  [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);

export function person(username, password) {
  const cookies = new Map();

  const visit = async (url, options = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { cookie, referer: url, ...options.headers };
    const response = await fetch(url, { ...options, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split("=");
      cookies.set(name, value);
    }
    const next = response.headers.get("location");
    return { response, next: next && new URL(next, url).href };
  };

  // Where the browser is sent that was signed in already.
  const pass = async (url) => (await visit(url)).next;

  // The callback's address, after the form was filled in.
  const signIn = async (url) => {
    const page = await pass(url);
    const form = hidden(await (await visit(page)).response.text());
    const body = new URLSearchParams([...form, ["username", username], ["password", password]]);
    return (await visit(page, { method: "POST", body })).next;
  };

  return { pass, signIn };
}
