// @ts-check
import { element } from "./element.js";
import { captionsLanguage } from "./languages.js";
import { readPassages } from "./passages.js";

/**
 * The words and the notes of the slide that is shown.
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
        .filter((each) => each.slide === slide && each.kind === kind)
        .map(({ text }) => element("p", { className: "text", dir: "auto", lang: player.language }, text));
    const notes = paragraphs("notes");
    const all = [...paragraphs("slide"), ...(notes.length ? [element("h3", {}, words.notes), ...notes] : [])];
    panel.replaceChildren(...(all.length ? all : [element("p", { className: "remark" }, words.none)]));
  });
}
