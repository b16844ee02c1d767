// @ts-check
import { recall, remember } from "./memory.js";
import { fetchModule } from "./tools.js";

/**
 * Lets captions be shown, or not: by a button, or where they are there in several languages by a choice of these.
 * @param {HTMLElement} control
 * @param {import("./talk.js").Player} player
 */
export function offerCaptions(control, player) {
  const { stage, store } = player;
  const choice = control instanceof HTMLSelectElement ? control : null;
  let there = false;

  const isShown = () => stage.classList.contains("captioned");

  function mark() {
    if (choice) choice.value = isShown() ? store.state.captions : "";
    else control.setAttribute("aria-pressed", String(isShown()));
  }

  /** @param {boolean} shown */
  async function show(shown) {
    stage.classList.toggle("captioned", shown);
    mark();
    remember("captions", shown ? "1" : null);
    if (there || !shown) return;
    there = true;
    try {
      const { default: start, words } = await fetchModule(player, "captions");
      await start(stage, player, words);
    } catch {
      there = false;
      show(false);
      player.tools.say(player.talk.words.not_loaded);
    }
  }

  const toggle = () => show(!isShown());
  if (choice) {
    store.subscribe(mark);
    choice.addEventListener("change", () => {
      const { value } = choice;
      if (value) chooseLanguage(store, value);
      show(Boolean(value));
    });
  } else control.addEventListener("click", toggle);
  /** As they were chosen last. */
  const restore = () => recall("captions") && !there && toggle();
  return { toggle, restore };
}

/**
 * @param {import("./store.js").Store} store
 * @param {string} language
 */
export function chooseLanguage(store, language) {
  remember("captions-language", language);
  store.set({ captions: language });
}
