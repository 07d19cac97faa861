// Owns the list of questions suggested while one types, above a text box that may hold several lines.
// No combobox: that role is for one line, and ARIA in HTML gives a textarea none but its own. A text
// box may have all that this needs but aria-expanded: that the list is there is said by its count.
import { create } from "./dom.js";
import { looksPersonal } from "./personal-number.js";

const WAIT = 250; // milliseconds without a key before it is asked
const LEAST = 3; // characters
const MOST = 200;

export class Suggestions {
  #box;
  #texts;
  #find;
  #onPick;
  #list;
  #said = create("p", { class: "visually-hidden", role: "status" });
  #choices = [];
  #active = -1;
  #timer = 0;
  #asked = 0; // number of the newest question: an older answer that comes later is not shown

  /** `find(text)` gives choices, `onPick(choice)` tells whether it was taken. */
  constructor(box, texts, { find, onPick }) {
    this.#box = box;
    this.#texts = texts;
    this.#find = find;
    this.#onPick = onPick;
    this.#list = create("ul", {
      id: "suggestions", class: "suggestions", role: "listbox", "aria-label": texts.suggestions,
      hidden: true,
    });
    this.element = create("div", {}, this.#list, this.#said);
    for (const [name, value] of [
      ["aria-autocomplete", "list"], ["aria-haspopup", "listbox"], ["aria-controls", "suggestions"],
    ]) box.setAttribute(name, value);
    box.addEventListener("input", () => this.#typed());
    box.addEventListener("blur", () => this.close());
    // Before the box's own: a key that is for the list does nothing else.
    box.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
  }

  close() {
    this.#hide();
    this.#say(0);
  }

  #hide() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#show([]);
  }

  #typed() {
    this.#hide();
    const text = this.#box.value;
    const length = text.trim().length;
    if (length < LEAST || length > MOST || text.includes("\n") || looksPersonal(text)) {
      this.#say(0);
      return;
    }
    const number = this.#asked;
    this.#timer = setTimeout(async () => {
      const choices = await this.#find(text).catch(() => []);
      if (number !== this.#asked) return;
      this.#show(choices);
      this.#say(choices.length);
    }, WAIT);
  }

  /** The same count is not said again while one types on. */
  #say(count) {
    const text = count > 0 ? this.#texts.suggested(count) : "";
    if (this.#said.textContent !== text) this.#said.textContent = text;
  }

  #show(choices) {
    this.#choices = choices;
    this.#list.hidden = choices.length === 0;
    this.#list.replaceChildren(...choices.map((choice, place) => this.#option(choice, place)));
    this.#mark(-1);
  }

  #option({ title }, place) {
    const option = create("li", {
      id: `suggestion-${place}`, role: "option", "aria-selected": "false", lang: "en", text: title,
    });
    option.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps focus
    option.addEventListener("click", () => this.#pick(place));
    return option;
  }

  #mark(place) {
    this.#active = place;
    [...this.#list.children].forEach((option, each) => {
      option.setAttribute("aria-selected", String(each === place));
    });
    const option = this.#list.children[place];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#box.setAttribute("aria-activedescendant", option.id);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  #pressed(event) {
    const count = this.#choices.length;
    if (count === 0 || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      // One more place than there are options: the text itself.
      this.#mark(((this.#active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Escape") {
      this.close();
    } else if (event.key === "Enter" && !event.shiftKey && this.#active >= 0) {
      this.#pick(this.#active);
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #pick(place) {
    const choice = this.#choices[place];
    this.close();
    if (!this.#onPick(choice)) return;
    this.#box.value = "";
    this.#box.dispatchEvent(new Event("input"));
  }
}
