// Owns what happens in an open panel: connecting, sending, the reply, rating, starting over.
import { CallError, newKey } from "./client.js";
import { MessageList } from "./message-list.js";

export class Session {
  #conversation;
  #composer;
  #banner;
  #list;
  #texts;
  #onTurn;
  #work = new AbortController(); // all calls of the conversation on screen
  #state = "new"; // new, connecting, ready, sending, unreachable, ended
  #confirming = false;
  #held = null; // {body, shown}: written while connecting, sent as soon as that is done

  /** `parts`: {conversation, composer, banner, log, announcer}; `onTurn` is told of each turn. */
  constructor(parts, { texts, language, server, onTurn }) {
    this.#conversation = parts.conversation;
    this.#composer = parts.composer;
    this.#banner = parts.banner;
    this.#texts = texts;
    this.#onTurn = onTurn;
    this.#list = new MessageList(parts.log, parts.announcer, {
      texts,
      language,
      server,
      hasRated: (turn) => this.#conversation.hasRated(turn),
      onRate: (turn, helpful) => this.#rate(turn, helpful),
      onChoice: ({ title, payload }) => this.#send({ payload }, title),
    });
  }

  begin() {
    if (this.#state === "new" || this.#state === "unreachable") {
      this.#connect((signal) => this.#conversation.resume(signal));
    }
  }

  stop() {
    this.#work.abort();
  }

  /** False, with the reason said by the text box, when the text cannot be sent now. */
  sendText(text) {
    return this.#send({ text }, text);
  }

  askForPerson() {
    this.sendText(this.#texts.wantPerson);
  }

  startOver() {
    const { confirm, startOver, keep, notConnected } = this.#texts;
    if (["connecting", "unreachable"].includes(this.#state)) {
      this.#composer.say(notConnected); // nothing saved is thrown away unseen
      return;
    }
    if (!this.#list.hasCitizenMessages) {
      this.#startNew();
      return;
    }
    this.#confirming = true;
    this.#banner.show(confirm, [
      [startOver, () => this.#startNew()],
      [keep, () => this.cancel()],
    ]);
    this.#banner.focus();
  }

  startNew() {
    this.#startNew();
  }

  /** Takes the question whether to start over back; false when none was open. */
  cancel() {
    if (!this.#confirming) return false;
    this.#confirming = false;
    this.#banner.hide();
    if (this.#state === "ended") this.#showEnded();
    this.#composer.focus();
    return true;
  }

  #startNew() {
    this.#connect((signal) => this.#conversation.start(signal));
    this.#composer.focus();
  }

  async #connect(load) {
    this.#work.abort();
    this.#work = new AbortController();
    const { signal } = this.#work;
    this.#confirming = false;
    this.#state = "connecting";
    this.#composer.busy = false;
    this.#composer.say("");
    this.#list.clear();
    this.#banner.show(this.#texts.connecting);
    let loaded;
    try {
      loaded = await load(signal);
    } catch (error) {
      if (!signal.aborted) this.#showUnreachable(load);
      if (!(error instanceof CallError)) throw error;
      return;
    }
    if (signal.aborted) return;
    this.#state = "ready";
    this.#banner.hide();
    this.#list.restore(loaded.messages, loaded.lastTurn);
    if (loaded.lastTurn === 0) this.#list.announce(loaded.messages.map((each) => each.text));
    const { body, shown } = this.#takeHeld();
    if (body) this.#send(body, shown);
  }

  #takeHeld() {
    const held = this.#held ?? {};
    this.#held = null;
    return held;
  }

  #showUnreachable(load) {
    this.#state = "unreachable";
    const { body } = this.#takeHeld();
    if (body?.text) this.#composer.giveBack(body.text);
    const retry = () => {
      this.#composer.focus();
      this.#connect(load);
    };
    this.#banner.show(this.#texts.unreachable, [[this.#texts.tryAgain, retry]]);
    this.#list.announce([this.#texts.unreachable]);
  }

  #showEnded() {
    this.#state = "ended";
    this.#banner.show(this.#texts.ended, [[this.#texts.startNew, () => this.#startNew()]]);
    this.#list.announce([this.#texts.ended]);
  }

  #mayWrite() {
    if (this.#state === "ready") return true;
    const { busy, ended, notConnected } = this.#texts;
    this.#composer.say({ sending: busy, ended }[this.#state] ?? notConnected);
    return false;
  }

  #send(body, shown) {
    if (this.#state === "connecting" && this.#held === null) {
      this.#held = { body, shown };
      return true;
    }
    if (!this.#mayWrite()) return false;
    this.cancel();
    this.#deliver({ body, key: newKey(), bubble: this.#list.addCitizen(shown) });
    return true;
  }

  async #deliver(message) {
    const { signal } = this.#work;
    const { body, key, bubble } = message;
    const { sending, retrying, waiting } = this.#texts;
    this.#busy(true);
    bubble.say(sending);
    this.#list.scrollToEnd();
    const onPause = (seconds) => {
      bubble.say(seconds === null ? retrying : waiting(seconds));
      this.#list.announce([seconds === null ? retrying : waiting(seconds)]);
      this.#list.scrollToEnd();
    };
    let turn;
    try {
      turn = await this.#conversation.send(body, key, { signal, onPause });
    } catch (error) {
      if (signal.aborted) return;
      this.#busy(false);
      this.#failed(error, message);
      return;
    }
    if (signal.aborted) return;
    this.#busy(false);
    bubble.say("");
    this.#receive(turn, bubble);
  }

  #busy(value) {
    this.#state = value ? "sending" : "ready";
    this.#composer.busy = value;
    if (!value) this.#composer.say("");
  }

  #receive(turn, bubble) {
    const removed = turn.notices?.includes("identifier_removed");
    const notices = removed ? [this.#texts.identifierRemoved] : [];
    this.#list.addTurn(turn.turn, turn.messages ?? [], notices);
    if (removed) this.#showKeptText(turn.turn, bubble);
    this.#onTurn(turn);
  }

  /** The number is gone from the server; take it off the screen too. */
  async #showKeptText(turn, bubble) {
    const text = await this.#conversation.keptText(turn, this.#work.signal).catch(() => null);
    if (text) bubble.text = text;
  }

  #failed(error, message) {
    const { bubble, body } = message;
    const ended = error.status === 401 || error.status === 404;
    if (!ended && error.status !== 413 && error.status !== 422) {
      const { notSent, notSentLimit } = this.#texts;
      const reason = error.retryAfter ? notSentLimit(Math.ceil(error.retryAfter / 60)) : notSent;
      bubble.fail(reason, () => this.#retry(message));
      this.#list.scrollToEnd();
      this.#list.announce([reason]);
      return;
    }
    bubble.remove();
    this.#composer.giveBack(body.text);
    if (ended) this.#showEnded();
    else this.#composer.say(error.detail || this.#texts.rejected, { wrong: true });
  }

  #retry(message) {
    if (!this.#mayWrite()) return;
    this.#composer.focus();
    this.#list.moveToEnd(message.bubble);
    this.#deliver(message);
  }

  #rate(turn, helpful) {
    const saved = this.#conversation.rate(turn, helpful, this.#work.signal);
    return saved.then(() => true, () => false);
  }
}
