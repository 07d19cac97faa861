// Owns keeping the desk's lists of chats up to date; the focus stays where it is.
const PAUSE = 1_500; // milliseconds between two readings
const lists = document.getElementById("chats");
const told = document.getElementById("told");
const title = document.title;
let wanted = false;
let reading = false;

async function read() {
  wanted = true;
  if (reading) return;
  reading = true;
  while (wanted) {
    wanted = false;
    await show().catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  reading = false;
}

async function show() {
  const response = await fetch(location.pathname, { cache: "no-store" });
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const next = page.getElementById("chats");
  const before = Number(lists.dataset.waiting);
  const focused = lists.contains(document.activeElement) ? document.activeElement.id : "";
  lists.replaceChildren(...next.childNodes);
  lists.dataset.waiting = next.dataset.waiting;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  tell(before, Number(lists.dataset.waiting));
}

function tell(before, waiting) {
  document.title = waiting ? `(${waiting}) ${title}` : title;
  if (waiting <= before) return;
  told.textContent =
    waiting === 1 ? "1 person waits for somebody to join." : `${waiting} people wait.`;
}

if (lists) {
  tell(0, Number(lists.dataset.waiting));
  document.getElementById("live-note").textContent = "is not needed: the lists follow by themselves.";
  const events = new EventSource(`${location.pathname}/events`);
  events.addEventListener("changed", read);
  addEventListener("pagehide", () => events.close());
}
