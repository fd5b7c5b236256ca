// A link with data-dialog opens the question it leads to in a dialog over this page. If that fails, it is followed.

async function question(url) {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("[data-dialog-content]");
}

function show(content, opener) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  content.querySelector("h1").id = "dialog-heading";
  dialog.setAttribute("aria-labelledby", "dialog-heading");
  dialog.append(document.adoptNode(content));
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-dialog-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener.focus();
  });
  dialog.showModal();
  const field = dialog.querySelector(".modal-body :is(input, select, textarea):not([type=hidden])");
  (field ?? dialog.querySelector(".modal-foot [data-dialog-close]"))?.focus();
  document.dispatchEvent(new CustomEvent("poolhouse:content", { detail: dialog }));
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const content = await question(link.href).catch(() => null);
  if (content) show(content, link.closest("details[data-menu]")?.querySelector("summary") ?? link);
  else location.assign(link.href);
});
