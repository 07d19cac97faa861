// Owns the conversation on paper and in a file, made in the browser alone.
import { answerText } from "./answer.js";
import { create } from "./dom.js";

const LOOK = `body { font: 11pt/1.5 system-ui, sans-serif; } h1 { font-size: 15pt; }
p { margin: 0 0 1em; white-space: pre-line; overflow-wrap: anywhere; break-inside: avoid; }`;

export function transcriptLines(messages, texts) {
  return messages.filter(({ text }) => text).map((message) => {
    const { author, name, type } = message;
    const by = author === "citizen" ? texts.you
      : author === "staff" ? `${name || texts.staff}:` : texts.assistant;
    const said = type === "answer" ? answerText(message, texts) : message.text;
    return `${by}\n${[said, message.reference].filter(Boolean).join("\n")}`;
  });
}

export function transcriptTitle(texts) {
  return texts.transcript(new Intl.DateTimeFormat(texts.locale, { dateStyle: "long" }).format());
}

export function save(title, lines) {
  const file = new Blob([[title, ...lines, ""].join("\n\n")], { type: "text/plain" });
  const href = URL.createObjectURL(file);
  create("a", { href, download: `${title}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1_000);
}

/** In a frame of its own: nothing of the page around is printed, and no style of it counts. */
export function print(title, lines) {
  const frame = create("iframe", { "aria-hidden": "true", tabindex: "-1" });
  Object.assign(frame.style, { position: "fixed", inset: "auto 0 0 auto", width: 0, height: 0, border: 0 });
  document.body.append(frame);
  const { contentDocument: page, contentWindow: own } = frame;
  const sheet = new own.CSSStyleSheet();
  sheet.replaceSync(LOOK);
  page.adoptedStyleSheets = [sheet];
  page.title = title;
  page.body.append(create("h1", { text: title }), ...lines.map((text) => create("p", { text })));
  own.addEventListener("afterprint", () => frame.remove());
  own.print();
}
