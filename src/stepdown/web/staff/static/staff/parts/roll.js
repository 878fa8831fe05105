// Roll call through a lost connection: what was saved waits in this tab, numbers and marks without
// names, and goes out when the connection is back. Its key makes twice harmless. Without this file
// the form goes the way every form goes.
"use strict";

{
  const AGAIN = 10000; // milliseconds
  const PATIENCE = 20000; // a bad connection lets a request hang
  const LOST = [502, 503, 504];
  const page = document.querySelector("[data-sends-later]");
  const form = document.querySelector(`form[action="${page.dataset.sendsLater}"]`);
  const marked = {}; // when each row was pressed, by field
  let held = JSON.parse(sessionStorage.getItem(page.dataset.sendsLater));
  let isSending = false;

  const hold = (next) => {
    held = next;
    if (held) sessionStorage.setItem(page.dataset.sendsLater, JSON.stringify(held));
    else sessionStorage.removeItem(page.dataset.sendsLater);
  };

  const say = () => {
    const says = page.querySelector("[data-says]");
    if (!says.hasChildNodes()) says.append(page.querySelector("template").content.cloneNode(true));
  };

  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");

  // The fields as they are sent now: with the seconds since each was pressed, by this device.
  const fields = () => {
    const waits = Object.entries(held.pressed).map(([name, at]) => [
      name.replace("status_", "waited_"),
      String(Math.max(0, Math.round((Date.now() - at) / 1000))),
    ]);
    return [...held.pairs, ...waits];
  };

  // The server has something to say: its own page says it, with everything that was marked.
  const sendPlainly = () => {
    const plain = document.createElement("form");
    plain.method = "post";
    plain.action = page.dataset.sendsLater;
    plain.hidden = true;
    for (const [name, value] of fields()) {
      const field = document.createElement("input");
      [field.type, field.name, field.value] = ["hidden", name, value];
      plain.append(field);
    }
    hold(null);
    document.body.append(plain);
    plain.submit();
  };

  const send = async () => {
    if (!held || isSending) return;
    isSending = true;
    const sent = held;
    const body = new FormData();
    for (const [name, value] of fields()) body.append(name, value);
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(page.dataset.sendsLater, { method: "POST", body, redirect: "manual", signal });
      if (LOST.includes(answer.status)) say();
      else if (held !== sent) setTimeout(send); // marked on meanwhile
      else if (answer.type !== "opaqueredirect") sendPlainly();
      else {
        hold(null);
        location.assign(page.dataset.then);
      }
    } catch {
      say();
    }
    isSending = false;
  };

  const show = () => {
    for (const [name, value] of held.pairs) {
      const choice = name.startsWith("status_") && form?.querySelector(`input[name="${name}"][value="${value}"]`);
      if (choice) choice.checked = true;
    }
    say();
  };

  form?.addEventListener("change", (event) => {
    if (event.target.name.startsWith("status_")) marked[event.target.name] = Date.now();
  });

  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = new FormData(form);
    const button = event.submitter;
    if (button?.name) body.append(button.name, button.value);
    const pressed = { ...held?.pressed, ...marked };
    if (held) body.set("once", newKey()); // what was sent before may have arrived
    if (body.has("rest")) pressed.status_rest ??= Date.now();
    hold({ pairs: [...body], pressed });
    send();
  });

  window.addEventListener("beforeunload", (event) => {
    if (held) event.preventDefault();
  });
  window.addEventListener("online", send);
  setInterval(send, AGAIN);
  if (held) {
    show();
    send();
  }
}
