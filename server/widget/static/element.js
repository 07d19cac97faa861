// Owns the <assistant-chat> element: its attributes, its life in the page, opening and closing.
import { Banner } from "./banner.js";
import { Client } from "./client.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Ending } from "./ending.js";
import { buildPanel, keepFocusInside } from "./panel.js";
import { Session } from "./session.js";
import { styleSheet } from "./styles.js";
import { textsFor } from "./texts.js";

const OWN_ORIGIN = new URL(import.meta.url).origin;

export class AssistantChat extends HTMLElement {
  static observedAttributes = ["server", "language", "heading", "open"];

  #life = null; // while in a page: an AbortController that ends every listener
  #view = null;
  #composer = null;
  #session = null;
  #ending = null;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [styleSheet()];
  }

  get server() {
    return (this.getAttribute("server") || OWN_ORIGIN).replace(/\/+$/, "");
  }

  set server(value) {
    this.setAttribute("server", value);
  }

  get language() {
    return this.getAttribute("language") || "en";
  }

  set language(value) {
    this.setAttribute("language", value);
  }

  get heading() {
    return this.getAttribute("heading") || textsFor(this.language).heading;
  }

  set heading(value) {
    this.setAttribute("heading", value);
  }

  get open() {
    return this.hasAttribute("open");
  }

  set open(value) {
    this.toggleAttribute("open", Boolean(value));
  }

  show() {
    this.open = true;
  }

  close() {
    this.open = false;
  }

  connectedCallback() {
    for (const name of AssistantChat.observedAttributes) this.#adopt(name);
    this.#build();
    // Open from the start: the page keeps the focus.
    if (this.open) this.#showPanel();
  }

  disconnectedCallback() {
    this.#takeDown();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#life || before === after) return;
    if (name === "heading") {
      this.#view.title.textContent = this.heading;
      this.#view.launcher.lastChild.textContent = this.heading;
    } else if (name !== "open") {
      this.#takeDown();
      this.#build();
      if (this.open) this.#showPanel();
    } else if (before === null) {
      this.#showPanel();
      if (this.#ending.isOpen) this.#ending.focus();
      else this.#composer.focus();
    } else if (after === null) {
      this.#hidePanel();
    }
  }

  /** A property set before the element was defined hides the accessor: set it again. */
  #adopt(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete this[name];
    this[name] = value;
  }

  #build() {
    this.#life = new AbortController();
    const { server, language, heading } = this;
    const texts = textsFor(language);
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
      onTurn: ({ status, turn }) => this.#emit("assistant-turn", { status, turn }),
    });
    this.#ending = new Ending(view.panel, view.foot, {
      texts,
      call: (answer) => conversation.survey(answer, this.#life.signal),
      goOn: { startNew: () => this.#session.startNew(), back: () => composer.focus() },
    });
    this.#composer = composer;
    this.#view = view;
    this.#listen();
    this.shadowRoot.replaceChildren(view.launcher, view.panel, announcer);
  }

  /** The header says who one talks to; the launcher, that something came while it was closed. */
  #showWho(person, isNew) {
    const texts = textsFor(this.language);
    this.#view.subtitle.textContent = person ? texts.talkingTo(person) : texts.subtitle;
    this.#view.person.hidden = Boolean(person);
    if (isNew && !this.open) this.#view.launcher.lastChild.textContent = texts.newMessage;
  }

  #listen() {
    const { launcher, panel, close, person, endChat, startOver } = this.#view;
    const { signal } = this.#life;
    launcher.addEventListener("click", () => this.show(), { signal });
    close.addEventListener("click", () => this.close(), { signal });
    person.addEventListener("click", () => this.#session.askForPerson(), { signal });
    endChat.addEventListener("click", () => this.#ending.begin(), { signal });
    startOver.addEventListener("click", () => this.#session.startOver(), { signal });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      if (!this.#ending.cancel() && !this.#session.cancel()) this.close();
    }, { signal });
    keepFocusInside(panel, signal);
  }

  #takeDown() {
    this.#life?.abort();
    this.#session?.stop();
    this.#life = this.#view = this.#composer = this.#session = this.#ending = null;
    this.shadowRoot.replaceChildren();
  }

  #showPanel() {
    this.#toggle(true);
    this.#view.launcher.lastChild.textContent = this.heading;
    this.#session.begin();
    this.#emit("assistant-open");
  }

  #hidePanel() {
    const hadFocus = this.shadowRoot.activeElement !== null;
    this.#toggle(false);
    this.#session.rest();
    if (hadFocus) this.#view.launcher.focus();
    this.#emit("assistant-close");
  }

  #toggle(open) {
    this.#view.panel.hidden = !open;
    this.#view.launcher.hidden = open;
  }

  #emit(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));
  }
}
