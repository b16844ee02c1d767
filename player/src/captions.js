// @ts-check
import { captionsLanguage } from "./languages.js";
import { byStart, readPassages } from "./passages.js";
import { captionStyle } from "./style.js";

/**
 * Shows what is said over the slide, while it is said, as long as the stage is `captioned`.
 * @param {HTMLElement} stage
 * @param {import("./talk.js").Player} player
 */
export default async function showCaptions(stage, player) {
  const { store, talk } = player;
  const layer = document.createElement("p");
  layer.className = "captions";
  /** @type {import("./passages.js").Passage[]} */
  let said = [];
  let language = "";

  /** @param {string} wanted */
  async function read(wanted) {
    const before = language;
    language = wanted;
    said = [];
    try {
      const passages = await readPassages(player, wanted);
      if (language === wanted) said = passages.filter(({ kind }) => kind === "said").sort(byStart);
    } catch (error) {
      if (!before) throw error;
      // Those that were shown before are here.
      player.tools.say(talk.words.not_loaded);
      store.set({ captions: before });
    }
    const track = talk.captions.find(([tag]) => tag === language);
    layer.lang = language;
    layer.dir = track ? track[2] : "auto";
    draw(store.state);
  }

  /** @param {import("./store.js").State} state */
  function draw({ time }) {
    const now = said.filter(({ start, end }) => start !== null && start <= time && time < end);
    const text = now.map((each) => each.text).join("\n");
    if (layer.textContent !== text) layer.textContent = text;
  }

  await read(captionsLanguage(player));
  stage.dataset.captions = captionStyle();
  stage.querySelector(".screen")?.append(layer);
  return store.subscribe((state) => {
    if (state.captions !== language) read(state.captions);
    draw(state);
  });
}
