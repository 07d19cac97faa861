// Owns the notice that the browser has no network, shown for as long as that is so.
import { create } from "./dom.js";

export function offlineNotice(texts, signal) {
  const element = create("div", { class: "offline", role: "status" });
  const tell = () => {
    element.textContent = navigator.onLine ? "" : texts.offline;
  };
  tell();
  for (const type of ["online", "offline"]) window.addEventListener(type, tell, { signal });
  return element;
}
