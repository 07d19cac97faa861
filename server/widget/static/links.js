// Owns links: addresses are http(s) only, and that one opens a new tab is said.
import { create } from "./dom.js";

export function hiddenText(text) {
  return create("span", { class: "visually-hidden", text });
}

/** The address in full, or null when it is not http(s). Without `base` it must be absolute. */
export function webAddress(value, base) {
  try {
    const url = new URL(value, base);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Makes `link` open in a new tab and say so. */
export function opensInNewTab(link, texts) {
  link.target = "_blank";
  link.rel = "noopener";
  const said = hiddenText(` ${texts.newTab}`);
  said.lang = texts.language;
  link.append(said);
  return link;
}

/** A link in a new tab, or plain text where the address is not to be trusted. */
export function webLink(title, value, texts, base) {
  const href = webAddress(value, base);
  if (!href) return create("span", { text: title });
  return opensInNewTab(create("a", { href, text: title }), texts);
}
