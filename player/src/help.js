// @ts-check
import { element } from "./element.js";

/** @type {[keys: string[], does: string][]} */
const ROWS = [
  [["space", "K"], "play"],
  [["←", "→"], "seek"],
  [["J"], "back"],
  [["L"], "on"],
  [["P"], "previous"],
  [["N"], "next"],
  [["C"], "captions"],
  [["Z"], "zoom"],
  [["F"], "whole"],
  [["?"], "help"],
];

/**
 * The keys, and what they do.
 * @param {HTMLElement} panel
 * @param {import("./talk.js").Player} _player
 * @param {Record<string, string>} words
 */
export default function openHelp(panel, _player, words) {
  const rows = ROWS.map(([keys, does]) =>
    element(
      "div",
      {},
      element("dt", {}, ...keys.flatMap((key) => [element("kbd", {}, words[key] || key), " "])),
      element("dd", {}, words[does]),
    ),
  );
  panel.replaceChildren(element("dl", { className: "keys" }, ...rows), element("p", { className: "remark" }, words.focus));
}
