// Prints each event that the npm package `eventsource` dispatches, one JSON object a line: node listen.mjs <address> <type>...
import { EventSource } from 'eventsource';

const [address, ...types] = process.argv.slice(2);
const source = new EventSource(address);
for (const type of types) {
  source.addEventListener(type, ({ type, lastEventId, data }) => {
    process.stdout.write(`${JSON.stringify({ type, id: lastEventId, data })}\n`);
  });
}
