// Owns the page on which a ticket is found without its link: reference and code make the address.
import { speakPage } from "./page-language.js";
import { FIND_PAGE } from "./ticket-texts-es.js";
import { ticketTexts } from "./ticket-texts.js";

const REFERENCE = /T-[0-9A-Z]{4}-[0-9A-Z]{4}/;
const SECRET = /^[0-9a-f]{40}$/;

const find = (id) => document.getElementById(id);

/** What was entered: a whole link in the first field stands for both. */
function entered() {
  const [address, fragment = ""] = find("reference").value.trim().split("#");
  const tidy = address.toUpperCase().replaceAll(/[\s\u2010-\u2015]+/g, "-");
  const code = find("secret").value.replaceAll(/\s|^.*#/g, "");
  return {
    isEmpty: !address,
    reference: tidy.match(REFERENCE)?.[0] ?? null,
    secret: (fragment.trim() || code).toLowerCase(),
  };
}

function mark(id, error) {
  const shown = find(`${id}-error`);
  shown.textContent = error ?? "";
  shown.hidden = !error;
  if (error) find(id).setAttribute("aria-invalid", "true");
  else find(id).removeAttribute("aria-invalid");
}

find("find").addEventListener("submit", (event) => {
  event.preventDefault();
  const { isEmpty, reference, secret } = entered();
  const { find: errors } = ticketTexts();
  const wrongReference = reference ? null : isEmpty ? errors.none : errors.reference;
  const wrongSecret = SECRET.test(secret) ? null : errors.secret;
  mark("reference", wrongReference);
  mark("secret", wrongSecret);
  if (wrongReference) find("reference").focus();
  else if (wrongSecret) find("secret").focus();
  else location.assign(`/tickets/${reference}${location.search}#${secret}`);
});
speakPage(FIND_PAGE, () => {
  mark("reference", null);
  mark("secret", null);
});
