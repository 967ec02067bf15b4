// The tutorial: its experiments, commands to copy, the list of steps, and the theme button.
import { syncAccount } from '../account/account.js';
import { Lab } from '../learn/lab.js';
import { createStatistics } from '../learn/statistics.js';
import { initTestClient } from '../learn/test-client.js';
import { createAnnouncer } from '../shared/announcer.js';
import { initCopyButtons } from '../shared/copy-button.js';
import { initThemeButton } from '../shared/theme.js';

const find = id => document.getElementById(id);
const announce = createAnnouncer(find('status'));

// A browser allows six connections to a host over HTTP/1.1, so the experiments of only one step run at a time.
const stopOthers = step => {
  for (const lab of labs) if (lab.isRunning && lab.step !== step) lab.stop();
};
const isLast = lab => lab.step === find('production');
const statistics = createStatistics(find('learn-stats'), () => labs.some(lab => lab.isRunning && isLast(lab)));
const onStart = started => {
  stopOthers(started.step);
  if (isLast(started)) statistics.start();
};
const labs = [...document.querySelectorAll('[data-lab]')].map(element => new Lab(element, { onStart, announce }));

/** Marks the step that is being read in the list. */
function markCurrentStep() {
  const links = new Map([...document.querySelectorAll('.learn-nav a')].map(link => [link.hash.slice(1), link]));
  const observer = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) links.get(target.id).setAttribute('aria-current', 'step');
      else links.get(target.id).removeAttribute('aria-current');
    }
  }, { rootMargin: '-30% 0px -70% 0px' });
  for (const lesson of document.querySelectorAll('.lesson')) observer.observe(lesson);
}

initTestClient(find('test-client'), () => stopOthers(find('test')));
addEventListener('pagehide', () => stopOthers(null));
markCurrentStep();
initCopyButtons(announce);
syncAccount();
initThemeButton(find('theme'), announce);
