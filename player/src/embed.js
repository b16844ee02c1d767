// @ts-check
import { speakToPortal } from "./portal.js";
import { start } from "./talk.js";

document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  const { playback, store } = start();
  speakToPortal(playback, store);
});
