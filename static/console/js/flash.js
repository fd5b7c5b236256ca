// Notifications can be dismissed; what a failed form says is read out first.

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-dismiss]")?.closest("[data-flash]").remove();
});

document.querySelector("[data-form-errors]")?.focus();
