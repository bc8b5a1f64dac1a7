// One key for each answer: a key presses the button that shows it, unless somebody is typing.
"use strict";

let pressed = false;

document.addEventListener("keydown", (event) => {
  if (pressed || event.repeat || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.target.closest("input, textarea, select, [contenteditable]")) {
    return;
  }
  for (const button of document.querySelectorAll("button[data-key]")) {
    if (button.dataset.key === event.key.toLowerCase()) {
      pressed = true;
      event.preventDefault();
      button.click();
      return;
    }
  }
});

// The way back in the browser shows the page as it was left.
window.addEventListener("pageshow", () => {
  pressed = false;
});
