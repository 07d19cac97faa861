// Owns putting a number and the words that go with it together, by the rules of a language.

/** `say(count, {one, other})`: the form for the count, with # replaced by the number. */
export function counting(locale) {
  const rules = new Intl.PluralRules(locale);
  let numbers = null; // made when first needed: on a slow phone that takes 50 ms
  const shown = (count) => (numbers ??= new Intl.NumberFormat(locale)).format(count);
  return (count, forms) =>
    (forms[rules.select(count)] ?? forms.other).replaceAll("#", () => shown(count));
}
