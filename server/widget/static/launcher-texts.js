// Owns the words there are before the chat is loaded, by language; a language not listed gets English.
const TEXTS = new Map([
  ["en", {
    language: "en",
    heading: "Ask a tax question",
    newMessage: "New message",
    opening: "Opening…",
    unreachable: "The assistant cannot be reached now. Try again later.",
  }],
]);

export function launcherTexts(language) {
  return TEXTS.get(language) ?? TEXTS.get(language.split("-")[0]) ?? TEXTS.get("en");
}
