// Owns the form that asks what is wrong with an answer: a few reasons, and words.
import { button, create } from "./dom.js";

const LIMIT = 1_000; // characters
let made = 0; // for ids of its own

/** `texts` are those of the interface. `onSend({reason, comment})` tells whether it was saved;
 * without a reason nothing is sent where one is `needed`. `onSkip` closes the form. */
export function reasonForm(texts, { legend, hint, needed, onSend, onSkip }) {
  made += 1;
  const [name, words] = [`reason-${made}`, `more-${made}`];
  const reasons = Object.entries(texts.reasons).map(([code, text]) =>
    create("label", { class: "driver" },
      create("input", { type: "radio", name, value: code }), create("span", { text })));
  const box = create("textarea", {
    id: words, rows: "2", maxlength: String(LIMIT), "aria-describedby": `${words}-hint`,
  });
  const error = create("p", { class: "wrong", role: "alert", id: `${words}-error` });
  const send = create("button", { type: "submit", class: "first", text: texts.send });
  const form = create("form", { class: "why", novalidate: true, tabindex: "-1", "aria-label": legend },
    hint && create("p", { text: hint }),
    create("fieldset", { "aria-describedby": error.id }, create("legend", { text: legend }), ...reasons),
    create("label", { for: words, text: texts.more }),
    create("p", { class: "hint", id: `${words}-hint`, text: texts.moreHint }),
    box,
    error,
    create("div", { class: "actions" }, send, button(texts.skip, "second", onSkip)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.ariaDisabled === "true") return;
    const reason = form.querySelector(":checked")?.value ?? null;
    error.textContent = needed && !reason ? texts.noReason : "";
    if (error.textContent) {
      form.querySelector("input").focus();
      return;
    }
    send.ariaDisabled = "true";
    const saved = await onSend({ reason, comment: box.value.trim() || null });
    send.ariaDisabled = "false";
    if (!saved) error.textContent = texts.notRated;
  });
  // Escape closes the form, and not the chat.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    onSkip();
  });
  return form;
}
