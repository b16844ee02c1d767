// @ts-check
import showCaptions from "./captions.js";
import openHelp from "./help.js";
import openNotes from "./notes.js";
import openSearch from "./search.js";
import joinSession from "./session.js";
import openSettings from "./settings.js";
import { tellHeight } from "./sticky.js";
import { start, takePage } from "./talk.js";
import openTranscript from "./transcript.js";
import openZoom from "./zoom.js";

/** @type {Record<string, import("./tools.js").Open>} */
const MODULES = {
  captions: showCaptions,
  help: openHelp,
  notes: openNotes,
  search: openSearch,
  session: joinSession,
  settings: openSettings,
  transcript: openTranscript,
  zoom: openZoom,
};

/**
 * Everything is in the page: no script may load another one from `file:`.
 * @param {import("./talk.js").Talk} talk
 */
const fromPage = ({ said }) => ({
  load: async (/** @type {string} */ name) => ({ default: MODULES[name], words: said[name], style: "" }),
  paid: false,
  gone: async () => false,
  words: async () => /** @type {HTMLTemplateElement} */ (document.getElementById("text")).content,
});

takePage();
document.addEventListener("DOMContentLoaded", () => tellHeight(start(fromPage).stage));
