// Owns the texts of the interface, by language; a language not listed gets English.
const ENGLISH = {
  language: "en",
  heading: "Ask a tax question",
  subtitle: "Automated assistant",
  close: "Close chat",
  log: "Conversation",
  you: "You:",
  assistant: "Assistant:",
  staff: "A person at the agency",
  label: "Your question",
  hint: "Do not type personal numbers, such as your SSN.",
  send: "Send",
  empty: "Type a question first.",
  busy: "Wait for the reply to your last message.",
  charactersLeft: (count) => `${count} ${count === 1 ? "character" : "characters"} left`,
  charactersOver: (count) => `${count} ${count === 1 ? "character" : "characters"} too many`,
  tooLong: "Your question is too long. Shorten it to 2,000 characters.",
  connecting: "Connecting…",
  unreachable: "The assistant cannot be reached. Check your connection, then try again.",
  notConnected: "The assistant is not connected yet.",
  tryAgain: "Try again",
  sending: "Sending…",
  retrying: "No connection. Trying again…",
  waiting: (seconds) =>
    `Many messages at once. Sending again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
  notSent: "Not sent",
  notSentLimit: (minutes) =>
    `Not sent. Many messages at once: wait ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`,
  rejected: "This message could not be accepted. Change it and send it again.",
  ended: "This conversation has ended.",
  startNew: "Start a new conversation",
  person: "Talk to a person",
  wantPerson: "I want to talk to a person",
  startOver: "Start over",
  confirm: "Start over? The messages here will be cleared.",
  keep: "Keep this conversation",
  identifierRemoved:
    "We removed what looked like a personal number. Please never type it here.",
  source: (count) => (count === 1 ? "Source" : "Sources"),
  newTab: "(opens in a new tab)",
  taxYear: (year) => `Tax year ${year}`,
  reviewed: (date) => `Reviewed ${date}`,
  helpful: "Was this helpful?",
  yes: "Yes",
  no: "No",
  thanks: "Thank you",
  notRated: "Not saved. Try again.",
  reference: "Your reference",
  ticket: "See your ticket",
};

const TEXTS = new Map([["en", ENGLISH]]);

export function textsFor(language) {
  return TEXTS.get(language) ?? TEXTS.get(language.split("-")[0]) ?? ENGLISH;
}
