// Owns the language of a page of ours: of its address, else of the person's choice, else its own; and
// the switch to the other. The page is written in English, each text of it marked with its name.
import { chosenLanguage, keepLanguage, languageOf } from "./language.js";

const marked = [...document.querySelectorAll("[data-text]")];
const english = new Map(marked.map((each) => [each, each.textContent]));
const switching = document.getElementById("language");

/** `words` are the page's in Spanish, by name; `onSwitch` is told after the person changed over. */
export function speakPage(words, onSwitch) {
  const asked = new URLSearchParams(location.search).get("lang");
  speak(languageOf(asked) ?? chosenLanguage(location.origin) ?? "en", words);
  switching.hidden = false;
  switching.addEventListener("click", () => {
    const other = switching.lang;
    keepLanguage(location.origin, other);
    const address = new URL(location.href);
    address.searchParams.set("lang", other);
    history.replaceState(null, "", address);
    speak(other, words);
    onSwitch();
  });
}

function speak(language, words) {
  const isSpanish = language === "es";
  document.documentElement.lang = language;
  for (const each of marked) {
    each.textContent = isSpanish ? words[each.dataset.text] : english.get(each);
  }
  switching.lang = isSpanish ? "en" : "es";
  switching.textContent = isSpanish ? "English" : "Español";
  const { search } = location;
  for (const link of document.querySelectorAll("a[href^='/tickets']")) link.search = search;
}
