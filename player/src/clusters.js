// @ts-check
import { clusterWith, lookAt } from "./pieces.js";
import { readClusters } from "./webm.js";

/** One look is enough for an hour, and two are for twelve. */
const LOOKS = 4;

/**
 * Returns what finds the cluster that has a time (s), by a look into the file's index: clusters are about as long as each
 * other, and so is what the index says of them.
 * @param {import("./stream.js").Streamable} rendition
 * @param {ReturnType<typeof import("./ranges.js").rangesOf>} bytes
 * @param {number} segment where the index counts from
 * @param {AbortSignal} signal ends what is being read
 */
export function createIndex({ index_range, duration_ms, size_bytes }, bytes, segment, signal) {
  const [first, last] = index_range;
  const bytesPerSecond = (last - first) / (duration_ms / 1000);
  /** @type {import("./webm.js").Cluster[]} What was last read. */
  let near = [];

  return async (/** @type {number} */ time) => {
    let guess = first + time * bytesPerSecond;
    for (let looks = 0; looks <= LOOKS; looks++) {
      const found = clusterWith(near, time);
      if (found) return found;
      if (looks) guess += (time - near[near.length >> 1].time) * bytesPerSecond;
      const look = lookAt(guess, index_range);
      /** @type {number[]} */
      const read = [];
      // Browsers' caches have one request at a time for a file, and let go late of one that was broken off.
      for await (const part of bytes(look, signal, "no-store")) read.push(...part);
      near = readClusters(Uint8Array.from(read), segment);
      if (look[1] === last) near.push({ time: Infinity, at: size_bytes });
    }
    throw new Error("no such time in the index");
  };
}
