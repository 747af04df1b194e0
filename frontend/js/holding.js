// A form that is sent while there is no connection: what was typed is not lost, and is carried out once. Where the browser
// knows that it is offline, the page stays and says so. Else the browser shows a page of its own; whoever comes back to the
// form finds what they typed, with the key that it had, so that it is not done twice if only the answer got lost.

const PLACE = "wr-typed"; // in the storage of this tab alone, until the answer comes
const AT_MOST = 30 * 60 * 1000; // milliseconds
const WRITTEN = "textarea, input:not([type=hidden], [type=radio], [type=checkbox])";
const SECRET = "input[type=password], input[type=file], input[autocomplete=one-time-code]";

let again = null; // what was put back: { form, typed, key }

const who = () => document.body.dataset.wrWho;
const here = () => location.pathname + location.search;
const typedIn = (form) => [...new FormData(form)].filter(([name]) => !["form_key", "csrfmiddlewaretoken"].includes(name));
const keyOf = (form) => form.elements.namedItem("form_key");

function say(form, words) {
  let note = form.querySelector("[data-wr-said]");
  if (!note) {
    note = document.createElement("p");
    note.className = "govuk-error-message";
    note.dataset.wrSaid = "";
    note.setAttribute("role", "alert");
    form.prepend(note);
  }
  note.textContent = words;
  note.scrollIntoView({ block: "nearest" });
}

function remember(form) {
  if (![...form.querySelectorAll(WRITTEN)].some((field) => field.value)) return;
  const kept = { who: who(), page: here(), at: [...document.forms].indexOf(form), typed: typedIn(form), key: keyOf(form)?.value };
  try {
    sessionStorage.setItem(PLACE, JSON.stringify({ ...kept, when: Date.now() }));
  } catch {
    sessionStorage.removeItem(PLACE); // too much of it: then as without script
  }
}

function sending(event) {
  const form = event.target;
  if ("wrLeaves" in form.dataset) sessionStorage.removeItem(PLACE); // who signs out leaves nothing in the browser
  if (event.defaultPrevented || form.method !== "post" || form.querySelector(SECRET)) return;
  if (!navigator.onLine) {
    event.preventDefault();
    say(form, document.body.dataset.wrOffline);
    return;
  }
  // The same once more goes with the key that it had; what was changed meanwhile is something new.
  if (again?.form === form && again.key && JSON.stringify(typedIn(form)) === again.typed) keyOf(form).value = again.key;
  remember(form);
}

function put(form, name, values) {
  for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type !== "hidden") field.value = values.shift() ?? field.value;
  }
}

function isAnswer() {
  const [came] = performance.getEntriesByType("navigation");
  return came?.type === "navigate" && (came.redirectCount > 0 || "wrAnswer" in document.body.dataset);
}

function putBack() {
  const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  if (!kept) return;
  const isOthers = kept.who !== who(); // somebody else signed in here, or nobody is signed in any more
  if (isOthers || isAnswer() || Date.now() - kept.when > AT_MOST) {
    sessionStorage.removeItem(PLACE);
    return;
  }
  const form = kept.page === here() && document.forms[kept.at];
  if (!form) return;
  const typed = new Map();
  for (const [name, value] of kept.typed) typed.set(name, [...(typed.get(name) ?? []), value]);
  for (const [name, values] of typed) put(form, name, values);
  again = { form, typed: JSON.stringify(typedIn(form)), key: kept.key };
  say(form, document.body.dataset.wrPutBack);
}

export function holdTyped() {
  document.addEventListener("submit", sending);
  putBack();
}
