// @ts-check
import { MEGABYTE, fromHere } from "./costs.js";

/**
 * Returns what the ways to follow a talk cost from here to its end, as people read it.
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words with `mb`
 */
export function createPrices({ playback, store }, words) {
  // With the figures that the page has.
  const locale = `${document.documentElement.lang}-u-nu-latn`;

  /** @param {number} bytes */
  function mb(bytes) {
    const megabytes = bytes / MEGABYTE;
    const maximumFractionDigits = megabytes < 0.95 ? 2 : megabytes < 9.95 ? 1 : 0;
    return words.mb.replace("{}", megabytes.toLocaleString(locale, { maximumFractionDigits }));
  }

  /** @param {import("./modes.js").Mode} mode */
  function cost({ sources, picture_bytes = 0 }) {
    const { size_bytes } = sources.find(({ type }) => playback.media.canPlayType(type)) || sources[0];
    return fromHere(size_bytes + picture_bytes, store.state.time, store.state.duration);
  }

  /** Returns the page's own control for this way. @param {string} name */
  const radio = (name) => /** @type {HTMLInputElement} */ (document.querySelector(`#choices [value="${name}"]`));

  return {
    mb,
    cost,
    /** @param {import("./modes.js").Mode} mode */
    label: (mode) => `${radio(mode.name).nextElementSibling?.firstChild?.textContent?.trim()} · ${mb(cost(mode))}`,
    /** Goes on this way. @param {string} name */
    take(name) {
      radio(name).click();
      playback.resume();
    },
  };
}
