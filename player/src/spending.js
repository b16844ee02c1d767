// @ts-check
import { figure } from "./costs.js";
import { element } from "./element.js";
import { createPrices } from "./prices.js";
import { askBox } from "./videos.js";

const TELL_EVERY_MS = 1000;

/**
 * Shows what was spent, what each way costs from here on, and the limit for a day; returns what ends that.
 * @param {HTMLElement} panel
 * @param {import("./talk.js").Player} player
 * @param {import("./budget.js").Budget} budget
 * @param {Record<string, string>} words
 */
export function showSpending(panel, player, { meter, day, limit, look }, words) {
  const { modes } = player.talk;
  const { mb, label } = createPrices(player, words);
  const spent = element("p");
  const ways = element("ul");
  const most = element("input", { type: "number", min: "1", step: "1", inputMode: "numeric", value: limit() || "" });
  most.addEventListener("change", () => {
    player.memory.remember("limit", figure(most.value) ? most.value : null);
    // What is kept is what is shown: anything else is no limit.
    most.value = String(limit() || "");
    look();
  });
  const videos = modes.some(({ kind }) => kind === "video") ? [askBox(words, player.memory)] : [];
  panel.replaceChildren(
    element("legend", {}, words.data),
    spent,
    element("p", {}, words.from_here),
    ways,
    element("label", {}, `${words.limit} `, most),
    ...videos,
  );
  function tell() {
    const told = words.spent.replace("{}", mb(meter.bytes)).replace("{}", mb(day().bytes));
    spent.textContent = meter.isExact ? told : `${told} ${words.estimated}`;
    ways.replaceChildren(...modes.map((mode) => element("li", {}, label(mode))));
  }
  tell();
  const timer = setInterval(tell, TELL_EVERY_MS);
  return () => clearInterval(timer);
}
