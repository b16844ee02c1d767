// @ts-check

/** @param {string} tag */
const primary = (tag) => tag.toLowerCase().split("-")[0];

/**
 * The language that somebody reads best of those that there are: by what they wish for, else the first one.
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
