// @ts-check
import { endOf } from "./buffered.js";
import { canStream, stream } from "./stream.js";

/** @typedef {import("./modes.js").Mode} Mode */

/**
 * The media element that plays, of two of which one plays at a time.
 * @param {{ audio: HTMLMediaElement, video: HTMLVideoElement | null }} elements
 */
export function createMedium(elements) {
  /** What could not be streamed, and may still be played: other people's servers let players load what no script may. */
  const plain = new Set();
  /** @type {HTMLMediaElement} */
  let media = elements.audio;
  let close = () => {};
  /** Where to go (s) as soon as the video is there. */
  let due = NaN;

  /** @param {HTMLMediaElement} next */
  function use(next) {
    const before = media;
    if (before === next) return;
    before.pause();
    before.removeAttribute("src");
    before.load();
    media = next;
    media.volume = before.volume;
    media.muted = before.muted;
    media.loop = before.loop;
  }

  return {
    get media() {
      return media;
    },
    get time() {
      return due || media.currentTime;
    },
    /** How much (s) can be heard without anything more being loaded. */
    get ahead() {
      return endOf(media.buffered, media.currentTime) - media.currentTime;
    },
    /**
     * In WebKitGTK a video stands still that is to play at a place of which it has been told before it was there, also
     * where it was paused then.
     * @param {number} time (s)
     */
    go(time) {
      due = media === elements.audio || media.readyState ? NaN : time;
      if (!due) media.currentTime = time;
    },
    /** Goes where the video was to go before it was there. */
    arrive() {
      if (due) this.go(due);
    },
    /** @param {number} rate 1 is as it was said */
    setRate(rate) {
      media.defaultPlaybackRate = media.playbackRate = rate;
    },
    /**
     * Begins with another source, from its start.
     * @param {Mode["kind"]} kind
     * @param {Mode["sources"][number]} source
     * @param {() => void} onRefused it cannot be streamed, and is to be opened again
     */
    open(kind, source, onRefused) {
      close();
      close = () => {};
      use(kind === "video" && elements.video ? elements.video : elements.audio);
      // What the page says of its first player holds for each: on the web, to load nothing yet.
      media.preload = elements.audio.preload;
      if (!canStream(source) || plain.has(source)) {
        media.src = source.href;
        return;
      }
      close = stream(media, source, () => {
        plain.add(source);
        onRefused();
      });
    },
    /** Lets what was refused be streamed again. */
    forgive: () => plain.clear(),
  };
}
