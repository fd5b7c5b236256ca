// While workers are at it, the page looks every two seconds how far they have come.

const PAUSE = 2000;
const part = () => document.querySelector("[data-progress]");

async function look() {
  if (part()?.dataset.progress !== "working") {
    return;
  }
  const isBusy = document.querySelector("dialog[open]") !== null || document.hidden;
  const answer = isBusy ? null : await fetch(location.href).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
    const newer = shown.querySelector("[data-progress]");
    if (newer) {
      part().replaceWith(newer);
    }
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
