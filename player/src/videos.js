// @ts-check
import { element } from "./element.js";

/**
 * Returns the box that says whether videos play without a question.
 * @param {Record<string, string>} words
 * @param {import("./talk.js").Player["memory"]} memory
 */
export function askBox(words, { recall, remember }) {
  const input = element("input", { type: "checkbox", checked: recall("videos") === "1" });
  input.addEventListener("change", () => remember("videos", input.checked ? "1" : null));
  return element("label", { className: "box" }, input, words.videos);
}
