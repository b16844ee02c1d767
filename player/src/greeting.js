// @ts-check

/** @typedef {{ messages: MessageEvent[], before: import("./store.js").State }} Heard what came before Player.js was spoken */

export const CONTEXT = "player.js";
export const VERSION = "0.0.11";
const EVENTS = ["ready", "play", "pause", "ended", "timeupdate", "seeked", "progress", "error"];
export const METHODS = /** @type {const} */ ([
  "play", "pause", "getPaused", "isPaused", "mute", "unmute", "getMuted", "isMuted", "setVolume", "getVolume", "getDuration",
  "setCurrentTime", "seekTo", "getCurrentTime", "setLoop", "getLoop", "addEventListener", "removeEventListener",
]);

/** What a player says of itself in Player.js. */
export const ready = () => ({ src: location.href, events: EVENTS, methods: METHODS });

/**
 * Tells the page that has the player in a frame that it is ready. What speaks Player.js is fetched when that page does:
 * most never do.
 * @param {import("./talk.js").Player} player
 */
export function greetPortal(player) {
  if (parent === self) return;
  /** @type {MessageEvent[]} */
  const messages = [];
  /** @type {import("./store.js").State | null} */
  let before = null;
  let asked = false;

  /** @param {MessageEvent} event */
  function hear(event) {
    const { source, data } = event;
    if (source !== parent || !(data?.context === CONTEXT || (typeof data === "string" && data.includes(CONTEXT)))) return;
    messages.push(event);
    before = before || player.store.state;
    if (asked) return;
    asked = true;
    player.fetch("portal").then(
      ({ default: speak }) => {
        removeEventListener("message", hear);
        /** @type {any} */ (speak)(player.stage, player, { messages, before });
      },
      // The next message asks again.
      () => (asked = false),
    );
  }

  addEventListener("message", hear);
  // Who asks is told more; before that only that there is somebody to ask, which is no secret.
  parent.postMessage(JSON.stringify({ context: CONTEXT, version: VERSION, event: "ready", value: ready() }), "*");
}
