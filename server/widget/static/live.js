// Owns listening to the conversation: what people at the agency write, there or to a ticket, from whenever on it is heard.
const BACK_OFF = [1_000, 2_000, 4_000, 8_000, 15_000]; // milliseconds before a new attempt
const POLL = 5_000; // milliseconds between readings where streaming fails
const POLLS = 12; // readings before streaming is tried again
const FAILURES = 3; // in a row, before readings take its place
const FIRST = 8_000; // milliseconds to the first word; a proxy that holds it back holds all
const SILENCE = 40_000; // milliseconds; the server says something every 15 seconds
const REPLIED = new Set(["answered", "waiting", "closed"]); // statuses a reply of staff's leads to
const HEARD = new Set(["message", "staff_joined", "staff_left"]);

export class Live {
  #conversation;
  #onMessage;
  #work = null; // an AbortController while it listens
  #seen = 0; // the highest id of a message on screen
  #turn = 0; // its turn
  #lastId = ""; // of the newest event heard: what was missed since is told when it listens again
  #heard = 0; // when something last came over the stream
  #reading = Promise.resolve();

  /** `conversation` has stream(lastId, signal) and since(turn, signal); `onMessage` gets each once. */
  constructor(conversation, onMessage) {
    this.#conversation = conversation;
    this.#onMessage = onMessage;
  }

  get isOn() {
    return this.#work !== null;
  }

  /** What is on screen already, of a conversation just shown. */
  reset(messages) {
    this.stop();
    this.#seen = Math.max(0, ...messages.map((message) => message.id ?? 0));
    this.#turn = Math.max(0, ...messages.map((message) => message.turn ?? 0));
    this.#lastId = "";
  }

  start() {
    if (this.isOn) return;
    this.#work = new AbortController();
    const { signal } = this.#work;
    window.addEventListener("online", () => this.#again(), { signal });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Date.now() - this.#heard > SILENCE) this.#again();
    }, { signal });
    this.#heard = Date.now();
    this.#listen(signal);
  }

  stop() {
    this.#work?.abort();
    this.#work = null;
  }

  /** After a sleep, or without a network, what was open is dead though nobody said so. */
  #again() {
    this.stop();
    this.start();
  }

  /** Reads what came meanwhile; one reading at a time. */
  catchUp(signal = this.#work?.signal) {
    this.#reading = this.#reading.catch(() => null).then(() => this.#read(signal));
    return this.#reading;
  }

  async #read(signal) {
    if (!signal || signal.aborted) return;
    const messages = await this.#conversation.since(this.#turn - 1, signal);
    if (signal.aborted) return;
    for (const message of messages) {
      if (message.author === "staff" || message.live) this.#show(message);
    }
  }

  #show(message) {
    if (message.id <= this.#seen) return;
    this.#seen = message.id;
    this.#turn = message.turn;
    this.#onMessage(message);
  }

  /** News of a ticket is no message: the server says it once, in no transcript. */
  #tell({ reference, status, reply }) {
    if (!REPLIED.has(status) || (!reply && status !== "closed")) return;
    this.#onMessage({ type: "ticket_news", reference, reply });
  }

  async #listen(signal) {
    let failures = 0;
    let isHeld = false;
    while (!signal.aborted) {
      try {
        await this.#stream(signal, () => {
          failures = 0;
          isHeld = false;
          this.#heard = Date.now();
        });
      } catch (error) {
        if (error.status === 401 || error.status === 404) return this.#end(signal);
        isHeld = error instanceof HeldBack;
      }
      failures += 1;
      if (isHeld || failures > FAILURES) await this.#poll(signal);
      else await pause(BACK_OFF[Math.min(failures - 1, BACK_OFF.length - 1)], signal);
    }
  }

  async #poll(signal) {
    for (let count = 0; count < POLLS && !signal.aborted; count += 1) {
      await this.catchUp(signal).catch(() => null);
      await pause(POLL, signal);
    }
  }

  #end(signal) {
    if (this.#work?.signal === signal) this.stop();
  }

  async #stream(signal, onHeard) {
    const limit = new AbortController();
    const stop = () => limit.abort();
    signal.addEventListener("abort", stop);
    let isFirst = true;
    let timer = setTimeout(stop, FIRST);
    try {
      const response = await this.#conversation.stream(this.#lastId, limit.signal);
      for await (const event of events(response.body)) {
        clearTimeout(timer);
        timer = setTimeout(stop, SILENCE);
        // Only now nothing can be missed between the reading and what is heard.
        if (isFirst) await this.catchUp(signal);
        isFirst = false;
        onHeard();
        if (signal.aborted) return;
        if (event.id) this.#lastId = event.id;
        if (HEARD.has(event.kind)) this.#show(JSON.parse(event.data));
        if (event.kind === "ticket" && !signal.aborted) this.#tell(JSON.parse(event.data));
      }
    } catch (error) {
      throw isFirst && limit.signal.aborted ? new HeldBack() : error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      limit.abort();
    }
  }
}

/** Who is in the chat after a message, when `before` was there till then. */
export function whoIsThere(before, { author, type, name }) {
  if (author !== "staff") return before;
  return type === "left" ? null : name;
}

/** A loop: old scripts of a page replace Array.prototype.reduce. */
export function whoIsThereAfter(messages) {
  let person = null;
  for (const message of messages) person = whoIsThere(person, message);
  return person;
}

/** Nothing at all came over the stream. */
class HeldBack extends Error {}

/** The events of a text/event-stream; a comment is one of the kind "". */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) yield parsed(block);
  }
}

function parsed(block) {
  const fields = { event: "", data: "", id: "" };
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name in fields) fields[name] += value;
  }
  return { kind: fields.event, data: fields.data, id: fields.id };
}

/** Longer by up to a half, so that not all browsers come back at the same moment. */
function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds * (1 + Math.random() / 2));
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
