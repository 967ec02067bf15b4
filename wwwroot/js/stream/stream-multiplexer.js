import { onSignInChange } from '../account/sign-in-channel.js';
import { siteUrl } from '../shared/base-url.js';
import { onLivenessLockReleased } from '../shared/liveness-lock.js';
import { isNewer } from './event-id.js';
import { FrameLog } from './frame-log.js';
import { QuoteBook } from './quote-book.js';
import { includes, QuoteStream, WIRE } from './quote-stream.js';

/** How long the stream still brings what nobody in sight wants, in milliseconds: who leafs through tabs is soon back. */
const LINGER = 3000;

/** What is asked for while no tab is in sight: at most one event in so many milliseconds. */
const HIDDEN = 5000;

/** How many broadcasts are kept for tabs that come later; as many as a start without a cursor may ask for. */
const KEPT = 100;

/** The channel of the signed-in user, and why a stream with it ends when its sign-in does. */
const ME = 'me';
const EXPIRED = 'expired';

/** The broadcasts that the pages show. */
const BROADCASTS = ['notice', 'alert'];

/**
 * One stream for many tabs. A tab joins with what it wants, and is welcomed with what the multiplexer holds: `hello`, a `snapshot`, and
 * the broadcasts that it has not heard. From there it gets every event of the stream, and thins them for itself. The stream
 * asks for the fastest rate and all instruments that tabs in sight want; it is open while there is a tab. A tab that is paused
 * is none: it leaves, and joins when it goes on.
 *
 * The multiplexer knows nothing of how words reach it: in a SharedWorker, in one of the tabs, or in the only one, it is the same.
 */
export class StreamMultiplexer {
  #stream;
  #send;
  #members = new Map();
  #book = new QuoteBook();
  #hello = null;
  #offset = 0;
  #log = new FrameLog();
  #broadcasts = [];
  #events = 0;
  #quotesAt = 0;
  #linger = 0;
  #isSignedIn;

