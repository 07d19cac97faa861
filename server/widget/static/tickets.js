// Owns the page on which a ticket is found without its link: reference and code make the address.
const REFERENCE = /T-[0-9A-Z]{4}-[0-9A-Z]{4}/;
const SECRET = /^[0-9a-f]{40}$/;
const ERRORS = {
  none: "Enter the reference of your ticket, or the link to it.",
  reference: "Enter the reference with all its letters and digits, such as T-7F3K-92QD.",
  secret: "Enter the code: the 40 letters and digits after the # sign of the link.",
};

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
  const wrongReference = reference ? null : isEmpty ? ERRORS.none : ERRORS.reference;
  const wrongSecret = SECRET.test(secret) ? null : ERRORS.secret;
  mark("reference", wrongReference);
  mark("secret", wrongSecret);
  if (wrongReference) find("reference").focus();
  else if (wrongSecret) find("secret").focus();
  else location.assign(`/tickets/${reference}#${secret}`);
});
