// Changes the theme at once and tells the server in the background.

for (const form of document.querySelectorAll("[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = event.submitter;
    fetch(form.action, { method: "POST", body: new FormData(form, chosen), redirect: "manual" });
    if (chosen.value === "device") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen.value;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-current");
    chosen.setAttribute("aria-current", "true");
    const shown = form.closest("details").querySelector("[data-theme-icon]");
    shown.replaceChildren(chosen.querySelector("svg").cloneNode(true));
    form.closest("details").open = false;
    form.closest("details").querySelector("summary").focus();
  });
}