  /**
   * @param {QuoteStream} stream
   * @param {string[]} broadcasts those of its event types that are broadcasts: each is for every tab, once
   * @param {() => Promise<boolean>} isSignedIn asks the server whether `me` would be refused
   * @param {(members: string[], message: object) => void} send takes a message to these tabs
   */
  constructor(stream, broadcasts, isSignedIn, send) {
    this.#stream = stream;
    this.#isSignedIn = isSignedIn;
    this.#send = send;
    for (const type of [...WIRE, ...broadcasts]) stream.addEventListener(type, event => this.#hear(event));
    stream.addEventListener('status', () => {
      this.#tellStatus();
      if (stream.status === 'waiting') this.#checkSignIn();
    });
  }

  /**
   * Takes a tab's message. A tab says `join` (what it wants, and the id it stands `after`), `want` (what is different now),
   * `leave`, `hurry`, `doubt` or `inspect`.
   */
  receive({ from, join, want, leave, hurry, doubt, inspect }) {
    if (join) this.#join(from, join);
    if (want) this.#change(from, want);
    if (leave) this.leave(from);
    if (hurry) this.#stream.hurry();
    if (doubt) this.#stream.doubt();
    if (inspect) this.#send([from], { inspection: this.#inspection });
  }

  /** A tab is gone, whether it said so or not. */
  leave(name) {
    const member = this.#members.get(name);
    if (!member) return;
    member.forget();
    this.#members.delete(name);
    this.#arrange();
  }

  /** Somebody signed in or out: nothing that was meant for whoever it was before is kept. */
  renew() {
    this.#broadcasts = [];
    this.#book.clear();
    for (const member of this.#members.values()) member.state = 'waiting';
    this.#stream.renew();
  }

  /** Ends the stream; the tabs will find another multiplexer. */
  close() {
    for (const member of this.#members.values()) member.forget();
    this.#members.clear();
    this.#arrange();
  }

  #join(name, { after, ...wants }) {
    if (after) this.#stream.history = KEPT;
    this.#members.get(name)?.forget();
    const forget = onLivenessLockReleased(name, () => this.leave(name));
    this.#members.set(name, { ...wants, after, forget, state: 'waiting' });
    this.#arrange();
    this.#welcomeAll();
  }

  #change(name, want) {
    const member = this.#members.get(name);
    if (!member) return;
    // Another rate was chosen and holds at once; a tab that was hidden may soon be shown again.
    const chosen = 'interval' in want;
    Object.assign(member, want);
    this.#arrange({ atOnce: chosen });
  }

  /** Brings what is asked of the server in line with what the tabs want: more at once, less after a while. */
  #arrange({ atOnce = false } = {}) {
    const wanted = this.#wanted();
    const asked = this.#stream.wants;
    const open = this.#stream.status !== 'closed';
    if (!wanted) this.#stream.close();
    else if (open && equal(asked, wanted)) this.#cancelLinger();
    else if (open && !atOnce && includes(asked, wanted) && asked.interval <= wanted.interval)
      this.#linger ||= setTimeout(() => this.#arrange({ atOnce: true }), LINGER);
    else this.#ask(wanted);
    for (const member of this.#members.values()) {
      if (!includes(this.#stream.wants, member)) member.state = 'behind';
      else if (member.state === 'behind') member.state = 'waiting';
    }
    this.#tellStatus();
  }

  #ask(wanted) {
    this.#cancelLinger();
    // A user's alerts must not hide the newest notice from a tab that is new, or be hidden by it.
    if (wanted.channels.includes(ME)) this.#stream.history = KEPT;
    this.#stream.open(wanted);
    // Without a cursor a snapshot is to come; until then nobody can be welcomed.
    if (!this.#stream.lastEventId) this.#book.clear();
  }

  #cancelLinger() {
    clearTimeout(this.#linger);
    this.#linger = 0;
  }

  /** The union of what tabs in sight want. Hidden ones do not count; when all are, the same goes on at a lower rate. */
  #wanted() {
    const members = [...this.#members.values()];
    if (!members.length) return null;
    const seen = members.filter(member => member.visible);
    if (seen.length) return union(seen);
    const asked = this.#stream.status === 'closed' ? union(members) : this.#stream.wants;
    return { ...asked, interval: Math.max(asked.interval, HIDDEN) };
  }

  get #inspection() {
    const { address, reconnects, status, lastEventId } = this.#stream;
    return { address, reconnects, status, lastEventId, tabs: this.#members.size, ...this.#log.facts };
  }

  #hear({ type, data, id, size }) {
    this.#events++;
    this.#log.add({ type, data, id, size });
    if (type === 'hello') this.#hello = data;
    if (type === 'hello' || type === 'heartbeat') this.#offset = data.time - Date.now();
    if (type === 'hello' && data.mode === 'snapshot') this.#book.clear();
    if (type === 'snapshot') this.#book.replace(data, id);
    if (type === 'quotes') this.#book.merge(data, id);
    if (type === 'market') this.#book.turn(data);
    if (type === 'snapshot' || type === 'quotes') this.#quotesAt = this.#events;
    // Later: the stream that has just ended still has to say so.
    if (isExpiry(type, data)) queueMicrotask(() => this.#signOut());
    const broadcast = !WIRE.includes(type);
    if (broadcast && !this.#keep({ type, data, id })) return;

    const current = [...this.#members]
      .filter(([, { state, after }]) => state === 'current' && (!broadcast || isNewer(id, after)));
    if (current.length) this.#send(current.map(([name]) => name), { type, data, id });
    if (type !== 'hello') for (const [, member] of current) member.after = id;
    if (type === 'hello' || type === 'snapshot') this.#welcomeAll();
  }

  /** Keeps a broadcast, unless it is one that came before: a fresh start repeats the newest. */
  #keep({ type, data, id }) {
    if (this.#broadcasts.some(kept => kept.id === id)) return false;
    this.#broadcasts.push({ type, data, id, at: this.#events });
    if (this.#broadcasts.length > KEPT) this.#broadcasts.shift();
    return true;
  }

  #welcomeAll() {
    if (!this.#book.ready || this.#stream.status !== 'open') return;
    for (const [name, member] of this.#members) if (member.state === 'waiting') this.#welcome(name, member);
    this.#tellStatus();
  }

  /** Brings a tab to where the stream is, in the order of ids. */
  #welcome(name, member) {
    const through = this.#stream.lastEventId;
    const send = (type, data, id) => this.#send([name], { type, data, id });
    const hello = { ...this.#hello, time: Date.now() + this.#offset };
    if (member.after === through) send('hello', { ...hello, mode: 'resume', reason: 'resumed' }, through);
    else {
      send('hello', { ...hello, mode: 'snapshot', reason: member.after ? 'trimmed' : 'new' }, through);
      const unheard = this.#unheardBy(member);
      for (const { type, data, id, at } of unheard) if (at < this.#quotesAt) send(type, data, id);
      send('snapshot', this.#book.snapshot(member.symbols), this.#book.id);
      for (const { type, data, id, at } of unheard) if (at > this.#quotesAt) send(type, data, id);
    }
    member.after = through;
    member.state = 'current';
    // From now on a start without a cursor must not miss what comes in between.
    this.#stream.history = KEPT;
  }

  /** The broadcasts since the tab left; of each type the newest alone for one that is new. */
  #unheardBy({ after }) {
    if (after) return this.#broadcasts.filter(({ id }) => isNewer(id, after));
    return this.#broadcasts.filter(({ type, id }) => this.#broadcasts.findLast(other => other.type === type).id === id);
  }

  /** A stream with `me` that fails may have been refused, which a browser does not tell: the server is asked. */
  async #checkSignIn() {
    if (!this.#stream.wants.channels.includes(ME) || await this.#isSignedIn()) return;
    if (!this.#stream.wants.channels.includes(ME)) return;
    this.#send([...this.#members.keys()], { type: 'shutdown', data: { reason: EXPIRED }, id: null });
    this.#signOut();
  }

  /** Goes on without what was the user's. */
  #signOut() {
    this.#broadcasts = this.#broadcasts.filter(({ type }) => type !== 'alert');
    for (const member of this.#members.values()) member.channels = member.channels.filter(channel => channel !== ME);
    this.#arrange({ atOnce: true });
  }

  #tellStatus() {
    const { status } = this.#stream;
    for (const [name, { state }] of this.#members) {
      if (state === 'behind') this.#send([name], { status: 'behind' });
      else this.#send([name], { status: state === 'waiting' && status === 'open' ? 'connecting' : status });
    }
  }
}

const isExpiry = (type, data) => type === 'shutdown' && data.reason === EXPIRED;

/** @param {import('./quote-stream.js').Wants[]} all */
function union(all) {
  return {
    channels: [...new Set(all.flatMap(({ channels }) => channels))],
    symbols: all.some(({ symbols }) => !symbols) ? null : [...new Set(all.flatMap(({ symbols }) => symbols))].sort(),
    interval: Math.min(...all.map(({ interval }) => interval)),
  };
}

function equal(one, other) {
  return includes(one, other) && includes(other, one) && one.interval === other.interval;
}

/**
 * Starts the multiplexer of this site, in a worker or in a page.
 * @param {(members: string[], message: object) => void} send
 * @returns {{ receive: (message: object) => void, leave: (member: string) => void, close: () => void }}
 */
export function startMultiplexer(send) {
  const multiplexer = new StreamMultiplexer(new QuoteStream(siteUrl('stream'), BROADCASTS), BROADCASTS, isSignedIn, send);
  const stopListening = onSignInChange(() => multiplexer.renew());
  return {
    receive: message => multiplexer.receive(message),
    leave: member => multiplexer.leave(member),
    close() {
      stopListening();
      multiplexer.close();
    },
  };
}

/** Whether the server would let this browser listen to `me`. Where it does not answer, nothing is known against it. */
const isSignedIn = () =>
  fetch(siteUrl('stream/me'), { method: 'HEAD', cache: 'no-store' }).then(({ status }) => status !== 401, () => true);
