// Owns the colours, light and dark, and the custom properties that replace them.
//
// `!important` inside a shadow root goes before that of the page: nothing outside changes these.
const DARK = `{
  color-scheme: dark !important;
  --link: var(--assistant-link, #8ec2f5) !important;
  --surface: var(--assistant-surface, #232629) !important;
  --background: var(--assistant-background, #17191b) !important;
  --text: var(--assistant-text, #f0f0f0) !important;
  --muted: var(--assistant-muted, #b3b9c0) !important;
  --border: var(--assistant-border, #4b5157) !important;
  --notice: var(--assistant-notice, #3d3514) !important;
  --wrong: var(--assistant-wrong, #ff9c94) !important;
  --focus: var(--assistant-focus, #73b3e7) !important;
}`;

export const THEME = `
:host {
  all: initial !important;
  display: block !important;
  position: absolute !important;
  direction: ltr !important;
  unicode-bidi: isolate !important;
  color-scheme: light !important;
  --primary: var(--assistant-primary, #005ea2) !important;
  --on-primary: var(--assistant-on-primary, #fff) !important;
  --link: var(--assistant-link, #005ea2) !important;
  --surface: var(--assistant-surface, #fff) !important;
  --background: var(--assistant-background, #f3f5f7) !important;
  --text: var(--assistant-text, #1b1b1b) !important;
  --muted: var(--assistant-muted, #565c65) !important;
  --border: var(--assistant-border, #c6cace) !important;
  --notice: var(--assistant-notice, #faf3d1) !important;
  --wrong: var(--assistant-wrong, #b50909) !important;
  --focus: var(--assistant-focus, #2672de) !important;
  --radius: var(--assistant-radius, 8px) !important;
}
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) ${DARK} }
:host([theme="dark"]) ${DARK}
`;
