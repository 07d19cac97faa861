// Owns the ticket page: reads the ticket with the secret of the address, keeps it up to date.
import { speakPage } from "./page-language.js";
import { client } from "./ticket-client.js";
import { ReplyForm, reasonOf } from "./ticket-reply.js";
import { offerSurvey } from "./ticket-survey.js";
import { TICKET_PAGE } from "./ticket-texts-es.js";
import { ticketTexts } from "./ticket-texts.js";
import { news, showTicket, summary } from "./ticket-view.js";

const EVERY = 30_000; // milliseconds between two looks, while the page is seen

const find = (id) => document.getElementById(id);
const again = find("again");
let shown = null; // the ticket on the page
let problem = null; // the name of what keeps it from being shown
let latest = 0; // number of the newest call: an older one that ends later is not shown

async function load() {
  latest += 1;
  const number = latest;
  shown = null;
  if (!client.secret()) {
    showProblem("noSecret");
    return;
  }
  again.setAttribute("aria-disabled", "true");
  find("state").textContent = ticketTexts().loading;
  announce("");
  try {
    const ticket = await client.read();
    if (number === latest) show(ticket, summary(ticket));
  } catch (failure) {
    if (number === latest) showProblem(problemOf(failure));
  }
}

/** Looks for news. What fails now may work the next time: the ticket stays on the page. */
async function refresh() {
  if (!shown || document.visibilityState === "hidden") return;
  latest += 1;
  const number = latest;
  try {
    const ticket = await client.read();
    if (number === latest) show(ticket, news(ticket, shown));
  } catch (failure) {
    if (number !== latest) return;
    if (failure.kind === "wrong") showProblem(problemOf(failure));
    else find("state").textContent = ticketTexts().stale;
  }
}

/** Shows a ticket; `said` is for screen readers, which are told nothing where it is empty. */
function show(ticket, said) {
  latest += 1;
  const before = shown;
  shown = ticket;
  problem = null;
  showTicket(ticket, before);
  offerSurvey(ticket);
  find("ticket").hidden = false;
  find("problem").hidden = true;
  again.hidden = true;
  find("state").textContent = "";
  if (said) announce(said);
}

function problemOf({ kind, code }) {
  if (code === "token_expired") return "expired";
  return kind in ticketTexts().problems ? kind : "unreachable";
}

function showProblem(name) {
  const { title, advice } = ticketTexts().problems[name];
  shown = null;
  problem = name;
  find("ticket").hidden = true;
  find("problem").hidden = false;
  find("problem").querySelector("h2").textContent = title;
  find("problem").querySelector("p").textContent = advice;
  const isWrong = ["noSecret", "wrong"].includes(name);
  find("find").hidden = !isWrong;
  again.hidden = isWrong || name === "expired";
  again.removeAttribute("aria-disabled");
  find("state").textContent = "";
  announce(`${title}. ${advice}`);
}

function announce(text) {
  find("announcement").textContent = text;
}

/** What was done, beside the form; it takes the focus where the control that did it is gone. */
function say(text, { notices = [], focus = false } = {}) {
  const removed = notices.includes("identifier_removed");
  find("notice").textContent = removed ? ticketTexts().removed : "";
  find("notice").hidden = !removed;
  find("done").textContent = text;
  find("done").hidden = !text;
  if (focus) find("done").focus();
  else announce([text, removed ? ticketTexts().removed : ""].filter(Boolean).join(" "));
}

/** Reads the ticket anew after a failure that says it changed; passes the failure on. */
async function act(doing) {
  try {
    return await doing();
  } catch (failure) {
    if (failure.kind === "changed") refresh();
    throw failure;
  }
}

const form = new ReplyForm(async (text, key) => {
  say("");
  const ticket = await act(() => client.reply(text, key));
  show(ticket, "");
  say(ticketTexts().sent, ticket);
});

find("reopen").addEventListener("click", async () => {
  if (form.isBusy) return;
  form.isBusy = true;
  try {
    const ticket = await act(() => client.reopen());
    show(ticket, "");
    say(ticketTexts().reopened, { focus: true });
  } catch (failure) {
    say(reasonOf(failure), { focus: true });
  } finally {
    form.isBusy = false;
  }
});

function confirming(isOpen) {
  find("confirm").hidden = !isOpen;
  find("close").hidden = isOpen;
  find(isOpen ? "confirm-yes" : "close").focus();
}

find("close").addEventListener("click", () => confirming(true));
find("confirm-no").addEventListener("click", () => confirming(false));
find("confirm").addEventListener("keydown", (event) => {
  if (event.key === "Escape") confirming(false);
});
find("confirm-yes").addEventListener("click", async () => {
  if (find("confirm-yes").getAttribute("aria-disabled") === "true") return;
  find("confirm-yes").setAttribute("aria-disabled", "true");
  try {
    const ticket = await act(() => client.close());
    show(ticket, "");
    confirming(false);
    say(ticketTexts().closed, { focus: true });
  } catch (failure) {
    confirming(false);
    say(failure.kind === "unreachable" ? ticketTexts().notClosed : reasonOf(failure), { focus: true });
  } finally {
    find("confirm-yes").removeAttribute("aria-disabled");
  }
});

again.addEventListener("click", () => {
  if (again.getAttribute("aria-disabled") !== "true") load();
});
// Followed, the link would put its own fragment in place of the secret.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  find("main").focus();
});
document.addEventListener("visibilitychange", refresh);
addEventListener("focus", refresh);
addEventListener("hashchange", load);
setInterval(refresh, EVERY);
speakPage(TICKET_PAGE, () => {
  if (problem) showProblem(problem);
  if (!shown) return;
  showTicket(shown, null);
  offerSurvey(shown);
  form.speak();
  say("");
});
load();
