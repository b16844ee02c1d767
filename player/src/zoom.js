// @ts-check
import { element } from "./element.js";

const LARGEST = 6;
const STEP = 1.5;

/**
 * The slide as large as the window, and larger; it changes with the talk. Who moves it pulls it, or uses its bars.
 * @param {HTMLElement} panel
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 */
export default function openZoom(panel, player, words) {
  let scale = 1;
  let shown = -1;
  const sheet = element("div", { className: "sheet", tabIndex: 0, role: "group", "aria-label": words.name });
  /** @type {[sign: string, name: string, act: () => void][]} */
  const buttons = [
    ["+", words.in, () => enlarge(STEP)],
    ["−", words.out, () => enlarge(1 / STEP)],
    ["✕", words.close, () => dialog.close()],
  ];
  const bar = buttons.map(([sign, name, act]) => {
    const button = element("button", { type: "button", "aria-label": name }, sign);
    button.addEventListener("click", act);
    return button;
  });
  const dialog = element("dialog", { className: "zoom", "aria-label": words.name }, sheet, element("div", {}, ...bar));

  /** What is in the middle stays there. @param {number} by */
  function enlarge(by) {
    const x = (sheet.scrollLeft + sheet.clientWidth / 2) / sheet.scrollWidth;
    const y = (sheet.scrollTop + sheet.clientHeight / 2) / sheet.scrollHeight;
    scale = Math.min(LARGEST, Math.max(1, scale * by));
    fit();
    sheet.scrollTo(x * sheet.scrollWidth - sheet.clientWidth / 2, y * sheet.scrollHeight - sheet.clientHeight / 2);
  }

  function fit() {
    sheet.style.setProperty("--scale", String(scale));
    // The browser takes a larger picture when it is shown larger.
    const sizes = `${Math.round(scale * 100)}vw`;
    for (const place of sheet.querySelectorAll("source, img")) place.setAttribute("sizes", sizes);
  }

  const stop = player.store.subscribe(({ cue }) => {
    const { slide } = player.cues[cue];
    if (slide === shown) return;
    shown = slide;
    sheet.replaceChildren(player.screen.pictureOf(slide));
    fit();
  });
  dialog.addEventListener("keydown", (event) => {
    const by = { "+": STEP, "=": STEP, "-": 1 / STEP }[event.key];
    if (by) enlarge(by);
    // The player's keys wait until it is closed.
    event.stopPropagation();
  });
  dialog.addEventListener("close", () => player.tools.hide());
  panel.replaceChildren();
  player.stage.append(dialog);
  dialog.showModal();
  return () => {
    stop();
    dialog.remove();
  };
}
