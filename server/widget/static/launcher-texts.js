// Owns the words there are before the chat is loaded, by language.
export const TEXTS = new Map([
  ["en", {
    language: "en",
    heading: "Ask a tax question",
    newMessage: "New message",
    opening: "Opening…",
    unreachable: "The assistant cannot be reached now. Try again later.",
  }],
  ["es", {
    language: "es",
    heading: "Pregunte sobre impuestos",
    newMessage: "Mensaje nuevo",
    opening: "Abriendo…",
    unreachable: "No se puede contactar al asistente ahora. Inténtelo más tarde.",
  }],
]);

/** `language` is one of ours. */
export function launcherTexts(language) {
  return TEXTS.get(language);
}
