// Owns making elements: text is set as text.
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

export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
