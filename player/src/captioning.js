// @ts-check
import { recall, remember } from "./memory.js";
import { fetchModule } from "./tools.js";

/**
 * Lets the button show captions, or not.
 * @param {HTMLElement} button
 * @param {import("./talk.js").Player} player
 */
export function offerCaptions(button, player) {
  const { stage } = player;
  let there = false;

  async function toggle() {
    const shown = stage.classList.toggle("captioned");
    button.setAttribute("aria-pressed", String(shown));
    remember("captions", shown ? "1" : null);
    if (there || !shown) return;
    there = true;
    try {
      const { default: start, words } = await fetchModule(player, "captions");
      await start(stage, player, words);
    } catch {
      there = false;
      toggle();
      player.tools.say(player.talk.words.not_loaded);
    }
  }

  button.addEventListener("click", toggle);
  /** As they were chosen last. */
  const restore = () => recall("captions") && !there && toggle();
  return { toggle, restore };
}
