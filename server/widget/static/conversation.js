// Owns the one conversation a browser has with a server, and what of it is kept over a reload.
import { toJson } from "./json.js";

const memory = new Map(); // where the browser refuses storage

class Saved {
  #name;

  constructor(server) {
    this.#name = `assistant-chat:${new URL(server, location.href).origin}`;
  }

  /** {id, token, greeting, rated}, or null. */
  get value() {
    try {
      return JSON.parse(localStorage.getItem(this.#name)) ?? memory.get(this.#name) ?? null;
    } catch {
      return memory.get(this.#name) ?? null;
    }
  }

  set value(value) {
    memory.set(this.#name, value);
    try {
      localStorage.setItem(this.#name, toJson(value));
    } catch {
      // Storage is refused or full: memory lasts until the page is left.
    }
  }
}

export class Conversation {
  #client;
  #language;
  #saved;
  #current = null;

  constructor(client, language) {
    this.#client = client;
    this.#language = language;
    this.#saved = new Saved(client.server);
  }

  /** The saved conversation in full, or a new one when there is none or it has ended. Where it
   * is known what it `shown`, that is not read again. */
  async resume(signal, shown = null) {
    const saved = this.#saved.value;
    if (!saved?.id) return this.start(signal);
    if (shown) {
      this.#current = saved;
      return { ...shown, isKnown: true };
    }
    try {
      const { messages, last_turn: lastTurn, last_status: lastStatus } =
        await this.#client.transcript(saved, 0, signal);
      this.#current = saved;
      const greeted = messages[0] && messages[0].author !== "citizen";
      return {
        messages: greeted ? messages : [...saved.greeting, ...messages], lastTurn, lastStatus,
      };
    } catch (error) {
      if (error.status !== 401 && error.status !== 404) throw error;
      return this.start(signal);
    }
  }

  async start(signal) {
    const created = await this.#client.start(this.#language, signal);
    const greeting = created.messages.map((message) => ({ author: "assistant", ...message }));
    const { conversation_id: id, token } = created;
    this.#save({ id, token, greeting, rated: [] });
    return { messages: greeting, lastTurn: 0 };
  }

  /** `body` is {text} or {payload}; `options` are those of Client.send. */
  send(body, key, options) {
    return this.#client.send(this.#current, body, key, options);
  }

  /** What the server kept of the citizen's words in a turn, identifiers masked; null if nothing. */
  async keptText(turn, signal) {
    const { messages } = await this.#client.transcript(this.#current, turn - 1, signal);
    return messages.find((each) => each.turn === turn && each.author === "citizen")?.text ?? null;
  }

  /** Reads the survey, or with an answer sends it. Without a conversation none is offered. */
  async survey(body, signal) {
    if (!this.#current) return { offered: false };
    return this.#client.survey(this.#current, { body, language: this.#language }, signal);
  }

  /** The messages of turns after one, as far as the server keeps them. */
  async since(turn, signal) {
    return (await this.#client.transcript(this.#current, turn, signal)).messages;
  }

  stream(lastId, signal) {
    return this.#client.stream(this.#current, lastId, signal);
  }

  hasRated(turn) {
    return this.#current.rated.includes(turn);
  }

  /** Whether it was kept; `why` is {reason, comment}. */
  async rate(signal, turn, helpful, why = {}) {
    const kept = await isKept(this.#client.feedback(this.#current, { turn, helpful, ...why }, signal));
    const rated = [...new Set([...this.#current.rated, turn])];
    if (kept) this.#save({ ...this.#current, rated });
    return kept;
  }

  report(signal, turn, why) {
    return isKept(this.#client.report(this.#current, { turn, ...why }, signal));
  }

  #save(value) {
    this.#current = value;
    this.#saved.value = value;
  }
}

function isKept(call) {
  return call.then(() => true, () => false);
}
