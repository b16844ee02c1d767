// @ts-check

const WINDOW_MS = 20_000;

/** How fast something goes, by what was sent within the last 20 s. */
export class Speed {
  /** @type {[number, number][]} moments (ms) and what had been sent by then (bytes) */
  #seen = [];

  /** @param {number} atMs @param {number} sentBytes */
  note(atMs, sentBytes) {
    this.#seen.push([atMs, sentBytes]);
    while (this.#seen.length > 2 && atMs - this.#seen[1][0] > WINDOW_MS) this.#seen.shift();
  }

  /** Bytes a second; 0 where that is not known yet. */
  get bytesPerSecond() {
    if (this.#seen.length < 2) return 0;
    const [[firstMs, firstBytes], [lastMs, lastBytes]] = [this.#seen[0], this.#seen[this.#seen.length - 1]];
    const elapsedMs = lastMs - firstMs;
    return elapsedMs < 1000 ? 0 : Math.max(0, ((lastBytes - firstBytes) * 1000) / elapsedMs);
  }

  /** How many seconds so many bytes still take; null where that is not known. @param {number} restBytes */
  secondsFor(restBytes) {
    const speed = this.bytesPerSecond;
    return speed > 0 ? restBytes / speed : null;
  }
}

/**
 * Seconds in words, in round figures.
 * @param {number} seconds
 * @param {{ seconds: string, minutes: string, hours: string }} words each with `{}` for the figure
 */
export function roundly(seconds, words) {
  if (seconds < 90) return words.seconds.replace("{}", String(Math.max(10, Math.round(seconds / 10) * 10)));
  if (seconds < 5400) return words.minutes.replace("{}", String(Math.round(seconds / 60)));
  return words.hours.replace("{}", String(Math.round(seconds / 3600)));
}

/**
 * Bytes as file managers write them, in this language.
 * @param {number} bytes
 * @param {string} language
 */
export function size(bytes, language) {
  const [unit, divisor] = bytes < 1e6 ? ["kilobyte", 1e3] : bytes < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  const digits = bytes < 1e6 ? 0 : 1;
  return new Intl.NumberFormat(language, { style: "unit", unit: String(unit), maximumFractionDigits: digits }).format(
    Math.max(bytes, 1000) / Number(divisor),
  );
}

/** Puts values in place of each `{}`. @param {string} text @param {...string} values */
export function filled(text, ...values) {
  const rest = [...values];
  return text.replace(/\{\}/g, () => rest.shift() ?? "");
}
