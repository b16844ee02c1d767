// @ts-check
import { createMedium } from "./medium.js";
import { afterLoss, alarmAfter, hasLighter, isEnough, isSame, ofName } from "./next.js";
import { cueAt } from "./timeline.js";

/**
 * @typedef {import("./modes.js").Mode} Mode
 * @typedef {import("./timeline.js").Cue} Cue
 * @typedef {import("./store.js").Store} Store
 * @typedef {ReturnType<typeof createPlayback>} Playback
 */

/** Somebody who waits so long (s) is better served by a lighter source, if there is one. */
const STALLED_S = 15;

/** @typedef {ReturnType<typeof createMedium>} Medium */

/**
 * Returns what tells the store the time and its cue, now and again right when the next cue begins.
 * @param {Medium} medium
 * @param {readonly Cue[]} cues
 * @param {Store} store
 */
function followCues(medium, cues, store) {
  let alarm = 0;
  return function follow() {
    const { media } = medium;
    // A file may be a little longer than the talk.
    const time = Math.min(medium.time, store.state.duration);
    const at_ms = Math.round(time * 1000);
    const cue = cueAt(cues, at_ms);
    store.set({ time, cue });
    clearTimeout(alarm);
    const wait_ms = media.paused ? null : alarmAfter(cues, cue, at_ms, media.playbackRate);
    if (wait_ms !== null) alarm = setTimeout(follow, wait_ms);
  };
}

/**
 * Keeps the choice of what plays, and opens it in the medium.
 * @param {readonly Mode[]} modes
 * @param {Medium} medium
 * @param {Store} store
 * @param {() => void} follow
 * @param {(choice: import("./next.js").Choice) => boolean} mayPlay whether nobody has to be asked first
 */
function createChoice(modes, medium, store, follow, mayPlay) {
  /** @type {import("./next.js").Choice} */
  let choice = { mode: modes[0], source: 0 };

  function play() {
    if (!mayPlay(choice)) return void store.set({ playing: false, waiting: false });
    const { media } = medium;
    // A refused start leaves the button on play; what is broken has an event of its own.
    media.play().catch((error) => {
      store.set({ playing: !media.paused, waiting: false, refused: error.name === "NotAllowedError" ? "browser" : "" });
    });
  }

  /**
   * Goes on with what is chosen.
   * @param {number} time (s)
   * @param {boolean} playing
   */
  function open(time, playing) {
    medium.open(choice.mode.kind, choice.mode.sources[choice.source], () => open(store.state.time, store.state.playing));
    medium.setRate(store.state.rate);
    if (playing) play();
    medium.go(time);
    follow();
  }

  /** @param {import("./next.js").Choice} chosen */
  function choose(chosen) {
    choice = chosen;
    store.set({ mode: chosen.mode.name, trouble: false });
  }

  return {
    play,
    get hasLighter() {
      return hasLighter(choice);
    },
    /** Opens the next source at the same place: this one does not go on. */
    lose() {
      const { time, playing } = store.state;
      const next = afterLoss(modes, choice);
      if (!next) {
        store.set({ trouble: true, playing: false, waiting: false, stalled: false });
        return;
      }
      choose(next);
      open(time, playing);
    },
    /** Opens the same again: what did not work may do so by now. */
    tryAgain() {
      medium.forgive();
      choose({ mode: choice.mode, source: 0 });
      open(store.state.time, true);
    },
    /** @param {string} name of a mode */
    change(name) {
      const next = ofName(modes, name);
      if (!next) return;
      const same = isSame(choice, next) && medium.media.getAttribute("src");
      choose(next);
      if (!same) open(medium.time, store.state.playing);
    },
  };
}

/**
 * Tells the store how long somebody has to wait.
 * @param {Store} store
 * @param {() => void} onStalled it takes very long
 */
function createPatience(store, onStalled) {
  let stalled = 0;
  /** @param {Partial<import("./store.js").State>} changes */
  function end(changes) {
    clearTimeout(stalled);
    store.set({ waiting: false, stalled: false, ...changes });
  }
  return {
    begin() {
      store.set({ waiting: true });
      clearTimeout(stalled);
      stalled = setTimeout(() => {
        // Nobody does any more where what played was taken away.
        if (!store.state.waiting) return;
        store.set({ stalled: true });
        onStalled();
      }, STALLED_S * 1000);
    },
    end,
  };
}

/**
 * Plays a talk, one medium at a time, and keeps the store true.
 * @param {readonly Mode[]} modes
 * @param {readonly Cue[]} cues
 * @param {{ audio: HTMLMediaElement, video: HTMLVideoElement | null }} elements
 * @param {Store} store
 * @param {(choice: import("./next.js").Choice) => boolean} mayPlay whether nobody has to be asked first
 */
export function createPlayback(modes, cues, elements, store, mayPlay) {
  const medium = createMedium(elements);
  const follow = followCues(medium, cues, store);
  const choice = createChoice(modes, medium, store, follow, mayPlay);
  const patience = createPatience(store, () => choice.hasLighter && choice.lose());

  function moved() {
    if (!medium.media.paused && !medium.ahead) patience.begin();
    follow();
  }

  /** @type {Record<string, () => void>} */
  const heard = {
    timeupdate: follow,
    seeked: follow,
    ratechange: follow,
    loadedmetadata: () => medium.arrive(),
    seeking: moved,
    play: () => store.set({ playing: true, ended: false, wished: false, refused: "" }),
    pause: () => patience.end({ playing: false }),
    playing() {
      patience.end({ trouble: false });
      follow();
    },
    canplay: () => patience.end({ trouble: false }),
    waiting: () => patience.begin(),
    ended: () => store.set({ playing: false, ended: true }),
    error: () => medium.media.error && medium.media.getAttribute("src") && choice.lose(),
  };
  for (const each of [elements.audio, elements.video]) {
    for (const event of Object.keys(heard)) {
      each?.addEventListener(event, () => each === medium.media && heard[event]());
    }
  }
  return createControls(cues, medium, choice, store, moved);
}

/**
 * Returns what others may ask of the playback.
 * @param {readonly Cue[]} cues
 * @param {Medium} medium
 * @param {ReturnType<typeof createChoice>} choice
 * @param {Store} store
 * @param {() => void} moved
 */
function createControls(cues, medium, choice, store, moved) {
  return {
    get media() {
      return medium.media;
    },
    /** Whether so much can be heard already that there is time to load something else. */
    get atLeisure() {
      return isEnough(medium.ahead, medium.media.currentTime, store.state.duration);
    },
    pause: () => medium.media.pause(),
    /** Plays, and what did not play is tried again. */
    resume: () => (store.state.trouble ? choice.tryAgain() : choice.play()),
    toggle() {
      if (store.state.trouble || medium.media.paused) this.resume();
      else this.pause();
    },
    /** @param {number} time (s) */
    seek(time) {
      medium.go(Math.min(Math.max(0, time), store.state.duration));
      store.set({ ended: false });
      // Before the place is told, and not when the browser says so: its slide would be asked for before its sound.
      moved();
    },
    /** @param {number} seconds */
    move(seconds) {
      this.seek(medium.time + seconds);
    },
    /** @param {number} by so many cues on, or back */
    step(by) {
      const cue = cues[Math.max(0, store.state.cue + by)];
      if (cue) this.seek(cue.start_ms / 1000);
    },
    /** @param {number} rate 1 is as it was said */
    setRate(rate) {
      medium.setRate(rate);
      store.set({ rate });
    },
    /** @param {string} name of a mode */
    choose: (name) => choice.change(name),
  };
}
