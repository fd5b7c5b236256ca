// Button dropdowns: one open at a time, arrow keys, Home, End, first letters, Esc, a click elsewhere.

const menus = () => document.querySelectorAll("details[data-menu][open]");
const items = (menu) => [...menu.querySelectorAll(".menu-item:not([aria-disabled])")];

function close(menu, { refocus = false } = {}) {
  menu.open = false;
  if (refocus) menu.querySelector("summary").focus();
}

function target(menu, key) {
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  if (key === "ArrowDown") return all[(at + 1) % all.length];
  if (key === "ArrowUp") return all[(at <= 0 ? all.length : at) - 1];
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key.length !== 1) return undefined;
  const rotated = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return rotated.find((item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) close(menu);
});

document.addEventListener("focusin", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) close(menu);
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu]");
  if (!menu || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && menu.open) {
    close(menu, { refocus: true });
    return;
  }
  if (!menu.open && event.key === "ArrowDown") menu.open = true;
  if (!menu.open || event.key === " ") return;
  const next = target(menu, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
});
