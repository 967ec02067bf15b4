// The tutorial: its experiments, commands to copy, and the theme button.
import { syncAccount } from '../account/account.js';
import { initCopyButtons } from '../shared/copy-button.js';
import { createAnnouncer } from '../shared/announcer.js';
import { initThemeButton } from '../shared/theme.js';
import { Lab } from '../learn/lab.js';
import { createStatistics } from '../learn/statistics.js';
import { initTestClient } from '../learn/test-client.js';

const find = id => document.getElementById(id);
const announce = createAnnouncer(find('status'));

// A browser allows six connections to a host over HTTP/1.1, so the experiments of only one step run at a time.
const stopOthers = step => {
  for (const lab of labs) if (lab.isRunning && lab.step !== step) lab.stop();
};
const statistics = createStatistics(find('learn-stats'), () => labs.some(lab => lab.isRunning && lab.step === find('production')));
const labs = [...document.querySelectorAll('[data-lab]')].map(element => new Lab(element, started => {
  if (started.isRunning) started.stop();
  stopOthers(started.step);
  if (started.step === find('production')) statistics.start();
}));

initTestClient(find('test-client'), () => stopOthers(find('test')));
addEventListener('pagehide', () => stopOthers(null));
initCopyButtons(announce);
syncAccount();
initThemeButton(find('theme'), announce);
