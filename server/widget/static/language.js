// Owns which language the interface is in: of the person, else of the attribute, else of the page.
const LANGUAGES = ["en", "es"];

/** The language of ours that a tag such as "es-MX" asks for, or null. */
export function languageOf(tag) {
  const language = String(tag ?? "").toLowerCase().split("-")[0];
  return LANGUAGES.includes(language) ? language : null;
}

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
