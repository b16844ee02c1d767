// @ts-check
import { element } from "./element.js";
import { captionsLanguage } from "./languages.js";
import { readPassages } from "./passages.js";

/**
 * The words of the slide that is shown, those read from its picture, and its notes.
 * @param {HTMLElement} panel
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 */
export default async function openNotes(panel, player, words) {
  const passages = await readPassages(player, captionsLanguage(player));
  let shown = -1;
  return player.store.subscribe(({ cue }) => {
    const { slide } = player.cues[cue];
    if (slide === shown) return;
    shown = slide;
    /** @param {string} kind */
    const paragraphs = (kind) =>
      passages
        .filter((each) => each.text && each.slide === slide && each.kind === kind)
        .map(({ text }) => element("p", { className: "text", dir: "auto", lang: player.language }, text));
    /** @param {string} heading @param {HTMLElement[]} found */
    const headed = (heading, found) => (found.length ? [element("h3", {}, heading), ...found] : []);
    const seen = headed(words.picture, paragraphs("picture"));
    const all = [...paragraphs("slide"), ...seen, ...headed(words.notes, paragraphs("notes"))];
    panel.replaceChildren(...(all.length ? all : [element("p", { className: "remark" }, words.none)]));
  });
}
