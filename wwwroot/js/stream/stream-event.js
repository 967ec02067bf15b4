/** Event types with JSON data. Broadcast types are added through `types`. */
export const EVENT_TYPES = ['hello', 'snapshot', 'quotes', 'market', 'heartbeat', 'shutdown'];

/** An event of the stream, with its type on the wire. */
export class StreamEvent extends Event {
  /**
   * @param {string} type
   * @param {object} data parsed JSON
   * @param {string} id cursor after the event
   * @param {number} [size] uncompressed bytes on the wire
   */
  constructor(type, data, id, size = 0) {
    super(type);
    this.data = data;
    this.id = id;
    this.size = size;
  }
}

/**
 * Whether an event is newer than another: ids are `<epoch>-<sequence>`. Resuming does not need this; it compares events that
 * arrived by different routes.
 * @param {string} id @param {string} than empty before the first event
 */
export function isNewer(id, than) {
  if (!than) return true;
  const [epoch, sequence] = id.split('-').map(Number);
  const [thanEpoch, thanSequence] = than.split('-').map(Number);
  return epoch === thanEpoch ? sequence > thanSequence : epoch > thanEpoch;
}
