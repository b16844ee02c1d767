// @ts-check
import { scrolling } from "./motion.js";

/**
 * What a module does when it is opened in the panel; what it returns ends that.
 * @typedef {(panel: HTMLElement, player: import("./talk.js").Player, words: Record<string, string>, query?: string) =>
 *   void | (() => void) | Promise<void | (() => void)>} Open
 * @typedef {{ default: Open, words: Record<string, string>, style: string }} Module
 */

/** What takes longer is seen to load. */
const SLOW_MS = 300;

/** @type {Map<string, Promise<Module>>} */
const fetched = new Map();

/**
 * A module that is fetched when it is first wanted, with its style.
 * @param {import("./talk.js").Player} player
 * @param {string} name
 */
export function fetchModule({ load }, name) {
  let module = fetched.get(name);
  if (!module) {
    module = load(name).then((loaded) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(loaded.style);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      return loaded;
    });
    fetched.set(name, module);
    module.catch(() => fetched.delete(name));
  }
  return module;
}

/**
 * Opens in the panel what its button names, and closes it again.
 * @param {(id: string) => HTMLElement} byId
 * @param {import("./talk.js").Player} player
 */
export function createTools(byId, player) {
  const panel = byId("panel");
  const buttons = [...byId("tools").querySelectorAll("button")];
  let close = () => {};
  let open = "";
  /** @type {Element | null} */
  let opener;

  /** @param {string} name, or nothing */
  function mark(name) {
    close();
    close = () => {};
    open = name;
    panel.hidden = !name;
    for (const button of buttons) button.setAttribute("aria-expanded", String(button.dataset.tool === name));
  }

  /** Brings as much of the panel into view as there is room for: what opens below a phone's window seems not to open. */
  function reveal() {
    // In a frame it is in a list that may be closed.
    panel.closest("details")?.setAttribute("open", "");
    panel.scrollIntoView({ block: "nearest", behavior: scrolling() });
  }

  /**
   * @param {string} name
   * @param {HTMLElement} inside
   * @param {string} [query]
   */
  async function fill(name, inside, query) {
    const { default: start, words } = await fetchModule(player, name);
    if (open !== name) return;
    panel.setAttribute("aria-label", words.name);
    const end = (await start(inside, player, words, query)) || close;
    if (open === name && inside.parentNode) close = end;
    else end();
  }

  /**
   * @param {string} name
   * @param {string} [query] what is looked for in it
   */
  async function show(name, query) {
    opener = document.activeElement;
    mark(name);
    // What comes late for another one is in a place of its own, which nobody sees.
    const inside = document.createElement("div");
    inside.textContent = player.talk.words.loading;
    panel.replaceChildren(inside);
    const slow = setTimeout(reveal, SLOW_MS);
    try {
      await fill(name, inside, query);
    } catch {
      inside.textContent = player.talk.words.not_loaded;
    }
    clearTimeout(slow);
    // A dialog leaves nothing in the panel.
    if (inside.parentNode && inside.firstChild) reveal();
  }

  /** Closes what is open; the focus goes back to where it was, or else to its button. */
  function hide() {
    const button = buttons.find(({ dataset }) => dataset.tool === open);
    mark("");
    /** @type {HTMLElement | null | undefined} */ (opener === document.body ? button : opener)?.focus();
  }

  /** @param {string} sentence */
  function say(sentence) {
    mark("");
    panel.hidden = false;
    panel.textContent = sentence;
    reveal();
  }

  for (const button of buttons) {
    button.addEventListener("click", () => (button.dataset.tool === open ? mark("") : show(button.dataset.tool || "")));
  }
  addEventListener("keydown", (event) => {
    if (!open || event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    hide();
  });
  return { show, hide, say, toggle: (/** @type {string} */ name) => (open === name ? hide() : show(name)) };
}
