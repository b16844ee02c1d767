// @ts-check

/** @param {string} tag */
const primary = (tag) => tag.toLowerCase().split("-")[0];

/**
 * Returns the language that somebody reads best of those that there are: by what they wish for, else the first one.
 * @param {readonly string[]} tags BCP 47, one at least
 * @param {readonly string[]} wished the most wished for first
 */
export function preferred(tags, wished) {
  for (const wish of wished) {
    const found = tags.find((tag) => tag === wish) || tags.find((tag) => primary(tag) === primary(wish));
    if (found) return found;
  }
  return tags[0];
}

/**
 * Returns the language in which what is said is read here: as it was chosen, else as this browser's reader would choose.
 * @param {import("./talk.js").Player} player
 */
export function captionsLanguage({ talk, store, memory }) {
  if (!store.state.captions && talk.captions.length) {
    const wished = [memory.recall("captions-language") || "", ...navigator.languages, document.documentElement.lang];
    store.set({ captions: preferred(talk.captions.map(([tag]) => tag), wished) });
  }
  return store.state.captions;
}
