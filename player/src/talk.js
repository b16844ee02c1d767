// @ts-check
import { createBar } from "./bar.js";
import { listenToKeys } from "./keys.js";
import { createList } from "./list.js";
import { recall, remember } from "./memory.js";
import { preselected } from "./modes.js";
import { createPlayback } from "./playback.js";
import { createScreen } from "./screen.js";
import { createStore } from "./store.js";
import { secondsOf } from "./timeline.js";

/**
 * What the page says of its talk.
 * @typedef {{
 *   slug: string, duration_ms: number, modes: import("./modes.js").Mode[],
 *   titles: string[], cues: [slide: number, start_ms: number][],
 *   pattern?: import("./screen.js").Picture[], pictures?: import("./screen.js").Picture[][],
 *   words: import("./bar.js").Words & { slide: string },
 * }} Talk
 */

/** The last seconds of a talk, and its first ones, are no place to come back to. */
const WORTH_KEEPING_S = 15;
const KEEP_EVERY_S = 5;
/** With so much sound (s) at hand, there is time to load the next picture. */
const PICTURE_AHEAD_S = 10;

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 */
const byId = (id) => /** @type {T} */ (document.getElementById(id));

/**
 * The media elements that the page has for who reads it without a script, now without controls of their own.
 * @param {HTMLElement} stage
 */
function takeElements(stage) {
  const players = byId("players");
  const audio = players.querySelector("audio") || new Audio();
  const video = players.querySelector("video");
  for (const media of [audio, video]) {
    if (!media) continue;
    media.removeAttribute("controls");
    for (const source of media.querySelectorAll("source")) source.remove();
  }
  stage.append(audio);
  if (video) byId("screen").append(video);
  players.remove();
  return { audio, video };
}

/** Offers the whole screen to the stage, where the browser has that. @param {HTMLElement} stage */
function offerWholeScreen(stage) {
  const button = byId("whole");
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else stage.requestFullscreen();
  });
}

/**
 * @param {Talk} talk
 * @param {number} number of the slide, from 1
 */
function picturesOf({ pattern, pictures }, number) {
  const name = String(number).padStart(4, "0");
  return (
    pattern?.map(({ type, srcset }) => ({ type, srcset: srcset.replaceAll("{}", name) })) || pictures?.[number - 1] || []
  );
}

/** Takes over the page's player. */
export function start() {
  const talk = /** @type {Talk} */ (JSON.parse(byId("talk").textContent || ""));
  const stage = byId("stage");
  const { words, modes } = talk;
  const slides = talk.titles.map((title, index) => ({ number: index + 1, title }));
  const cues = talk.cues.map(([slide, start_ms]) => ({ slide, start_ms }));
  const connection = /** @type {any} */ (navigator).connection;
  const duration = talk.duration_ms / 1000;
  const place = `at:${talk.slug}`;
  const mode = preselected(modes, recall("mode"), connection);
  const store = createStore({
    mode: mode.name,
    time: 0,
    duration,
    playing: false,
    waiting: false,
    ended: false,
    rate: Number(recall("rate")) || 1,
    cue: 0,
    trouble: false,
  });
  const elements = takeElements(stage);
  const playback = createPlayback(modes, cues, elements, store);
  const screen = createScreen(
    {
      picture: byId("slide"),
      offer: byId("offer"),
      picturesOf: ({ number }) => picturesOf(talk, number),
      name: ({ number, title }) => words.slide.replace("{}", String(number)) + (title ? `: ${title}` : ""),
    },
    Boolean(connection?.saveData),
  );
  const markCue = createList(byId("cues"));
  const radios = /** @type {NodeListOf<HTMLInputElement>} */ (byId("choices").querySelectorAll("input"));

  createBar(byId, playback, store, words);
  listenToKeys(stage, playback);
  offerWholeScreen(stage);

  let marked = -1;
  store.subscribe(({ cue, mode: name, playing, waiting }) => {
    const now = modes.find((each) => each.name === name);
    const slide = slides[cues[cue].slide];
    const next = cues[cue + 1] && slides[cues[cue + 1].slide];
    stage.classList.toggle("with-video", now?.kind === "video");
    stage.classList.toggle("without-pictures", name === "sound");
    for (const radio of radios) radio.checked = radio.value === name;
    // On a thin link a picture makes the sound wait that somebody has jumped to.
    if (now?.pictures && (!waiting || screen.has(slide))) screen.show(slide);
    if (now?.pictures && playing && playback.ahead > PICTURE_AHEAD_S) screen.expect(next);
    if (cue === marked) return;
    marked = cue;
    byId("number").textContent = String(slide.number);
    byId("title").textContent = slide.title;
    markCue(cue);
  });
  for (const radio of radios) {
    radio.addEventListener("change", () => {
      remember("mode", radio.value);
      if (elements.video) elements.video.poster = screen.poster;
      playback.choose(radio.value);
    });
  }

  let kept = store.state;
  store.subscribe((state) => {
    const { time, rate } = state;
    if (rate !== kept.rate) remember("rate", rate === 1 ? null : String(rate));
    else if (Math.abs(time - kept.time) < KEEP_EVERY_S) return;
    remember(place, time > WORTH_KEEPING_S && time < duration - WORTH_KEEPING_S ? String(Math.floor(time)) : null);
    kept = state;
  });

  byId("cues").addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    const seconds = link && secondsOf(link.hash);
    if (!link || seconds === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    // The address can be shared as it stands, and Back still leaves the page.
    history.replaceState(null, "", link.hash);
    playback.seek(seconds);
    // After a click the keys are the player's. Who has pressed Enter, which counts no clicks, keeps the place.
    if (event.detail) link.blur();
    // A list that covers the slide has served.
    link.closest("details")?.removeAttribute("open");
  });
  addEventListener("hashchange", () => {
    const seconds = secondsOf(location.hash);
    if (seconds !== null) playback.seek(seconds);
  });

  playback.choose(mode.name);
  playback.seek(secondsOf(location.hash) ?? Number(recall(place)));
  document.documentElement.classList.add("ready");
  return { playback, store };
}
