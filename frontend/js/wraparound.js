// Comfort where a browser runs scripts; every page works without. No page's own script stands in a page.
import { isSupported } from "govuk-frontend/dist/govuk/common/index.mjs";
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { readAloud } from "./aloud.js";
import { holdTyped } from "./holding.js";
import { keepTyping } from "./keeping.js";

const KINDS = [Button, CharacterCount, Checkboxes, ErrorSummary, Radios, SkipLink];

function enliven(part) {
  for (const Kind of KINDS) {
    const found = [...part.querySelectorAll(`[data-module="${Kind.moduleName}"]`)];
    if (part.dataset?.module === Kind.moduleName) found.push(part);
    for (const element of found) {
      if (!element.hasAttribute(`data-${Kind.moduleName}-init`)) new Kind(element);
    }
  }
}

document.body.classList.add("js-enabled", "wr-js");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
if (isSupported()) {
  enliven(document);
  document.body.addEventListener("htmx:load", (event) => enliven(event.detail.elt));
}
readAloud();
keepTyping();
holdTyped();
