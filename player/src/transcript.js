// @ts-check
import { chooseLanguage } from "./captioning.js";
import { element } from "./element.js";
import { captionsLanguage } from "./languages.js";
import { byStart, readPassages } from "./passages.js";

/** So far (px) from the panel's top the words that are being said stay. */
const FROM_TOP = 64;

/** @typedef {{ link: HTMLElement, start: number }} Place */

/**
 * Fills in what is said, and returns its places in order.
 * @param {HTMLElement} text
 * @param {readonly import("./passages.js").Passage[]} passages
 * @param {import("./talk.js").Player} player
 * @returns {Place[]}
 */
function fill(text, passages, { talk, language }) {
  /** @type {Place[]} */
  const places = [];
  let slide = -1;
  let said = text;
  text.replaceChildren();
  for (const { kind, slide: of, start, title, text: words, language: lang } of passages) {
    if (start === null || kind !== "said") continue;
    if (of !== slide) {
      const track = talk.captions.find(([tag]) => tag === lang);
      said = element("p", { dir: track ? track[2] : "auto", lang });
      text.append(element("h3", { dir: "auto", lang: language }, title), said);
    }
    slide = of;
    const link = element("a", { href: `#t=${start}` }, words);
    places.push({ link, start });
    said.append(link, " ");
  }
  return places.sort(byStart);
}

/**
 * Returns the choice of the language of what is said, where there are several.
 * @param {import("./talk.js").Player} player
 * @param {string} name
 */
function choiceOf({ store, talk }, name) {
  const options = talk.captions.map(([value, label]) => element("option", { value, lang: value }, label));
  const choice = element("select", { "aria-label": name }, ...options);
  choice.addEventListener("change", () => chooseLanguage(store, choice.value));
  return choice;
}

/**
 * What is said, in the language that is chosen: it follows the talk, and leads to any place.
 * @param {HTMLElement} panel
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 */
export default async function openTranscript(panel, player, words) {
  const { store, talk } = player;
  const follow = element("input", { type: "checkbox", checked: true });
  const text = element("div", { className: "transcript", tabIndex: 0, role: "group", "aria-label": words.name });
  const choice = talk.captions.length > 1 ? choiceOf(player, words.language) : null;
  /** @type {Place[]} */
  let places = [];
  let language = captionsLanguage(player);
  /** @type {HTMLElement | undefined} */
  let marked;

  async function read() {
    const wanted = language;
    const passages = await readPassages(player, wanted);
    if (wanted !== language) return;
    places = fill(text, passages, player);
    mark(store.state);
  }

  /** @param {import("./store.js").State} state */
  function mark({ time }) {
    const now = places.filter(({ start }) => start <= time).pop()?.link;
    if (now === marked) return;
    marked?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    marked = now;
    if (now && follow.checked && !text.matches(":hover")) text.scrollTo({ top: now.offsetTop - FROM_TOP });
  }

  /** @param {string} wanted */
  async function change(wanted) {
    const before = language;
    language = wanted;
    try {
      await read();
    } catch {
      // Those that were shown before are here.
      if (language === wanted) store.set({ captions: before });
    }
  }

  await read();
  panel.replaceChildren(element("label", {}, follow, ` ${words.follow}`), ...(choice ? [" ", choice] : []), text);
  return store.subscribe((state) => {
    if (choice) choice.value = state.captions;
    if (state.captions !== language) change(state.captions);
    mark(state);
  });
}
