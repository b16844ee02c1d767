// @ts-check
import { greetPortal } from "./greeting.js";
import { thrifty } from "./modes.js";
import { start, takePage } from "./talk.js";
import { fromService } from "./web.js";

/** In a narrower row (px) nothing is left of the slider beside them. */
const NARROW_PX = 384;

/**
 * Moves what has no room in the one row of a low frame to the head of the list, and back when the frame grows.
 * @param {() => boolean} isLow whether it is such a frame
 * @param {...string} names of what is moved
 */
function makeRoom(isLow, ...names) {
  const more = /** @type {HTMLElement} */ (document.getElementById("more"));
  const parts = names.map((name) => /** @type {HTMLElement} */ (document.querySelector(name)));
  const homes = parts.map((part) => ({ part, parent: part.parentElement, next: part.nextElementSibling })).reverse();
  let moved = false;
  function place() {
    if (moved === isLow()) return;
    moved = !moved;
    if (moved) more.append(...parts);
    else for (const { part, parent, next } of homes) parent?.insertBefore(part, next);
  }
  addEventListener("resize", place);
  place();
}

takePage();
document.addEventListener("DOMContentLoaded", () => {
  const player = start(fromService);
  const { playback, stage, store } = player;
  greetPortal(player);
  if (/[?&]autoplay=1(&|$)/.test(location.search)) {
    // Who saves data begins when they want to, as whoever is asked first does.
    store.set({ wished: true, refused: thrifty() ? "viewer" : "" });
    if (!thrifty()) playback.resume();
  }
  // A video that begins does not play behind the list.
  stage.addEventListener("play", ({ target }) => {
    if (target instanceof HTMLVideoElement) document.getElementById("contents")?.removeAttribute("open");
  }, true);
  // The style alone knows which frames are low.
  const isLow = () => getComputedStyle(stage).flexWrap === "wrap";
  makeRoom(isLow, "#back", "#on", ".rate");
  makeRoom(() => isLow() && innerWidth <= NARROW_PX, "#previous", "#next");
  // The list covers the screen and what is above it, and nothing of what is below.
  const screen = /** @type {HTMLElement} */ (stage.querySelector(".screen"));
  const observer = new ResizeObserver(() => {
    stage.style.setProperty("--screen-end", `${screen.offsetTop + screen.clientHeight}px`);
  });
  observer.observe(screen);
  observer.observe(stage);
});
