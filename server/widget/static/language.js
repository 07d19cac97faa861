// Owns which language the interface is in: of the person, else of the attribute, else of the page.
import { languageOf } from "./languages.js";

export function languageOfPage(element) {
  return (element.closest("[lang]") ?? document.documentElement).lang;
}

/** What the person chose for the chat of a server, or null. */
export function chosenLanguage(server) {
  try {
    return languageOf(localStorage.getItem(placeOf(server)));
  } catch {
    return null; // storage is refused: the choice lasts until the page is left
  }
}

export function keepLanguage(server, language) {
  try {
    if (language) localStorage.setItem(placeOf(server), language);
    else localStorage.removeItem(placeOf(server));
  } catch {
    // As above.
  }
}

function placeOf(server) {
  return `assistant-chat:${new URL(server, location.href).origin}:language`;
}
