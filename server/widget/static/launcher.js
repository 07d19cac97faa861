// Owns the button that opens the chat, there before the chat is loaded, and what it says meanwhile.
import { button, create, icon } from "./dom.js";
import { launcherTexts } from "./launcher-texts.js";

const CHAT_ICON =
  "M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z";

export class Launcher {
  #texts;
  #button;
  #label;
  #note;

  /** `onOpen` when it is pressed, `onNear` as soon as that is likely. */
  constructor(language, label, { onOpen, onNear }) {
    this.#texts = launcherTexts(language);
    this.#label = create("span", { text: label });
    this.#button = button("", "launcher", onOpen);
    this.#button.setAttribute("aria-haspopup", "dialog");
    this.#button.append(icon(CHAT_ICON), this.#label);
    for (const type of ["pointerenter", "touchstart", "focus"]) {
      this.#button.addEventListener(type, onNear, { passive: true });
    }
    this.#note = create("p", { class: "launcher-note", role: "status" });
    this.element = create("div", { class: "corner floating", lang: this.#texts.language });
    this.element.append(this.#note, this.#button);
  }

  speak(language, label) {
    this.#texts = launcherTexts(language);
    this.element.lang = this.#texts.language;
    this.label = label;
    this.#say("");
  }

  set label(text) {
    this.#label.textContent = text;
  }

  get hidden() {
    return this.element.hidden;
  }

  set hidden(value) {
    this.element.hidden = value;
    this.#say("");
  }

  focus() {
    this.#button.focus();
  }

  opening() {
    this.#say(this.#texts.opening);
  }

  failed() {
    this.#say(this.#texts.unreachable);
  }

  hasNews() {
    this.label = this.#texts.newMessage;
  }

  #say(text) {
    this.#note.textContent = text;
  }
}
