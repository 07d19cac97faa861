// Owns how a ticket is shown: text is set as text, and only what changed is touched.
import { create } from "./dom.js";
import {
  authorText, momentText, nextText, replyTexts, statusText, ticketTexts,
} from "./ticket-texts.js";

const find = (id) => document.getElementById(id);

/** Shows the ticket; `before` is what was shown in this language, or null. The reply form keeps what was typed. */
export function showTicket(ticket, before) {
  find("status").textContent = statusText(ticket.status);
  find("next").textContent = nextText(ticket);
  find("reference").textContent = ticket.reference;
  showMoment(find("opened"), ticket.created_at);
  find("call").hidden = !ticket.call_between;
  find("call-between").textContent = ticket.call_between ?? "";
  showThread(ticket, before);
  const texts = replyTexts(ticket.status);
  find("reply").hidden = !ticket.may.includes("reply");
  find("reply-heading").textContent = texts.heading;
  find("send").textContent = texts.button;
  find("reopen").hidden = !(ticket.status === "closed" && ticket.may.includes("reopen"));
  find("closing").hidden = !ticket.may.includes("close");
  document.title = ticketTexts().title(ticket.reference);
}

/** Posts are only ever added, so those shown stay: a selection in them is kept. */
function showThread(ticket, before) {
  const thread = find("thread");
  if (before?.reference !== ticket.reference) thread.replaceChildren();
  thread.append(...ticket.thread.slice(thread.children.length).map(postItem));
}

function postItem(post) {
  const by = create("p", { class: "by", text: authorText(post) });
  by.append(" ", showMoment(create("time"), post.created_at));
  const name = post.author === "citizen" ? null : "staff";
  return create("li", { class: name }, by, create("p", { text: post.text }));
}

function showMoment(element, moment) {
  element.dateTime = moment;
  element.textContent = momentText(moment);
  return element;
}

/** What a screen reader is told of a ticket first shown. */
export function summary(ticket) {
  const texts = ticketTexts();
  const status = `${statusText(ticket.status)}.`;
  const messages = texts.messages(ticket.thread.length);
  return [texts.ticket(ticket.reference), status, nextText(ticket), messages]
    .filter(Boolean)
    .join(" ");
}

/** What is new, in words; empty where nothing is that its reader should hear of. */
export function news(ticket, before) {
  const texts = ticketTexts();
  const said = ticket.thread
    .slice(before.thread.length)
    .filter((post) => post.author !== "citizen")
    .map((post) => `${texts.newMessage(authorText(post))} ${post.text}`);
  if (ticket.status !== before.status) said.push(texts.status(statusText(ticket.status)));
  return said.join(" ");
}
