// @ts-check
import { recall, remember } from "./memory.js";
import { secondsOf, startIn } from "./timeline.js";

/** @typedef {import("./talk.js").Player} Player */

/** The last seconds of a talk, and its first ones, are no place to come back to. */
const WORTH_KEEPING_S = 15;
const KEEP_EVERY_S = 5;

/**
 * Where the talk is: as links and the page's address say, and where somebody was who comes back.
 * @param {Player} player
 */
export function keepPlace(player) {
  const name = `at:${player.talk.slug}`;
  followAddress(location, player);
  const kept = Number(recall(name));
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  // Who comes by a link wants its place; who comes back, perhaps since the phone has dropped the page, the last one.
  if (kept && (visit?.type !== "navigate" || !player.store.state.time)) player.playback.seek(kept);
  // What the query says was the beginning alone.
  addEventListener("hashchange", () => followAddress({ hash: location.hash, search: "" }, player));
  document.addEventListener("click", (event) => followLink(event, player));
  rememberPlace(name, player);
}

/** Keeps the place and the speed for the next time. @param {string} name @param {Player} player */
function rememberPlace(name, { store }) {
  let kept = store.state;
  store.subscribe((state) => {
    const { time, rate, duration } = state;
    if (rate !== kept.rate) remember("rate", rate === 1 ? null : String(rate));
    else if (Math.abs(time - kept.time) < KEEP_EVERY_S) return;
    remember(name, time > WORTH_KEEPING_S && time < duration - WORTH_KEEPING_S ? String(Math.floor(time)) : null);
    kept = state;
  });
}

/**
 * Goes where the address says, and nowhere where it says nothing, or a time behind the end.
 * @param {{ hash: string, search: string }} address
 * @param {Player} player
 */
function followAddress(address, { cues, playback, store, tools }) {
  const seconds = startIn(address, cues);
  const query = /^#q=(.+)$/.exec(address.hash);
  if (seconds !== null && seconds < store.state.duration) playback.seek(seconds);
  if (query) tools.show("search", decoded(query[1]));
}

/** @param {MouseEvent} event @param {Player} player */
function followLink(event, { playback, store }) {
  const link = /** @type {Element} */ (event.target).closest("a");
  if (!link) return;
  // The same page in another language goes on here.
  if (link.hreflang) return void (link.hash = `t=${Math.floor(store.state.time)}`);
  const seconds = secondsOf(link.hash);
  if (seconds === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  playback.seek(seconds);
  // After a click the keys are the player's. Who has pressed Enter, which counts no clicks, keeps the place.
  if (event.detail) link.blur();
  // A list that covers the slide has served.
  link.closest("details.contents")?.removeAttribute("open");
}

/** @param {string} text percent-encoded, as far as it is */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
