// @ts-check
import { endOf } from "./buffered.js";
import { canStream, stream } from "./stream.js";
import { cueAt } from "./timeline.js";

/**
 * @typedef {import("./modes.js").Mode} Mode
 * @typedef {import("./timeline.js").Cue} Cue
 * @typedef {import("./store.js").Store} Store
 * @typedef {ReturnType<typeof createPlayback>} Playback
 */

/** `timeupdate` comes about four times a second: a cue that is nearer than this gets a timer of its own. */
const NEAR_MS = 300;
/** With so much sound (s) at hand, there is time for other things. */
const LEISURE_S = 10;
/** Who waits so long (s) is better served by a lighter source, if there is one. */
const STALLED_S = 15;

/**
 * Plays a talk, one medium at a time, and keeps the store true.
 * @param {readonly Mode[]} modes
 * @param {readonly Cue[]} cues
 * @param {{ audio: HTMLMediaElement, video: HTMLVideoElement | null }} elements
 * @param {Store} store
 */
export function createPlayback(modes, cues, elements, store) {
  /** What could not be streamed, and may still be played: other people's servers let players load what no script may. */
  const plain = new Set();
  let mode = modes[0];
  let source = 0;
  /** @type {HTMLMediaElement} */
  let media = elements.audio;
  let close = () => {};
  let alarm = 0;
  let stalled = 0;
  /** Where to go (s) as soon as the video is there. */
  let due = NaN;

  const now = () => due || media.currentTime;

  function follow() {
    const at_ms = Math.round(now() * 1000);
    const cue = cueAt(cues, at_ms);
    store.set({ time: now(), cue });
    clearTimeout(alarm);
    const next = cues[cue + 1];
    const wait_ms = next ? (next.start_ms - at_ms) / media.playbackRate : Infinity;
    if (!media.paused && wait_ms < NEAR_MS) alarm = setTimeout(follow, Math.max(wait_ms, 10));
  }

  /** How much (s) can be heard without anything more being loaded. */
  const ahead = () => endOf(media.buffered, media.currentTime) - media.currentTime;

  function play() {
    // A refused start leaves the button on pause; what is broken has an event of its own.
    media.play().catch(() => store.set({ playing: !media.paused, waiting: false }));
  }

  /**
   * In WebKitGTK a video stands still that is to play at a place of which it has been told before it was there.
   * @param {number} time (s)
   */
  function go(time) {
    due = media === elements.audio || media.paused || media.readyState ? NaN : time;
    if (!due) media.currentTime = time;
  }

  /**
   * Go on at `time` (s) with the source of this place in the mode.
   * @param {number} time
   * @param {boolean} playing
   */
  function open(time, playing) {
    close();
    const rendition = mode.sources[source];
    const before = media;
    media = mode.kind === "video" && elements.video ? elements.video : elements.audio;
    if (before !== media) {
      before.pause();
      before.removeAttribute("src");
      before.load();
    }
    // What the page says of its first player holds for each: on the web, to load nothing yet.
    media.preload = elements.audio.preload;
    if (canStream(rendition) && !plain.has(rendition)) {
      close = stream(media, rendition, () => {
        plain.add(rendition);
        open(store.state.time, store.state.playing);
      });
    } else {
      close = () => {};
      media.src = rendition.href;
    }
    media.volume = before.volume;
    media.muted = before.muted;
    media.loop = before.loop;
    media.defaultPlaybackRate = media.playbackRate = store.state.rate;
    if (playing) play();
    go(time);
    follow();
  }

  /** @param {Mode} chosen */
  function choose(chosen) {
    mode = chosen;
    source = 0;
    store.set({ mode: mode.name, trouble: false });
  }

  /** The source does not go on: the next one, at the same place. */
  function lose() {
    const { time, playing } = store.state;
    if (source + 1 < mode.sources.length) {
      source++;
      // What has a name of its own can be left by that name.
      const own = modes.find(({ kind, sources }) => kind === "video" && sources[0] === mode.sources[source]);
      if (own) choose(own);
    } else {
      const sound = modes.find(({ kind }) => kind === "audio");
      if (mode.kind === "audio" || !sound) {
        store.set({ trouble: true, playing: false, waiting: false, stalled: false });
        return;
      }
      choose(modes.find(({ name }) => name === "slides") || sound);
    }
    open(time, playing);
  }

  /** What did not work may do so by now. */
  function tryAgain() {
    plain.clear();
    source = 0;
    store.set({ trouble: false });
    open(store.state.time, true);
  }

  function wait() {
    store.set({ waiting: true });
    clearTimeout(stalled);
    const rendition = mode.sources[source];
    stalled = setTimeout(() => {
      store.set({ stalled: true });
      const lighter = mode.sources[source + 1];
      if (mode.kind === "video" || (lighter && lighter.size_bytes < rendition.size_bytes)) lose();
    }, STALLED_S * 1000);
  }

  function moved() {
    if (!media.paused && !ahead()) wait();
    follow();
  }

  function goOn() {
    clearTimeout(stalled);
    store.set({ waiting: false, stalled: false, trouble: false });
  }

  for (const each of [elements.audio, elements.video]) {
    if (!each) continue;
    const on = (/** @type {string} */ event, /** @type {() => void} */ act) =>
      each.addEventListener(event, () => each === media && act());
    for (const event of ["timeupdate", "seeked", "ratechange"]) on(event, follow);
    on("loadedmetadata", () => due && go(due));
    on("seeking", moved);
    on("play", () => store.set({ playing: true, ended: false }));
    on("pause", () => {
      clearTimeout(stalled);
      store.set({ playing: false, waiting: false, stalled: false });
    });
    on("playing", () => {
      goOn();
      follow();
    });
    on("canplay", goOn);
    on("waiting", wait);
    on("ended", () => store.set({ playing: false, ended: true }));
    on("error", () => media.error && media.getAttribute("src") && lose());
  }

  return {
    get media() {
      return media;
    },
    /** Whether so much can be heard already that there is time to load something else. */
    get atLeisure() {
      return ahead() > Math.min(LEISURE_S, store.state.duration - media.currentTime - 1);
    },
    pause: () => media.pause(),
    /** Plays, and what did not play is tried again. */
    resume: () => (store.state.trouble ? tryAgain() : play()),
    toggle() {
      if (store.state.trouble || media.paused) this.resume();
      else media.pause();
    },
    /** @param {number} time (s) */
    seek(time) {
      go(Math.min(Math.max(0, time), store.state.duration));
      store.set({ ended: false });
      // Before the place is told, and not when the browser says so: its slide would be asked for before its sound.
      moved();
    },
    /** @param {number} seconds */
    move(seconds) {
      this.seek(now() + seconds);
    },
    /** @param {number} by so many cues on, or back */
    step(by) {
      const cue = cues[Math.max(0, store.state.cue + by)];
      if (cue) this.seek(cue.start_ms / 1000);
    },
    /** @param {number} rate 1 is as it was said */
    setRate(rate) {
      media.defaultPlaybackRate = media.playbackRate = rate;
      store.set({ rate });
    },
    /** @param {string} name */
    choose(name) {
      const chosen = modes.find((each) => each.name === name);
      if (!chosen) return;
      const same = chosen.sources[0] === mode.sources[source] && media.getAttribute("src");
      choose(chosen);
      if (!same) open(now(), store.state.playing);
    },
  };
}
