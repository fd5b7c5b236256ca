// The menu of languages: closes when somebody turns away from it, and takes along what was typed. Without script its own
// button closes it, and the fields are empty again.

const KEPT = "typed";
const typed = () => document.querySelectorAll("main input[id]:not([type=password], [type=hidden], .code), main select[id]");

for (const menu of document.querySelectorAll("details.languages")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  for (const link of menu.querySelectorAll("a")) {
    link.addEventListener("click", () => {
      const values = Array.from(typed(), ({ id, type, checked, value }) => [id, type === "checkbox" ? checked : value]);
      sessionStorage.setItem(KEPT, JSON.stringify([location.pathname, values]));
    });
  }
}

const [path, values] = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
sessionStorage.removeItem(KEPT);
for (const [id, value] of path === location.pathname ? values : []) {
  const field = document.getElementById(id);
  if (field) {
    field[field.type === "checkbox" ? "checked" : "value"] = value;
  }
}
