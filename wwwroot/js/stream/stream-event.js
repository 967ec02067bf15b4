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
