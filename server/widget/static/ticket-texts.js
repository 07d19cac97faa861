// Owns what the ticket pages say, in their language, and the sentences that are put together.
import { ENGLISH } from "./ticket-texts-en.js";
import { SPANISH } from "./ticket-texts-es.js";

const TEXTS = new Map([["en", ENGLISH], ["es", SPANISH]]);

/** Those of the page's language where none is named. */
export function ticketTexts(language = document.documentElement.lang) {
  return TEXTS.get(language);
}

export function replyTexts(status) {
  const { reply } = ticketTexts();
  return reply[status] ?? reply.other;
}

export function statusText(status) {
  return ticketTexts().statuses[status] ?? status.replaceAll("_", " ");
}

/** What happens next, in a sentence. */
export function nextText(ticket, now = new Date()) {
  const { next } = ticketTexts();
  if (ticket.expected_reply_by) {
    const by = momentText(ticket.expected_reply_by, "full");
    return new Date(ticket.expected_reply_by) >= now ? next.replyBy(by) : next.late(by);
  }
  return next[ticket.status] ?? "";
}

export function momentText(moment, dateStyle = "long") {
  const style = { dateStyle, timeStyle: "short" };
  return new Date(moment).toLocaleString(ticketTexts().locale, style);
}

export function authorText(post) {
  const { you, person, agency } = ticketTexts();
  if (post.author === "citizen") return you;
  return post.author === "staff" ? (post.name ?? person) : agency;
}
