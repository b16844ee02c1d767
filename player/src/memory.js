// @ts-check

/**
 * What this browser remembers. In a frame, or where somebody forbids it, that is nothing, and a choice lasts as long as
 * the page.
 */

const PREFIX = "mediasvc:";
/** @type {Map<string, string | null>} */
const here = new Map();

/**
 * @param {string} name
 * @returns {string | null}
 */
export function recall(name) {
  try {
    return here.get(name) ?? localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Everything that players of this site remember. */
export function forget() {
  here.clear();
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch {
    // There is nothing to forget.
  }
}

/**
 * @param {string} name
 * @param {string | null} value null forgets it
 */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
    // Another tab may have changed it by the time it is recalled.
    here.delete(name);
  } catch {
    // It is full, or forbidden: then it is chosen again next time.
    here.set(name, value);
  }
}
