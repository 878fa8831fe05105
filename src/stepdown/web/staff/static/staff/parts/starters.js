// A press puts words at the end of a note's field, and chooses the goal that they are about. The
// presses are hidden where this file does not run: every word can be typed.
"use strict";

for (const box of document.querySelectorAll("[data-starters]")) {
  const field = document.getElementById(box.dataset.starters);
  box.hidden = false;
  box.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    const { words, goal } = pressed.dataset;
    field.value = `${[field.value.trimEnd(), words].filter(Boolean).join(" ")} `;
    if (goal) document.getElementById(field.id.replace("line_", "goal_")).value = goal;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
