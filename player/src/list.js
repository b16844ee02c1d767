// @ts-check

/**
 * Marks one cue on the list at a time, and keeps it in sight where the list scrolls by itself.
 * @param {HTMLElement} list
 */
export function createList(list) {
  const frame = /** @type {HTMLElement} */ (list.parentElement);
  const links = list.querySelectorAll("a.jump");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let marked = -1;
  return (/** @type {number} */ cue) => {
    const first = marked < 0;
    if (!first) links[marked].removeAttribute("aria-current");
    marked = cue;
    links[cue].setAttribute("aria-current", "true");
    const reading = frame.matches(":hover") || frame.querySelector(":focus-visible");
    if (frame.scrollHeight <= frame.clientHeight || (reading && !first)) return;
    const row = /** @type {HTMLElement} */ (links[cue].parentElement);
    const behavior = first || calm.matches ? "instant" : "smooth";
    frame.scrollTo({ top: row.offsetTop - frame.clientHeight / 3, behavior });
  };
}
