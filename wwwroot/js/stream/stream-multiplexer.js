import { onSignInChange } from '../account/sign-in-channel.js';
import { siteUrl } from '../shared/base-url.js';
import { onLivenessLockReleased } from '../shared/liveness-lock.js';
import { FrameLog } from './frame-log.js';
import { QuoteBook } from './quote-book.js';
import { covers, QuoteStream } from './quote-stream.js';
import { EVENT_TYPES, isNewer } from './stream-event.js';

/** How long an unneeded subscription stays open, in milliseconds: users switch back and forth between tabs. */
const LINGER = 3000;

/** How long the stream stays open for a tab that is loading, in milliseconds. */
const LOADING = 10_000;

/** Minimum interval between events while all tabs are hidden, in milliseconds. */
const HIDDEN_INTERVAL = 5000;

/** How many broadcasts are kept for tabs that join later: as many as a connection without a cursor can request. */
const MAX_BROADCASTS = 100;

/** The signed-in user's channel, and the shutdown reason when the sign-in expires. */
const ME = 'me';
const EXPIRED = 'expired';

/** Broadcast types that the pages show. */
const BROADCASTS = ['notice', 'notification', 'alert'];

/**
 * Shares one stream among many tabs. A tab joins with its subscription and receives the current state: `hello`, a `snapshot`,
 * and broadcasts it has missed. From then on it receives every event and conflates them itself. The stream's subscription
 * covers all visible tabs at the fastest rate; it is open while there are tabs, or one is loading. A paused tab leaves, and joins again on
 * resume.
 *
 * It does not know how messages travel: it runs in a SharedWorker or in a tab.
 */
export class StreamMultiplexer {
  #stream;
  #send;
  #members = new Map();
  #expected = null;
  #expectation = 0;
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
   * @param {string[]} broadcasts event types that every tab receives exactly once
   * @param {() => Promise<boolean>} isSignedIn asks the server whether it would refuse `me`
   * @param {(members: string[], message: object) => void} send delivers a message to these tabs
   */
  constructor(stream, broadcasts, isSignedIn, send) {
    this.#stream = stream;
    this.#isSignedIn = isSignedIn;
    this.#send = send;
    for (const type of [...EVENT_TYPES, ...broadcasts]) stream.addEventListener(type, event => this.#receive(event));
    stream.addEventListener('status', () => {
      this.#sendStatus();
      if (stream.status === 'waiting') this.#checkSignIn();
    });
  }

  /**
   * Handles a tab's message: `expect` (the subscription of a tab that is loading), `join` (subscription, and the id it is `after`),
   * `want` (changes), `leave`, `retryNow`, `reconnect` or `inspect`.
   */
  receive({ from, expect, join, want, leave, retryNow, reconnect, inspect }) {
    if (expect) this.#expect(expect);
    if (join) this.#join(from, join);
    if (want) this.#change(from, want);
    if (leave) this.leave(from);
    if (retryNow) this.#stream.retryNow();
    if (reconnect) this.#stream.reconnect();
    if (inspect) this.#send([from], { inspection: this.#inspection });
  }

  /** Removes a tab, on its request or after its end. */
  leave(name) {
    const member = this.#members.get(name);
    if (!member) return;
    member.stopWatching();
    this.#members.delete(name);
    this.#updateSubscription();
  }

  /** The user has changed: discards everything received for the previous one. */
  renew() {
    this.#broadcasts = [];
    this.#book.clear();
    for (const member of this.#members.values()) member.state = 'waiting';
    this.#stream.renew();
  }

  /** Closes the stream; tabs look for another multiplexer. */
  close() {
    for (const member of this.#members.values()) member.stopWatching();
    this.#members.clear();
    this.#endExpectation();
    this.#updateSubscription();
  }

  /** Opens the stream while the tab is still loading, so that its first prices are there when it joins. */
  #expect(wants) {
    this.#endExpectation();
    this.#expected = wants;
    this.#expectation = setTimeout(() => {
      this.#endExpectation();
      this.#updateSubscription();
    }, LOADING);
    this.#updateSubscription();
  }

  #endExpectation() {
    clearTimeout(this.#expectation);
    this.#expected = null;
  }

