// Shows a password on request, and ticks the rules that a new one meets. The page works without either.

for (const button of document.querySelectorAll("[data-show-password]")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const texts = [button.textContent, button.dataset.hide];
  const labels = [button.getAttribute("aria-label"), button.dataset.hideLabel];
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    button.textContent = texts[Number(!shown)];
    button.setAttribute("aria-label", labels[Number(!shown)]);
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
      const said = rule.querySelector("[data-met]");
      said.textContent = met ? `: ${said.dataset.met}` : "";
    }
  };
  field.addEventListener("input", tick);
  tick();
}
