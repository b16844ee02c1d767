// @ts-check
import { element } from "./element.js";
import { byStart, readPassages } from "./passages.js";

/** So far (px) from the panel's top the words that are being said stay. */
const FROM_TOP = 64;

/**
 * What is said, or where nobody has written that down the slides' words: it follows the talk, and leads to any place.
 * @param {HTMLElement} panel
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 */
export default async function openTranscript(panel, player, words) {
  const passages = await readPassages(player);
  const isSaid = passages.some(({ kind }) => kind === "said");
  const follow = element("input", { type: "checkbox", checked: true });
  const text = element("div", { className: "transcript", tabIndex: 0, role: "group", "aria-label": words.name });
  text.lang = player.language;
  /** @type {{ link: HTMLElement, start: number }[]} */
  const links = [];
  let slide = -1;
  for (const { kind, slide: of, start, title, text: said } of passages) {
    if (start === null || kind !== (isSaid ? "said" : "slide")) continue;
    if (of !== slide) text.append(element("h3", { dir: "auto" }, title));
    slide = of;
    const link = element("a", { href: `#t=${start}`, dir: "auto" }, said);
    links.push({ link, start });
    text.append(link, " ");
  }
  links.sort(byStart);
  panel.replaceChildren(element("label", {}, follow, ` ${words.follow}`), text);
  if (!isSaid) panel.prepend(element("p", { className: "remark" }, words.none));
  /** @type {HTMLElement | undefined} */
  let marked;
  return player.store.subscribe(({ time }) => {
    const now = links.filter(({ start }) => start <= time).pop()?.link;
    if (now === marked) return;
    marked?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    marked = now;
    if (now && follow.checked && !text.matches(":hover")) text.scrollTo({ top: now.offsetTop - FROM_TOP });
  });
}
