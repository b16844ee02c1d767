// @ts-check
import { LEAST_BYTES, MEGABYTE, allow, timesLess } from "./costs.js";
import { element } from "./element.js";
import { isThin } from "./modes.js";
import { createPrices } from "./prices.js";
import { askBox } from "./videos.js";

/** What a cheaper way costs beyond its file: heads of answers, and what is loaded twice after jumps. */
const MARGIN = 1.2;

/**
 * @typedef {[label: string, act: () => void]} Answer
 * @typedef {{ sentences: string[], answers: Answer[], more: Node[] }} Question
 * @typedef {ReturnType<typeof createPrices>} Prices
 */

/**
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 * @param {Prices} prices
 * @returns {Question}
 */
function aboutVideo({ talk, playback, store, budget, memory }, words, { mb, cost, label, take }) {
  const video = modeOf(talk, store);
  const cheap = talk.modes.find(({ pictures }) => pictures);
  const times = cheap ? timesLess(cost(video), cost(cheap)) : 0;
  /** @type {Answer[]} */
  const answers = [[label(video), () => (budget && (budget.agreed = video.sources[0].size_bytes), playback.resume())]];
  if (cheap) answers.push([label(cheap), () => take(cheap.name)]);
  const sentences = [words.costs.replace("{}", mb(cost(video)))];
  if (times) sentences.push(words.less.replace("{}", String(times)));
  if (isThin()) sentences.push(words.thin);
  return { sentences, answers, more: [askBox(words, memory)] };
}

/**
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 * @param {Prices} prices
 * @returns {Question}
 */
function aboutLimit({ talk, playback, store, budget }, words, { mb, cost, label, take }) {
  const [cheapest] = talk.modes;
  const limit_mb = budget?.limit() || 0;
  const limit = limit_mb * MEGABYTE;
  /** @param {number} bytes that are fine from now on, today */
  const grant = (bytes) => budget?.keep(allow(limit_mb, budget.day(), bytes + LEAST_BYTES));
  /** @type {Answer[]} */
  const answers = [[words.more.replace("{}", mb(limit)), () => (grant(limit), playback.resume())]];
  if (cheapest.name !== store.state.mode) {
    answers.push([label(cheapest), () => (grant(cost(cheapest) * MARGIN), take(cheapest.name))]);
  }
  answers.push([words.stop, () => {}]);
  return { sentences: [words.reached.replace("{}", mb(limit))], answers, more: [] };
}

/** @param {import("./talk.js").Talk} talk @param {import("./store.js").Store} store */
const modeOf = ({ modes }, { state }) => modes.find(({ name }) => name === state.mode) || modes[0];

/** Ends what is asked now. */
let close = () => {};

/**
 * Asks over the screen whether a video may be loaded, or more than the limit for a day. An answer is a tap.
 * @param {HTMLElement} stage
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 * @param {string} [about] `video` or `limit`; otherwise nothing is asked any more
 */
export default function ask(stage, player, words, about) {
  close();
  close = () => {};
  if (!about) return;
  const prices = createPrices(player, words);
  const { sentences, answers, more } = about === "video" ? aboutVideo(player, words, prices) : aboutLimit(player, words, prices);
  const buttons = answers.map(([label, act]) => {
    const button = element("button", { type: "button" }, label);
    button.addEventListener("click", () => {
      player.budget?.ask("");
      act();
    });
    return button;
  });
  const layer = element(
    "div",
    { className: "question", role: "group", tabIndex: -1, "aria-label": sentences.join(" ") },
    element("p", {}, sentences.join(" ")),
    element("div", {}, ...buttons),
    ...more,
  );
  layer.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    player.budget?.ask("");
  });
  // What a tap on the screen does is not meant.
  layer.addEventListener("click", (event) => event.stopPropagation());
  stage.querySelector(".screen")?.append(layer);
  stage.classList.add("asking");
  // A page around a frame keeps its focus.
  if (document.hasFocus()) layer.focus();
  close = () => {
    const hasFocus = layer.contains(document.activeElement);
    stage.classList.remove("asking");
    layer.remove();
    if (hasFocus) document.getElementById("play")?.focus();
  };
}
