// Shows and hides a masked value.

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-secret-toggle]");
  if (!button) return;
  const fold = button.closest("[data-secret]").querySelector("[data-secret-fold]");
  fold.open = !fold.open;
  button.setAttribute("aria-pressed", String(fold.open));
});
