// Owns what a page loads: the registration of the element, and the element itself where the page has none.
import { AssistantChat } from "./element.js";

const NAME = "assistant-chat";

/** A page that has the script tag alone gets the element; the tag's data-* become its attributes. */
function addElement() {
  const isOurs = (tag) => tag.src === import.meta.url;
  const tag = [...document.querySelectorAll("script[src]")].find(isOurs);
  if (!tag || document.querySelector(NAME)) return;
  const element = document.createElement(NAME);
  for (const { name, value } of [...tag.attributes]) {
    if (name.startsWith("data-")) element.setAttribute(name.slice(5), value);
  }
  document.body.append(element);
}

// A browser too old for the chat keeps what stands between the tags.
if ("adoptedStyleSheets" in Document.prototype && !customElements.get(NAME)) {
  customElements.define(NAME, AssistantChat);
  if (document.readyState !== "loading") addElement();
  else document.addEventListener("DOMContentLoaded", addElement, { once: true });
}
