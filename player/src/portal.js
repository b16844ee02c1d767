// @ts-check
import { CONTEXT, VERSION, ready } from "./greeting.js";

/**
 * Speaks Player.js, version 0.0.11, with the page that has the player in a frame.
 * @typedef {{ name: string, listener: unknown }} Listener
 */

const BROKEN = { code: 1, msg: "The talk does not play." };
const REFUSED = {
  browser: { code: 2, msg: "The browser waits for Play." },
  viewer: { code: 3, msg: "The player waits for the viewer." },
};

/**
 * @param {HTMLElement} _stage
 * @param {import("./talk.js").Player} player
 * @param {import("./greeting.js").Heard} heard
 */
export default function speakToPortal(_stage, { playback, store }, heard) {
  /** By event, in lower case: portals write `timeupdate` and `timeUpdate`. @type {Map<string, Listener[]>} */
  const listeners = new Map();
  let origin = "*";

  /** @param {Record<string, unknown>} message */
  const say = (message) => parent.postMessage(JSON.stringify({ context: CONTEXT, version: VERSION, ...message }), origin);

  /**
   * @param {string} event
   * @param {unknown} [value]
   */
  function tell(event, value) {
    for (const { name, listener } of listeners.get(event) || []) say({ event: name, value, listener });
  }

  /**
   * What each method does with its value, and what it answers, if anything.
   * @type {Record<typeof import("./greeting.js").METHODS[number], (value: any, listener: unknown) => unknown>}
   */
  const METHODS = {
    play() {
      store.set({ wished: !store.state.playing });
      playback.resume();
    },
    pause: () => playback.pause(),
    getPaused: () => playback.media.paused,
    isPaused: () => playback.media.paused,
    mute: () => void (playback.media.muted = true),
    unmute: () => void (playback.media.muted = false),
    getMuted: () => playback.media.muted,
    isMuted: () => playback.media.muted,
    setVolume: (value) => void (value >= 0 && value <= 100 && (playback.media.volume = value / 100)),
    getVolume: () => playback.media.volume * 100,
    getDuration: () => store.state.duration,
    setCurrentTime: (value) => void (Number.isFinite(value) && playback.seek(value)),
    seekTo: (value) => void (Number.isFinite(value) && playback.seek(value)),
    getCurrentTime: () => store.state.time,
    setLoop: (value) => void (playback.media.loop = value === true),
    getLoop: () => playback.media.loop,
    addEventListener(value, listener) {
      if (typeof value !== "string") return;
      const event = value.toLowerCase();
      listeners.set(event, [...(listeners.get(event) || []), { name: value, listener }]);
      if (event === "ready") say({ event: value, value: ready(), listener });
      // It may have happened before the portal was there to hear it.
      const error = errorIn(store.state);
      if (event === "error" && error) say({ event: value, value: error, listener });
    },
    removeEventListener(value, listener) {
      if (typeof value !== "string") return;
      const event = value.toLowerCase();
      const left = (listeners.get(event) || []).filter((each) => listener !== undefined && each.listener !== listener);
      listeners.set(event, left);
    },
  };
  const methods = new Map(Object.entries(METHODS).map(([name, act]) => [name.toLowerCase(), act]));

  /** @param {MessageEvent} event */
  function hear(event) {
    if (event.source !== parent) return;
    const message = decode(event.data);
    if (message?.context !== CONTEXT || typeof message.method !== "string") return;
    const act = methods.get(message.method.toLowerCase());
    if (!act) return;
    origin = event.origin === "null" ? "*" : event.origin;
    const answer = act(message.value, message.listener);
    if (answer !== undefined) say({ event: message.method, value: answer, listener: message.listener });
  }

  const told = () => ({ seconds: store.state.time, duration: store.state.duration });

  heard.messages.forEach(hear);
  addEventListener("message", hear);
  // What has happened since the first of them is told now; an error has been told to whoever asked for errors.
  let { before } = heard;
  let known = errorIn(store.state);
  store.subscribe((state) => {
    if (state.playing !== before.playing) tell(state.playing ? "play" : "pause");
    if (state.ended && !before.ended) tell("ended");
    const error = errorIn(state);
    if (error && error !== known) tell("error", error);
    known = error;
    if (state.time !== before.time) tell("timeupdate", told());
    before = state;
  });
  for (const event of ["seeked", "progress"]) {
    // Media events do not bubble, and the element may be another one by then.
    document.addEventListener(event, (each) => each.target === playback.media && tell(event, told()), true);
  }
}

/**
 * Returns why nothing plays that was to play; null where there is no reason.
 * @param {import("./store.js").State} state
 */
function errorIn({ trouble, refused }) {
  return trouble ? BROKEN : refused ? REFUSED[refused] : null;
}

/**
 * Returns a message as an object; null for what is none.
 * @param {unknown} data
 * @returns {any}
 */
function decode(data) {
  try {
    const message = typeof data === "string" ? JSON.parse(data) : data;
    return message && typeof message === "object" ? message : null;
  } catch {
    return null;
  }
}
