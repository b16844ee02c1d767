// @ts-check

/**
 * A cluster of sound: from `time` (s) on, and where in the file it begins.
 * @typedef {{ time: number, at: number }} Cluster
 */

/** What WebM's elements are named by (RFC 9559, section 5), and the length of its ticks in our files. */
const CUES = 0x1c53bb6b;
const CUE_POINT = 0xbb;
const CUE_TIME = 0xb3;
const CUE_TRACK_POSITIONS = 0xb7;
const CUE_CLUSTER_POSITION = 0xf1;
const TICKS_PER_SECOND = 1000;

/**
 * The clusters that a file's index tells of, in order of time.
 * @param {Uint8Array} index the Cues element, whole
 * @param {number} firstAt where the first cluster begins: positions are counted from somewhere before it
 * @returns {Cluster[]}
 */
export function readIndex(index, firstAt) {
  /** @type {Cluster[]} */
  const clusters = [];
  const [cues] = elements(index);
  if (!cues || cues.id !== CUES) throw new Error("no index");
  for (const point of elements(cues.body)) {
    if (point.id !== CUE_POINT) continue;
    let time = 0;
    let at = 0;
    for (const { id, body } of elements(point.body)) {
      if (id === CUE_TIME) time = numberOf(body) / TICKS_PER_SECOND;
      if (id !== CUE_TRACK_POSITIONS) continue;
      for (const part of elements(body)) if (part.id === CUE_CLUSTER_POSITION) at = numberOf(part.body);
    }
    clusters.push({ time, at });
  }
  if (!clusters.length) throw new Error("an empty index");
  const offset = firstAt - clusters[0].at;
  return clusters.map(({ time, at }) => ({ time, at: at + offset }));
}

/** @param {Uint8Array} bytes */
function* elements(bytes) {
  let at = 0;
  while (at < bytes.length) {
    const idWidth = Math.clz32(bytes[at]) - 23;
    const id = numberOf(bytes.subarray(at, at + idWidth));
    at += idWidth;
    const sizeWidth = Math.clz32(bytes[at]) - 23;
    // The mark of the width goes first: with it, a double would not count exactly.
    const size = numberOf(bytes.slice(at, at + sizeWidth).fill(bytes[at] & (0xff >> sizeWidth), 0, 1));
    at += sizeWidth;
    if (!(idWidth <= 4 && sizeWidth <= 8 && at + size <= bytes.length)) throw new Error("no EBML");
    yield { id, body: bytes.subarray(at, at + size) };
    at += size;
  }
}

/** @param {Uint8Array} bytes big-endian, as far as a double counts exactly */
const numberOf = (bytes) => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
