// Owns the survey as a form: a thumb, what it came from, words. Each part but the thumb may stay
// empty, all of it may be skipped, and nothing runs out.
import { button, create, icon } from "./dom.js";

const LIMIT = 2_000; // characters of the free text
const THUMBS = [
  [true, "M2 10h4v11H2zM8 21V10l5-8 2 1v6h6v3l-3 9z"],
  [false, "M22 14h-4V3h4zM16 3v11l-5 8-2-1v-6H3v-3l3-9z"],
];

/** The form, or null where no survey is offered. `call()` reads the survey and `call(answer)` sends
 * the answer; `onEnd(wasSent)` is told when it was sent or skipped. `texts` are those of survey. */
export async function surveyForm(call, { texts, onEnd }) {
  const { offered, question, drivers } = await call();
  return offered ? new Survey(call, { texts, onEnd, question, drivers }).element : null;
}

class Survey {
  #call;
  #texts;
  #onEnd;
  #drivers;
  #reasons = create("div");
  #comment = create("textarea", {
    id: "survey-comment", rows: "2", maxlength: String(LIMIT), "aria-describedby": "survey-hint",
  });
  #error = create("p", { class: "survey-error", role: "alert", id: "survey-error" });
  #send;
  #busy = false;

  constructor(call, { texts, onEnd, question, drivers }) {
    this.#call = call;
    this.#texts = texts;
    this.#onEnd = onEnd;
    this.#drivers = drivers;
    this.#send = create("button", { type: "submit", class: "first primary", text: texts.send });
    this.element = create(
      "form",
      { class: "survey", novalidate: true, "aria-labelledby": "survey-heading" },
      create("h3", { id: "survey-heading", tabindex: "-1", text: texts.heading }),
      create("p", { text: texts.intro }),
      this.#thumbs(question),
      this.#reasons,
      create("label", { for: "survey-comment", text: texts.comment }),
      create("p", { class: "survey-hint", id: "survey-hint", text: texts.hint }),
      this.#comment,
      this.#error,
      create("div", { class: "actions" }, this.#send,
        button(texts.skip, "second secondary", () => onEnd(false))),
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  #thumbs(question) {
    const choices = THUMBS.map(([trusts, path]) => {
      const input = create("input", { type: "radio", name: "trusts", value: String(trusts) });
      input.addEventListener("change", () => this.#ask(trusts));
      const text = trusts ? this.#texts.agree : this.#texts.disagree;
      return create("label", { class: "thumb" }, input, icon(path), create("span", { text }));
    });
    const legend = create("legend", { text: question });
    return create("fieldset", { "aria-describedby": "survey-error" }, legend,
      create("div", { class: "thumbs" }, ...choices));
  }

  /** What was good, or what went wrong: an answer to the one is none to the other. */
  #ask(trusts) {
    const { good, bad, positive, negative } = this.#texts;
    const labels = trusts ? positive : negative;
    const boxes = this.#drivers.map((driver) =>
      create("label", { class: "driver" },
        create("input", { type: "checkbox", name: "driver", value: driver }),
        create("span", { text: labels[driver] ?? driver })));
    this.#error.textContent = "";
    this.#reasons.replaceChildren(
      create("fieldset", {}, create("legend", { text: trusts ? good : bad }), ...boxes),
    );
  }

  async #submit() {
    if (this.#busy) return;
    const thumb = this.element.querySelector("[name=trusts]:checked");
    if (!thumb) {
      this.#error.textContent = this.#texts.noThumb;
      this.element.querySelector("[name=trusts]").focus();
      return;
    }
    const chosen = [...this.element.querySelectorAll("[name=driver]:checked")];
    this.#setBusy(true);
    this.#error.textContent = "";
    try {
      await this.#call({
        trusts: thumb.value === "true",
        drivers: chosen.map((box) => box.value),
        comment: this.#comment.value.trim() || null,
      });
      this.#onEnd(true);
    } catch {
      this.#error.textContent = this.#texts.notSent;
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(value) {
    this.#busy = value;
    this.#send.setAttribute("aria-disabled", String(value));
  }
}
