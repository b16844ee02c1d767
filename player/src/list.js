// @ts-check
import { scrolling } from "./motion.js";
import { secondsOf } from "./timeline.js";

/**
 * Returns the cues that the page lists, their links, and each slide's title, which is empty where it has none.
 * @param {HTMLElement} list
 */
export function readList(list) {
  const links = [.../** @type {NodeListOf<HTMLAnchorElement>} */ (list.querySelectorAll("a.jump"))];
  /** @type {Record<number, string>} */
  const titles = {};
  const cues = links.map((link) => {
    const slide = Number(link.dataset.slide);
    // What has no title is called by its number.
    titles[slide] = (link.querySelector(".number") && link.querySelector(".title")?.textContent) || "";
    return { slide, start_ms: Math.round(Number(secondsOf(link.hash)) * 1000) };
  });
  return { links, cues, titles };
}

/**
 * Marks one cue on the list at a time, and keeps it in sight where the list scrolls by itself.
 * @param {HTMLAnchorElement[]} links
 */
export function createList(links) {
  const frame = /** @type {HTMLElement} */ (links[0].closest("section"));
  let marked = -1;
  return (/** @type {number} */ cue) => {
    const first = marked < 0;
    if (!first) links[marked].removeAttribute("aria-current");
    marked = cue;
    links[cue].setAttribute("aria-current", "true");
    const reading = frame.matches(":hover") || frame.querySelector(":focus-visible");
    if (frame.scrollHeight <= frame.clientHeight || (reading && !first)) return;
    const row = /** @type {HTMLElement} */ (links[cue].parentElement);
    const behavior = first ? "instant" : scrolling();
    frame.scrollTo({ top: row.offsetTop - frame.clientHeight / 3, behavior });
  };
}
