// Owns the list of messages: order, scroll, which choices are still open, what is announced.
import { create } from "./dom.js";
import { CitizenBubble } from "./citizen-bubble.js";
import { messageElement, newsText, spoken, ticketNews } from "./messages.js";

const NEAR = 80; // pixels from the end within which new messages are followed
const MOST_SAID = 5; // live messages that stay where a screen reader takes them from

export class MessageList {
  #log;
  #announcer;
  #context;
  #tickets = new Map(); // address by reference
  #shown = []; // {message, element}, a citizen's message too

  /** `announcer` is a polite live region; for `context` see messageElement. */
  constructor(log, announcer, context) {
    this.#log = log;
    this.#announcer = announcer;
    this.#context = context;
  }

  get hasCitizenMessages() {
    return this.#log.querySelector(".citizen") !== null;
  }

  /** {messages, lastTurn} as `restore` takes them, without what was not sent. */
  get shown() {
    const kept = this.#shown.filter(({ element }) => element.isConnected && !isFailed(element));
    const messages = kept.map(({ message, element }) =>
      message.author === "citizen" ? { ...message, text: textIn(element) } : message);
    return { messages, lastTurn: Math.max(0, ...messages.map(({ turn }) => turn ?? 0)) };
  }

  get unsent() {
    const elements = this.#shown.map(({ element }) => element);
    return elements.filter((each) => each.isConnected && isFailed(each)).map(textIn);
  }

  clear() {
    this.#log.replaceChildren();
    this.#shown = [];
    this.#tickets.clear();
    this.#announcer.replaceChildren();
  }

  restore(messages, lastTurn) {
    this.clear();
    let newest = null;
    for (const message of withSeveralAnswers(messages)) {
      if (message.author === "citizen") {
        this.addCitizen(message.text);
      } else {
        newest = this.#append(message);
        if (message.type === "joined") this.#closeChoices(this.#log);
        if ((message.turn ?? 0) < lastTurn) this.#closeChoices(newest);
      }
    }
    if (newest) this.#scrollTo(newest);
  }

  addCitizen(text) {
    const bubble = new CitizenBubble(text, this.#context.texts);
    this.#shown.push({ message: { author: "citizen", type: "text" }, element: bubble.element });
    this.moveToEnd(bubble);
    return bubble;
  }

  moveToEnd(bubble) {
    this.#log.append(bubble.element);
    this.scrollToEnd();
  }

  scrollToEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** Appends the messages of a new turn; choices before it are closed. */
  addTurn(turn, messages, notices) {
    this.#closeChoices(this.#log);
    for (const text of notices) this.#log.append(create("p", { class: "notice", text }));
    const shown = withSeveralAnswers(messages.map((message) => ({ ...message, turn })));
    const elements = shown.map((message) => this.#append(message));
    if (elements.length > 0) this.#scrollTo(elements[0]);
    else this.scrollToEnd();
    // A person's turn has no reply: what is being said of another message is not cut off.
    if (notices.length + shown.length > 0) this.announce([...notices, ...shown.map(spoken)]);
  }

  /** Appends what came beside the citizen's own turns: of a person, when one has left, of a ticket. */
  addLive(message) {
    if (message.type === "joined") this.#closeChoices(this.#log);
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    const wasAtEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    this.#append(message);
    if (wasAtEnd) this.scrollToEnd();
    this.say(this.#spoken(message));
  }

  #spoken(message) {
    if (message.type === "ticket_news") {
      const { texts } = this.#context;
      const link = this.#tickets.has(message.reference) && texts.openTicket;
      return [newsText(message, texts), link].filter(Boolean).join(" ");
    }
    const isWritten = message.author === "staff" && message.type === "text";
    return isWritten ? `${message.name}: ${message.text}` : spoken(message);
  }

  /** Beside what is being said: one does not cut the other off. */
  say(text) {
    this.#announcer.append(line(text));
    while (this.#announcer.children.length > MOST_SAID) this.#announcer.firstChild.remove();
  }

  /** Each is a text in the language of the interface, or {text, lang}. */
  announce(lines) {
    this.#announcer.replaceChildren(...lines.filter(Boolean).map(line));
  }

  #append(message) {
    const { type, reference, url } = message;
    if (type === "ticket" && url) this.#tickets.set(reference, url);
    const element = this.#element(message);
    this.#shown.push({ message, element });
    this.#log.append(element);
    return element;
  }

  #element(message) {
    const { type, reference, text } = message;
    if (type === "joined" || type === "left") return create("p", { class: "event", text });
    if (type === "ticket_news") {
      return ticketNews(message, this.#tickets.get(reference), this.#context);
    }
    return messageElement(message, this.#context);
  }

  #closeChoices(within) {
    for (const choice of within.querySelectorAll(".choice")) {
      choice.ariaDisabled = "true";
      choice.tabIndex = -1; // one tabs past it, and the focus is not lost on the one just pressed
    }
  }

  #scrollTo(element) {
    // Up to the middle of the gap before it, so that nothing of what stands above peeks in.
    const { rowGap } = getComputedStyle(this.#log);
    this.#log.scrollTop = element.offsetTop - parseFloat(rowGap) / 2;
    this.#log.scrollIntoView({ block: "nearest" }); // a low panel scrolls as a whole
  }
}

function line(said) {
  return create("p", typeof said === "string" ? { text: said } : said);
}

function isFailed(element) {
  return element.classList.contains("failed");
}

function textIn(element) {
  return element.querySelector(".body").textContent;
}

/** Where a turn has several answers each names its question, and the last asks for the rating. */
function withSeveralAnswers(messages) {
  return messages.map((message) => {
    if (message.type !== "answer") return message;
    const answers = messages.filter(({ type, turn }) => type === "answer" && turn === message.turn);
    if (answers.length < 2) return message;
    return { ...message, heading: message.question, unrated: message !== answers.at(-1) };
  });
}