  #join(name, { after, ...wants }) {
    this.#endExpectation();
    if (after) this.#stream.history = MAX_BROADCASTS;
    this.#members.get(name)?.stopWatching();
    const stopWatching = onLivenessLockReleased(name, () => this.leave(name));
    this.#members.set(name, { ...wants, after, stopWatching, state: 'waiting' });
    this.#updateSubscription();
    this.#welcomeAll();
  }

  #change(name, want) {
    const member = this.#members.get(name);
    if (!member) return;
    // A chosen rate applies at once; a hidden tab may soon be visible again.
    const chosen = 'interval' in want;
    Object.assign(member, want);
    this.#updateSubscription({ atOnce: chosen });
  }

  /** Adjusts the stream's subscription to the tabs: extensions at once, reductions after a delay. */
  #updateSubscription({ atOnce = false } = {}) {
    const wanted = this.#wanted();
    const asked = this.#stream.wants;
    const open = this.#stream.status !== 'closed';
    if (!wanted) this.#stream.close();
    else if (open && equal(asked, wanted)) this.#cancelLinger();
    else if (open && !atOnce && covers(asked, wanted) && asked.interval <= wanted.interval)
      this.#linger ||= setTimeout(() => this.#updateSubscription({ atOnce: true }), LINGER);
    else this.#open(wanted);
    for (const member of this.#members.values()) {
      if (!covers(this.#stream.wants, member)) member.state = 'behind';
      else if (member.state === 'behind') member.state = 'waiting';
    }
    this.#sendStatus();
  }

  #open(wanted) {
    this.#cancelLinger();
    // The limit is per stream: alerts must not displace the newest notice, or the reverse.
    if (wanted.channels.includes(ME)) this.#stream.history = MAX_BROADCASTS;
    this.#stream.open(wanted);
    // Without a cursor a snapshot follows; tabs are welcomed after it.
    if (!this.#stream.lastEventId) this.#book.clear();
  }

  #cancelLinger() {
    clearTimeout(this.#linger);
    this.#linger = 0;
  }

  /** The union of the visible tabs' subscriptions. While all are hidden, the current one continues at a lower rate. */
  #wanted() {
    const members = [...this.#members.values()];
    if (this.#expected) members.push(this.#expected);
    if (!members.length) return null;
    const seen = members.filter(member => member.visible);
    if (seen.length) return union(seen);
    const asked = this.#stream.status === 'closed' ? union(members) : this.#stream.wants;
    return { ...asked, interval: Math.max(asked.interval, HIDDEN_INTERVAL) };
  }

  get #inspection() {
    const { address, reconnects, status, lastEventId } = this.#stream;
    return { address, reconnects, status, lastEventId, tabs: this.#members.size, ...this.#log.facts };
  }

  #receive({ type, data, id, size }) {
    this.#events++;
    this.#log.add({ type, data, id, size });
    if (type === 'hello') this.#hello = data;
    if (type === 'hello' || type === 'heartbeat') this.#offset = data.time - Date.now();
    if (type === 'hello' && data.mode === 'snapshot') this.#book.clear();
    if (type === 'snapshot') this.#book.replace(data, id);
    if (type === 'quotes') this.#book.merge(data, id);
    if (type === 'market') this.#book.turn(data);
    if (type === 'snapshot' || type === 'quotes') this.#quotesAt = this.#events;
    // Deferred, because this event still has to be delivered.
    if (isExpiry(type, data)) queueMicrotask(() => this.#signOut());
    const broadcast = !EVENT_TYPES.includes(type);
    if (broadcast && !this.#keep({ type, data, id })) return;

    const current = [...this.#members]
      .filter(([, { state, after }]) => state === 'current' && (!broadcast || isNewer(id, after)));
    if (current.length) this.#send(current.map(([name]) => name), { type, data, id });
    if (type !== 'hello') for (const [, member] of current) member.after = id;
    if (type === 'hello' || type === 'snapshot') this.#welcomeAll();
  }

  /** Keeps a broadcast, unless it is known: a connection without a cursor repeats recent ones. */
  #keep({ type, data, id }) {
    if (this.#broadcasts.some(kept => kept.id === id)) return false;
    this.#broadcasts.push({ type, data, id, at: this.#events });
    if (this.#broadcasts.length > MAX_BROADCASTS) this.#broadcasts.shift();
    return true;
  }

  #welcomeAll() {
    if (!this.#book.ready || this.#stream.status !== 'open') return;
    for (const [name, member] of this.#members) if (member.state === 'waiting') this.#welcome(name, member);
    this.#sendStatus();
  }

  /** Brings a tab up to date, in the order of ids. */
  #welcome(name, member) {
    const through = this.#stream.lastEventId;
    const send = (type, data, id) => this.#send([name], { type, data, id });
    const hello = { ...this.#hello, time: Date.now() + this.#offset };
    if (member.after === through) send('hello', { ...hello, mode: 'resume', reason: 'resumed' }, through);
    else {
      send('hello', { ...hello, mode: 'snapshot', reason: member.after ? 'trimmed' : 'new' }, through);
      const missed = this.#missedBy(member);
      for (const { type, data, id, at } of missed) if (at < this.#quotesAt) send(type, data, id);
      send('snapshot', this.#book.snapshot(member.symbols), this.#book.id);
      for (const { type, data, id, at } of missed) if (at > this.#quotesAt) send(type, data, id);
    }
    member.after = through;
    member.state = 'current';
    // From now on a connection without a cursor must not miss broadcasts in between.
    this.#stream.history = MAX_BROADCASTS;
  }

  /** Broadcasts since the tab left; for a new tab only the newest of each type. */
  #missedBy({ after }) {
    if (after) return this.#broadcasts.filter(({ id }) => isNewer(id, after));
    return this.#broadcasts.filter(({ type, id }) => this.#broadcasts.findLast(other => other.type === type).id === id);
  }

  /** EventSource does not tell why it failed. If `me` was subscribed, it may be an expired sign-in, so this asks the server. */
  async #checkSignIn() {
    if (!this.#stream.wants.channels.includes(ME) || await this.#isSignedIn()) return;
    if (!this.#stream.wants.channels.includes(ME)) return;
    this.#send([...this.#members.keys()], { type: 'shutdown', data: { reason: EXPIRED }, id: null });
    this.#signOut();
  }

  /** Continues without the user's channel and alerts. */
  #signOut() {
    this.#broadcasts = this.#broadcasts.filter(({ type }) => type !== 'alert');
    for (const member of this.#members.values()) member.channels = member.channels.filter(channel => channel !== ME);
    this.#updateSubscription({ atOnce: true });
  }

  #sendStatus() {
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
  return covers(one, other) && covers(other, one) && one.interval === other.interval;
}

/**
 * Starts a multiplexer in this worker or page.
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

/** Whether the server would accept a subscription to `me`. Without a response, assume yes. */
const isSignedIn = () =>
  fetch(siteUrl('stream/me'), { method: 'HEAD', cache: 'no-store' }).then(({ status }) => status !== 401, () => true);
