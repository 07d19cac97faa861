// Owns the texts of the ticket page.
export const STATUSES = new Map([
  ["new", "Waiting for a person to read it"],
  ["open", "A person is working on it"],
  ["waiting", "We need an answer from you"],
  ["answered", "Answered"],
  ["reopened", "Reopened, waiting for a person"],
  ["closed", "Closed"],
]);

export const PROBLEMS = {
  noSecret: [
    "The address is not complete",
    "To see a ticket, follow the link “See your ticket” in the chat where you opened it. If you " +
      "copied the address, copy all of it, with the part after the # sign.",
  ],
  wrong: [
    "This address opens no ticket",
    "The reference or the code is wrong. Follow the link “See your ticket” in the chat where you " +
      "opened it. If you copied the address, check that you have all of it.",
  ],
  expired: [
    "This ticket was closed long ago",
    "Its address no longer opens it. If you still need help, start a new chat.",
  ],
  busy: ["Many requests at once", "Wait a minute, then choose “Check again”."],
  unreachable: [
    "Your ticket cannot be shown now",
    "It is safe. Check your connection, then choose “Check again”.",
  ],
};

export const ERRORS = {
  empty: "Type a message first.",
  words: "The message has no words. Type your message.",
  tooLong: (limit) => `Your message is too long. Shorten it to ${limit.toLocaleString("en")} characters.`,
  busy: (seconds) => `Many messages at once. Wait ${seconds} seconds, then send it again.`,
  changed: "The ticket was changed in the meantime. Look at it, then try again.",
  unreachable: "Not sent. Check your connection, then send it again.",
  refused: "This message could not be accepted. Change it and send it again.",
};

export const SAYINGS = {
  loading: "Loading your ticket…",
  sending: "Sending…",
  sent: "Your message was sent.",
  closed: "Your ticket is closed. You can reopen it at any time.",
  reopened: "Your ticket is open again.",
  notClosed: "Not closed. Check your connection, then try again.",
  stale: "This page could not be brought up to date. It tries again by itself.",
  removed: "We removed what looked like a personal number. Please never type it here.",
  charactersLeft: (count) => `${count} ${count === 1 ? "character" : "characters"} left`,
  charactersOver: (count) => `${count} ${count === 1 ? "character" : "characters"} too many`,
};

const REPLY = {
  closed: { heading: "Still need help?", button: "Send and reopen" },
  waiting: { heading: "Your answer", button: "Send" },
  other: { heading: "Add a message", button: "Send" },
};

export function replyTexts(status) {
  return REPLY[status] ?? REPLY.other;
}

export function statusText(status) {
  return STATUSES.get(status) ?? status.replaceAll("_", " ");
}

/** What happens next, in a sentence. */
export function nextText(ticket, now = new Date()) {
  if (ticket.expected_reply_by) {
    const by = momentText(ticket.expected_reply_by, "full");
    if (new Date(ticket.expected_reply_by) >= now) return `We expect to reply by ${by}.`;
    return `We are late, and sorry. We expected to reply by ${by}. Your ticket is still with us.`;
  }
  if (ticket.status === "waiting") return "Read our question and send your answer below.";
  if (ticket.status === "answered") {
    return "Read our reply below. If something is still open, send a message and we look again.";
  }
  if (ticket.status === "closed") return "Nothing more happens, unless you reopen it below.";
  return "";
}

export function momentText(moment, dateStyle = "long") {
  const style = { dateStyle, timeStyle: "short" };
  return new Date(moment).toLocaleString(document.documentElement.lang, style);
}

export function authorText(post) {
  if (post.author === "citizen") return "You";
  if (post.author === "staff") return post.name ?? "A person at the agency";
  return "The agency";
}
