// Owns which languages the interface has.
const LANGUAGES = ["en", "es"];

/** The language of ours that a tag such as "es-MX" asks for, or null. */
export function languageOf(tag) {
  const language = String(tag ?? "").toLowerCase().split("-")[0];
  return LANGUAGES.includes(language) ? language : null;
}
