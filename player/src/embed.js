// @ts-check
import { speakToPortal } from "./portal.js";
import { start, takePage } from "./talk.js";
import { fromService } from "./web.js";

takePage();
document.addEventListener("DOMContentLoaded", () => {
  const { playback, store, stage } = start(fromService);
  speakToPortal(playback, store);
  // The list covers the screen, and nothing of what is below.
  const screen = /** @type {HTMLElement} */ (stage.querySelector(".screen"));
  new ResizeObserver(() => stage.style.setProperty("--screen-height", `${screen.clientHeight}px`)).observe(screen);
});
