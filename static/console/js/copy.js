// Copies a value and says so for two seconds.

const region = document.createElement("div");
region.className = "sr";
region.setAttribute("role", "status");
document.body.append(region);

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr";
  document.body.append(area);
  area.select();
  const worked = document.execCommand("copy");
  area.remove();
  if (!worked) throw new Error("copying was refused");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  try {
    await copy(button.dataset.copy);
  } catch {
    region.textContent = "Copying is not allowed here. Select the text instead.";
    return;
  }
  region.textContent = "Copied";
  button.dataset.copied = "";
  button.focus();
  setTimeout(() => {
    region.textContent = "";
    delete button.dataset.copied;
  }, 2000);
});
