// Owns getting the texts of the interface; those other than English are loaded when needed.
import { counting } from "./plurals.js";
import { ENGLISH } from "./texts-en.js";

const LOADED = { en: ENGLISH };

/** English where a language is not one of ours, or cannot be loaded now. */
export async function loadTexts(language) {
  if (language === "es") LOADED.es ??= await spanish().catch(() => null);
  return LOADED[language] ?? ENGLISH;
}

async function spanish() {
  return (await import("./texts-es.js")).spanish(counting("es-US"));
}
