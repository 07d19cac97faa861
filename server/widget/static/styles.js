// Owns the look of the widget: one style sheet, shared by every element on the page.
import { FULL_SCREEN } from "./panel.js";
import { SURVEY } from "./survey-styles.js";

const CONTROLS = `
button, textarea { font: inherit; color: inherit; }
button {
  min-height: 44px;
  border: 1px solid transparent;
  border-radius: calc(var(--radius) / 2);
  background: none;
  cursor: pointer;
}
button[aria-disabled="true"] { cursor: default; }
a { color: var(--link); text-underline-offset: .15em; overflow-wrap: anywhere; }
a:hover { text-decoration-thickness: 2px; }
.link {
  padding: 0 .25em;
  color: var(--link);
  text-decoration: underline;
  text-underline-offset: .15em;
}
.small, .choice, .second {
  padding: .25em .9em;
  border-color: var(--link);
  background: var(--surface);
  color: var(--link);
}
.small { flex: none; min-height: 36px; min-width: 44px; }
.small:hover, .choice:hover, .second:hover { text-decoration: underline; }
.first { padding: .25em .9em; background: var(--primary); color: var(--on-primary); }
.first:hover, .send:hover { filter: brightness(.88); }
.visually-hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
`;

const FRAME = `
.panel {
  display: flex;
  flex-direction: column;
  width: min(var(--assistant-width, 410px), calc(100vw - 2 * var(--assistant-offset, 24px)));
  height: min(var(--assistant-height, 680px), calc(100dvh - 2 * var(--assistant-offset, 24px)));
  overflow: hidden auto;
  overscroll-behavior: contain;
  border: 1px solid var(--border);
  border-radius: var(--radius);
  background: var(--surface);
  box-shadow: 0 4px 12px rgb(0 0 0 / .15), 0 16px 48px rgb(0 0 0 / .25);
  animation: rise .16s ease-out;
}
:host([position="left"]) .panel { right: auto; left: var(--assistant-offset, 24px); }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }
.head {
  display: flex;
  justify-content: space-between;
  align-items: center;
  gap: .5em;
  padding: .7em .6em .7em 1.1em;
  background: var(--primary);
  color: var(--on-primary);
}
.head h2 { font-size: 1.15em; font-weight: 700; line-height: 1.3; }
.head p { font-size: .875em; line-height: 1.3; }
.head .language { min-height: 36px; margin-inline-start: auto; padding: .2em .6em; border-color: currentColor; font-size: .875em; }
.head .language:hover { text-decoration: underline; }
.head button:focus-visible { outline-color: var(--on-primary); outline-offset: -3px; }
.close { display: grid; place-items: center; width: 44px; flex: none; }
.close:hover { background: rgb(255 255 255 / .18); }
.foot {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 .5em;
  padding: 0 .85em .3em;
  font-size: .875em;
}
.foot .link { min-height: 32px; }
.banner { padding: .75em 1.1em; border-top: 1px solid var(--border); background: var(--notice); }
.offline { padding: .5em 1.1em; border-top: 1px solid var(--border); background: var(--notice); }
.offline:empty { padding: 0; border: 0; }
.actions { display: flex; flex-wrap: wrap; gap: .5em; }
.actions:not(:empty) { margin-top: .5em; }
`;

