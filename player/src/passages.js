// @ts-check

/**
 * Something of the talk that can be read: a slide's words, those read from its picture, its notes, or what is said; from
 * `start` to `end` (s), if it is in the talk at all. Its `language` is empty where nobody knows it.
 * @typedef {{
 *   kind: "slide" | "picture" | "notes" | "said", slide: number, start: number | null, end: number, title: string, text: string,
 *   language: string,
 * }} Passage
 */

/**
 * The talk's passages, in its order, fetched once for each language: what is said is in that alone.
 * @param {import("./talk.js").Player} player
 * @param {string} language of captions
 * @returns {Promise<Passage[]>}
 */
export function readPassages(player, language) {
  const read = (player.passages ||= new Map());
  const known = read.get(language) || player.words(language).then((page) => passagesIn(page, language));
  read.set(language, known);
  known.catch(() => read.delete(language));
  return known;
}

/**
 * Orders by time: a caption stands with the slide that it overlaps longest, and may begin before one of the slide above.
 * @param {{ start: number | null }} one
 * @param {{ start: number | null }} other
 */
export const byStart = (one, other) => (one.start || 0) - (other.start || 0);

/**
 * @param {ParentNode} page
 * @param {string} language
 * @returns {Passage[]}
 */
function passagesIn(page, language) {
  return [...page.querySelectorAll("section[data-slide]")].flatMap((section) => {
    const heading = /** @type {HTMLElement} */ (section.querySelector("h2"));
    const { slide, start, end } = /** @type {HTMLElement} */ (section).dataset;
    const title = (heading.textContent || "").trim();
    const place = { slide: Number(slide), start: start ? Number(start) : null, end: Number(end), title };
    const kinds = /** @type {const} */ ([
      ["slide", "p.words"],
      ["picture", "p.seen"],
      ["notes", "p.aside"],
      ["said", ".said > a"],
    ]);
    return kinds.flatMap(([kind, selector]) =>
      [.../** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(selector))]
        .map((each) => ({
          ...place,
          kind,
          text: (each.textContent || "").trim(),
          language: /** @type {HTMLElement} */ (each.closest("p")).lang,
          ...(each.dataset.start && { start: Number(each.dataset.start), end: Number(each.dataset.end) }),
        }))
        .filter((each) => kind !== "said" || (each.language || "und") === language),
    );
  });
}
