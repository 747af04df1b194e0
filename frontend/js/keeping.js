// A form whose fields are kept as they are typed: htmx sends each; this says when that did not work, tries again, and
// sends what was typed last when the page is left. Nothing here takes anything away that somebody typed.

const RETRY = 5000;
const typed = new Map(); // how often something was typed in a field
const sent = new Map(); // how often it had been when the field was sent last
const unkept = new Set(); // fields that hold something the site has not kept yet

const fieldOf = (element) => element?.closest?.("[data-wr-field]");
const formOf = (field) => field.closest("[data-wr-keeps]");

function say(field, words) {
  const said = field.querySelector("[role=status]");
  let note = said.querySelector("[data-wr-not-kept]");
  if (!note) {
    note = document.createElement("span");
    note.dataset.wrNotKept = "";
    said.append(note);
  }
  note.textContent = words;
}

function tryAgain(field) {
  sent.delete(field.id);
  setTimeout(() => field.isConnected && unkept.has(field.id) && htmx.trigger(field, "change"), RETRY);
}

function signedOut(event) {
  if (!event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  const field = fieldOf(event.detail.elt);
  if (!field && !event.detail.elt.matches("[data-wr-quiet]")) return;
  event.preventDefault(); // the page stays, with all that was typed
  const told = document.querySelector("[data-wr-signed-out]");
  if (told) told.hidden = false;
  if (field) tryAgain(field);
}

function sending(event) {
  const field = fieldOf(event.detail.elt);
  if (!field) return;
  // To leave a field changes nothing: a second answer would take away the buttons of the first while they are pressed.
  const isOld = typed.has(field.id) && sent.get(field.id) === typed.get(field.id);
  if (isOld && event.detail.elt === field) event.preventDefault();
  else sent.set(field.id, typed.get(field.id));
}

function answered(event) {
  const field = fieldOf(event.detail.elt);
  if (!field) return;
  const { status } = event.detail.xhr;
  if (status >= 200 && status < 300 && !event.detail.xhr.getResponseHeader("HX-Redirect")) {
    const isNewest = sent.get(field.id) === typed.get(field.id);
    if (isNewest && !field.querySelector("[data-wr-not-kept]")) unkept.delete(field.id);
    const told = document.querySelector("[data-wr-signed-out]");
    if (told) told.hidden = true;
  } else if (status >= 500 || status === 0) {
    say(field, formOf(field).dataset.wrOffline);
    tryAgain(field);
  } else if (status >= 400) {
    say(field, formOf(field).dataset.wrRefused);
  }
}

function sendWhatIsLeft() {
  for (const id of unkept) {
    const field = document.getElementById(id);
    if (!field) continue;
    const form = formOf(field);
    const body = new URLSearchParams();
    const wanted = field.getAttribute("hx-params").split(",");
    for (const [name, value] of new FormData(form)) if (wanted.includes(name)) body.append(name, value);
    body.set("form_key", crypto.randomUUID?.() ?? body.get("form_key"));
    navigator.sendBeacon(field.getAttribute("hx-post"), body);
  }
}

export function keepTyping() {
  const form = document.querySelector("[data-wr-keeps]");
  document.body.addEventListener("htmx:beforeOnLoad", signedOut);
  if (!form) return;
  form.addEventListener("input", (event) => {
    const field = fieldOf(event.target);
    if (!field) return;
    typed.set(field.id, (typed.get(field.id) ?? 0) + 1);
    unkept.add(field.id);
  });
  document.body.addEventListener("htmx:beforeRequest", sending);
  form.addEventListener("submit", () => unkept.clear());
  document.body.addEventListener("htmx:afterRequest", answered);
  addEventListener("pagehide", sendWhatIsLeft);
}
