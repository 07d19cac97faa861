// Owns the frame: the panel with its header and footer, and focus inside it.
import { button, create, icon } from "./dom.js";

const CLOSE_ICON =
  "m12 10.6 5.3-5.3 1.4 1.4-5.3 5.3 5.3 5.3-1.4 1.4-5.3-5.3-5.3 5.3-1.4-1.4 5.3-5.3" +
  "-5.3-5.3 1.4-1.4z";
const FOCUSABLE = "a[href], button, input, textarea, [tabindex='0']";
export const FULL_SCREEN = "(max-width: 480px), (max-height: 480px)";

/** `composer` and `banner` are the elements to place. */
export function buildPanel(texts, { heading, composer, banner }) {
  const title = create("h2", { id: "heading", text: heading });
  const subtitle = create("p", { text: texts.subtitle });
  const close = button("", "close");
  close.ariaLabel = texts.close;
  close.append(icon(CLOSE_ICON));
  const language = button(texts.otherName, "language");
  language.lang = texts.other;
  const log = create("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" });
  log.ariaLabel = texts.log;
  const announcer = create("div", {
    id: "announcer", class: "visually-hidden", "aria-live": "polite",
  });
  announcer.lang = texts.language;
  const person = button(texts.person, "link");
  const endChat = button(texts.endChat, "link");
  const startOver = button(texts.startOver, "link");
  const paper = button(texts.print, "link");
  const file = button(texts.save, "link");
  const foot = create("div", { class: "foot" }, person, endChat, startOver, paper, file);
  const panel = create(
    "section",
    {
      class: "panel floating", role: "dialog", "aria-labelledby": "heading", hidden: true,
      "aria-owns": "announcer", // what a modal dialog does not own is not announced
    },
    create("div", { class: "head" }, create("div", {}, title, subtitle), language, close),
    log,
    banner,
    composer,
    foot,
  );
  panel.lang = texts.language;
  return {
    title, subtitle, close, language, log, announcer, person, endChat, startOver, paper, file, foot,
    panel,
  };
}

/** Where the panel fills the screen, Tab stays in it: what lies behind cannot be seen. */
export function keepFocusInside(panel, signal) {
  const media = matchMedia(FULL_SCREEN);
  const mark = () => panel.setAttribute("aria-modal", String(media.matches));
  mark();
  media.addEventListener("change", mark, { signal });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || !media.matches) return;
    const all = [...panel.querySelectorAll(FOCUSABLE)];
    const visible = all.filter((each) => each.getClientRects().length > 0);
    const [first, last] = [visible[0], visible.at(-1)];
    const [edge, target] = event.shiftKey ? [first, last] : [last, first];
    if (panel.getRootNode().activeElement !== edge) return;
    event.preventDefault();
    target.focus();
  }, { signal });
}
