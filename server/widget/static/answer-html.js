// Owns the rebuild of an answer's html: only listed elements, no attribute but href.
import { create } from "./dom.js";
import { opensInNewTab, webAddress } from "./links.js";

const KEPT = new Set(["P", "UL", "OL", "LI", "STRONG", "EM", "BR"]);
// Their contents are not for reading. Any other element gives way to its contents.
const DROPPED = new Set([
  "SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "TEXTAREA", "SELECT",
  "SVG", "MATH",
]);

/** The body of a message: its html rebuilt, else its text, one paragraph for each blank line. */
export function messageBody(message, texts) {
  const body = create("div", { class: "body" });
  if (message.html) {
    const parsed = new DOMParser().parseFromString(trusted(message.html), "text/html");
    body.append(...rebuilt(parsed.body, texts));
  } else {
    const paragraphs = String(message.text ?? "").split(/\n\s*\n/);
    body.append(...paragraphs.map((text) => create("p", { text })));
  }
  return body;
}

let policy = null;

/** A page may ask that html be trusted before it is parsed. What is parsed here is never shown. */
function trusted(html) {
  policy ??= window.trustedTypes?.createPolicy("assistant-chat", { createHTML: (text) => text });
  return policy ? policy.createHTML(html) : html;
}

function rebuilt(parent, texts) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [node.data];
    if (node.nodeType !== Node.ELEMENT_NODE) return [];
    return rebuiltElement(node, texts);
  });
}

function rebuiltElement(node, texts) {
  const name = node.nodeName.toUpperCase();
  if (DROPPED.has(name)) return [];
  const children = rebuilt(node, texts);
  if (KEPT.has(name)) return [create(name, {}, ...children)];
  const href = name === "A" && webAddress(node.getAttribute("href"));
  return href ? [opensInNewTab(create("a", { href }, ...children), texts)] : children;
}
