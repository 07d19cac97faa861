// Owns how the preview of a ticket looks: what staff will see, field by field, and the chat.
import { create } from "./dom.js";

/** What is said before the fields: the text holds them all, for who cannot show a list. */
export function previewIntro(message) {
  return String(message.text ?? "").split("\n")[0];
}

/** The fields in words, one a line of the text: the chat after them would be too long to hear. */
export function previewSpoken(message) {
  const lines = String(message.text ?? "").split("\n");
  return lines.slice(0, message.call_between ? 5 : 4).join(". ");
}

export function previewParts(message, { texts }) {
  const rows = fields(message, texts).flatMap(([label, value]) => [
    create("dt", { text: label }),
    create("dd", { text: value }),
  ]);
  const chat = message.chat ?? [];
  const shown = message.shares_chat && chat.length > 0;
  return [
    create(
      "dl",
      { class: "preview" },
      ...rows,
      create("dt", { text: texts.previewChat }),
      create("dd", {}, shown ? chatLines(chat, texts) : noChat(message, texts)),
    ),
  ];
}

function fields(message, texts) {
  return [
    [texts.previewQuestion, message.question],
    [texts.previewName, message.name ?? texts.previewNoName],
    [texts.previewContact, message.contact],
    message.call_between && [texts.previewCalls, message.call_between],
  ].filter(Boolean);
}

function noChat(message, texts) {
  return message.shares_chat ? texts.previewChatEmpty : texts.previewChatLeftOut;
}

function chatLines(chat, texts) {
  const said = chat.map(({ author, text }) => create(
    "li",
    {},
    create("b", { text: { citizen: texts.you, staff: `${texts.staff}:` }[author] ?? texts.assistant }),
    ` ${text}`,
  ));
  return create(
    "details",
    {},
    create("summary", { text: texts.previewMessages(chat.length) }),
    create("ol", {}, ...said),
  );
}
