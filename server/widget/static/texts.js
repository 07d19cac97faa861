// Owns getting the texts of the interface; those other than English are loaded when needed.
import { languageOf } from "./language.js";
import { counting } from "./plurals.js";
import { ENGLISH } from "./texts-en.js";

const LOADED = new Map([["en", ENGLISH]]);
const OTHERS = new Map([["es", spanish]]);

/** Never fails: where they cannot be loaded it is English, until they are asked for again. */
export async function loadTexts(tag) {
  const language = languageOf(tag) ?? "en";
  if (!LOADED.has(language)) {
    const loaded = await OTHERS.get(language)().catch(() => null);
    if (loaded) LOADED.set(language, loaded);
  }
  return LOADED.get(language) ?? ENGLISH;
}

async function spanish() {
  return (await import("./texts-es.js")).spanish(counting("es-US"));
}
