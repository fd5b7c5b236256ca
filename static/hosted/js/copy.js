// Copies a text on request. Without script the text can be selected all the same.

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const label = button.querySelector("[data-copy-label]") ?? button.querySelector(".sr");
  const text = label.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const lines = Array.from(source.querySelectorAll("li"), (line) => line.textContent);
    await navigator.clipboard.writeText(lines.join("\n") || source.textContent.replace(/\s/g, ""));
    label.textContent = button.dataset.copied;
    button.classList.add("copied");
    setTimeout(() => {
      label.textContent = text;
      button.classList.remove("copied");
    }, 2000);
  });
}
