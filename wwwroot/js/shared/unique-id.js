/** Returns a random id. `crypto.randomUUID` needs a secure context, and the site also runs over plain HTTP. */
export function uniqueId() {
  return crypto.getRandomValues(new Uint32Array(3)).join('-');
}
