// @ts-check

/**
 * A cluster of sound: from `time` (s) on, and where in the file it begins.
 * @typedef {{ time: number, at: number }} Cluster
 */

/** What WebM's elements are named by (RFC 9559, section 5), and the length of its ticks in our files. */
const CUE_POINT = 0xbb;
const CUE_TIME = 0xb3;
const CUE_TRACK_POSITIONS = 0xb7;
const CUE_CLUSTER_POSITION = 0xf1;
const TICKS_PER_SECOND = 1000;

/**
 * Where a file's segment has its content, which is where positions are counted from.
 * @param {Uint8Array} head the file's beginning
 */
export function segmentIn(head) {
  const [{ body }] = elements(head);
  const sizeAt = body.byteOffset - head.byteOffset + body.length + 4;
  return sizeAt + widthOf(head[sizeAt]);
}

/**
 * The clusters that a part of a file's index tells of, in order of time, but for those that are cut off. It is as ffmpeg
 * writes it, in short points that begin with their time.
 * @param {Uint8Array} part
 * @param {number} segment where positions are counted from
 */
export function readClusters(part, segment) {
  /** @type {Cluster[]} */
  const clusters = [];
  const endOf = (/** @type {number} */ at) => at + 2 + (part[at + 1] & 0x7f);
  const begins = (/** @type {number} */ at) => part[at] === CUE_POINT && part[at + 2] === CUE_TIME;
  const isPoint = (/** @type {number} */ at) => begins(at) && endOf(at) <= part.length;
  let at = 0;
  // What looks like a point may be a number, where nothing follows that is one.
  while (at < part.length && !(isPoint(at) && (endOf(at) === part.length || begins(endOf(at))))) at++;
  for (; isPoint(at); at = endOf(at)) clusters.push(readPoint(part.subarray(at + 2, endOf(at)), segment));
  if (!clusters.length) throw new Error("no index");
  return clusters;
}

/**
 * @param {Uint8Array} point what is in it
 * @param {number} segment
 * @returns {Cluster}
 */
function readPoint(point, segment) {
  let time = 0;
  let at = 0;
  for (const { id, body } of elements(point)) {
    if (id === CUE_TIME) time = numberOf(body) / TICKS_PER_SECOND;
    if (id !== CUE_TRACK_POSITIONS) continue;
    for (const part of elements(body)) if (part.id === CUE_CLUSTER_POSITION) at = numberOf(part.body);
  }
  return { time, at: at + segment };
}

/** @param {Uint8Array} bytes */
function* elements(bytes) {
  let at = 0;
  while (at < bytes.length) {
    const idWidth = widthOf(bytes[at]);
    const id = numberOf(bytes.subarray(at, at + idWidth));
    at += idWidth;
    const sizeWidth = widthOf(bytes[at]);
    // The mark of the width goes first: with it, a double would not count exactly.
    const size = numberOf(bytes.slice(at, at + sizeWidth).fill(bytes[at] & (0xff >> sizeWidth), 0, 1));
    at += sizeWidth;
    if (!(idWidth <= 4 && sizeWidth <= 8 && at + size <= bytes.length)) throw new Error("no EBML");
    yield { id, body: bytes.subarray(at, at + size) };
    at += size;
  }
}

/** How many bytes an id or a size has. @param {number} first of them */
const widthOf = (first) => Math.clz32(first) - 23;

/** @param {Uint8Array} bytes big-endian, as far as a double counts exactly */
const numberOf = (bytes) => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
