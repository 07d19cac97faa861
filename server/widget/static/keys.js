// Owns keys typed in the chat: its own parts hear them, scripts of the page do not.
const TYPES = ["keydown", "keypress", "keyup"];

/** Pages stop keys, or take them for their own shortcuts. The window hears a key before all else
 * does: there it is stopped, and given to the chat as an event that does not leave the chat. */
export function keepKeysInside(root, signal) {
  const take = (event) => {
    const [target] = event.composedPath();
    if (!event.isTrusted || target.getRootNode?.() !== root) return;
    event.stopImmediatePropagation();
    const { type, key, code, ctrlKey, shiftKey, altKey, metaKey, repeat, isComposing } = event;
    const own = new KeyboardEvent(type, {
      key, code, ctrlKey, shiftKey, altKey, metaKey, repeat, isComposing,
      bubbles: true, cancelable: true,
    });
    if (!target.dispatchEvent(own)) event.preventDefault();
  };
  for (const type of TYPES) window.addEventListener(type, take, { capture: true, signal });
}
