// @ts-check
import { announce } from "./announce.js";
import { thrifty } from "./modes.js";
import { start, takePage } from "./talk.js";
import { fromService } from "./web.js";

/**
 * Moves what has no room in the one row of a low frame to the head of the list, and back when the frame grows.
 * @param {string} query for such a frame
 * @param {...string} names of what is moved
 */
function makeRoom(query, ...names) {
  const more = /** @type {HTMLElement} */ (document.getElementById("more"));
  const parts = names.map((name) => /** @type {HTMLElement} */ (document.querySelector(name)));
  const homes = parts.map((part) => ({ part, parent: part.parentElement, next: part.nextElementSibling })).reverse();
  const low = matchMedia(query);
  function place() {
    if (low.matches) more.append(...parts);
    else for (const { part, parent, next } of homes) parent?.insertBefore(part, next);
  }
  low.addEventListener("change", place);
  place();
}

takePage();
document.addEventListener("DOMContentLoaded", () => {
  const player = start(fromService);
  const { playback, stage } = player;
  announce(player);
  // Who saves data begins when they want to, as whoever is asked first does.
  if (/[?&]autoplay=1(&|$)/.test(location.search) && !thrifty()) playback.resume();
  makeRoom("(max-height: 26rem), (max-height: 32rem) and (min-aspect-ratio: 3/2)", "#back", "#on", ".rate");
  makeRoom("(max-height: 26rem) and (max-width: 24rem)", "#previous", "#next");
  // The list covers the screen and what is above it, and nothing of what is below.
  const screen = /** @type {HTMLElement} */ (stage.querySelector(".screen"));
  const observer = new ResizeObserver(() => {
    stage.style.setProperty("--screen-end", `${screen.offsetTop + screen.clientHeight}px`);
  });
  observer.observe(screen);
  observer.observe(stage);
});
