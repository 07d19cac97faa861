// Owns the reply form of the ticket page: its limit, its errors, and sending a message once.
import { newKey } from "./client.js";
import { ticketTexts } from "./ticket-texts.js";

export const LIMIT = 4_000;
const COUNTER_FROM = 3_500;

const find = (id) => document.getElementById(id);

export class ReplyForm {
  #box = find("text");
  #send = find("send");
  #key = null; // of a message that may have arrived though its reply was lost
  #keyOf = "";

  /** `onSend(text, key)` sends it, or throws CallFailed. */
  constructor(onSend) {
    find("reply").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.isBusy) this.#submit(onSend);
    });
    this.#box.addEventListener("input", () => this.#typed());
  }

  get isBusy() {
    return this.#send.getAttribute("aria-disabled") === "true";
  }

  set isBusy(value) {
    for (const id of ["send", "reopen"]) find(id).setAttribute("aria-disabled", String(value));
  }

  /** What is said stands in the page's language; what is typed stays. */
  speak() {
    this.#count();
    this.#mark("");
  }

  async #submit(onSend) {
    const text = this.#box.value.trim();
    const wrong = faultOf(text);
    if (wrong) {
      this.#refuse(wrong);
      return;
    }
    if (text !== this.#keyOf) [this.#key, this.#keyOf] = [newKey(), text];
    this.isBusy = true;
    this.#mark("");
    try {
      await onSend(text, this.#key);
      [this.#key, this.#keyOf] = [null, ""];
      // What was typed while it was under way stays.
      if (this.#box.value.trim() === text) this.#box.value = "";
      this.#count();
    } catch (failure) {
      this.#refuse(reasonOf(failure));
    } finally {
      this.isBusy = false;
    }
  }

  #typed() {
    this.#count();
    if (this.#box.getAttribute("aria-invalid") && !faultOf(this.#box.value.trim())) this.#mark("");
  }

  #count() {
    const left = LIMIT - lengthOf(this.#box.value);
    const shown = left < 0 ? ticketTexts().charactersOver(-left) : ticketTexts().charactersLeft(left);
    find("left").textContent = LIMIT - left >= COUNTER_FROM ? shown : "";
  }

  #refuse(reason) {
    this.#mark(reason);
    this.#box.focus();
  }

  #mark(error) {
    find("text-error").textContent = error;
    find("text-error").hidden = !error;
    if (error) this.#box.setAttribute("aria-invalid", "true");
    else this.#box.removeAttribute("aria-invalid");
  }
}

function faultOf(text) {
  const { errors } = ticketTexts();
  if (!text) return errors.empty;
  return lengthOf(text) > LIMIT ? errors.tooLong(LIMIT) : null;
}

/** In code points, as the server counts. */
function lengthOf(text) {
  return [...text].length;
}

export function reasonOf(failure) {
  const { errors } = ticketTexts();
  if (failure.code === "post_empty") return errors.words;
  if (failure.code === "post_too_long") return errors.tooLong(LIMIT);
  if (failure.kind === "busy") return errors.busy(failure.seconds);
  return errors[failure.kind] ?? errors.unreachable;
}
