// @ts-check
import { element } from "./element.js";

/**
 * Links to this moment, and to this slide, to copy.
 * @param {HTMLElement} panel
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 */
export default function openLink(panel, player, words) {
  const canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
  const address = canonical ? canonical.href : location.href.replace(/#.*/, "");
  const status = element("p", { className: "remark", role: "status" });
  const fields = [words.moment, words.slide].map((name) => {
    const field = element("input", { readOnly: true, dir: "ltr", type: "text" });
    const copy = element("button", { type: "button", "aria-label": `${words.copy}: ${name}` }, words.copy);
    copy.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        // In a frame that may not, the older way often may.
        if (!document.execCommand("copy")) return;
      }
      status.textContent = words.copied;
    });
    return { field, row: element("div", { className: "link" }, element("label", {}, name, field), copy) };
  });
  panel.replaceChildren(...fields.map(({ row }) => row), status);
  return player.store.subscribe(({ time, cue }) => {
    // What somebody is copying does not change.
    if (fields.some(({ field }) => field === document.activeElement)) return;
    fields[0].field.value = `${address}#t=${Math.floor(time)}`;
    fields[1].field.value = `${address}#slide=${player.cues[cue].slide + 1}`;
  });
}
