// @ts-check

/** What the player can be asked by Player.js, version 0.0.11: `portal.js` does it. */
export const CONTEXT = "player.js";
export const VERSION = "0.0.11";
const EVENTS = ["ready", "play", "pause", "ended", "timeupdate", "seeked", "progress", "error"];
const METHODS = [
  ...["play", "pause", "getPaused", "isPaused", "mute", "unmute", "getMuted", "isMuted", "setVolume", "getVolume"],
  ...["getDuration", "setCurrentTime", "seekTo", "getCurrentTime", "setLoop", "getLoop"],
  ...["addEventListener", "removeEventListener"],
];

export const ready = () => ({ src: location.href, events: EVENTS, methods: METHODS });

/**
 * Tells the page that has the player in a frame that there is somebody to ask, and fetches what answers when it asks.
 * @param {import("./talk.js").Player} player
 */
export function announce(player) {
  if (parent === self) return;
  /** @type {MessageEvent[]} */
  const early = [];
  let asked = false;

  /** @param {MessageEvent} event */
  async function keep(event) {
    const { source, data } = event;
    if (source !== parent || !(typeof data === "string" ? data.includes(CONTEXT) : data?.context === CONTEXT)) return;
    early.push(event);
    if (asked) return;
    asked = true;
    try {
      const { default: speak } = await player.fetch("portal");
      removeEventListener("message", keep);
      /** @type {Function} */ (speak)(player.stage, player, early);
    } catch {
      // The next thing that the portal asks tries again.
      asked = false;
    }
  }

  addEventListener("message", keep);
  // Which page that is nobody knows yet, and this is no secret.
  parent.postMessage(JSON.stringify({ context: CONTEXT, version: VERSION, event: "ready", value: ready() }), "*");
}
