// Owns the strip above the text box that says something and offers what to do about it.
import { button, create } from "./dom.js";

export class Banner {
  #text = create("p", { id: "banner" });
  #actions = create("div", { class: "actions" });

  constructor() {
    this.element = create(
      "div",
      { class: "banner", role: "group", "aria-labelledby": "banner", hidden: true },
      this.#text,
      this.#actions,
    );
  }

  /** `actions` are [label, function] pairs; the first stands out. */
  show(text, actions = []) {
    this.#text.textContent = text;
    this.#actions.replaceChildren(
      ...actions.map(([label, act], order) => button(label, order ? "second" : "first", act)),
    );
    this.element.hidden = false;
  }

  hide() {
    this.element.hidden = true;
  }

  focus() {
    this.#actions.firstElementChild?.focus();
  }
}
