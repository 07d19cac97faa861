// Owns putting a number and the words that go with it together, by the rules of a language.

/** `say(count, {one, other})`: the form for the count, with # replaced by the number. */
export function counting(locale) {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (count, forms) =>
    (forms[rules.select(count)] ?? forms.other).replaceAll("#", numbers.format(count));
}
