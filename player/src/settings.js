// @ts-check
import { element } from "./element.js";
import { forget, recall, remember } from "./memory.js";
import { thrifty } from "./modes.js";
import { showSpending } from "./spending.js";
import { CAPTION_STYLES, captionStyle, chooseStyle, chosenStyle } from "./style.js";

/**
 * Shows what this browser remembers: how captions look, what is told to screen readers, whether pictures wait, and how much
 * may be loaded.
 * @param {HTMLElement} panel
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 */
export default async function openSettings(panel, player, words) {
  const budget = player.paid ? await player.gate.load() : null;
  const fields = element("div");
  let endOfData = () => {};

  /** @param {string} name @param {boolean} checked */
  const box = (name, checked) => {
    const input = element("input", { type: "checkbox", checked });
    input.addEventListener("change", () => remember(name, input.checked ? "1" : "0"));
    return element("label", { className: "box" }, input, words[name]);
  };

  function captionFields() {
    const styles = Object.entries(CAPTION_STYLES).map(([name, values]) => {
      const select = element("select", {}, ...values.map((value) => element("option", { value }, words[value])));
      select.value = chosenStyle(name, values);
      select.addEventListener("change", () => {
        chooseStyle(name, select.value);
        player.stage.dataset.captions = captionStyle();
      });
      return element("label", {}, `${words[name]} `, select);
    });
    return element("fieldset", {}, element("legend", {}, words.captions), ...styles);
  }

  function fill() {
    endOfData();
    const data = element("fieldset", { className: "data" });
    endOfData = budget ? showSpending(data, player, budget, words) : () => {};
    fields.replaceChildren(
      ...(player.talk.captions.length ? [captionFields()] : []),
      box("silent", recall("silent") === "1"),
      box("thrifty", thrifty()),
      ...(budget ? [data] : []),
    );
  }

  const status = element("p", { className: "remark", role: "status" });
  const clear = element("button", { type: "button" }, words.forget);
  clear.addEventListener("click", () => {
    forget();
    player.stage.dataset.captions = captionStyle();
    fill();
    status.textContent = words.forgotten;
  });
  fill();
  panel.replaceChildren(fields, clear, status);
  return () => endOfData();
}
