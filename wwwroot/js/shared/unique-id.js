/** Returns a random id; `crypto.randomUUID` would need a secure context. */
export function uniqueId() {
  return crypto.getRandomValues(new Uint32Array(3)).join('-');
}
