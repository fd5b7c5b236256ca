// A code's field: shows which digit is next, takes pasted groups, sends itself when it is full and alone. And the wait
// before another code can be asked for. The page works without any of it.

for (const slots of document.querySelectorAll("[data-code]")) {
  const field = slots.querySelector("input");
  const drawn = slots.querySelectorAll(".slot");

  const show = () => {
    const at = Math.min(field.selectionStart ?? field.value.length, drawn.length - 1);
    slots.dataset.at = at;
    drawn.forEach((slot, index) => slot.classList.toggle("here", index === at));
  };
  const take = (text) => {
    field.value = text.replace(/\D/g, "").slice(0, drawn.length);
    show();
    if (field.value.length === drawn.length && "sendWhenFull" in slots.dataset) {
      field.form.requestSubmit();
    }
  };

  field.addEventListener("paste", (event) => {
    event.preventDefault();
    take(event.clipboardData.getData("text"));
  });
  field.addEventListener("input", (event) => {
    if (event.isTrusted) {
      take(field.value);
    }
  });
  document.addEventListener("selectionchange", show);
  show();
}

const WAIT = 30;

for (const form of document.querySelectorAll("[data-resend]")) {
  const button = form.querySelector("[data-resend-button]");
  const wait = form.querySelector("[data-resend-wait]");
  const said = form.querySelector("[data-resend-said]");
  let left = WAIT;

  const tick = () => {
    const time = `0:${String(left).padStart(2, "0")}`;
    wait.textContent = wait.dataset.text.replace("{time}", time);
    // Read out every ten seconds, and the end.
    if (left % 10 === 0 || left === 3) {
      said.textContent = left ? wait.textContent : button.textContent;
    }
    button.hidden = left > 0;
    wait.hidden = left === 0;
    if (left > 0) {
      left -= 1;
      setTimeout(tick, 1000);
    }
  };
  tick();
}
