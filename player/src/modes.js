// @ts-check
import { recall } from "./memory.js";

/**
 * @typedef {Partial<import("./stream.js").Streamable> & { href: string, type: string, size_bytes: number }} Rendition
 */

/**
 * One way to follow the talk. What is played is the first of `sources` that works; `pictures` are shown beside a sound, and weigh
 * about `picture_bytes` in all.
 * @typedef {{ name: string, kind: "audio" | "video", pictures: boolean, picture_bytes?: number, sources: Rendition[] }} Mode
 */

const THIN_LINKS = ["slow-2g", "2g"];

/**
 * The way that is chosen to begin with: the one chosen last, else what suits the link.
 * @param {readonly Mode[]} modes
 * @param {string | null} remembered
 * @param {{ effectiveType?: string, saveData?: boolean } | undefined} connection of the Network Information API
 * @returns {Mode}
 */
export function preselected(modes, remembered, connection) {
  const thin = THIN_LINKS.includes(connection?.effectiveType || "");
  const wished = [remembered, thin ? "sound" : "slides"];
  return wished.flatMap((name) => modes.filter((mode) => mode.name === name))[0] || modes[0];
}

/** Whether pictures wait for a tap: as was chosen, else as the browser is to save data. */
export function thrifty() {
  const chosen = recall("thrifty");
  return chosen ? chosen === "1" : Boolean(/** @type {any} */ (navigator).connection?.saveData);
}

/** Whether the link is slow, or the browser is to save data. */
export function isThin() {
  const connection = /** @type {any} */ (navigator).connection;
  return Boolean(connection?.saveData || THIN_LINKS.includes(connection?.effectiveType));
}

/** Whether no picture is to be loaded with the page. */
export const savesPictures = () => thrifty() || recall("mode") === "sound";
