// Small comforts only: every page and form works without this file.
"use strict";

// An error summary is the first thing to be read.
document.querySelector("[data-error-summary]")?.focus();

// On a phone the tabs run out of sight to the right: the one that is shown is brought in.
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.closest(".tabs").scrollLeft = tab.offsetLeft - 16;

// Once nobody is signed in, nothing that waited to be sent stays in this tab.
if (document.body.hasAttribute("data-nobody")) sessionStorage.clear();

// Ctrl+K (or Cmd+K) goes to the search box.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  const box = document.querySelector("[data-search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Esc closes an open "More" sheet and gives the focus back.
document.addEventListener("keydown", (event) => {
  const sheet = document.querySelector("details.more[open]");
  if (event.key !== "Escape" || !sheet) return;
  sheet.open = false;
  sheet.querySelector("summary").focus();
});

// Leaving a long form with unsaved words asks first: <form data-keep>.
const unsaved = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (form) unsaved.add(form);
});
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) unsaved.delete(event.target);
});
document.addEventListener("kept", (event) => unsaved.delete(event.target)); // a draft, by itself
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});
