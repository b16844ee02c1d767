// @ts-check

/**
 * Something of the talk that can be read: a slide's words, its notes, or what is said; from `start` to `end` (s), if it
 * is in the talk at all.
 * @typedef {{
 *   kind: "slide" | "notes" | "said", slide: number, start: number | null, end: number, title: string, text: string,
 * }} Passage
 */

/**
 * The talk's passages, in its order, fetched once.
 * @param {import("./talk.js").Player} player
 * @returns {Promise<Passage[]>}
 */
export function readPassages(player) {
  player.passages ||= player.words().then(passagesIn);
  player.passages.catch(() => delete player.passages);
  return player.passages;
}

/**
 * Orders by time: a caption stands with the slide that it overlaps longest, and may begin before one of the slide above.
 * @param {{ start: number | null }} one
 * @param {{ start: number | null }} other
 */
export const byStart = (one, other) => (one.start || 0) - (other.start || 0);

/**
 * @param {ParentNode} page
 * @returns {Passage[]}
 */
function passagesIn(page) {
  return [...page.querySelectorAll("section[data-slide]")].flatMap((section) => {
    const heading = /** @type {HTMLElement} */ (section.querySelector("h2"));
    const { slide, start, end } = /** @type {HTMLElement} */ (section).dataset;
    const title = (heading.textContent || "").trim();
    const place = { slide: Number(slide), start: start ? Number(start) : null, end: Number(end), title };
    const kinds = /** @type {const} */ ([["slide", "p.words"], ["notes", "p.aside"], ["said", ".said > a"]]);
    return kinds.flatMap(([kind, selector]) =>
      [.../** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(selector))].map((each) => ({
        ...place,
        kind,
        text: (each.textContent || "").trim(),
        ...(each.dataset.start && { start: Number(each.dataset.start), end: Number(each.dataset.end) }),
      })),
    );
  });
}
