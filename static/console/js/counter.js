// Says how much of a limited text is used, beside fields with data-counter.

for (const field of document.querySelectorAll("[data-counter]")) {
  const counter = document.createElement("small");
  counter.className = "field-counter";
  const update = () => {
    counter.textContent = `${field.value.length}/${field.maxLength}`;
  };
  field.after(counter);
  field.addEventListener("input", update);
  update();
}
