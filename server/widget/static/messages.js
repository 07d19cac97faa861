// Owns how each type of message from the assistant or from staff looks.
import { messageBody } from "./answer-html.js";
import { answerParts } from "./answer.js";
import { button, create } from "./dom.js";
import { hiddenText, webLink } from "./links.js";
import { previewIntro, previewParts, previewSpoken } from "./ticket-preview.js";

const PREVIEW = "ticket_preview";
const PARTS = new Map([
  ["answer", answerParts],
  ["choices", choicesParts],
  ["ticket", ticketParts],
  [PREVIEW, previewParts],
]);

/** `context`: {texts, server, hasRated(turn), onRate(turn, helpful, why),
 * onReport(turn, why), onChoice(choice)}; `why` is {reason, comment}.
 * A type not known here shows its text. */
export function messageElement(message, context) {
  const { texts } = context;
  const staff = message.author === "staff";
  const lang = languageIn(message);
  const body = messageBody(message.type === PREVIEW ? { text: previewIntro(message) } : message, texts);
  if (lang) body.lang = lang;
  const parts = PARTS.get(message.type)?.(message, context) ?? [];
  return create(
    "div",
    { class: `message ${staff ? "staff" : "assistant"}` },
    staff ? create("p", { class: "author", text: message.name || texts.staff }) : hiddenText(texts.assistant),
    message.heading && create("p", { class: "heading", text: message.heading, lang }),
    body,
    ...parts,
  );
}

/** The assistant writes English where it does not say otherwise; what people write is not known. */
function languageIn(message) {
  return message.author === "staff" ? null : (message.language ?? "en");
}

/** What a screen reader is told of a new message: its first paragraph, then what can be done. */
export function spoken(message) {
  const text = message.type === PREVIEW ? previewSpoken(message) : spokenText(message);
  return text && { text, lang: languageIn(message) };
}

function spokenText(message) {
  const first = String(message.text ?? "").split(/\n\s*\n/)[0].trim();
  const titles = message.choices?.map((choice) => choice.title).join("; ");
  return [message.heading, first, titles, message.reference].filter(Boolean).join(" ");
}

/** That something came of a ticket, with the link its own message gave, if that is known. */
export function ticketNews(message, url, { texts, server }) {
  const link = url && ticketLink(texts.openTicket, url, texts, server);
  return create("p", { class: "notice", text: `${newsText(message, texts)} ` }, link);
}

/** The same in words. */
export function newsText({ reference, reply }, texts) {
  return reply ? texts.ticketReply(reference) : texts.ticketClosed(reference);
}

/** To its page in the language of the interface. */
function ticketLink(title, url, texts, server) {
  return webLink(title, url.replace("#", `?lang=${texts.language}#`), texts, server);
}

function choicesParts(message, { onChoice }) {
  const buttons = (message.choices ?? []).map((choice) => {
    const each = button(choice.title, "choice", () => {
      if (each.ariaDisabled !== "true") onChoice(choice);
    });
    return each;
  });
  return [create("div", { class: "choices", lang: languageIn(message) }, ...buttons)];
}

function ticketParts(message, { texts, server }) {
  return [
    create("p", { class: "label", text: texts.reference }),
    create("p", { class: "reference", text: message.reference }),
    message.url && create("p", {}, ticketLink(texts.ticket, message.url, texts, server)),
  ];
}
