// @ts-check

/**
 * @typedef {import("./modes.js").Mode} Mode
 * @typedef {import("./timeline.js").Cue} Cue
 */

/**
 * What plays: the source at this place in the mode.
 * @typedef {{ mode: Mode, source: number }} Choice
 */

/** `timeupdate` comes about four times a second: a cue that is nearer than this gets a timer of its own. */
const NEAR_MS = 300;
/** No timer is shorter: rounded times would have it go off before its cue again and again. */
const SHORTEST_MS = 10;
/** With so much sound (s) at hand, there is time for other things. */
const LEISURE_S = 10;

/**
 * Returns the first source of the mode of this name, or null where there is none.
 * @param {readonly Mode[]} modes
 * @param {string} name
 * @returns {Choice | null}
 */
export function ofName(modes, name) {
  const mode = modes.find((each) => each.name === name);
  return mode ? { mode, source: 0 } : null;
}

/**
 * Returns whether both play the same file, as ways with and without pictures do.
 * @param {Choice} one
 * @param {Choice} other
 */
export const isSame = (one, other) => one.mode.sources[one.source] === other.mode.sources[other.source];

/**
 * Returns what plays in the place of a source that does not go on, or null where nothing is left: the mode's next
 * source, or else sound, with slides where it has them.
 * @param {readonly Mode[]} modes
 * @param {Choice} lost
 * @returns {Choice | null}
 */
export function afterLoss(modes, { mode, source }) {
  const next = mode.sources[source + 1];
  if (next) {
    // What has a name of its own can be left by that name.
    const own = modes.find(({ kind, sources }) => kind === "video" && sources[0] === next);
    return own ? { mode: own, source: 0 } : { mode, source: source + 1 };
  }
  const sounds = modes.filter(({ kind }) => kind === "audio");
  if (mode.kind === "audio" || !sounds.length) return null;
  return { mode: sounds.find(({ name }) => name === "slides") || sounds[0], source: 0 };
}

/**
 * Returns whether somebody who has waited long is better served by what `afterLoss` names.
 * @param {Choice} choice
 */
export function hasLighter({ mode, source }) {
  const lighter = mode.sources[source + 1];
  return mode.kind === "video" || Boolean(lighter && lighter.size_bytes < mode.sources[source].size_bytes);
}

/**
 * Returns after how many milliseconds a timer must look at the cues again, or null where `timeupdate` comes in time.
 * @param {readonly Cue[]} cues
 * @param {number} cue the index of the one that plays
 * @param {number} at_ms
 * @param {number} rate 1 is as it was said
 */
export function alarmAfter(cues, cue, at_ms, rate) {
  const next = cues[cue + 1];
  const wait_ms = next ? (next.start_ms - at_ms) / rate : Infinity;
  return wait_ms < NEAR_MS ? Math.max(wait_ms, SHORTEST_MS) : null;
}

/**
 * Returns whether so much can be heard that there is time to load something else.
 * @param {number} ahead (s)
 * @param {number} time (s)
 * @param {number} duration (s)
 */
export const isEnough = (ahead, time, duration) => ahead > Math.min(LEISURE_S, duration - time - 1);
