// @ts-check

/** Who moves farther (px) between press and release drags. */
const SLACK_PX = 10;

/**
 * Lets a tap or a click on the screen play and pause. What two fingers do is none, nor is what moves, or is on something
 * that has a use of its own.
 * @param {HTMLElement} screen
 * @param {() => void} toggle
 */
export function listenToTaps(screen, toggle) {
  /** @type {PointerEvent | null} */
  let press = null;
  screen.addEventListener("pointerdown", (event) => (press = event.isPrimary ? event : null));
  screen.addEventListener("click", ({ target, clientX, clientY, detail }) => {
    const still = press && Math.hypot(clientX - press.clientX, clientY - press.clientY) < SLACK_PX;
    // A screen reader presses without a pointer, and such a press counts no clicks.
    if ((still || !detail) && !(/** @type {Element} */ (target).closest("a, .offer"))) toggle();
  });
}
