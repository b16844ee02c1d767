// @ts-check
import { clock } from "./timeline.js";

/**
 * @typedef {import("./playback.js").Playback} Playback
 * @typedef {import("./store.js").Store} Store
 * @typedef {{ play: string, pause: string, position: string }} Words
 */

/**
 * The controls: they ask the playback, and show what the store says.
 * @param {(id: string) => HTMLElement} byId
 * @param {Playback} playback
 * @param {Store} store
 * @param {Words} words
 */
export function createBar(byId, playback, store, words) {
  const play = byId("play");
  const seek = /** @type {HTMLInputElement} */ (byId("seek"));
  const rate = /** @type {HTMLSelectElement} */ (byId("rate"));
  let dragging = false;

  play.addEventListener("click", () => playback.toggle());
  byId("back").addEventListener("click", () => playback.move(-15));
  byId("on").addEventListener("click", () => playback.move(30));
  byId("previous").addEventListener("click", () => playback.step(-1));
  byId("next").addEventListener("click", () => playback.step(1));
  rate.addEventListener("change", () => playback.setRate(Number(rate.value)));
  // While somebody drags, nothing is loaded for each place passed.
  seek.addEventListener("input", () => {
    dragging = true;
    tellTime(Number(seek.value));
  });
  seek.addEventListener("change", () => {
    dragging = false;
    playback.seek(Number(seek.value));
  });
  // Who comes back to where the slider was has changed nothing.
  for (const event of ["pointerup", "blur"]) seek.addEventListener(event, () => setTimeout(() => (dragging = false)));

  /** @param {number} time */
  function tellTime(time) {
    byId("time").textContent = clock(time);
    seek.setAttribute("aria-valuetext", words.position.replace("{}", clock(time)).replace("{}", clock(Number(seek.max))));
    seek.style.setProperty("--done", String(Math.min(1, time / Number(seek.max) || 0)));
  }

  store.subscribe(({ playing, waiting, stalled, time, rate: now, trouble }) => {
    play.setAttribute("aria-label", playing ? words.pause : words.play);
    play.classList.toggle("playing", playing);
    play.classList.toggle("waiting", waiting);
    if (!dragging) {
      seek.value = String(Math.floor(time));
      tellTime(time);
    }
    rate.value = String(now);
    byId("trouble").hidden = !trouble;
    byId("stalled").hidden = !stalled;
  });
}
