// A draft is kept a moment after the last key, by the button that is there without this file. What
// is refused, or meets no connection, stays in the page and is said; the button shows why.
"use strict";

{
  const AFTER = 2500; // milliseconds without a key
  const form = document.querySelector("form[data-draft]");
  const said = form.querySelector("[data-said]");
  const hidden = [...form.querySelectorAll("input[type=hidden]")];
  let waits, sending, isOver = false;

  // Whether the record has the words of this part as they were sent.
  const isAsSent = (part, now, sent) =>
    [...part.querySelectorAll("textarea, select, input:not([type=hidden])")].every(({ name }) => now.elements[name]?.value.trim() === sent.get(name).trim());

  // Hidden fields say what a save begins from. Where somebody else wrote in a part, it keeps its
  // own, so that the next save is refused with both texts instead of writing over theirs.
  const follow = (now, sent) => {
    for (const field of hidden) {
      const part = field.closest("[data-part]");
      const stands = now.elements[field.name];
      if (stands && (!part || isAsSent(part, now, sent))) field.value = stands.value;
    }
  };

  // The other forms of the page stand on the same record: a row follows while it shows the same.
  const followBeside = (fresh) => {
    const shows = ({ value }) => value.split(".")[1];
    for (const field of document.querySelectorAll('form:not([data-draft]) :is([name^="seen_"], [name="version"])')) {
      const stands = fresh.querySelector(`form[action="${field.form.getAttribute("action")}"] [name="${field.name}"]`);
      if (stands && shows(stands) === shows(field)) field.value = stands.value;
    }
  };

  const keep = async () => {
    const body = new FormData(form);
    body.append("act", form.dataset.draft);
    const written = new URLSearchParams(body).toString();
    const answer = await fetch(form.action, { method: "POST", body });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = fresh.querySelector("form[data-draft]");
    if (!answer.ok || !now) {
      isOver = true; // another window was quicker, or one must sign in again
      said.textContent = "Not kept. Save it yourself to see why; your text stays here.";
      return;
    }
    follow(now, body);
    followBeside(fresh);
    said.textContent = `Kept at ${new Date().toLocaleTimeString([], { timeStyle: "short" })}.`;
    const still = new FormData(form);
    still.append("act", form.dataset.draft);
    for (const { name } of hidden) still.set(name, body.get(name));
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
