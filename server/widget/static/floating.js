// Owns where what lies over the page stands: a corner of the window.
export const FLOATING = `
position: fixed;
z-index: var(--assistant-z-index, 1000);
right: var(--assistant-offset, 24px);
bottom: var(--assistant-offset, 24px);
font: var(--assistant-font-size, medium)/1.5 var(--assistant-font,
  "Public Sans", "Source Sans Pro", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
color: var(--text);
text-align: start;
`;
