// @ts-check
import { element } from "./element.js";

/**
 * Links to this moment, and to this slide, to copy, and a message to pass on.
 * @param {HTMLElement} panel
 * @param {import("./talk.js").Player} player
 * @param {Record<string, string>} words
 */
export default function openLink(panel, player, words) {
  const canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
  const address = canonical ? canonical.href : location.href.replace(/#.*/, "");
  const status = element("p", { className: "remark", role: "status" });

  /**
   * @param {string} name
   * @param {HTMLInputElement | HTMLTextAreaElement} field
   */
  function row(name, field) {
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
    return element("div", { className: "link" }, element("label", {}, name, field), copy);
  }

  const moment = element("input", { readOnly: true, dir: "ltr", type: "text" });
  const slide = element("input", { readOnly: true, dir: "ltr", type: "text" });
  const text = messageOf(address);
  const message = element("textarea", { readOnly: true, rows: 4, value: text });
  const messageRow = row(words.message, message);
  messageRow.classList.add("message");
  if (navigator.canShare?.({ text })) {
    const share = element("button", { type: "button" }, words.share);
    // Who closes the sheet has decided so.
    share.addEventListener("click", () => navigator.share({ text }).catch(() => {}));
    messageRow.append(share);
  }
  panel.replaceChildren(row(words.moment, moment), row(words.slide, slide), messageRow, status);
  return player.store.subscribe(({ time, cue }) => {
    // What somebody is copying does not change.
    if ([moment, slide].some((field) => field === document.activeElement)) return;
    moment.value = `${address}#t=${Math.floor(time)}`;
    slide.value = `${address}#slide=${player.cues[cue].slide + 1}`;
  });
}

/**
 * Returns the talk's title, its address, and what the lightest way, which is the first one on the page, weighs.
 * @param {string} address
 */
function messageOf(address) {
  const lightest = document.querySelector("#choices label")?.textContent || "";
  return [document.title, address, lightest.replace(/\s+/g, " ").trim()].join("\n");
}
