// Owns the calls to the server: addresses, headers, time limits and automatic retry.
import { toJson } from "./json.js";

const TIME_LIMIT = 20_000; // milliseconds a call may take
const BACK_OFF = [1_000, 2_000, 4_000]; // milliseconds before each retry
const OFFLINE_TRY = 30_000; // milliseconds; a browser may be wrong about having no network
const PASSING = new Set([0, 409, 502, 503, 504]); // 409: the first try is still being worked on
const LONGEST_WAIT = 120; // seconds; beyond it the person decides when to send again
const DEFAULT_WAIT = 10; // seconds, where a 429 names none
const MOST_WAITS = 3;

/** `status` 0: no answer came. `detail` is the server's own words. `retryAfter` is in seconds. */
export class CallError extends Error {
  constructor(status, detail = "", retryAfter = null) {
    super(`call failed with status ${status}`);
    Object.assign(this, { status, detail, retryAfter });
  }
}

export class Client {
  constructor(server) {
    this.server = server;
  }

  start(language, signal) {
    return this.#call("", { body: { language }, signal });
  }

  transcript({ id, token }, after, signal) {
    return this.#call(`/${encodeURIComponent(id)}/messages?after=${after}`, { token, signal });
  }

  feedback({ id, token }, body, signal) {
    return this.#call(`/${encodeURIComponent(id)}/feedback`, { token, body, signal });
  }

  /** `body`: {turn, reason, comment}, a problem with an answer. */
  report({ id, token }, body, signal) {
    return this.#call(`/${encodeURIComponent(id)}/reports`, { token, body, signal });
  }

  /** Questions that begin like a text. */
  async suggestions(text, signal) {
    const address = `${this.server}/api/suggestions?q=${encodeURIComponent(text)}`;
    const response = await fetch(address, { credentials: "omit", signal });
    return response.ok ? (await response.json()).suggestions : [];
  }

  /** Reads the survey with its question in a language, or with an answer sends it. */
  survey({ id, token }, { body, language }, signal) {
    const path = `/${encodeURIComponent(id)}/survey`;
    return this.#call(body ? path : `${path}?language=${language}`, { token, body, signal });
  }

  /** The response of the events' stream, open until `signal` ends it. */
  async stream({ id, token }, lastId, signal) {
    const headers = { Accept: "text/event-stream", Authorization: `Bearer ${token}` };
    if (lastId) headers["Last-Event-ID"] = lastId;
    const response = await fetch(
      `${this.server}/api/conversations/${encodeURIComponent(id)}/events`,
      {
        headers,
        cache: "no-store",
        credentials: "omit",
        signal,
      },
    );
    if (!response.ok) throw await problem(response);
    return response;
  }

  /** Retries with the same `key`, so the server never takes the message twice.
   * `onPause(seconds)` is told of each pause; seconds is null when the connection failed. */
  async send({ id, token }, body, key, { signal, onPause }) {
    const path = `/${encodeURIComponent(id)}/messages`;
    let retries = 0;
    let waits = 0;
    for (;;) {
      try {
        return await this.#call(path, { token, body, key, signal });
      } catch (error) {
        const limited = error.status === 429 && error.retryAfter <= LONGEST_WAIT;
        if (limited && waits < MOST_WAITS) {
          waits += 1;
          onPause(error.retryAfter);
          await pause(error.retryAfter * 1_000, signal);
        } else if (PASSING.has(error.status) && !navigator.onLine && !signal.aborted) {
          onPause(null); // no limit: the browser says when there is a network again
          await networkOr(OFFLINE_TRY, signal);
        } else if (PASSING.has(error.status) && retries < BACK_OFF.length && !signal.aborted) {
          onPause(null);
          await pause(BACK_OFF[retries], signal);
          retries += 1;
        } else {
          throw error;
        }
      }
    }
  }

  async #call(path, { token, body, key, signal }) {
    const headers = { Accept: "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    if (key) headers["Idempotency-Key"] = key;
    const limit = new AbortController();
    const stop = () => limit.abort();
    const timer = setTimeout(stop, TIME_LIMIT);
    signal.addEventListener("abort", stop);
    try {
      if (signal.aborted) throw new CallError(0);
      const response = await fetch(`${this.server}/api/conversations${path}`, {
        method: body ? "POST" : "GET",
        body: body && toJson(body),
        headers,
        cache: "no-store",
        credentials: "omit",
        signal: limit.signal,
      });
      if (!response.ok) throw await problem(response);
      return response.status === 204 ? null : await response.json();
    } catch (error) {
      throw error instanceof CallError ? error : new CallError(0);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }
}

async function problem(response) {
  const body = await response.json().catch(() => null);
  const detail = typeof body?.detail === "string" ? body.detail : "";
  const retryAfter = response.status === 429 ? waitOf(response.headers.get("Retry-After")) : null;
  return new CallError(response.status, detail, retryAfter);
}

/** Seconds from a Retry-After header, which holds seconds or a date. */
function waitOf(header) {
  if (!header) return DEFAULT_WAIT;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? DEFAULT_WAIT : Math.max(1, Math.ceil(seconds));
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new CallError(0));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}

function networkOr(milliseconds, signal) {
  const either = new AbortController();
  const network = new Promise((resolve) => {
    window.addEventListener("online", resolve, { once: true, signal: either.signal });
  });
  return Promise.race([network, pause(milliseconds, signal)]).finally(() => either.abort());
}

/** A version 4 UUID; crypto.randomUUID is missing on plain http pages. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
