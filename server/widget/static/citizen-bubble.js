// Owns one message of the citizen on screen: its text and whether it was sent.
import { button, create } from "./dom.js";
import { hiddenText } from "./links.js";

export class CitizenBubble {
  #text;
  #state;
  #texts;

  constructor(text, texts) {
    this.#texts = texts;
    this.#text = create("p", { class: "body", text });
    this.#state = create("div", { class: "state" });
    const words = create("div", { class: "message citizen" }, hiddenText(texts.you), this.#text);
    this.element = create("div", { class: "sent" }, words, this.#state);
  }

  set text(value) {
    this.#text.textContent = value;
  }

  /** Sets the line under the bubble; empty when all is well. */
  say(text) {
    this.element.classList.remove("failed");
    this.#state.textContent = text;
  }

  fail(reason, onRetry) {
    this.element.classList.add("failed");
    const label = create("span", { text: reason });
    this.#state.replaceChildren(label, button(this.#texts.tryAgain, "small", onRetry));
  }

  remove() {
    this.element.remove();
  }
}
