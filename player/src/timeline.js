// @ts-check

/** @typedef {{ slide: number, start_ms: number }} Cue */

/**
 * The index of the cue that plays at `ms`: the last that has started, or the first where none has.
 * @param {readonly Cue[]} cues in order of time
 * @param {number} ms
 */
export function cueAt(cues, ms) {
  let started = 0;
  let waiting = cues.length;
  while (started < waiting) {
    const middle = (started + waiting) >> 1;
    if (cues[middle].start_ms <= ms) started = middle + 1;
    else waiting = middle;
  }
  return Math.max(0, started - 1);
}

/**
 * The seconds that a fragment such as `#t=123.4` or `#t=1:02:03` names, or null.
 * @param {string} fragment
 */
export function secondsOf(fragment) {
  const found = /^#t=((?:\d+:){0,2}\d+(?:\.\d+)?)$/.exec(fragment);
  return found && found[1].split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/**
 * The seconds at which the slide that a fragment such as `#slide=12` names is first shown, or null.
 * @param {string} fragment
 * @param {readonly Cue[]} cues
 */
export function slideStart(fragment, cues) {
  const found = /^#slide=(\d{1,4})$/.exec(fragment);
  const cue = found && cues.find(({ slide }) => slide === Number(found[1]) - 1);
  return cue ? cue.start_ms / 1000 : null;
}

/**
 * The seconds at which an address lets the talk begin, or null. Its query says `?t=90` or `?slide=12` where a program
 * drops fragments, as search engines do; a fragment goes before that.
 * @param {{ hash: string, search: string }} address
 * @param {readonly Cue[]} cues
 */
export function startIn({ hash, search }, cues) {
  const query = new URLSearchParams(search);
  const fragments = [hash, ...["t", "slide"].map((name) => `#${name}=${query.getAll(name).pop()}`)];
  return fragments.reduce(
    (/** @type {number | null} */ found, each) => found ?? secondsOf(each) ?? slideStart(each, cues),
    null,
  );
}

/**
 * `0:07`, `12:40` or `1:02:03`; part seconds are cut off.
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
}
