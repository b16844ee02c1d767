// @ts-check

/**
 * What a key asks of the player. Letters do so only while it has the focus: somebody who dictates says them all.
 * @typedef {import("./playback.js").Playback} Playback
 * @type {Record<string, (playback: Playback) => void>}
 */
const KEYS = {
  " ": (playback) => playback.toggle(),
  ArrowLeft: (playback) => playback.move(-5),
  ArrowRight: (playback) => playback.move(5),
};

/** @type {Record<string, (playback: Playback) => void>} */
const LETTERS = {
  k: (playback) => playback.toggle(),
  j: (playback) => playback.move(-15),
  l: (playback) => playback.move(30),
  p: (playback) => playback.step(-1),
  n: (playback) => playback.step(1),
};

/** What other parts of the player do. */
const OTHERS = ["c", "f", "z", "?"];

/**
 * What a key asks of the player that is pressed here, if anything.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} stage
 * @returns {((playback: Playback, askOthers: (key: string) => void) => void) | undefined}
 */
function askedBy({ key, code, target }, stage) {
  const place = /** @type {Element} */ (target);
  const within = stage.contains(place);
  if (!within && place !== document.body) return;
  const taken = place.closest("input, select") || (key === " " && place.closest("a, button, summary"));
  if (!taken && KEYS[key]) return KEYS[key];
  // Where the keyboard writes other letters, the place of the key says which one is meant.
  const letter = key > "~" ? code.replace("Key", "").toLowerCase() : key.toLowerCase();
  // What somebody writes is no wish.
  if (!within || place.closest("select, [type=search], [type=text]")) return;
  return OTHERS.includes(letter) ? (_, askOthers) => askOthers(letter) : LETTERS[letter];
}

/**
 * Lets keys ask, unless what has the focus has a use for them itself.
 * @param {HTMLElement} stage
 * @param {Playback} playback
 * @param {(key: string) => void} askOthers
 */
export function listenToKeys(stage, playback, askOthers) {
  addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key !== "?");
    const act = modified || event.defaultPrevented ? undefined : askedBy(event, stage);
    // Where none was expected, there is a keyboard.
    if (act || event.key === "Tab") document.documentElement.classList.add("keyed");
    if (!act) return;
    event.preventDefault();
    act(playback, askOthers);
  });
}
