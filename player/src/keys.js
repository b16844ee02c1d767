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
 * Lets keys ask, unless what has the focus has a use for them itself.
 * @param {HTMLElement} stage
 * @param {Playback} playback
 * @param {(key: string) => void} askOthers
 */
export function listenToKeys(stage, playback, askOthers) {
  addEventListener("keydown", (event) => {
    const { key } = event;
    const letter = key.toLowerCase();
    const target = /** @type {Element} */ (event.target);
    const within = stage.contains(target);
    const modified = event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && key !== "?");
    if (modified || event.defaultPrevented || !(within || target === document.body)) return;
    const taken = target.closest("input, select") || (key === " " && target.closest("a, button, summary"));
    const written = !within || target.closest("select, [type=search], [type=text]");
    const act = (!taken && KEYS[key]) || (!written && LETTERS[letter]);
    if (act) act(playback);
    else if (!written && OTHERS.includes(letter)) askOthers(letter);
    else return;
    event.preventDefault();
  });
}
