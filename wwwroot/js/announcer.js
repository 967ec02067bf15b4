/** Words for those who listen to the page: polite, and never the same twice in a row. */
export function announcer(region) {
  let timer = 0;
  return words => {
    clearTimeout(timer);
    // What is superseded within a moment is not worth an interruption.
    timer = setTimeout(() => {
      if (region.textContent !== words) region.textContent = words;
    }, 400);
  };
}
