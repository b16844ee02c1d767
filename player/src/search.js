// @ts-check
import { element } from "./element.js";
import { fold } from "./folding.js";
import { captionsLanguage } from "./languages.js";
import { readPassages } from "./passages.js";
import { clock } from "./timeline.js";

/**
 * @typedef {import("./passages.js").Passage} Passage
 * @typedef {{ passage: Passage, text: string, found: [number, number][] }} Hit
 */

/** So many places are shown; who finds more writes another word. */
const MOST = 60;
/** Characters shown before the first word that was found, and behind. */
const BEFORE = 40;
const BEHIND = 120;

/** Each text is folded once, however many letters somebody writes. @type {Map<string, ReturnType<typeof fold>>} */
const foldings = new Map();

/** @param {string} text */
function foldOnce(text) {
  const known = foldings.get(text) || fold(text);
  foldings.set(text, known);
  return known;
}

/**
 * Where in `text` each of the words is, as first and last character, in order; null where one of them is not there.
 * @param {string} text
 * @param {readonly string[]} words folded
 * @returns {[number, number][] | null}
 */
export function find(text, words) {
  const { folded, places } = foldOnce(text);
  /** @type {[number, number][]} */
  const found = [];
  for (const word of words) {
    const at = folded.indexOf(word);
    if (at < 0) return null;
    // Where a word ends within what one letter is folded to, as `a` does in `æ`, that letter is shown whole.
    let end = at + word.length;
    while (places[end] === places[end - 1]) end += 1;
    found.push([places[at], places[end]]);
  }
  return found.sort(([a], [b]) => a - b);
}

/**
 * The part of the text around what was found, which is marked.
 * @param {string} text
 * @param {[number, number][]} found
 * @param {string} lang
 */
function excerpt(text, found, lang) {
  const first = Math.max(0, found[0][0] - BEFORE);
  const last = Math.min(text.length, found[0][1] + BEHIND);
  /** @type {(Node | string)[]} */
  const inside = [first ? "… " : ""];
  let at = first;
  for (const [from, to] of found) {
    if (from < at || to > last) continue;
    inside.push(text.slice(at, from), element("mark", {}, text.slice(from, to)));
    at = to;
  }
  inside.push(text.slice(at, last), last < text.length ? " …" : "");
  return element("span", { className: "excerpt", dir: "auto", lang }, ...inside);
}

/**
 * Looks for words on the slides, in their notes and in what is said: in the language that is chosen, and in the others
 * where nothing is found there.
 * @param {HTMLElement} panel
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 * @param {string} [query]
 */
export default async function openSearch(panel, player, words, query = "") {
  const input = element("input", { type: "search", value: query, dir: "auto", maxLength: 200 });
  const status = element("p", { className: "remark", role: "status" }, player.talk.words.loading);
  const list = element("ol", { className: "found" });
  panel.replaceChildren(element("label", {}, words.label, input), status, list);
  input.focus();
  const captions = captionsLanguage(player);
  let passages = await readPassages(player, captions);
  const others = player.talk.captions.map(([tag]) => tag).filter((tag) => tag !== captions);

  async function readOthers() {
    status.textContent = player.talk.words.loading;
    const read = others.splice(0).map((tag) => readPassages(player, tag).catch(() => []));
    const said = (await Promise.all(read)).flat().filter(({ kind }) => kind === "said");
    passages = [...passages, ...said];
    show();
  }

  /** @param {Hit} hit */
  function row({ passage: { start, title, kind, language }, text, found }) {
    const place = element("bdi", {}, kind === "slide" ? title : `${title} · ${words[kind]}`);
    const head = element("span", { className: "when" }, place, start === null ? "" : clock(start));
    const whole = start === null ? element("div") : element("a", { href: `#t=${start}` });
    whole.append(head, excerpt(text, found, language));
    return element("li", {}, whole);
  }

  function show() {
    const wanted = fold(input.value).folded.split(" ").filter(Boolean);
    const all = wanted.length ? hitsIn(passages, wanted) : [];
    // Words that stand nowhere together may each stand somewhere.
    const hits = all.length ? all : wanted.flatMap((word) => hitsIn(passages, [word]));
    const told = hits.length ? words.found.replace("{}", String(hits.length)) : words.nothing;
    status.textContent = wanted.length ? told : "";
    list.replaceChildren(...hits.slice(0, MOST).map(row));
    if (wanted.length && !hits.length && others.length) readOthers();
  }

  input.addEventListener("input", show);
  show();
}

/**
 * @param {readonly Passage[]} passages
 * @param {readonly string[]} wanted
 * @returns {Hit[]}
 */
function hitsIn(passages, wanted) {
  return passages.flatMap((passage) => {
    const text = passage.kind === "slide" ? `${passage.title}\n${passage.text}` : passage.text;
    const found = find(text, wanted);
    return found ? [{ passage, text, found }] : [];
  });
}
