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
