// @ts-check
import { readPassages } from "./passages.js";
import { captionStyle } from "./style.js";

/**
 * Shows what is said on the layer over the slide, while it is said.
 * @param {HTMLElement} layer
 * @param {import("./talk.js").Player} player
 */
export default async function showCaptions(layer, player) {
  player.stage.dataset.captions = captionStyle();
  layer.dir = "auto";
  layer.lang = player.language;
  const said = (await readPassages(player)).filter(({ kind }) => kind === "said");
  return player.store.subscribe(({ time }) => {
    const now = said.filter(({ start, end }) => start !== null && start <= time && time < end);
    const text = now.map((each) => each.text).join("\n");
    if (layer.textContent !== text) layer.textContent = text;
  });
}
