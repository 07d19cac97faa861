// Owns the English texts that the ticket pages' scripts say; the pages hold the rest.
import { counting } from "./plurals.js";

const say = counting("en-US");
const number = new Intl.NumberFormat("en-US");

export const ENGLISH = {
  locale: "en-US",
  title: (reference) => `Ticket ${reference} – Example Revenue Agency (demonstration)`,
  statuses: {
    new: "Waiting for a person to read it",
    open: "A person is working on it",
    waiting: "We need an answer from you",
    answered: "Answered",
    reopened: "Reopened, waiting for a person",
    closed: "Closed",
  },
  problems: {
    noSecret: {
      title: "The address is not complete",
      advice: "To see a ticket, follow the link “See your ticket” in the chat where you opened it. " +
        "If you copied the address, copy all of it, with the part after the # sign.",
    },
    wrong: {
      title: "This address opens no ticket",
      advice: "The reference or the code is wrong. Follow the link “See your ticket” in the chat " +
        "where you opened it. If you copied the address, check that you have all of it.",
    },
    expired: {
      title: "This ticket was closed long ago",
      advice: "Its address no longer opens it. If you still need help, start a new chat.",
    },
    busy: {
      title: "Many requests at once",
      advice: "Wait a minute, then choose “Check again”.",
    },
    unreachable: {
      title: "Your ticket cannot be shown now",
      advice: "It is safe. Check your connection, then choose “Check again”.",
    },
  },
  errors: {
    empty: "Type a message first.",
    words: "The message has no words. Type your message.",
    tooLong: (limit) =>
      `Your message is too long. Shorten it to ${number.format(limit)} characters.`,
    busy: (seconds) =>
      say(seconds, {
        one: "Many messages at once. Wait # second, then send it again.",
        other: "Many messages at once. Wait # seconds, then send it again.",
      }),
    changed: "The ticket was changed in the meantime. Look at it, then try again.",
    unreachable: "Not sent. Check your connection, then send it again.",
    refused: "This message could not be accepted. Change it and send it again.",
  },
  loading: "Loading your ticket…",
  sent: "Your message was sent.",
  closed: "Your ticket is closed. You can reopen it at any time.",
  reopened: "Your ticket is open again.",
  notClosed: "Not closed. Check your connection, then try again.",
  stale: "This page could not be brought up to date. It tries again by itself.",
  removed: "We removed what looked like a personal number. Please never type it here.",
  charactersLeft: (count) => say(count, { one: "# character left", other: "# characters left" }),
  charactersOver: (count) =>
    say(count, { one: "# character too many", other: "# characters too many" }),
  reply: {
    closed: { heading: "Still need help?", button: "Send and reopen" },
    waiting: { heading: "Your answer", button: "Send" },
    other: { heading: "Add a message", button: "Send" },
  },
  next: {
    replyBy: (moment) => `We expect to reply by ${moment}.`,
    late: (moment) =>
      `We are late, and sorry. We expected to reply by ${moment}. Your ticket is still with us.`,
    waiting: "Read our question and send your answer below.",
    answered: "Read our reply below. If something is still open, send a message and we look again.",
    closed: "Nothing more happens, unless you reopen it below.",
  },
  you: "You",
  person: "A person at the agency",
  agency: "The agency",
  ticket: (reference) => `Ticket ${reference}.`,
  messages: (count) => say(count, { one: "# message", other: "# messages" }),
  newMessage: (author) => `New message from ${author}:`,
  status: (status) => `Status: ${status}.`,
  find: {
    none: "Enter the reference of your ticket, or the link to it.",
    reference: "Enter the reference with all its letters and digits, such as T-7F3K-92QD.",
    secret: "Enter the code: the 40 letters and digits after the # sign of the link.",
  },
};
