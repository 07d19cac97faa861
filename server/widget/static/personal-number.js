// Owns telling that a text looks like it holds an SSN or a card number; the server masks more.
const PERSONAL = /(?<![\d-])\d{3}([-. ]?)\d{2}\1\d{4}(?![\d-])|(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/;

export function looksPersonal(text) {
  return PERSONAL.test(text);
}
