// Owns making elements: text is set as text, addresses are http(s) only.
const SVG = "http://www.w3.org/2000/svg";

/** `text` becomes textContent, the rest attributes; false and null are left out. */
export function create(tag, { text, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  if (text != null) element.textContent = text;
  element.append(...children.filter(Boolean));
  return element;
}

export function button(text, name, onClick) {
  const element = create("button", { type: "button", class: name, text });
  if (onClick) element.addEventListener("click", onClick);
  return element;
}

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

export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
