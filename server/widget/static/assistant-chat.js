// Owns the registration of the element; the one file a page loads.
import { AssistantChat } from "./element.js";

if (!customElements.get("assistant-chat")) {
  customElements.define("assistant-chat", AssistantChat);
}
