// @ts-check
import { recall, remember } from "./memory.js";
import { fetchModule } from "./tools.js";

/**
 * Lets the button show captions over the slide, or not.
 * @param {HTMLElement} button
 * @param {import("./talk.js").Player} player
 */
export function offerCaptions(button, player) {
  const { stage } = player;
  /** @type {HTMLElement | undefined} */
  let layer;

  async function toggle() {
    const shown = stage.classList.toggle("captioned");
    button.setAttribute("aria-pressed", String(shown));
    remember("captions", shown ? "1" : null);
    if (layer) layer.hidden = !shown;
    if (layer || !shown) return;
    layer = document.createElement("p");
    layer.className = "captions";
    stage.querySelector(".screen")?.append(layer);
    try {
      const { default: start, words } = await fetchModule(player, "captions");
      await start(layer, player, words);
    } catch {
      layer.remove();
      layer = undefined;
    }
  }

  button.addEventListener("click", toggle);
  return { toggle, wanted: recall("captions") !== null };
}
