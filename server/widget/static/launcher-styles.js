// Owns the look of the launcher, and what holds for all that is in the element.
import { THEME } from "./theme.js";

const LAUNCHER = `
:host([hidden]) { display: none !important; }
[hidden] { display: none !important; }
* { box-sizing: border-box; margin: 0; padding: 0; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
svg { width: 1.5em; height: 1.5em; flex: none; fill: currentColor; }
.floating {
  position: fixed;
  z-index: var(--assistant-z-index, 1000);
  right: var(--assistant-offset, 24px);
  bottom: var(--assistant-offset, 24px);
  font: var(--assistant-font-size, medium)/1.5 var(--assistant-font,
    "Public Sans", "Source Sans Pro", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  color: var(--text);
  text-align: start;
}
.corner {
  display: flex;
  flex-direction: column;
  align-items: flex-end;
  gap: .6em;
  max-width: calc(100vw - 2 * var(--assistant-offset, 24px));
}
:host([position="left"]) .corner {
  right: auto;
  left: var(--assistant-offset, 24px);
  align-items: flex-start;
}
.launcher {
  display: flex;
  align-items: center;
  gap: .6em;
  max-width: 100%;
  min-height: 52px;
  padding: .5em 1.4em .5em 1.2em;
  border: 1px solid transparent;
  border-radius: 26px;
  background: var(--primary);
  color: var(--on-primary);
  font: inherit;
  font-weight: 600;
  box-shadow: 0 2px 6px rgb(0 0 0 / .25), 0 8px 20px rgb(0 0 0 / .2);
  cursor: pointer;
}
.launcher:hover { filter: brightness(.88); }
.launcher-note {
  max-width: 20em;
  padding: .5em .9em;
  border: 1px solid var(--border);
  border-radius: var(--radius);
  background: var(--surface);
  box-shadow: 0 2px 6px rgb(0 0 0 / .25);
}
.launcher-note:empty { visibility: hidden; position: absolute; }
@media (max-width: 480px), (max-height: 480px) {
  .corner {
    right: 16px;
    bottom: 16px;
    max-width: calc(100vw - 32px);
  }
  :host([position="left"]) .corner { left: 16px; }
}
@media (forced-colors: active) { .launcher { border-color: ButtonText; } }
@media print { :host { display: none !important; } }
`;

let shared = null;

export function launcherSheet() {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(THEME + LAUNCHER);
  }
  return shared;
}
