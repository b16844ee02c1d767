// @ts-check

const POINTERS = /\.(gslides|gdoc|gsheet|url|webloc|desktop)$/i;

/**
 * Why a file cannot be a part of a talk, by the name of the sentence that says it; null where it may be one.
 * @param {{ name: string, size: number }} file
 */
export function refusal({ name, size }) {
  if (/\.key$/i.test(name)) return "keynote";
  if (POINTERS.test(name)) return "google";
  return size === 0 ? "empty" : null;
}

/** A title that a talk of this file may have until a better one is known. @param {string} name */
export function titleOf(name) {
  const words = name.replace(/\.[^.]+$/, "").replace(/[_\s]+/g, " ").trim();
  return words || name;
}

/** The name that a file had before a number told it from others. @param {string} name */
export const unnumbered = (name) => name.replace(/ \(\d+\)(\.[^.]+)?$/, "$1");

/**
 * The name of a file among others: two files of one name are told apart by a number.
 * @param {string} name
 * @param {Iterable<string>} others
 */
export function freeName(name, others) {
  const taken = new Set(others);
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = name.replace(/(\.[^.]+)?$/, (ending) => ` (${number})${ending}`);
  return free;
}
