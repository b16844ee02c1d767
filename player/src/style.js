// @ts-check
import { recall, remember } from "./memory.js";

/** How captions can look, the usual way first. */
export const CAPTION_STYLES = {
  size: ["medium", "small", "large", "larger"],
  colours: ["light", "yellow", "dark"],
  place: ["below", "above"],
};

/** What was chosen, as words of `data-captions`. */
export const captionStyle = () =>
  Object.entries(CAPTION_STYLES)
    .map(([name, styles]) => chosenStyle(name, styles))
    .join(" ");

/**
 * @param {string} name
 * @param {readonly string[]} styles
 */
export function chosenStyle(name, styles) {
  const chosen = recall(`captions-${name}`);
  return chosen && styles.includes(chosen) ? chosen : styles[0];
}

/**
 * @param {string} name
 * @param {string} chosen
 */
export const chooseStyle = (name, chosen) => remember(`captions-${name}`, chosen);
