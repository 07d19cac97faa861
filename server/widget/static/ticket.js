// Owns the ticket page: reads the ticket with the secret of the address and shows it as text.
import { create } from "./dom.js";

const TIME_LIMIT = 15_000; // milliseconds
const STATUSES = new Map([
  ["new", "Waiting for a person to read it"],
  ["open", "A person is working on it"],
  ["closed", "Closed"],
]);
const AUTHORS = new Map([
  ["citizen", "You"],
  ["staff", "A person at the agency"],
  ["assistant", "Assistant"],
]);
const PROBLEMS = {
  noSecret: [
    "The address is not complete",
    "To see a ticket, follow the link “See your ticket” in the chat where you opened it. If you " +
      "copied the address, copy all of it, with the part after the # sign.",
  ],
  wrong: [
    "This address opens no ticket",
    "Follow the link “See your ticket” in the chat where you opened it. If you copied the " +
      "address, check that you have all of it, with the part after the # sign.",
  ],
  busy: ["Many requests at once", "Wait a minute, then choose “Check again”."],
  unreachable: [
    "Your ticket cannot be shown now",
    "It is safe. Check your connection, then choose “Check again”.",
  ],
};

const find = (id) => document.getElementById(id);
const again = find("again");
let latest = 0; // number of the newest call: an older one that ends later is not shown

async function load() {
  latest += 1;
  const call = latest;
  const secret = location.hash.slice(1);
  if (!secret) {
    show(PROBLEMS.noSecret);
    return;
  }
  again.setAttribute("aria-disabled", "true");
  find("state").textContent = "Loading your ticket…";
  find("announcement").textContent = "";
  const [problem, ticket] = await read(secret);
  if (call !== latest) return;
  show(problem, ticket);
}

async function read(secret) {
  try {
    const reference = location.pathname.split("/").pop();
    const response = await fetch(`/api/tickets/${reference}`, {
      headers: { Accept: "application/json", Authorization: `Bearer ${secret}` },
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(TIME_LIMIT),
    });
    if (response.ok) return [null, await response.json()];
    if (response.status === 429) return [PROBLEMS.busy, null];
    return [response.status >= 500 ? PROBLEMS.unreachable : PROBLEMS.wrong, null];
  } catch {
    return [PROBLEMS.unreachable, null];
  }
}

function show(problem, ticket = null) {
  find("ticket").hidden = !ticket;
  find("problem").hidden = !problem;
  again.hidden = problem === PROBLEMS.noSecret || problem === PROBLEMS.wrong;
  again.removeAttribute("aria-disabled");
  if (ticket) showTicket(ticket);
  if (problem) {
    const [title, advice] = problem;
    find("problem").querySelector("h2").textContent = title;
    find("problem").querySelector("p").textContent = advice;
  }
  // For screen readers: the rest of the page says the same.
  find("state").textContent = "";
  find("announcement").textContent = problem ? problem.join(". ") : summary(ticket);
}

function showTicket(ticket) {
  find("reference").textContent = ticket.reference;
  find("status").textContent = words(ticket.status);
  setMoment(find("opened"), ticket.created_at);
  find("thread").replaceChildren(...ticket.thread.map(messageItem));
  document.title = `Ticket ${ticket.reference} – Example Revenue Agency (demonstration)`;
}

function messageItem(message) {
  const by = create("p", { class: "by", text: AUTHORS.get(message.author) ?? message.author });
  if (message.created_at) by.append(setMoment(create("time"), message.created_at));
  const name = message.author === "staff" ? "staff" : null;
  return create("li", { class: name }, by, create("p", { text: message.text }));
}

function summary(ticket) {
  const count = ticket.thread.length;
  const messages = `${count} ${count === 1 ? "message" : "messages"}`;
  return `Ticket ${ticket.reference}. ${words(ticket.status)}. ${messages}.`;
}

function words(status) {
  return STATUSES.get(status) ?? status.replaceAll("_", " ");
}

function setMoment(element, moment) {
  const style = { dateStyle: "long", timeStyle: "short" };
  element.dateTime = moment;
  element.textContent = new Date(moment).toLocaleString(document.documentElement.lang, style);
  return element;
}

again.addEventListener("click", () => {
  if (again.getAttribute("aria-disabled") !== "true") load();
});
// Followed, the link would put its own fragment in place of the secret.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  find("main").focus();
});
addEventListener("hashchange", load);
load();
