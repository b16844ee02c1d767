// @ts-check
import { append } from "./appending.js";
import { endOf } from "./buffered.js";
import { createIndex } from "./clusters.js";
import { nextStep, pieceAt } from "./pieces.js";
import { rangesOf } from "./ranges.js";
import { traffic } from "./traffic.js";
import { segmentIn } from "./webm.js";

/**
 * A rendition that can be streamed: where its parts lie, as first and last byte.
 * @typedef {{
 *   href: string, type: string, size_bytes: number, duration_ms: number,
 *   initialization_range: [number, number], index_range: [number, number],
 * }} Streamable
 */

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
  const bytes = rangesOf(rendition.href);
  let fetching = new AbortController();
  let wake = () => {};
  /** @type {SourceBuffer} */
  let buffer;
  /** @type {ReturnType<typeof createIndex>} */
  let clusterAt;
  /** The byte that is asked for next, and the time (s) that what came before it reaches. */
  let at = rendition.index_range[1] + 1;
  let reached = 0;

  const change = () => new Promise((resolve) => (wake = () => resolve(undefined)));

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
      for await (const part of bytes(pieceAt(at, rendition.size_bytes), signal)) {
        await append(buffer, part, media.currentTime);
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
    for await (const part of bytes(rendition.initialization_range, ended.signal)) {
      head.push(...part);
      await append(buffer, part, media.currentTime);
    }
    clusterAt = createIndex(rendition, bytes, segmentIn(Uint8Array.from(head)), ended.signal);
    while (media.paused) await change();
    while (!ended.signal.aborted) {
      const time = media.currentTime;
      const wanted = endOf(buffer.buffered, time);
      const step = nextStep({ time, wanted, reached, at }, rendition.size_bytes);
      if (step === "load" && traffic.bytes < traffic.most) await loadPiece();
      else if (step === "move") await moveTo(wanted);
      else {
        if (step === "end" && source.readyState === "open") source.endOfStream();
        await change();
      }
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
  return /** @type {typeof MediaSource | undefined} */ (self.MediaSource || /** @type {any} */ (self).ManagedMediaSource);
}
