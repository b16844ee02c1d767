// @ts-check
import { ask } from "./asking.js";
import { showOwnZone } from "./zone.js";

const LOOK_EVERY_MS = 5000;
const SOONEST_MS = 1000;

/** Shows how far the talk is, and the whole page anew once it is at another stage. @param {HTMLElement} work */
function follow(work) {
  const { part, stage, events } = work.dataset;
  let askedAt = 0;
  let later = 0;

  async function look() {
    clearTimeout(later);
    askedAt = Date.now();
    const answer = await ask(String(part)).catch(() => null);
    if (answer?.status === 401) return location.reload();
    if (answer?.ok) {
      const now = await answer.json();
      if (now.stage !== stage) return location.reload();
      work.innerHTML = now.html;
    }
    if (!events) later = setTimeout(look, LOOK_EVERY_MS);
  }

  if (!events) {
    later = setTimeout(look, LOOK_EVERY_MS);
    return;
  }
  const source = new EventSource(events);
  const heard = () => {
    clearTimeout(later);
    later = setTimeout(look, Math.max(0, askedAt + SOONEST_MS - Date.now()));
  };
  source.addEventListener("progress", heard);
  source.addEventListener("error", () => {
    // It comes back by itself, unless what answered was no stream.
    if (source.readyState === EventSource.CLOSED) later = setTimeout(() => location.reload(), LOOK_EVERY_MS);
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  showOwnZone();
  const work = document.getElementById("work");
  if (work) follow(work);
});
