// @ts-check
import { traffic } from "./traffic.js";

/** A lost connection is looked for after so many seconds, and later always after the last of them. */
const RETRIES_S = [1, 2, 4, 8, 15];

/** @param {number} seconds */
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/**
 * Returns what reads bytes of the file at this address as they come, and where the connection is lost, the rest when it
 * is back.
 * @param {string} href
 */
export function rangesOf(href) {
  let connected = false;

  /**
   * @param {readonly [first: number, last: number]} range
   * @param {AbortSignal} signal
   * @param {RequestCache} [cache]
   */
  return async function* bytes([first, last], signal, cache) {
    for (let tries = 0; first <= last; ) {
      try {
        const answer = await fetch(href, { headers: { Range: `bytes=${first}-${last}` }, signal, cache });
        if (answer.status !== 206 || !answer.body) throw new RangeError(`status ${answer.status}`);
        const reader = answer.body.getReader();
        for (let { value } = await reader.read(); value; { value } = await reader.read()) {
          first += value.length;
          traffic.bytes += value.length;
          tries = 0;
          connected = true;
          yield value;
        }
      } catch (error) {
        // What never worked is refused, as other people's servers do, or has another address by now.
        if (signal.aborted || !connected || error instanceof RangeError) throw error;
        await pause(RETRIES_S[Math.min(tries++, RETRIES_S.length - 1)]);
        if (signal.aborted) throw error;
      }
    }
  };
}
