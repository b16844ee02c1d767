// @ts-check
import { LEAST_BYTES, MEGABYTE, allow, timesLess } from "./costs.js";
import { isThin } from "./modes.js";
import { createPrices } from "./prices.js";
import { askBox } from "./videos.js";

/** What a cheaper way costs beyond its file: heads of answers, and what is loaded twice after jumps. */
const MARGIN = 1.2;

/**
 * @typedef {import("./talk.js").Player} Player
 * @typedef {import("./budget.js").Budget} Budget
 * @typedef {[label: string, act: () => void]} Answer
 * @typedef {{ sentences: string[], answers: Answer[], more: Node[] }} Question
 */

/**
 * Returns what is asked before the video that is chosen is loaded.
 * @param {Player} player
 * @param {Budget} budget
 * @param {Record<string, string>} words
 * @returns {Question}
 */
export function aboutVideo(player, budget, words) {
  const { modes } = player.talk;
  const { mb, cost, label, take } = createPrices(player, words);
  const video = modes.find(({ name }) => name === player.store.state.mode) || modes[0];
  const cheap = modes.find(({ pictures }) => pictures);
  const times = cheap ? timesLess(cost(video), cost(cheap)) : 0;
  /** @type {Answer[]} */
  const answers = [
    [
      label(video),
      () => {
        budget.agreed = video.sources[0].size_bytes;
        player.playback.resume();
      },
    ],
  ];
  if (cheap) answers.push([label(cheap), () => take(cheap.name)]);
  const sentences = [words.costs.replace("{}", mb(cost(video)))];
  if (times) sentences.push(words.less.replace("{}", String(times)));
  if (isThin()) sentences.push(words.thin);
  return { sentences, answers, more: [askBox(words, player.memory)] };
}

/**
 * Returns what is asked where the limit for a day is reached.
 * @param {Player} player
 * @param {Budget} budget
 * @param {Record<string, string>} words
 * @returns {Question}
 */
export function aboutLimit(player, budget, words) {
  const { mb, cost, label, take } = createPrices(player, words);
  const [cheapest] = player.talk.modes;
  const limit_mb = budget.limit();
  const limit = limit_mb * MEGABYTE;
  /** @param {number} bytes that may be loaded today from now on */
  const grant = (bytes) => budget.keep(allow(limit_mb, budget.day(), bytes + LEAST_BYTES));
  /** @type {Answer[]} */
  const answers = [
    [
      words.more.replace("{}", mb(limit)),
      () => {
        grant(limit);
        player.playback.resume();
      },
    ],
  ];
  if (cheapest.name !== player.store.state.mode) {
    answers.push([
      label(cheapest),
      () => {
        grant(cost(cheapest) * MARGIN);
        take(cheapest.name);
      },
    ]);
  }
  answers.push([words.stop, () => {}]);
  return { sentences: [words.reached.replace("{}", mb(limit))], answers, more: [] };
}
