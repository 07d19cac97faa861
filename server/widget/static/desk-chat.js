// Owns one chat at the desk as it happens: new messages appear, and what is written is sent at once.
const chat = document.getElementById("chat");
const log = document.getElementById("log");
const problem = document.getElementById("problem");
const form = document.getElementById("write");
const box = document.getElementById("text");
const CONFLICT = 409;
let wanted = false;
let reading = false;

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
  const after = log.lastElementChild?.dataset.id ?? 0;
  const response = await fetch(`${chat.dataset.path}/messages?after=${after}`, {
    cache: "no-store",
  });
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const items = [...page.querySelectorAll("li[data-id]")];
  log.append(...items);
  if (atEnd && items.length > 0) toEnd();
  follow(response.headers.get("X-Chat-State"));
}

/** Somebody joined, left or took it over: the page offers other things then. */
function follow(state) {
  if (!state || state === chat.dataset.state) return;
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

async function send() {
  const text = box.value.trim();
  if (!text || form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  say("");
  const body = new URLSearchParams(new FormData(form));
  const status = await fetch(form.action, { method: "POST", body, redirect: "manual" }).then(
    (response) => (response.type === "opaqueredirect" ? 200 : response.status),
    () => 0,
  );
  form.ariaBusy = "false";
  if (status === 200) {
    box.value = "";
    toEnd();
    read();
  } else if (status === CONFLICT) {
    say("You are not in this chat any more. What you wrote was not sent. Copy it, then refresh.");
  } else {
    say("Not sent. Check your connection, then send it again.");
  }
  box.focus();
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
  toEnd();
  document.getElementById("live-note").textContent = "is not needed: new messages appear by themselves.";
  const events = new EventSource(`${chat.dataset.path}/events`);
  events.addEventListener("changed", read);
  addEventListener("pagehide", () => events.close());
}
