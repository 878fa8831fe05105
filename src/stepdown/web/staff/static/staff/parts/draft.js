// A draft is kept a moment after the last key, by the button that is there without this file. What
// is refused, or meets no connection, stays in the page and is said; the button shows why.
"use strict";

{
  const AFTER = 2500; // milliseconds without a key
  const form = document.querySelector("form[data-draft]");
  const said = form.querySelector("[data-said]");
  let waits, sending, isOver = false;

  const keep = async () => {
    const body = new FormData(form);
    body.append("act", form.dataset.draft);
    const written = new URLSearchParams(body).toString();
    const answer = await fetch(form.action, { method: "POST", body });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = fresh.querySelector("form[data-draft]");
    if (!answer.ok || !now) {
      isOver = true; // another window was quicker, or one must sign in again
      said.textContent = "Not kept. Press “Save draft” to see why; your text stays here.";
      return;
    }
    for (const name of ["version", "once"]) form.elements[name].value = now.elements[name].value;
    said.textContent = `Kept at ${new Date().toLocaleTimeString([], { timeStyle: "short" })}.`;
    const still = new FormData(form);
    still.append("act", form.dataset.draft);
    for (const name of ["version", "once"]) still.set(name, body.get(name));
    if (new URLSearchParams(still).toString() === written) form.dispatchEvent(new Event("kept", { bubbles: true }));
    else later();
  };

  const later = () => {
    clearTimeout(waits);
    if (isOver) return;
    waits = setTimeout(() => {
      if (sending) return later();
      sending = keep()
        .catch(() => { said.textContent = "No connection. Not kept yet; it is tried again with the next key."; })
        .finally(() => { sending = undefined; });
    }, AFTER);
  };

  form.addEventListener("input", later);
  form.addEventListener("submit", async (event) => {
    clearTimeout(waits);
    if (!sending) return;
    event.preventDefault(); // the version that is being kept comes first
    await sending;
    clearTimeout(waits);
    form.requestSubmit(event.submitter);
  });
}
