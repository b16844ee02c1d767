// @ts-check
import { LEAST_BYTES, figure, left, readDay, writeDay } from "./costs.js";
import { createMeter } from "./meter.js";

/** So much is loaded before it is written down. */
const KEEP_EVERY_BYTES = 65536;

/** @typedef {import("./costs.js").Day} Day */
/**
 * What asks and shows works with this. `agreed` is the largest video (bytes) that the viewer has agreed to.
 * @typedef {{
 *   agreed: number, meter: ReturnType<typeof createMeter>, limit(): number, day(): Day, keep(today?: Day): void, look(): void,
 *   ask(about: string): void, mayPlay(choice: import("./next.js").Choice): boolean,
 * }} Budget
 */

/**
 * Keeps count of what is loaded, has the viewer asked before a video's megabytes, and stops at the limit for a day.
 * @param {HTMLElement} stage
 * @param {import("./talk.js").Player} player
 * @returns {Budget}
 */
export default function keepBudget(stage, player) {
  const { playback, traffic } = player;
  const { recall, remember } = player.memory;
  const meter = createMeter(player);
  let kept = 0;
  let question = "";

  const limit = () => figure(recall("limit"));

  /** What was loaded counts to the day on which it is looked at. */
  function day() {
    const { bytes, more } = readDay(recall("spent"));
    return { bytes: bytes + meter.bytes - kept, more };
  }

  function keep(today = day()) {
    kept = meter.bytes;
    remember("spent", writeDay(today));
  }

  /** @param {string} about */
  async function ask(about) {
    if (!about && !question) return;
    question = about;
    const { default: show, words } = await player.fetch("ask");
    show(stage, player, words, question);
  }

  /** Looks whether what follows is within the limit. */
  function look() {
    meter.look();
    const { media } = playback;
    const rest = left(limit(), day()) - LEAST_BYTES;
    traffic.most = traffic.bytes + rest;
    if (media.paused) return;
    if (meter.bytes > kept + KEEP_EVERY_BYTES) keep();
    if (rest >= 0) return;
    media.pause();
    ask("limit");
    if (media.src.startsWith("blob:")) return;
    // A browser goes on loading a file that it plays by itself, until it is taken away; and with it goes the event that
    // says it was paused, which is therefore said again.
    const at = media.currentTime;
    media.removeAttribute("src");
    media.load();
    media.currentTime = at;
    media.dispatchEvent(new Event("pause"));
  }

  player.store.subscribe(look);
  document.addEventListener("progress", look, true);
  addEventListener("pagehide", () => keep());

  const budget = {
    agreed: 0,
    meter,
    limit,
    day,
    keep,
    look,
    ask,
    /** @param {import("./next.js").Choice} choice */
    mayPlay({ mode, source }) {
      look();
      // What was taken away is there again.
      if (!playback.media.src) playback.choose(mode.name);
      const agrees = mode.kind === "audio" || mode.sources[source].size_bytes <= budget.agreed;
      ask(traffic.most < traffic.bytes ? "limit" : agrees ? "" : "video");
      return !question;
    },
  };
  return (player.budget = budget);
}
