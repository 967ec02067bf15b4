/** Copies text to the clipboard. @returns {Promise<boolean>} false if the browser refuses, for example over plain HTTP */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
