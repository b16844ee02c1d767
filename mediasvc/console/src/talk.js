// @ts-check
import { ask, byId } from "./asking.js";
import { showOwnZone } from "./zone.js";

const LOOK_EVERY_MS = 5000;
const SOONEST_MS = 1000;
// What is shown anew when the talk is at another stage: all but the form in which its details are corrected.
const RENEWED = ["head", "now", "warnings", "rest"];

/** Becomes true when somebody types something that is not sent yet. */
let isTyped = false;

/** @returns {HTMLInputElement | null} the only field that is shown anew, too */
const time = () => /** @type {HTMLInputElement | null} */ (document.getElementById("publish_at"));

/** Follows a talk that is being made. */
function follow() {
  const work = document.getElementById("work");
  if (!work) return;
  const { part, stage, events } = work.dataset;
  const source = events ? new EventSource(events) : null;
  let askedAt = 0;
  let later = 0;

  async function look() {
    clearTimeout(later);
    askedAt = Date.now();
    const answer = await ask(String(part)).catch(() => null);
    const now = answer?.ok ? await answer.json() : null;
    if (answer?.status === 401 || answer?.status === 410 || (now && now.stage !== stage)) return end();
    if (now && work) work.innerHTML = now.html;
    // A stream comes back by itself, unless what answered was none.
    if (!source || source.readyState === EventSource.CLOSED) later = setTimeout(look, LOOK_EVERY_MS);
  }

  function end() {
    clearTimeout(later);
    source?.close();
    renew();
  }

  if (!source) later = setTimeout(look, LOOK_EVERY_MS);
  source?.addEventListener("progress", () => {
    clearTimeout(later);
    later = setTimeout(look, Math.max(0, askedAt + SOONEST_MS - Date.now()));
  });
  source?.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) later = setTimeout(look, LOOK_EVERY_MS);
  });
  source?.addEventListener("end", end);
}

/** Shows the talk as it is now, and leaves alone what somebody types. */
async function renew() {
  const address = String(byId("now").dataset.page);
  const answer = await ask(address).catch(() => null);
  if (!answer || answer.status >= 500) {
    setTimeout(renew, LOOK_EVERY_MS);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.getElementById("now")) {
    // It asks to sign in, or shows another form. Whoever types sends it first.
    if (!isTyped) location.assign(address);
    return;
  }
  const typed = time()?.value;
  for (const id of RENEWED) byId(id).innerHTML = String(page.getElementById(id)?.innerHTML);
  document.title = page.title;
  showOwnZone();
  const field = time();
  if (field && typed) {
    field.value = typed;
    field.closest("details")?.setAttribute("open", "");
  }
  follow();
}

document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.classList.add("scripted");
  isTyped = document.querySelector("#details[open]") !== null;
  document.addEventListener("input", () => (isTyped = true));
  showOwnZone();
  follow();
});
