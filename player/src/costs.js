// @ts-check

/** Megabytes as people and their contracts count them. */
export const MEGABYTE = 1e6;
/** With less than a piece of sound left, nothing more is asked for. */
export const LEAST_BYTES = 32768;
/** A budget above this is a slip or a broken record, and none. */
const LARGEST = 1e15;

/**
 * What a day has cost on this device so far, and what was allowed beyond the limit.
 * @typedef {{ bytes: number, more: number }} Day
 */

const today = () => new Date().toDateString();

/**
 * Returns a number above nothing, or 0 for whatever else is written there.
 * @param {string | null | undefined} text
 */
export function figure(text) {
  const number = Number(text);
  return number > 0 && number < LARGEST ? number : 0;
}

/**
 * Returns what is kept of this day; of another one, or of a record that cannot be read, nothing.
 * @param {string | null} record
 * @param {string} date of today, on the viewer's calendar
 * @returns {Day}
 */
export function readDay(record, date = today()) {
  const [day, bytes, more] = (record || "").split("|");
  return day === date ? { bytes: figure(bytes), more: figure(more) } : { bytes: 0, more: 0 };
}

/**
 * @param {Day} day
 * @param {string} date
 */
export const writeDay = ({ bytes, more }, date = today()) => [date, Math.round(bytes), Math.round(more)].join("|");

/**
 * Returns how many bytes may still be loaded today.
 * @param {number} limit_mb 0 is no limit
 * @param {Day} day
 */
export const left = (limit_mb, { bytes, more }) => (limit_mb ? limit_mb * MEGABYTE + more - bytes : Infinity);

/**
 * Returns the day on which just so many bytes may still be loaded.
 * @param {number} limit_mb
 * @param {Day} day
 * @param {number} wanted
 * @returns {Day}
 */
export const allow = (limit_mb, { bytes }, wanted) => ({ bytes, more: Math.max(0, bytes + wanted - limit_mb * MEGABYTE) });

/**
 * Returns what the talk costs from here to its end.
 * @param {number} size_bytes of the whole
 * @param {number} time (s)
 * @param {number} duration (s)
 */
export const fromHere = (size_bytes, time, duration) => size_bytes * Math.min(1, Math.max(0, 1 - time / duration)) || 0;

/**
 * Returns how many times less the cheap way costs, in whole numbers; 0 where that is less than twice.
 * @param {number} dear
 * @param {number} cheap
 */
export function timesLess(dear, cheap) {
  const times = cheap > 0 ? Math.floor(dear / cheap) : 0;
  return times >= 2 ? times : 0;
}

/**
 * Returns what was loaded of a file since it was last looked at: what is buffered of it is taken to weigh the same
 * everywhere. What a browser has dropped costs again when it comes back.
 * @param {number} before so much of it, in any unit of time
 * @param {number} now
 * @param {number} duration
 * @param {number} size_bytes of the whole
 */
export const loadedSince = (before, now, duration, size_bytes) => (size_bytes * Math.max(0, now - before)) / duration;
