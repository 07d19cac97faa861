// Owns one chat at the desk as it happens: new messages appear, and what is written is sent at once.
import { newKey } from "./client.js";

const chat = document.getElementById("chat");
const log = document.getElementById("log");
const lines = document.getElementById("lines");
const problem = document.getElementById("problem");
const form = document.getElementById("write");
const box = document.getElementById("text");
const CONFLICT = 409;
const GONE = 404;
const NEAR = 60; // pixels from the end within which new messages are followed
let wanted = false;
let reading = false;
let isLeaving = false; // a form is being sent that leads to another page
let sent = Promise.resolve();
let unsent = []; // given back to the box; the server may have some of them all the same

async function read() {
  wanted = true;
  if (reading) return;
  reading = true;
  while (wanted) {
    wanted = false;
    await show().catch(() => null);
  }
  reading = false;
}

/** Asks for what is newer than the last message shown, so none is shown twice. */
async function show() {
  const after = lines.lastElementChild?.dataset.id ?? 0;
  const response = await fetch(`${chat.dataset.path}/messages?after=${after}`, {
    cache: "no-store",
  });
  if (response.status === GONE) follow("over");
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  const items = [...page.querySelectorAll("li[data-id]")];
  lines.append(...items);
  if (atEnd && items.length > 0) toEnd();
  follow(response.headers.get("X-Chat-State"));
}

/** Somebody joined, left or took it over: the page offers other things then. */
function follow(state) {
  if (isLeaving || !state || state === chat.dataset.state) return;
  if (box?.value.trim()) {
    chat.dataset.state = state;
    say("You are not in this chat any more. Copy what you wrote, then refresh.");
  } else {
    location.reload();
  }
}

function toEnd() {
  log.scrollTop = log.scrollHeight;
}

function say(text) {
  problem.hidden = !text;
  problem.textContent = text;
}

/** The box is free for the next message at once; one goes after another. */
function send() {
  const { again, rest } = written();
  if (rest) again.push({ text: rest, key: newKey() });
  if (again.length === 0) return;
  unsent = [];
  box.value = "";
  box.focus();
  say("");
  for (const message of again) sent = sent.then(() => post(message));
}

/** What is in the box: messages given back, which keep their keys, then what was typed since. */
function written() {
  const again = [];
  let rest = box.value.trim();
  for (const message of unsent) {
    if (rest !== message.text && !rest.startsWith(`${message.text}\n`)) break;
    again.push(message);
    rest = rest.slice(message.text.length).trim();
  }
  return { again, rest };
}

async function post(message) {
  const body = new URLSearchParams(new FormData(form));
  body.set("text", message.text);
  body.set("key", message.key);
  const status = await fetch(form.action, { method: "POST", body, redirect: "manual" }).then(
    (response) => (response.type === "opaqueredirect" ? 200 : response.status),
    () => 0,
  );
  if (status === 200) {
    toEnd();
    read();
    return;
  }
  const { again, rest } = written();
  unsent = [...again, message];
  box.value = [...unsent.map((each) => each.text), rest].filter(Boolean).join("\n");
  say(
    status === CONFLICT
      ? "You are not in this chat any more. What you wrote was not sent. Copy it, then refresh."
      : "Not sent. Check your connection, then send it again.",
  );
}

if (form) {
  form.querySelector(".with-script").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  box.focus();
}
if (chat) {
  chat.addEventListener("submit", (event) => {
    isLeaving = event.target !== form;
  });
  toEnd();
  document.getElementById("live-note").textContent = "is not needed: new messages appear by themselves.";
  const events = new EventSource(`${chat.dataset.path}/events`);
  events.addEventListener("changed", read);
  addEventListener("pagehide", () => events.close());
}
