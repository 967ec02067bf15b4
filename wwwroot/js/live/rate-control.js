/** The update rate of this page, and Pause. The shared stream is as slow as its fastest tab allows. */
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
      // Picking a rate resumes a paused page.
      stream.resume();
      show();
    });
  }
  pause.addEventListener('click', () => {
    if (stream.status === 'paused') stream.resume();
    else stream.pause();
    announce(stream.status === 'paused' ? 'Prices are paused.' : 'Prices resumed.');
  });
  stream.addEventListener('status', show);
  show();
}
