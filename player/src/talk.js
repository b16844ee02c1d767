// @ts-check
import { createBar } from "./bar.js";
import { offerCaptions } from "./captioning.js";
import { listenToKeys } from "./keys.js";
import { createList } from "./list.js";
import { recall, remember } from "./memory.js";
import { preselected, savesPictures, thrifty } from "./modes.js";
import { createPlayback } from "./playback.js";
import { createScreen } from "./screen.js";
import { createStore } from "./store.js";
import { secondsOf, slideStart } from "./timeline.js";
import { createTools, fetchModule } from "./tools.js";

/**
 * What the page says of its talk.
 * @typedef {{
 *   slug: string, duration_ms: number, modes: import("./modes.js").Mode[],
 *   titles: string[], cues: [slide: number, start_ms: number][],
 *   pattern?: import("./screen.js").Picture[], pictures?: import("./screen.js").Picture[][],
 *   captions: boolean, words: import("./bar.js").Words & { slide: string, loading: string, not_loaded: string, gone: string },
 *   modules: string, said: Record<string, Record<string, string>>,
 * }} Talk
 */

/** Before there is anything to see: the page is ours, and what is not wanted is not loaded. */
export function takePage() {
  document.documentElement.classList.add("js");
  document.documentElement.classList.toggle("saving", savesPictures());
}

/** The last seconds of a talk, and its first ones, are no place to come back to. */
const WORTH_KEEPING_S = 15;
const KEEP_EVERY_S = 5;

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
  const video = players.querySelector("video");
  const audio = players.querySelector("audio") || Object.assign(new Audio(), { preload: video?.preload });
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
 * @param {number} slide
 */
function picturesOf({ pattern, pictures }, slide) {
  const name = String(slide + 1).padStart(4, "0");
  return pattern?.map(({ type, srcset }) => ({ type, srcset: srcset.replaceAll("{}", name) })) || pictures?.[slide] || [];
}

/** Keeps the place and the speed for the next time. @param {string} name @param {import("./store.js").Store} store */
function keepPlace(name, store) {
  let kept = store.state;
  store.subscribe((state) => {
    const { time, rate, duration } = state;
    if (rate !== kept.rate) remember("rate", rate === 1 ? null : String(rate));
    else if (Math.abs(time - kept.time) < KEEP_EVERY_S) return;
    remember(name, time > WORTH_KEEPING_S && time < duration - WORTH_KEEPING_S ? String(Math.floor(time)) : null);
    kept = state;
  });
}

/** @param {string} text percent-encoded, as far as it is */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * What modules that come later work with.
 * @typedef {{
 *   talk: Talk, cues: import("./timeline.js").Cue[], language: string, stage: HTMLElement,
 *   playback: import("./playback.js").Playback, store: import("./store.js").Store,
 *   screen: ReturnType<typeof createScreen>, tools: ReturnType<typeof createTools>, nameOf(slide: number): string,
 *   load(name: string): Promise<import("./tools.js").Module>, words(): Promise<ParentNode>, gone(): Promise<boolean>,
 *   passages?: Promise<import("./passages.js").Passage[]>,
 * }} Player
 */

/**
 * Takes over the page's player.
 * @param {(talk: Talk) => Pick<Player, "load" | "words" | "gone">} more where modules and the talk's words come from
 */
