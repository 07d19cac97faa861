// Owns writing JSON where old scripts of the page gave arrays and texts a toJSON of their own.
export function toJson(value) {
  // A replacer's `this` holds the value as it was before any toJSON.
  return JSON.stringify(value, function asItWas(key) {
    return this[key];
  });
}
