// Shows a password on request, and ticks the rules that a new one meets. The page works without either.

for (const button of document.querySelectorAll("[data-show-password]")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    button.firstChild.data = shown ? "Show" : "Hide";
    field.focus();
  });
  // A shown password would be kept by the browser as an ordinary entry.
  field.form.addEventListener("submit", () => {
    field.type = "password";
  });
}

for (const list of document.querySelectorAll("[data-rules-for]")) {
  const field = document.getElementById(list.dataset.rulesFor);
  const tick = () => {
    for (const rule of list.children) {
      const met = new RegExp(rule.dataset.pattern, "u").test(field.value);
      rule.classList.toggle("met", met);
      rule.querySelector("[data-met]").textContent = met ? ": met" : "";
    }
  };
  field.addEventListener("input", tick);
  tick();
}
