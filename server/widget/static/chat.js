// Owns the chat in the element, loaded when it is wanted: the panel and all that goes on in it.
import { Banner } from "./banner.js";
import { Client } from "./client.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Ending } from "./ending.js";
import { offlineNotice } from "./offline.js";
import { buildPanel, keepFocusInside } from "./panel.js";
import { Session } from "./session.js";
import { styleSheet } from "./styles.js";
import { loadTexts } from "./texts.js";
import { print, save, transcriptLines, transcriptTitle } from "./transcript.js";

export class Chat {
  #texts;
  #view;
  #composer;
  #session;
  #ending;
  #life; // an AbortController that ends every listener
  #told;
  #root;
  #server;
  #suggests; // whether questions are suggested while one types
  #wanted; // the language asked for last

  /** `root` is the element's shadow root. `told` has {onClose, onLanguage, onNews, onTurn}. */
  static async made(root, { server, language, heading, suggests }, told) {
    return new Chat(root, { server, heading, suggests }, told, await loadTexts(language));
  }

  constructor(root, { server, heading, suggests }, told, texts) {
    this.#told = told;
    this.#root = root;
    this.#server = server;
    this.#suggests = suggests;
    this.#wanted = texts.language;
    this.#build(texts, heading);
    const sheets = root.adoptedStyleSheets;
    if (!sheets.includes(styleSheet())) root.adoptedStyleSheets = [...sheets, styleSheet()];
  }

  #build(texts, heading) {
    this.#texts = texts;
    this.#life = new AbortController();
    const { signal } = this.#life;
    const banner = new Banner();
    const client = new Client(this.#server);
    const suggesting = this.#suggests && {
      find: (text) => client.suggestions(text, signal),
      onPick: (choice) => this.#session.pick(choice),
    };
    const composer = new Composer(texts, (text) => this.#session.sendText(text), suggesting);
    const view = buildPanel(texts, {
      heading, composer: composer.element, banner: banner.element,
    });
    const conversation = new Conversation(client, texts.language);
    const { log, announcer } = view;
    this.#session = new Session({ conversation, composer, banner, log, announcer }, {
      texts,
      server: this.#server,
      onLive: (person, isNew) => this.#showWho(person, isNew),
      onTurn: this.#told.onTurn,
    });
    this.#ending = new Ending(view.panel, view.foot, {
      texts,
      call: (answer) => conversation.survey(answer, signal),
      goOn: { startNew: () => this.#session.startNew(), back: () => composer.focus() },
    });
    view.panel.insertBefore(offlineNotice(texts, signal), composer.element);
    this.#composer = composer;
    this.#view = view;
    this.#listen();
    this.#root.append(view.panel, view.announcer);
  }

  /** Another language of the interface: what was said and what is being typed stay. */
  async speak(language, heading) {
    const { signal } = this.#life;
    this.#wanted = language;
    const [texts] = await Promise.all([loadTexts(language), this.#session.settled]);
    if (signal.aborted || language !== this.#wanted || texts === this.#texts) return;
    const { isOpen } = this;
    const { shown, list: { unsent } } = this.#session;
    const draft = [...unsent, this.#composer.draft].filter(Boolean).join("\n");
    const hadFocus = this.#root.activeElement === this.#view.language;
    this.stop();
    this.#build(texts, heading);
    this.#composer.giveBack(draft);
    if (isOpen) this.open(shown);
    if (hadFocus) this.#view.language.focus();
  }

  set heading(text) {
    this.#view.title.textContent = text;
  }

  get isOpen() {
    return !this.#view.panel.hidden;
  }

  open(shown = null) {
    this.#view.panel.hidden = false;
    this.#session.begin(shown);
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
    const { panel, close, language, person, endChat, startOver, paper, file } = this.#view;
    const { signal } = this.#life;
    close.addEventListener("click", () => this.#told.onClose(), { signal });
    const { other } = this.#texts;
    language.addEventListener("click", () => this.#told.onLanguage(other), { signal });
    person.addEventListener("click", () => {
      this.#ending.cancel();
      this.#session.askForPerson();
    }, { signal });
    endChat.addEventListener("click", () => this.#ending.begin(), { signal });
    const written = (write) => () => {
      const texts = this.#texts;
      write(transcriptTitle(texts), transcriptLines(this.#session.list.shown.messages, texts));
    };
    paper.addEventListener("click", written(print), { signal });
    file.addEventListener("click", written(save), { signal });
    startOver.addEventListener("click", () => this.#session.startOver(), { signal });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      if (!this.#ending.cancel() && !this.#session.cancel()) this.#told.onClose();
    }, { signal });
    window.addEventListener("online", () => {
      if (this.isOpen) this.#session.begin();
    }, { signal });
    keepFocusInside(panel, signal);
  }
}
