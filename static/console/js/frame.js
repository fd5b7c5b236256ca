// Says that scripts run, and folds the side navigation without a reload.

document.documentElement.dataset.script = "";

for (const form of document.querySelectorAll("[data-nav-toggle]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    fetch(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual" });
    const isOpen = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(isOpen));
    button.value = isOpen ? "False" : "True";
    document.documentElement.dataset.nav = isOpen ? "open" : "closed";
  });
}
