// @ts-check

/**
 * Tells the page how high the stage is that stays in sight: what is scrolled to, or gets the focus, is not to be under it.
 * @param {HTMLElement} stage
 */
export function tellHeight(stage) {
  const { style } = document.documentElement;
  new ResizeObserver(() => style.setProperty("--stage", `${stage.offsetHeight}px`)).observe(stage);
}
