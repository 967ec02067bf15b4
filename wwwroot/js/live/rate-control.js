/** How often prices come to this page, and whether at all. The stream of all tabs is as slow as the fastest of them wants. */
export function initRateControl(group, stream, announce) {
  const buttons = [...group.querySelectorAll('[data-interval]')];
  const pause = group.querySelector('.pause');
  const label = pause.querySelector('span:last-child');

  const show = () => {
    const paused = stream.status === 'paused';
    for (const button of buttons) button.setAttribute('aria-pressed', Number(button.dataset.interval) === stream.interval);
    pause.classList.toggle('is-paused', paused);
    label.textContent = paused ? 'Resume' : 'Pause';
  };

  for (const button of buttons) {
    button.addEventListener('click', () => {
      stream.interval = Number(button.dataset.interval);
      // Whoever picks a rate wants to see prices.
      stream.resume();
      show();
    });
  }
  pause.addEventListener('click', () => {
    if (stream.status === 'paused') stream.resume();
    else stream.pause();
    announce(stream.status === 'paused' ? 'Prices are paused.' : 'Prices go on.');
  });
  stream.addEventListener('status', show);
  show();
}
