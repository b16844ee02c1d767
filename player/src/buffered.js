// @ts-check

/** Times of packets are rounded (s). */
export const GAP_S = 0.1;

/**
 * Up to which time (s) there is something to hear without a gap from this one on, which is the time itself where
 * nothing is.
 * @param {TimeRanges} buffered
 * @param {number} time
 */
export function endOf(buffered, time) {
  for (let range = 0; range < buffered.length; range++) {
    if (buffered.start(range) <= time + GAP_S && time <= buffered.end(range)) return buffered.end(range);
  }
  return time;
}
