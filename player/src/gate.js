// @ts-check
import { recall } from "./memory.js";

/**
 * Lets sound play at once; a video, and everything where the viewer has set a limit, waits for the budget.
 * @param {import("./talk.js").Player} player
 */
export function createGate(player) {
  /** @returns {Promise<import("./budget.js").Budget>} */
  async function load() {
    const { default: keepBudget } = await player.fetch("budget");
    // It may be wanted by two at once, and counts once.
    return player.budget || /** @type {any} */ (keepBudget(player.stage, player, {}));
  }

  return {
    load,
    /** @param {import("./next.js").Choice} choice */
    mayPlay(choice) {
      if (player.budget) return player.budget.mayPlay(choice);
      if (!player.paid || (choice.mode.kind === "audio" && !recall("limit"))) return true;
      load().then(
        () => player.playback.resume(),
        () => player.store.set({ trouble: true }),
      );
      return false;
    },
  };
}
