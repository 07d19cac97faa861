// Owns the text box: its limit and counter, its status text, its send button.
import { create, icon } from "./dom.js";
import { looksPersonal } from "./personal-number.js";
import { Suggestions } from "./suggestions.js";

const LIMIT = 2_000;
const COUNTER_FROM = 1_800;
const COUNTER_SAID = 1_000; // milliseconds without a key before the counter is announced
// What is typed next is a name or a contact, is for a person, or is not known.
const UNSUGGESTED = new Set(["ticket_form", "handed_off", null]);
const SEND_ICON = "M3 20.5v-7l9-1.5-9-1.5v-7L22 12z";

export class Composer {
  #texts;
  #box;
  #send;
  #status;
  #counter;
  #said = create("p", { class: "visually-hidden", role: "status" }); // what the counter says
  #timer = 0;
  #suggestions = null;
  #warned = false; // of a personal number

  lastStatus = "new"; // of the last turn; null while its reply is made

  /** `onSend(text)` returns whether the text was taken; if so the box is emptied. `suggesting`
   * is what Suggestions takes, or null. */
  constructor(texts, onSend, suggesting = null) {
    this.#texts = texts;
    this.#build();
    if (suggesting) {
      const find = async (text) =>
        UNSUGGESTED.has(this.lastStatus) ? [] : suggesting.find(text);
      this.#suggestions = new Suggestions(this.#box, texts, { ...suggesting, find });
      this.element.prepend(this.#suggestions.element);
    }
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(onSend);
    });
    this.#box.addEventListener("input", () => this.#typed());
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit(onSend);
    });
  }

  set busy(value) {
    this.#send.ariaDisabled = String(value);
  }

  focus() {
    this.#box.focus();
  }

  /** What is being typed. */
  get draft() {
    return this.#box.value;
  }

  /** Puts a text that was not accepted back before whatever has been typed since. */
  giveBack(text) {
    if (!text) return;
    this.#box.value = [text, this.#box.value].filter(Boolean).join("\n");
    this.#typed();
  }

  say(text, { wrong = false } = {}) {
    this.#status.textContent = text;
    this.#status.classList.toggle("wrong", wrong);
    if (wrong) this.#box.setAttribute("aria-invalid", "true");
    else this.#box.removeAttribute("aria-invalid");
  }

  #build() {
    const texts = this.#texts;
    this.#box = create("textarea", {
      id: "box", rows: "2", enterkeyhint: "send", "aria-describedby": "hint status counter",
    });
    const word = create("span", { text: texts.send });
    this.#send = create("button", { type: "submit", class: "send" }, word, icon(SEND_ICON));
    this.#status = create("p", { id: "status", class: "status", role: "status" });
    this.#counter = create("p", { id: "counter", class: "counter" });
    this.element = create(
      "form",
      { class: "composer", novalidate: true },
      create("label", { for: "box", text: texts.label }),
      create("p", { id: "hint", class: "hint", text: texts.hint }),
      create("div", { class: "entry" }, this.#box, this.#send),
      create("div", { class: "below" }, this.#status, this.#counter),
      this.#said,
    );
  }

  #submit(onSend) {
    const text = this.#box.value.trim();
    if (!text) {
      this.say(this.#texts.empty, { wrong: true });
    } else if (this.#left(text) < 0) {
      this.say(this.#texts.tooLong, { wrong: true });
    } else if (onSend(text)) {
      this.#suggestions?.close();
      this.#box.value = "";
      this.#typed();
    }
    this.#box.focus();
  }

  #typed() {
    const personal = looksPersonal(this.#box.value);
    if (personal && !this.#warned) this.say(this.#texts.personal);
    else if (!personal && this.#status.textContent) this.say("");
    this.#warned = personal;
    this.#status.classList.toggle("warned", personal);
    this.#count();
  }

  /** Counted in code points, as the server counts. */
  #left(text) {
    return LIMIT - [...text].length;
  }

  #count() {
    const left = this.#left(this.#box.value.trim());
    const { charactersLeft, charactersOver } = this.#texts;
    const near = left <= LIMIT - COUNTER_FROM;
    const count = () => (left < 0 ? charactersOver(-left) : charactersLeft(left));
    this.#counter.textContent = near ? count() : "";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#said.textContent = this.#counter.textContent;
    }, COUNTER_SAID);
    this.#counter.classList.toggle("wrong", left < 0);
  }
}
