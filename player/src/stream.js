// @ts-check
import { endOf, GAP_S } from "./buffered.js";
import { readClusters, segmentIn } from "./webm.js";

/** @typedef {import("./webm.js").Cluster} Cluster */

/**
 * A rendition that can be streamed: where its parts lie, as first and last byte.
 * @typedef {{
 *   href: string, type: string, size_bytes: number, duration_ms: number,
 *   initialization_range: [number, number], index_range: [number, number],
 * }} Streamable
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
/** One look is enough for an hour, and two are for twelve. */
const LOOKS = 4;
/** What was heard longer ago (s) may be forgotten where the browser has no room. */
const BEHIND_S = 60;
/** What is missing up to so much (s) comes with the next piece, as clusters last five seconds. */
const NEAR_S = 10;
/** A lost connection is looked for after so many seconds, and later always after the last of them. */
const RETRIES_S = [1, 2, 4, 8, 15];

/**
 * Whether this browser can stream the rendition, so that it needs no plain address. Files beside the page are at hand,
 * and no script may read them.
 * @param {Partial<Streamable>} rendition
 * @returns {rendition is Streamable}
 */
export function canStream(rendition) {
  const remote = location.protocol !== "file:";
  return Boolean(remote && rendition.index_range && mediaSource()?.isTypeSupported(rendition.type || ""));
}

/**
 * Lets the media element play the rendition in pieces: what says how to decode it, and once it plays, the sound from
 * where it is wanted. A browser that has the file's address instead reads 32 KB before it begins.
 * @param {HTMLMediaElement} media
 * @param {Streamable} rendition
 * @param {() => void} onLost it cannot go on, and another source is needed
 * @returns {() => void} ends it
 */
export function stream(media, rendition, onLost) {
  const Source = /** @type {typeof MediaSource} */ (mediaSource());
  const source = new Source();
  const address = URL.createObjectURL(source);
  const ended = new AbortController();
  const soundAt = rendition.index_range[1] + 1;
  let fetching = new AbortController();
  let connected = false;
  let wake = () => {};
  /** @type {SourceBuffer} */
  let buffer;
  /** @type {Cluster[]} What was last read of the index. */
  let near = [];
  /** Where the index counts from. */
  let segment = 0;
  /** The byte that is asked for next, and the time (s) that what came before it reaches. */
  let at = soundAt;
  let reached = 0;

  /** @param {number} seconds */
  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const change = () => new Promise((resolve) => (wake = () => resolve(undefined)));

  /**
   * The bytes as they come; where the connection is lost, the rest when it is back.
   * @param {number} first
   * @param {number} last
   * @param {AbortSignal} signal
   * @param {RequestCache} [cache]
   */
  async function* bytes(first, last, signal, cache) {
    for (let tries = 0; first <= last; ) {
      try {
        const answer = await fetch(rendition.href, { headers: { Range: `bytes=${first}-${last}` }, signal, cache });
        if (answer.status !== 206 || !answer.body) throw new RangeError(`status ${answer.status}`);
        const reader = answer.body.getReader();
        for (let { value } = await reader.read(); value; { value } = await reader.read()) {
          first += value.length;
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
  }

  const updated = () =>
    new Promise((resolve, reject) => {
      buffer.addEventListener("updateend", resolve, { once: true });
      buffer.addEventListener("error", reject, { once: true });
    });

  /** @param {Uint8Array<ArrayBuffer>} part */
  async function append(part) {
    try {
      buffer.appendBuffer(part);
    } catch (error) {
      const forgotten = media.currentTime - BEHIND_S;
      const full = error instanceof DOMException && error.name === "QuotaExceededError" && forgotten > 0;
      if (!full) throw error;
      buffer.remove(0, forgotten);
      await updated();
      buffer.appendBuffer(part);
    }
    await updated();
  }

  /**
   * The cluster that has this time, by a look into the index: clusters are about as long as each other, and so is what
   * the index says of them.
   * @param {number} time
   */
  async function clusterAt(time) {
    const [first, last] = rendition.index_range;
    const bytesPerSecond = (last - first) / source.duration;
    let guess = first + time * bytesPerSecond;
    for (let looks = 0; looks <= LOOKS; looks++) {
      const later = near.findIndex((each) => each.time > time);
      if (later > 0) return near[later - 1];
      if (looks) guess += (time - near[near.length >> 1].time) * bytesPerSecond;
      const from = Math.max(first, Math.min(Math.floor(guess) - NEAR_BYTES, last - 2 * NEAR_BYTES));
      const to = Math.min(from + 2 * NEAR_BYTES, last);
      /** @type {number[]} */
      const read = [];
      // Browsers' caches have one request at a time for a file, and let go late of one that was broken off.
      for await (const part of bytes(from, to, ended.signal, "no-store")) read.push(...part);
      near = readClusters(Uint8Array.from(read), segment);
      if (to === last) near.push({ time: Infinity, at: rendition.size_bytes });
    }
    throw new Error("no such time in the index");
  }

  /** @param {number} time */
  async function moveTo(time) {
    const cluster = await clusterAt(time);
    // Half a cluster may be waiting for its other half. At the end of the stream nothing is.
    if (source.readyState === "open") buffer.abort();
    at = cluster.at;
    reached = cluster.time;
  }

  async function loadPiece() {
    const { signal } = (fetching = new AbortController());
    try {
      const last = Math.min(at + PIECE_BYTES, rendition.size_bytes) - 1;
      for await (const part of bytes(at, last, signal)) {
        await append(part);
        at += part.length;
        reached = endOf(buffer.buffered, reached);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async function load() {
    buffer = source.addSourceBuffer(rendition.type);
    source.duration = rendition.duration_ms / 1000;
    /** @type {number[]} */
    const head = [];
    for await (const part of bytes(...rendition.initialization_range, ended.signal)) {
      head.push(...part);
      await append(part);
    }
    segment = segmentIn(Uint8Array.from(head));
    while (media.paused) await change();
    while (!ended.signal.aborted) {
      const wanted = endOf(buffer.buffered, media.currentTime);
      const ahead = wanted - media.currentTime;
      const follows = reached <= wanted + GAP_S && wanted - reached < NEAR_S;
      const whole = follows && at >= rendition.size_bytes;
      if (whole && source.readyState === "open") source.endOfStream();
      if (whole || ahead > AHEAD_S) await change();
      else if (follows) await loadPiece();
      else await moveTo(wanted);
    }
  }

  function lose() {
    if (ended.signal.aborted) return;
    end();
    onLost();
  }

  function end() {
    ended.abort();
    fetching.abort();
    wake();
    URL.revokeObjectURL(address);
  }

  const { signal } = ended;
  source.addEventListener("sourceopen", () => load().catch(lose), { once: true });
  for (const event of ["play", "timeupdate"]) media.addEventListener(event, () => wake(), { signal });
  media.addEventListener(
    "seeking",
    () => {
      // What comes for another place is in the way of what is wanted now.
      if (buffer && endOf(buffer.buffered, media.currentTime) === media.currentTime) fetching.abort();
      wake();
    },
    { signal },
  );
  if (!self.MediaSource) media.disableRemotePlayback = true;
  media.src = address;
  return end;
}

/** What plays sound in pieces here; Apple's phones have the one that also manages itself alone. */
function mediaSource() {
  return /** @type {typeof MediaSource | undefined} */ (self.MediaSource || Reflect.get(self, "ManagedMediaSource"));
}
