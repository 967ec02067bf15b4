/**
 * Whether an event came after another: `<epoch>-<sequence>`, where a later epoch stands for a later log. Who just resumes
 * needs not know what is in an id; this is for telling what came by two ways.
 * @param {string} id @param {string} than empty before the first event
 */
export function isNewer(id, than) {
  if (!than) return true;
  const [epoch, sequence] = id.split('-').map(Number);
  const [thanEpoch, thanSequence] = than.split('-').map(Number);
  return epoch === thanEpoch ? sequence > thanSequence : epoch > thanEpoch;
}
