// @ts-check

/**
 * What is shown of the player; what is said, in the language of `captions` once that is read. It changes in one way: somebody asks, the
 * playback does it and says so here, and what listens shows it. Until it plays, `wished` says that the page around it asked for that,
 * and `refused` what waits for the viewer all the same: the browser, or the player for the viewer's sake.
 * @typedef {{
 *   mode: string, time: number, duration: number, playing: boolean, waiting: boolean,
 *   ended: boolean, rate: number, cue: number, trouble: boolean, stalled: boolean, captions: string,
 *   wished?: boolean, refused?: "" | "browser" | "viewer",
 * }} State
 */

/**
 * @param {State} state
 */
export function createStore(state) {
  /** @type {Set<(state: State) => void>} */
  const listeners = new Set();
  return {
    get state() {
      return state;
    },
    /** @param {Partial<State>} changes */
    set(changes) {
      const names = /** @type {(keyof State)[]} */ (Object.keys(changes));
      if (names.every((name) => state[name] === changes[name])) return;
      state = { ...state, ...changes };
      for (const listener of listeners) {
        try {
          listener(state);
        } catch (error) {
          // The others hear of it all the same, and the browser reports it as ever.
          setTimeout(() => {
            throw error;
          });
        }
      }
    },
    /**
     * @param {(state: State) => void} listener is told the state now, and after each change
     * @returns {() => void} ends that
     */
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
      return () => void listeners.delete(listener);
    },
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */
