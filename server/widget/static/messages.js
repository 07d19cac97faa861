// Owns how each type of message from the assistant or from staff looks.
import { messageBody } from "./answer-html.js";
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

/** `context`: {texts, server, hasRated(turn), onRate(turn, helpful), onChoice(choice)}.
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
  const link = url && webLink(texts.openTicket, url, texts, server);
  return create("p", { class: "notice", text: `${newsText(message, texts)} ` }, link);
}

/** The same in words. */
export function newsText({ reference, reply }, texts) {
  return reply ? texts.ticketReply(reference) : texts.ticketClosed(reference);
}

function answerParts(message, context) {
  const { texts } = context;
  const sources = message.sources ?? [];
  const list = create("ul", {}, ...sources.map(({ title, url }) =>
    create("li", { lang: "en" }, webLink(title, url, texts))));
  const label = create("p", { class: "label", text: texts.source(sources.length) });
  const facts = [
    message.tax_year && texts.taxYear(message.tax_year),
    message.reviewed_on && texts.reviewed(longDate(message.reviewed_on, texts.locale)),
  ].filter(Boolean).map((text) => create("span", { text }));
  return [
    sources.length > 0 && create("div", { class: "sources" }, label, list),
    facts.length > 0 && create("p", { class: "facts" }, ...facts),
    message.turn && !message.unrated && feedback(message.turn, context),
  ];
}

function longDate(day, locale) {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(date);
}

function feedback(turn, { texts, hasRated, onRate }) {
  const group = create("div", { class: "feedback", role: "group", "aria-label": texts.helpful });
  const thanks = () => create("p", { text: texts.thanks, tabindex: "-1" });
  if (hasRated(turn)) {
    group.append(thanks());
    return group;
  }
  const status = create("span", { role: "status" });
  let busy = false;
  const rate = async (helpful) => {
    if (busy) return;
    busy = true;
    status.textContent = "";
    const saved = await onRate(turn, helpful);
    busy = false;
    if (!saved) {
      status.textContent = texts.notRated;
      return;
    }
    group.replaceChildren(thanks());
    group.firstChild.focus({ preventScroll: true });
  };
  group.append(
    create("span", { text: texts.helpful }),
    button(texts.yes, "small", () => rate(true)),
    button(texts.no, "small", () => rate(false)),
    status,
  );
  return group;
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
    message.url && create("p", {}, webLink(texts.ticket, message.url, texts, server)),
  ];
}
