// Owns the colours, light and dark, and the custom properties that replace them.
export const THEME = `
:host {
  all: initial;
  display: block;
  position: absolute;
  color-scheme: light dark;
  --primary: var(--assistant-primary, #005ea2);
  --on-primary: var(--assistant-on-primary, #fff);
  --link: var(--assistant-link, #005ea2);
  --surface: var(--assistant-surface, #fff);
  --background: var(--assistant-background, #f3f5f7);
  --text: var(--assistant-text, #1b1b1b);
  --muted: var(--assistant-muted, #565c65);
  --border: var(--assistant-border, #c6cace);
  --notice: var(--assistant-notice, #faf3d1);
  --wrong: var(--assistant-wrong, #b50909);
  --focus: var(--assistant-focus, #2672de);
  --radius: var(--assistant-radius, 8px);
}
@media (prefers-color-scheme: dark) {
  :host {
    --link: var(--assistant-link, #8ec2f5);
    --surface: var(--assistant-surface, #232629);
    --background: var(--assistant-background, #17191b);
    --text: var(--assistant-text, #f0f0f0);
    --muted: var(--assistant-muted, #b3b9c0);
    --border: var(--assistant-border, #4b5157);
    --notice: var(--assistant-notice, #3d3514);
    --wrong: var(--assistant-wrong, #ff9c94);
    --focus: var(--assistant-focus, #73b3e7);
  }
}
`;
