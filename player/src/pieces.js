// @ts-check
import { GAP_S } from "./buffered.js";

/**
 * @typedef {import("./webm.js").Cluster} Cluster
 * @typedef {[first: number, last: number]} Range of bytes
 */

/**
 * So much sound (s) is there before no more is asked for: what nobody hears is not paid for, and a link that is away for
 * a minute is not noticed.
 */
const AHEAD_S = 120;
/** Bytes of a request: about fifteen seconds of speech. */
const PIECE_BYTES = 32768;
/** Of the index, so many bytes before and behind where a time may be told of: a minute and more each way. */
const NEAR_BYTES = 300;
/** What is missing up to so much (s) comes with the next piece, as clusters last five seconds. */
const NEAR_S = 10;

/**
 * Returns what is to be done next about a file that is loaded in pieces: `load` the piece that follows, `move` to where
 * the sound is that is `wanted`, `wait`, or `end`, as all is there.
 * @param {{ time: number, wanted: number, reached: number, at: number }} progress what plays, up to where there is sound
 *   from there on, and up to where there is sound in front of the byte `at`, which follows (s)
 * @param {number} size_bytes of the file
 */
export function nextStep({ time, wanted, reached, at }, size_bytes) {
  const follows = reached <= wanted + GAP_S && wanted - reached < NEAR_S;
  if (follows && at >= size_bytes) return "end";
  if (wanted - time > AHEAD_S) return "wait";
  return follows ? "load" : "move";
}

/**
 * Returns the bytes of the piece that begins at this byte.
 * @param {number} at
 * @param {number} size_bytes of the file
 * @returns {Range}
 */
export const pieceAt = (at, size_bytes) => [at, Math.min(at + PIECE_BYTES, size_bytes) - 1];

/**
 * Returns which bytes of the index to read, to find what stands at about this byte.
 * @param {number} guess
 * @param {Range} index
 * @returns {Range}
 */
export function lookAt(guess, [first, last]) {
  const from = Math.max(first, Math.min(Math.floor(guess) - NEAR_BYTES, last - 2 * NEAR_BYTES));
  return [from, Math.min(from + 2 * NEAR_BYTES, last)];
}

/**
 * Returns the cluster that has this time, if these are known to have it: a later one is among them.
 * @param {readonly Cluster[]} clusters in order
 * @param {number} time (s)
 */
export function clusterWith(clusters, time) {
  const later = clusters.findIndex((each) => each.time > time);
  return later > 0 ? clusters[later - 1] : null;
}
