// Buttons that need a selected row stay off until there is one; the head's box ticks all; a click on a row selects it.

const boxes = (form) => [...form.elements].filter((element) => element.matches(".select-box"));

function update(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  for (const button of form.elements) {
    if (!button.matches("[data-needs-selection]")) continue;
    button.disabled = chosen === 0;
    button.title = chosen === 0 ? "Select a row first" : "";
  }
  const counter = form.closest(".container")?.querySelector("[data-selected-count]");
  if (counter) counter.textContent = chosen ? `${chosen}/` : "";
  const head = [...form.elements].find((element) => element.matches("[data-select-all]"));
  if (!head) return;
  head.checked = chosen > 0 && chosen === all.length;
  head.indeterminate = chosen > 0 && chosen < all.length;
}

const marked = document.querySelectorAll(".select-box, [data-needs-selection]");
const forms = new Set([...marked].map((element) => element.form).filter(Boolean));

for (const form of forms) update(form);

document.addEventListener("change", (event) => {
  const { form } = event.target;
  if (!forms.has(form)) return;
  if (event.target.matches("[data-select-all]")) {
    for (const box of boxes(form)) box.checked = event.target.checked;
  }
  update(form);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("a, button, input, label, summary, select, textarea")) return;
  event.target.closest("tbody tr")?.querySelector(".select-box")?.click();
});

// Going back shows the boxes as they were left, after this module has run.
addEventListener("pageshow", () => forms.forEach(update));
