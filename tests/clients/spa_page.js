// What the small applications in the browser have in common: buttons, and a place where they say what came of them.

export const config = await (await fetch("/config.json")).json();
export const { origin, pathname } = globalThis.location;

const said = document.querySelector("pre");

export function say(what) {
  said.textContent = JSON.stringify(what);
}

export function button(name, action) {
  const made = document.createElement("button");
  made.textContent = name;
  made.addEventListener("click", async () => {
    try {
      const told = await action();
      if (told) say(told);
    } catch (error) {
      say({ failed: error.name, message: error.message });
    }
  });
  document.body.append(made);
}
