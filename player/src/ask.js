// @ts-check
import { element } from "./element.js";
import { isThin } from "./modes.js";
import { aboutLimit, aboutVideo } from "./questions.js";

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
  const { budget, memory, playback, store } = player;
  if (!about || !budget) return;
  if (about === "video" && memory.recall("videos") && !isThin()) {
    budget.agreed = Infinity;
    budget.ask("");
    playback.resume();
    return;
  }
  // A portal waits for what it has begun.
  if (store.state.wished) store.set({ refused: "viewer" });
  const { sentences, answers, more } = (about === "video" ? aboutVideo : aboutLimit)(player, budget, words);
  const buttons = answers.map(([label, act]) => {
    const button = element("button", { type: "button" }, label);
    button.addEventListener("click", () => {
      budget.ask("");
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
    budget.ask("");
  });
  // What a tap on the screen does is not meant.
  layer.addEventListener("click", (event) => event.stopPropagation());
  stage.querySelector(".screen")?.append(layer);
  stage.classList.add("asking");
  // A page around a frame keeps its focus.
  if (document.hasFocus()) layer.focus();
  const { mode } = store.state;
  // What is asked of one way says nothing of another.
  const leave = store.subscribe((state) => state.mode !== mode && budget.ask(""));
  close = () => {
    leave();
    const hasFocus = layer.contains(document.activeElement);
    stage.classList.remove("asking");
    layer.remove();
    if (hasFocus) document.getElementById("play")?.focus();
  };
}
