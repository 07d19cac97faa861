// Owns what a script adds to the desk: suggestions without a reload, and warnings before a loss.

/** Texts typed and not sent, by their box; a page left while there are some is asked about. */
const unsent = new Set();

for (const box of document.querySelectorAll("form[data-guard] textarea")) {
  const first = box.hasAttribute("data-unsent") ? "" : box.value;
  if (box.value !== first) unsent.add(box);
  box.addEventListener("input", () => {
    if (box.value.trim() && box.value !== first) unsent.add(box);
    else unsent.delete(box);
  });
}

addEventListener("beforeunload", (event) => {
  if (unsent.size) event.preventDefault();
});

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm;
    if (question && !confirm(question)) {
      event.preventDefault();
      return;
    }
    // Its own text goes with it; that of another form on the page would be lost.
    for (const box of form.querySelectorAll("textarea")) unsent.delete(box);
  });
}

for (const suggestion of document.querySelectorAll("[data-suggestion]")) {
  suggestion.querySelector("[data-use]").addEventListener("click", (event) => {
    const box = document.querySelector("#text");
    event.preventDefault();
    const replaces = !box.value.trim() || confirm("Replace what you typed with this reply?");
    if (!replaces) return;
    box.value = suggestion.querySelector("[data-text]").textContent;
    box.dispatchEvent(new Event("input"));
    box.focus();
    box.setSelectionRange(0, 0);
    box.scrollTop = 0;
    box.scrollIntoView({ block: "nearest" });
  });
}
