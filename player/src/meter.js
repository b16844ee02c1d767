// @ts-check
import { loadedSince } from "./costs.js";

/**
 * Counts what this page has loaded since it was opened. What is read in pieces is exact; of the page, pictures and words
 * the browser says how much came over the network; of a file that the browser plays by itself, and which it says nothing
 * of, what is buffered is an estimate.
 * @param {import("./talk.js").Player} player
 */
export function createMeter({ playback, talk, traffic }) {
  /** By address, as the browser writes it. @type {Map<string, number>} */
  const sizes = new Map(
    talk.modes.flatMap(({ sources }) => sources.map(({ href, size_bytes }) => [new URL(href, location.href).href, size_bytes])),
  );
  let told = 0;
  let estimated = 0;
  /** So much (s) was there of what plays when it was looked at last, as it is at each change. */
  let before = 0;

  /** @param {PerformanceEntryList} entries */
  function count(entries) {
    for (const entry of /** @type {PerformanceResourceTiming[]} */ (entries)) {
      const { name, transferSize = 0 } = entry;
      if (!sizes.has(name)) told += transferSize;
      // Pieces that the browser had kept.
      else if (entry.initiatorType === "fetch" && !transferSize) told -= entry.encodedBodySize;
    }
  }

  // The page itself, and what it has loaded so far.
  count(performance.getEntries());
  new PerformanceObserver((list) => count(list.getEntries())).observe({ type: "resource" });

  return {
    /** Looks at what plays. */
    look() {
      const { currentSrc, buffered } = playback.media;
      let now = 0;
      for (let range = 0; range < buffered.length; range++) now += buffered.end(range) - buffered.start(range);
      estimated += loadedSince(before, now, talk.duration_ms / 1000, sizes.get(currentSrc) || 0);
      before = now;
    },
    get bytes() {
      return traffic.bytes + told + estimated;
    },
    get isExact() {
      return !estimated;
    },
  };
}
