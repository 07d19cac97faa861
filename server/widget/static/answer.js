// Owns what stands below an answer: sources, related questions, its rating, a copy, a report.
import { button, create } from "./dom.js";
import { webLink } from "./links.js";
import { reasonForm } from "./reason-form.js";

export function answerParts(message, context) {
  const { texts } = context;
  const sources = message.sources ?? [];
  const list = create("ul", {}, ...sources.map(({ title, url }) =>
    create("li", { lang: "en" }, webLink(title, url, texts))));
  const label = create("p", { class: "label", text: texts.source(sources.length) });
  const facts = factsOf(message, texts).map((text) => create("span", { text }));
  return [
    sources.length > 0 && create("div", { class: "sources" }, label, list),
    facts.length > 0 && create("p", { class: "facts" }, ...facts),
    message.related?.length > 0 && related(message.related, context),
    message.turn && tools(message, context),
    message.turn && !message.unrated && feedback(message.turn, context),
  ];
}

/** The answer with its source, for the clipboard and for a file. */
export function answerText(message, texts) {
  const sources = (message.sources ?? []).map(({ title, url }) => `${title}: ${url}`);
  const last = [...sources, ...factsOf(message, texts)].join("\n");
  return [message.heading, message.text, last].filter(Boolean).join("\n\n");
}

function factsOf(message, texts) {
  return [
    message.tax_year && texts.taxYear(message.tax_year),
    message.reviewed_on && texts.reviewed(longDate(message.reviewed_on, texts.locale)),
  ].filter(Boolean);
}

function longDate(day, locale) {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(date);
}

function related(choices, { texts, onChoice }) {
  const chips = choices.map((choice) => {
    const chip = button(choice.title, "small chip", () => onChoice(choice));
    chip.lang = "en";
    return chip;
  });
  return create("div", { class: "related", role: "group", "aria-label": texts.related },
    create("p", { class: "label", text: texts.related }), ...chips);
}

function tools(message, { texts, onReport }) {
  const status = create("span", { role: "status" });
  const copy = button(texts.copy, "link", async () => {
    const text = answerText(message, texts);
    const copied = await navigator.clipboard.writeText(text).then(() => true, () => false);
    status.textContent = copied ? texts.copied : texts.notCopied;
  });
  const place = create("div", { class: "tools" });
  const close = () => {
    form.remove();
    report.setAttribute("aria-expanded", "false");
    report.focus();
  };
  const report = button(texts.report, "link", () => {
    if (form.isConnected) {
      close();
      return;
    }
    place.after(form);
    report.setAttribute("aria-expanded", "true");
    form.focus();
  });
  report.setAttribute("aria-expanded", "false");
  const form = reasonForm(texts, {
    legend: texts.problem,
    hint: texts.reportHint,
    needed: true,
    onSkip: close,
    onSend: async (why) => {
      const saved = await onReport(message.turn, why);
      if (saved) thank(form, texts.reported);
      if (saved) report.remove();
      return saved;
    },
  });
  place.append(...(navigator.clipboard ? [copy, status] : []), report);
  return place;
}

/** Words in the place of an element that is done with; they get its focus. */
function thank(element, text) {
  const thanks = create("p", { class: "thanks", tabindex: "-1", text });
  element.replaceWith(thanks);
  thanks.focus({ preventScroll: true });
}

function feedback(turn, { texts, hasRated, onRate }) {
  const group = create("div", { class: "feedback", role: "group", "aria-label": texts.helpful });
  if (hasRated(turn)) {
    group.append(create("p", { text: texts.thanks }));
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
    if (!saved) status.textContent = texts.notRated;
    else if (helpful) thank(group, texts.thanks);
    else askWhy();
  };
  const askWhy = () => {
    const form = reasonForm(texts, {
      legend: texts.whyNot,
      onSkip: () => thank(form, texts.thanks),
      onSend: async (why) => {
        const saved = await onRate(turn, false, why);
        if (saved) thank(form, texts.thanks);
        return saved;
      },
    });
    group.replaceWith(form);
    form.focus();
  };
  group.append(
    create("span", { text: texts.helpful }),
    button(texts.yes, "small", () => rate(true)),
    button(texts.no, "small", () => rate(false)),
    status,
  );
  return group;
}
