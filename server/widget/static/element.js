// Owns the <assistant-chat> element: its attributes, its life in the page, opening and closing.
import { keepKeysInside } from "./keys.js";
import { Launcher } from "./launcher.js";
import { launcherSheet } from "./launcher-styles.js";
import { launcherTexts } from "./launcher-texts.js";
import { chosenLanguage, keepLanguage, languageOf, languageOfPage } from "./language.js";

const OWN_ORIGIN = new URL(import.meta.url).origin;
const PATIENCE = 400; // milliseconds before it is said that the chat is on its way

let attempts = 0; // browsers remember a module that could not be loaded: ask for another

function loadChat() {
  const address = new URL("./chat.js", import.meta.url);
  if (attempts > 0) address.searchParams.set("try", attempts);
  return import(address.href).catch(() => {
    attempts += 1;
    return null;
  });
}

export class AssistantChat extends HTMLElement {
  static observedAttributes = ["server", "language", "heading", "suggestions", "open"];

  #life = null; // while in a page: an AbortController
  #launcher = null;
  #chat = null; // once it was loaded
  #loading = null; // the promise of it
  #chosen = null; // the language the person chose

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [launcherSheet()];
  }

  get server() {
    return (this.getAttribute("server") || OWN_ORIGIN).replace(/\/+$/, "");
  }

  set server(value) {
    this.setAttribute("server", value);
  }

  get language() {
    const asked = [this.#chosen, this.getAttribute("language"), languageOfPage(this)];
    return asked.map(languageOf).find(Boolean) ?? "en";
  }

  set language(value) {
    this.setAttribute("language", value);
  }

  get heading() {
    return this.getAttribute("heading") || launcherTexts(this.language).heading;
  }

  set heading(value) {
    this.setAttribute("heading", value);
  }

  get theme() {
    return this.getAttribute("theme") || "auto";
  }

  set theme(value) {
    this.setAttribute("theme", value);
  }

  get position() {
    return this.getAttribute("position") || "right";
  }

  set position(value) {
    this.setAttribute("position", value);
  }

  get suggestions() {
    return this.getAttribute("suggestions") || "on";
  }

  set suggestions(value) {
    this.setAttribute("suggestions", value);
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
    for (const name of ["theme", "position", ...AssistantChat.observedAttributes]) {
      this.#adopt(name);
    }
    this.#chosen = chosenLanguage(this.server);
    this.#build();
    // Open from the start: the page keeps the focus.
    if (this.open) this.#showPanel(false);
  }

  disconnectedCallback() {
    this.#takeDown();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#life || before === after) return;
    if (name === "heading") {
      this.#launcher.label = this.heading;
      if (this.#chat) this.#chat.heading = this.heading;
    } else if (name === "language") {
      this.#speak(null);
    } else if (name !== "open") {
      this.#takeDown();
      this.#build();
      if (this.open) this.#showPanel(false);
    } else if (before === null) {
      this.#showPanel(true);
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

  /** The language the person chose; null gives the choice back to the page. */
  #speak(chosen) {
    this.#chosen = chosen;
    keepLanguage(this.server, chosen);
    this.#launcher.speak(this.language, this.heading);
    this.#chat?.speak(this.language, this.heading);
  }

  #build() {
    this.#life = new AbortController();
    this.#launcher = new Launcher(this.language, this.heading, {
      onOpen: () => this.show(),
      onNear: () => this.#load(),
    });
    this.shadowRoot.replaceChildren(this.#launcher.element);
    keepKeysInside(this.shadowRoot, this.#life.signal);
    this.#loadAhead(this.#life.signal);
  }

  /** Once the page is done and idle, so that the chat opens at once; not where data is saved. */
  #loadAhead(signal) {
    const load = () => signal.aborted || this.#load();
    const whenIdle = () => (window.requestIdleCallback ?? setTimeout)(load);
    if (navigator.connection?.saveData) return;
    if (document.readyState === "complete") whenIdle();
    else addEventListener("load", whenIdle, { once: true, signal });
  }

  #takeDown() {
    this.#life?.abort();
    this.#chat?.stop();
    this.#life = this.#launcher = this.#chat = this.#loading = null;
    this.shadowRoot.replaceChildren();
  }

  /** The chat, or null where it cannot be had or is no longer wanted. */
  #load() {
    this.#loading ??= this.#make(this.#life.signal);
    return this.#loading;
  }

  async #make(signal) {
    const module = await loadChat();
    if (signal.aborted) return null;
    if (!module) {
      this.#loading = null;
      return null;
    }
    const { server, language, heading } = this;
    const suggests = this.suggestions !== "off";
    const chat = await module.Chat.made(this.shadowRoot, { server, language, heading, suggests }, {
      onLanguage: (chosen) => this.#speak(chosen),
      onClose: () => this.close(),
      onNews: () => this.#launcher.hasNews(),
      onTurn: ({ status, turn }) => this.#emit("assistant-turn", { status, turn }),
    });
    if (signal.aborted) {
      chat.stop();
      return null;
    }
    this.#chat = chat;
    if (language !== this.language) chat.speak(this.language, this.heading);
    return chat;
  }

  async #showPanel(takesFocus) {
    const { signal } = this.#life;
    const launcher = this.#launcher;
    const timer = setTimeout(() => launcher.opening(), PATIENCE);
    const chat = await this.#load();
    clearTimeout(timer);
    if (signal.aborted) return;
    if (!this.open) {
      launcher.hidden = false;
    } else if (!chat) {
      this.open = false;
      launcher.failed();
    } else if (!chat.isOpen) {
      chat.open();
      launcher.hidden = true;
      launcher.label = this.heading;
      if (takesFocus) chat.focus();
      this.#emit("assistant-open");
    }
  }

  #hidePanel() {
    if (!this.#chat?.isOpen) return;
    const hadFocus = this.shadowRoot.activeElement !== null;
    this.#chat.close();
    this.#launcher.hidden = false;
    if (hadFocus) this.#launcher.focus();
    this.#emit("assistant-close");
  }

  #emit(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));
  }
}
