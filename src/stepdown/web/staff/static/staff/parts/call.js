// While a call goes on: a press on a time holds it without leaving the page, and the times stay
// fresh. Without this file the same press sends the whole form and comes back with what was typed.
"use strict";

{
  const EVERY = 20000; // milliseconds
  const form = document.querySelector("form[data-renews]");
  let turn = 0; // an answer that was overtaken by a later one is not shown
  let isPlain = false; // the next press goes the way it goes without this file

  const show = (fresh) => {
    const focused = document.activeElement.id;
    for (const part of form.querySelectorAll("[data-live]")) {
      const now = fresh.getElementById(part.id);
      if (now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
    }
    if (focused && document.activeElement.id !== focused) {
      (document.getElementById(focused) ?? document.getElementById("times")).focus();
    }
  };

  // True where the answer is the page of this call, and not one that asks to sign in first.
  const renew = async (address, options) => {
    const mine = ++turn;
    const answer = await fetch(address, options);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.querySelector("form[data-renews]")) return false;
    if (mine === turn) show(fresh);
    return true;
  };

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (isPlain || !button?.hasAttribute("formaction")) return;
    event.preventDefault();
    const body = new FormData(form);
    body.append(button.name, button.value);
    try {
      if (await renew(button.formAction, { method: "POST", body })) return;
      isPlain = true;
      button.click();
    } catch {
      document.getElementById("held").textContent = "No connection. Nothing was held. Press again.";
    }
  });

  const clock = setInterval(async () => {
    if (document.hidden) return;
    try {
      if (!(await renew(form.dataset.renews, { headers: { "X-Renewal": "times" } }))) clearInterval(clock);
    } catch {
      // no connection for a moment: the next turn asks again
    }
  }, EVERY);
}
