// @ts-check
import { byStart, readPassages } from "./passages.js";
import { captionStyle } from "./style.js";

/**
 * Shows what is said over the slide, while it is said, as long as the stage is `captioned`.
 * @param {HTMLElement} stage
 * @param {import("./talk.js").Player} player
 */
export default async function showCaptions(stage, player) {
  const said = (await readPassages(player)).filter(({ kind }) => kind === "said").sort(byStart);
  const layer = document.createElement("p");
  layer.className = "captions";
  layer.dir = "auto";
  layer.lang = player.language;
  stage.dataset.captions = captionStyle();
  stage.querySelector(".screen")?.append(layer);
  return player.store.subscribe(({ time }) => {
    const now = said.filter(({ start, end }) => start !== null && start <= time && time < end);
    const text = now.map((each) => each.text).join("\n");
    if (layer.textContent !== text) layer.textContent = text;
  });
}
