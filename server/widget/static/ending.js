// Owns the end of a chat: the survey in place of the messages, thanks, and the way on or back.
import { button, create } from "./dom.js";
import { surveyForm } from "./survey.js";

export class Ending {
  #panel;
  #texts;
  #call;
  #goOn;
  #element = create("section", { class: "ending", hidden: true });
  #attempt = 0; // a survey that comes after the chat was gone back to is not shown

  /** `call` is that of surveyForm; `goOn` has {startNew, back}, each told when it is chosen. */
  constructor(panel, before, { texts, call, goOn }) {
    this.#panel = panel;
    this.#texts = texts;
    this.#call = call;
    this.#goOn = goOn;
    panel.insertBefore(this.#element, before);
  }

  get isOpen() {
    return !this.#element.hidden;
  }

  async begin() {
    if (this.isOpen) return;
    this.#attempt += 1;
    const attempt = this.#attempt;
    const { survey } = this.#texts;
    const onEnd = (wasSent) => this.#showEnd(wasSent ? survey.thanks : survey.skipped);
    const form = await surveyForm(this.#call, { texts: survey, onEnd }).catch(() => null);
    if (attempt !== this.#attempt) return;
    if (form) this.#show(form);
    else this.#showEnd(survey.skipped);
  }

  /** False when there is no end to go back from. */
  cancel() {
    this.#attempt += 1;
    if (!this.isOpen) return false;
    this.#leave();
    this.#goOn.back();
    return true;
  }

  #showEnd(text) {
    const { startNew, survey } = this.#texts;
    const onStart = () => {
      this.#leave();
      this.#goOn.startNew();
    };
    this.#show(create("div", { class: "survey" },
      create("p", { class: "thanks", tabindex: "-1", text }),
      create("div", { class: "actions" }, button(startNew, "first", onStart),
        button(survey.back, "second", () => this.cancel()))));
  }

  #show(content) {
    this.#panel.classList.add("at-end");
    this.#element.hidden = false;
    this.#element.replaceChildren(content);
    this.focus();
  }

  focus() {
    this.#element.querySelector("[tabindex='-1']").focus();
  }

  #leave() {
    this.#panel.classList.remove("at-end");
    this.#element.hidden = true;
    this.#element.replaceChildren();
  }
}
