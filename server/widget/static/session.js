// Owns what happens in an open panel: connecting, sending, the reply, rating, starting over.
import { CallError, newKey } from "./client.js";
import { Live, whoIsThere, whoIsThereAfter } from "./live.js";
import { MessageList } from "./message-list.js";
import { spoken } from "./messages.js";

// Milliseconds the chat is still followed after its panel was closed.
const FOLLOWED = 60_000;
const FOLLOWED_WITH_PERSON = 30 * 60_000;

export class Session {
  settled = Promise.resolve(); // once the message under way has its reply
  #conversation;
  #composer;
  #banner;
  #list;
  #texts;
  #onTurn;
  #onLive;
  #live;
  #person = null; // the name of the one who took the chat over, while they are there
  #unheard = 0; // timer that ends the listening of a closed panel
  #sent = Promise.resolve(); // messages to a person go one after another
  #work = new AbortController(); // all calls of the conversation on screen
  #state = "new"; // new, connecting, ready, sending, unreachable, ended
  #confirming = false;
  #held = null; // {body, shown}: written while connecting, sent as soon as that is done

  /** `parts`: {conversation, composer, banner, log, announcer}; `onTurn` is told of each turn,
   * `onLive` who is in the chat (a name or null) and whether that or a message is new. */
  constructor(parts, { texts, server, onTurn, onLive }) {
    this.#conversation = parts.conversation;
    this.#composer = parts.composer;
    this.#banner = parts.banner;
    this.#texts = texts;
    this.#onTurn = onTurn;
    this.#onLive = onLive;
    this.#live = new Live(parts.conversation, (message) => this.#hear(message));
    this.#list = new MessageList(parts.log, parts.announcer, {
      texts,
      server,
      hasRated: (turn) => this.#conversation.hasRated(turn),
      onRate: (...word) => this.#conversation.rate(this.#work.signal, ...word),
      onReport: (...word) => this.#conversation.report(this.#work.signal, ...word),
      onChoice: (choice) => this.pick(choice),
    });
  }

  /** With what another session has `shown`, it goes on from there. */
  begin(shown = null) {
    if (this.#state === "new" || this.#state === "unreachable") {
      this.#connect((signal) => this.#conversation.resume(signal, shown), shown !== null);
    }
    clearTimeout(this.#unheard);
    if (this.#state === "ready" && this.#list.hasCitizenMessages) this.#live.start();
  }

  /** The conversation as it is on screen, or null where it is not all there. */
  get shown() {
    const { lastStatus } = this.#composer;
    return this.#state === "ready" ? { ...this.#list.shown, lastStatus } : null;
  }

  get list() {
    return this.#list;
  }

  /** The panel was closed: what comes is heard for a while, for longer where a person is there. */
  rest() {
    clearTimeout(this.#unheard);
    const milliseconds = this.#person ? FOLLOWED_WITH_PERSON : FOLLOWED;
    this.#unheard = setTimeout(() => this.#live.stop(), milliseconds);
  }

  stop() {
    clearTimeout(this.#unheard);
    this.#live.stop();
    this.#work.abort();
  }

  /** False, with the reason said by the text box, when the text cannot be sent now. */
  sendText(text) {
    return this.#send({ text }, text);
  }

  /** False as above. */
  pick({ title, payload }) {
    return this.#send({ payload }, title);
  }

  askForPerson() {
    if (this.#state === "ended") this.startNew();
    this.#send({ payload: "/talk_to_human" }, this.#texts.person);
  }

  startOver() {
    const { confirm, startOver, keep, notConnected } = this.#texts;
    if (["connecting", "unreachable"].includes(this.#state)) {
      this.#composer.say(notConnected); // nothing saved is thrown away unseen
      return;
    }
    if (!this.#list.hasCitizenMessages) return this.startNew();
    this.#confirming = true;
    this.#banner.show(confirm, [
      [startOver, () => this.startNew()],
      [keep, () => this.cancel()],
    ]);
    this.#banner.focus();
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

  startNew() {
    this.#connect((signal) => this.#conversation.start(signal));
    this.#composer.focus();
  }

  async #connect(load, isShown = false) {
    this.#work.abort();
    this.#live.stop();
    this.#work = new AbortController();
    const { signal } = this.#work;
    this.#confirming = false;
    this.#state = "connecting";
    this.#composer.busy = false;
    this.#composer.say("");
    this.#list.clear();
    this.#banner.show(this.#texts.connecting);
    if (!isShown) this.#list.say(this.#texts.connecting);
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
    this.#live.reset(loaded.messages);
    this.#sent = Promise.resolve();
    this.#setPerson(whoIsThereAfter(loaded.messages), false);
    this.#composer.lastStatus = loaded.lastTurn === 0 ? "new" : loaded.lastStatus;
    if (loaded.lastTurn > 0) this.#live.start();
    if (loaded.lastTurn === 0 && !loaded.isKnown) this.#list.announce(loaded.messages.map(spoken));
    const { body, shown } = this.#takeHeld();
    if (body) this.#send(body, shown);
  }

  #hear(message) {
    this.#list.addLive(message);
    this.#setPerson(whoIsThere(this.#person, message), true);
  }

  #setPerson(name, isNew) {
    this.#person = name;
    if (name) this.#composer.lastStatus = "handed_off";
    if (name && this.#state === "sending") this.#busy(false);
    this.#onLive(name, isNew);
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
    this.#live.stop();
    this.#setPerson(null, false);
    this.#banner.show(this.#texts.ended, [[this.#texts.startNew, () => this.startNew()]]);
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
    this.#deliverInOrder({ body, key: newKey(), bubble: this.#list.addCitizen(shown) });
    return true;
  }

  /** To a person several messages may be under way; the assistant gets one at a time. */
  #deliverInOrder(message) {
    const { signal } = this.#work;
    const deliver = () => (signal.aborted ? null : this.#deliver(message));
    this.settled = this.#person ? this.#sent.then(deliver) : deliver();
    this.#sent = this.settled;
  }

  async #deliver(message) {
    const { signal } = this.#work;
    const { body, key, bubble } = message;
    const { sending, retrying, waiting } = this.#texts;
    if (!this.#person) this.#busy(true);
    const tell = (text) => {
      bubble.say(text);
      this.#list.say(text);
      this.#list.scrollToEnd();
    };
    tell(sending);
    const onPause = (seconds) => tell(seconds === null ? retrying : waiting(seconds));
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
    this.#live.start();
    if (turn.status === "handed_off" && !this.#person) this.#live.catchUp().catch(() => null);
    this.#composer.lastStatus = turn.status;
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
    this.#deliverInOrder(message);
  }
}
