// Owns the chat in the element, loaded when it is wanted: the panel and all that goes on in it.
import { Banner } from "./banner.js";
import { Client } from "./client.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Ending } from "./ending.js";
import { buildPanel, keepFocusInside } from "./panel.js";
import { Session } from "./session.js";
import { styleSheet } from "./styles.js";
import { textsFor } from "./texts.js";

export class Chat {
  #texts;
  #view;
  #composer;
  #session;
  #ending;
  #life = new AbortController(); // ends every listener
  #told;

  /** `root` is the element's shadow root. `told` has {onClose, onNews, onTurn}. */
  constructor(root, { server, language, heading }, told) {
    this.#told = told;
    this.#texts = textsFor(language);
    const { signal } = this.#life;
    const texts = this.#texts;
    const banner = new Banner();
    const composer = new Composer(texts, (text) => this.#session.sendText(text));
    const view = buildPanel(texts, {
      heading, language, composer: composer.element, banner: banner.element,
    });
    const conversation = new Conversation(new Client(server), language);
    const { log, announcer } = view;
    this.#session = new Session({ conversation, composer, banner, log, announcer }, {
      texts,
      language,
      server,
      onLive: (person, isNew) => this.#showWho(person, isNew),
      onTurn: told.onTurn,
    });
    this.#ending = new Ending(view.panel, view.foot, {
      texts,
      call: (answer) => conversation.survey(answer, signal),
      goOn: { startNew: () => this.#session.startNew(), back: () => composer.focus() },
    });
    this.#composer = composer;
    this.#view = view;
    this.#listen();
    const sheets = root.adoptedStyleSheets;
    if (!sheets.includes(styleSheet())) root.adoptedStyleSheets = [...sheets, styleSheet()];
    root.append(view.panel, announcer);
  }

  set heading(text) {
    this.#view.title.textContent = text;
  }

  get isOpen() {
    return !this.#view.panel.hidden;
  }

  open() {
    this.#view.panel.hidden = false;
    this.#session.begin();
  }

  focus() {
    if (this.#ending.isOpen) this.#ending.focus();
    else this.#composer.focus();
  }

  close() {
    this.#view.panel.hidden = true;
    this.#session.rest();
  }

  stop() {
    this.#life.abort();
    this.#session.stop();
    this.#view.panel.remove();
    this.#view.announcer.remove();
  }

  /** The header says who one talks to; the launcher, that something came while it was closed. */
  #showWho(person, isNew) {
    this.#view.subtitle.textContent = person ? this.#texts.talkingTo(person) : this.#texts.subtitle;
    this.#view.person.hidden = Boolean(person);
    if (isNew && !this.isOpen) this.#told.onNews();
  }

  #listen() {
    const { panel, close, person, endChat, startOver } = this.#view;
    const { signal } = this.#life;
    close.addEventListener("click", () => this.#told.onClose(), { signal });
    person.addEventListener("click", () => this.#session.askForPerson(), { signal });
    endChat.addEventListener("click", () => this.#ending.begin(), { signal });
    startOver.addEventListener("click", () => this.#session.startOver(), { signal });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      if (!this.#ending.cancel() && !this.#session.cancel()) this.#told.onClose();
    }, { signal });
    keepFocusInside(panel, signal);
  }
}
