// Keeps a dangerous button off until the name beside it is typed. The server checks again.

function watch(scope) {
  for (const input of scope.querySelectorAll("[data-confirm-name]")) {
    const button = input.form.querySelector("[type=submit].button-primary");
    const update = () => {
      button.disabled = input.value !== input.dataset.confirmName;
    };
    input.addEventListener("input", update);
    update();
  }
}

watch(document);
document.addEventListener("poolhouse:content", (event) => watch(event.detail));
