// Shows what works only with a passkey and a script, and says in words when it did not work.
"use strict";

const shown = window.PublicKeyCredential ? "form[data-passkey]" : "[data-passkey-missing]";
for (const each of document.querySelectorAll(shown)) each.hidden = false;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const line of document.querySelectorAll("[data-passkey-says]")) {
    line.textContent = "That did not work. Try again, or use another way.";
  }
});