export function start(more) {
  const talk = /** @type {Talk} */ (JSON.parse(byId("talk").textContent || ""));
  const stage = byId("stage");
  const { words, modes, titles } = talk;
  const cues = talk.cues.map(([slide, start_ms]) => ({ slide, start_ms }));
  const connection = /** @type {any} */ (navigator).connection;
  const duration = talk.duration_ms / 1000;
  const mode = preselected(modes, recall("mode"), connection);
  const rate = Number(recall("rate"));
  const store = createStore({
    mode: mode.name,
    time: 0,
    duration,
    playing: false,
    waiting: false,
    ended: false,
    rate: rate >= 0.5 && rate <= 3 ? rate : 1,
    cue: 0,
    trouble: false,
    stalled: false,
  });
  const elements = takeElements(stage);
  const playback = createPlayback(modes, cues, elements, store);
  /** @param {number} slide */
  const nameOf = (slide) => words.slide.replace("{}", String(slide + 1)) + (titles[slide] ? `: ${titles[slide]}` : "");
  const screen = createScreen(
    { picture: byId("slide"), offer: byId("offer"), picturesOf: (slide) => picturesOf(talk, slide), nameOf },
    thrifty,
  );
  const language = byId("title").lang;
  const player = /** @type {Player} */ ({ talk, cues, language, stage, playback, store, screen, nameOf, ...more(talk) });
  player.tools = createTools(byId, player);
  const captions = talk.captions ? offerCaptions(byId("captions"), player) : null;
  const markCue = createList(byId("cues"));
  const radios = /** @type {NodeListOf<HTMLInputElement>} */ (byId("choices").querySelectorAll("input"));

  createBar(byId, playback, store, words);
  listenToKeys(stage, playback, (key) => {
    if (key === "c") captions?.toggle();
    else if (key === "f") byId("whole").click();
    else player.tools.toggle(key === "z" ? "zoom" : "help");
  });
  offerWholeScreen(stage);
  byId("slide").addEventListener("click", () => player.tools.toggle("zoom"));

  let marked = -1;
  store.subscribe(({ cue, mode: name, playing, waiting }) => {
    const now = modes.find((each) => each.name === name);
    const { slide } = cues[cue];
    stage.classList.toggle("with-video", now?.kind === "video");
    stage.classList.toggle("without-pictures", name === "sound");
    for (const radio of radios) radio.checked = radio.value === name;
    // On a thin link a picture makes the sound wait that somebody has jumped to.
    if (now?.pictures && (!waiting || screen.has(slide))) screen.show(slide);
    if (now?.pictures && playing && playback.atLeisure && cues[cue + 1]) screen.expect(cues[cue + 1].slide);
    if (cue === marked) return;
    if (marked >= 0 && recall("silent") !== "1") byId("told").textContent = nameOf(slide);
    marked = cue;
    byId("number").textContent = String(slide + 1);
    byId("title").textContent = titles[slide];
    markCue(cue);
  });
  for (const radio of radios) {
    radio.addEventListener("change", () => {
      remember("mode", radio.value);
      if (elements.video) elements.video.poster = screen.poster;
      playback.choose(radio.value);
    });
  }

  keepPlace(`at:${talk.slug}`, store);
  store.subscribe(({ trouble }) => {
    const say = (/** @type {boolean} */ gone) => gone && (byId("trouble").textContent = words.gone);
    if (trouble) player.gone().then(say, () => {});
  });
  let early = true;
  store.subscribe(({ playing }) => {
    if (!early || !playing || !playback.atLeisure) return;
    early = false;
    captions?.restore();
    fetchModule(player, "session").then((session) => session.default(stage, player, {}), () => {});
  });

  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    const seconds = link && secondsOf(link.hash);
    // The same page in another language goes on here.
    if (link?.hreflang) link.hash = `t=${Math.floor(store.state.time)}`;
    if (!link || seconds === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    playback.seek(seconds);
    // After a click the keys are the player's. Who has pressed Enter, which counts no clicks, keeps the place.
    if (event.detail) link.blur();
    // A list that covers the slide has served.
    link.closest("details.contents")?.removeAttribute("open");
  });

  /** Goes where the address says, and nowhere where it says nothing. */
  function followAddress() {
    const seconds = secondsOf(location.hash) ?? slideStart(location.hash, cues);
    const query = /^#q=(.+)$/.exec(location.hash);
    if (seconds !== null) playback.seek(seconds);
    if (query) player.tools.show("search", decoded(query[1]));
  }

  addEventListener("hashchange", followAddress);
  playback.choose(mode.name);
  followAddress();
  const kept = Number(recall(`at:${talk.slug}`));
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  // Who comes by a link wants its place; who comes back, perhaps since the phone has dropped the page, the last one.
  if (kept && (visit?.type !== "navigate" || !store.state.time)) playback.seek(kept);
  document.documentElement.classList.add("ready");
  return { playback, store, stage };
}