const MESSAGES = `
.log {
  position: relative;
  display: flex;
  flex: 1 1 0;
  flex-direction: column;
  gap: .75em;
  min-height: 9em;
  padding: 1em;
  overflow-y: auto;
  overscroll-behavior: contain;
  background: var(--background);
}
.log:focus-visible { outline-offset: -3px; }
.log > * { flex: none; }
.message {
  position: relative;
  align-self: flex-start;
  max-width: 94%;
  padding: .7em .9em;
  border: 1px solid var(--border);
  border-radius: var(--radius);
  background: var(--surface);
  overflow-wrap: anywhere;
}
.message > * + * { margin-top: .75em; }
.message > .visually-hidden + * { margin-top: 0; }
.staff { border-inline-start: .3em solid var(--primary); }
.event { color: var(--muted); font-size: .875em; text-align: center; }
.author, .heading, .label { font-weight: 700; font-size: .875em; }
.sent { align-self: flex-end; max-width: 86%; }
.citizen {
  max-width: none;
  border-color: transparent;
  background: var(--primary);
  color: var(--on-primary);
}
.state {
  display: flex;
  align-items: center;
  justify-content: flex-end;
  gap: .75em;
  font-size: .875em;
  color: var(--muted);
}
.state:not(:empty) { margin-top: .3em; }
.failed .state { color: var(--wrong); font-weight: 700; }
.failed .citizen {
  border: 1px dashed var(--wrong);
  background: var(--surface);
  color: var(--text);
}
.body { white-space: pre-line; }
.body > * + *, .body li + li { margin-top: .5em; }
.body:has(> :is(ul, ol)) { white-space: normal; }
ul, ol { padding-inline-start: 1.4em; }
.sources { padding-top: .6em; border-top: 1px solid var(--border); font-size: .9375em; }
.sources ul { padding: 0; list-style: none; }
.sources li { padding: .15em 0; }
.sources a, .message > p > a { display: inline-block; min-height: 24px; }
.facts {
  display: flex;
  flex-wrap: wrap;
  gap: 0 1.2em;
  margin-top: .3em;
  font-size: .875em;
  color: var(--muted);
}
.feedback {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: .5em;
  font-size: .875em;
  color: var(--muted);
}
.related { display: grid; gap: .4em; justify-items: start; }
.chip { text-align: start; border-radius: 1.2em; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 0 1em; font-size: .875em; }
.tools .link { min-height: 32px; padding: 0; text-align: start; }
.why { padding: .7em .9em; border: 1px solid var(--border); border-radius: var(--radius); }
.why > * + * { margin-top: .5em; }
.why fieldset { border: 0; min-width: 0; }
.why legend, .why > label { font-weight: 700; }
.why textarea { display: block; width: 100%; min-height: 3em; }
.why .wrong:empty { display: none; }
.preview { padding: .6em .8em; border: 1px solid var(--border); background: var(--background); }
.preview dt { font-weight: 700; font-size: .875em; }
.preview dd + dt { margin-top: .6em; }
.preview summary { min-height: 24px; color: var(--link); cursor: pointer; }
.preview ol { padding: 0; list-style: none; font-size: .9375em; }
.preview li { margin-top: .6em; white-space: pre-line; }
.choices { display: grid; gap: .5em; }
.choice { padding: .5em .9em; text-align: start; }
.choice[aria-disabled="true"] {
  border-color: var(--border);
  color: var(--muted);
  text-decoration: none;
}
.reference {
  font: 700 1.4em/1.2 ui-monospace, "Roboto Mono", Menlo, Consolas, monospace;
  letter-spacing: .04em;
  user-select: all;
}
.message > .label + .reference { margin-top: .1em; }
.notice { padding: .6em .9em; border-inline-start: .3em solid #e5a000; background: var(--notice); }
`;

const COMPOSER = `
.composer { padding: .7em 1.1em .2em; border-top: 1px solid var(--border); }
.composer label { font-weight: 700; }
.hint, .status, .counter { font-size: .875em; line-height: 1.4; color: var(--muted); }
.entry { display: flex; align-items: stretch; gap: .5em; margin-top: .4em; }
textarea {
  flex: 1;
  min-width: 0;
  min-height: 3.8em;
  padding: .4em .6em;
  border: 1px solid var(--muted);
  border-radius: calc(var(--radius) / 2);
  background: var(--surface);
  resize: none;
  field-sizing: content;
  max-height: 9em;
}
textarea:focus-visible { outline-offset: 0; }
textarea[aria-invalid] { border: 2px solid var(--wrong); }
.send {
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  min-width: 60px;
  background: var(--primary);
  color: var(--on-primary);
  font-size: .9375em;
  font-weight: 600;
  line-height: 1.3;
}
.send[aria-disabled="true"] { opacity: .6; filter: none; }
.warned { color: var(--text); font-weight: 600; }
.composer { position: relative; }
.suggestions {
  position: absolute;
  inset: auto .6em 100%;
  z-index: 1;
  max-height: 14em;
  padding: .3em;
  overflow-y: auto;
  border: 1px solid var(--muted);
  border-radius: calc(var(--radius) / 2);
  background: var(--surface);
  box-shadow: 0 -4px 16px rgb(0 0 0 / .2);
  list-style: none;
}
.suggestions li { min-height: 36px; padding: .4em .6em; border: 2px solid transparent; cursor: pointer; }
.suggestions li:hover { background: var(--background); }
.suggestions [aria-selected="true"] { border-color: var(--focus); background: var(--background); }
.below {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 1em;
  min-height: 1.4em;
  margin-top: .2em;
}
.counter { flex: none; margin-inline-start: auto; }
.wrong { color: var(--wrong); font-weight: 600; }
`;

const SURROUNDINGS = `
@media ${FULL_SCREEN} {
  :host .panel { inset: 0; width: auto; height: 100dvh; border: 0; border-radius: 0; }
}
@media (max-height: 480px) {
  .head { padding-block: .2em; }
  .head h2 { font-size: 1em; }
}
@media (prefers-reduced-motion: reduce) { .panel { animation: none; } }
@media (forced-colors: active) {
  .first, .send, .citizen { border-color: ButtonText; }
  .choice[aria-disabled="true"], .send[aria-disabled="true"] {
    color: GrayText;
    border-color: GrayText;
    opacity: 1;
  }
  .notice, .staff { border-color: CanvasText; }
  .suggestions li { border-color: Canvas; }
  .suggestions [aria-selected="true"] { border-color: Highlight; }
}
`;

let shared = null;

export function styleSheet() {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync([CONTROLS, FRAME, MESSAGES, COMPOSER, SURVEY, SURROUNDINGS].join(""));
  }
  return shared;
}
