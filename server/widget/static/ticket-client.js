// Owns the ticket page's calls: the ticket of the address, read and changed with its secret.
const TIME_LIMIT = 15_000; // milliseconds

/** A call that did not succeed. `kind`: busy, changed, refused, wrong or unreachable. */
class CallFailed extends Error {
  constructor(kind, { code = null, seconds = 60 } = {}) {
    super(kind);
    this.kind = kind;
    this.code = code;
    this.seconds = seconds;
  }
}

const KINDS = new Map([
  [401, "wrong"],
  [404, "wrong"],
  [409, "changed"],
  [413, "refused"],
  [422, "refused"],
  [429, "busy"],
]);

function reference() {
  return location.pathname.split("/").pop();
}

function secret() {
  return location.hash.slice(1);
}

function read() {
  return call("GET", "");
}

/** The same key is stored once, however often it is sent. */
function reply(text, key) {
  return call("POST", "/posts", { text }, key);
}

function close() {
  return call("POST", "/close");
}

function reopen() {
  return call("POST", "/reopen");
}

/** Reads the survey with its question in the page's language, or with an answer sends it. */
function survey(answer) {
  if (answer) return call("POST", "/survey", answer);
  return call("GET", `/survey?language=${document.documentElement.lang}`);
}

export const client = { read, reply, close, reopen, survey, secret };

async function call(method, path, body, key) {
  const headers = { Accept: "application/json", Authorization: `Bearer ${secret()}` };
  if (body) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  const response = await sent(`/api/tickets/${reference()}${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout(TIME_LIMIT),
  });
  if (!response.ok) throw await failure(response);
  return response.status === 204 ? null : json(response);
}

async function sent(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    throw new CallFailed("unreachable");
  }
}

async function json(response) {
  try {
    return await response.json();
  } catch {
    throw new CallFailed("unreachable");
  }
}

async function failure(response) {
  const kind = KINDS.get(response.status) ?? "unreachable";
  const problem = await response.json().catch(() => ({}));
  const seconds = Number(response.headers.get("Retry-After")) || 60;
  return new CallFailed(kind, { code: problem.code ?? null, seconds });
}
