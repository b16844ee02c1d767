// @ts-check
import { playAlone } from "./alone.js";
import { createBar } from "./bar.js";
import { offerCaptions } from "./captioning.js";
import { createGate } from "./gate.js";
import { listenToKeys } from "./keys.js";
import { createList, readList } from "./list.js";
import { recall, remember } from "./memory.js";
import { preselected, savesPictures, thrifty } from "./modes.js";
import { keepPlace } from "./place.js";
import { createPlayback } from "./playback.js";
import { createScreen } from "./screen.js";
import { createStore } from "./store.js";
import { listenToTaps } from "./tap.js";
import { createTools, fetchModule } from "./tools.js";
import { traffic } from "./traffic.js";

/**
 * What the page says of its talk.
 * @typedef {{
 *   slug: string, duration_ms: number, modes: import("./modes.js").Mode[],
 *   pattern?: import("./screen.js").Picture[], pictures?: import("./screen.js").Picture[][],
 *   captions: [tag: string, label: string, direction: string][],
 *   words: import("./bar.js").Words & { slide: string, loading: string, not_loaded: string, gone: string },
 *   modules: string, page: string, said: Record<string, Record<string, string>>,
 * }} Talk
 */

/**
 * Before there is anything to see: the page is ours, and what is not wanted is not loaded. Where pictures are wanted, the
 * first one is asked for as soon as it is there, before its place is known.
 */
export function takePage() {
  const { classList } = document.documentElement;
  classList.add("js");
  if (classList.toggle("saving", savesPictures())) return;
  new MutationObserver((_, observer) => {
    const image = document.querySelector("img");
    if (!image) return;
    image.loading = "eager";
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}

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
  return pattern?.map(({ type, srcset }) => ({ type, srcset: srcset.split("{}").join(name) })) || pictures?.[slide] || [];
}

/**
 * What modules that come later work with.
 * @typedef {{
 *   talk: Talk, cues: import("./timeline.js").Cue[], language: string, stage: HTMLElement,
 *   playback: import("./playback.js").Playback, store: import("./store.js").Store,
 *   screen: ReturnType<typeof createScreen>, tools: ReturnType<typeof createTools>, nameOf(slide: number): string,
 *   load(name: string): Promise<import("./tools.js").Module>, words(language: string): Promise<ParentNode>, gone(): Promise<boolean>,
 *   fetch(name: string): Promise<import("./tools.js").Module>, gate: ReturnType<typeof createGate>,
 *   traffic: typeof traffic, memory: { recall: typeof recall, remember: typeof remember }, paid: boolean, budget?: import("./budget.js").Budget,
 *   passages?: Map<string, Promise<import("./passages.js").Passage[]>>,
 * }} Player
 */

/**
 * @param {import("./store.js").Store} store
 * @param {(state: import("./store.js").State) => boolean} isSo
 * @param {() => void} act once, when it first is so
 */
function whenFirst(store, isSo, act) {
  let waits = true;
  store.subscribe((state) => {
    if (!waits || !isSo(state)) return;
    waits = false;
    act();
  });
}

/**
 * Takes over the page's player.
 * @param {(talk: Talk) => Pick<Player, "load" | "words" | "gone" | "paid">} more where modules and the talk's words come from
 */
export function start(more) {
  const talk = /** @type {Talk} */ (JSON.parse(byId("talk").textContent || ""));
  const stage = byId("stage");
  const { words, modes } = talk;
  const { links, cues, titles } = readList(byId("cues"));
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
    captions: "",
  });
  const elements = takeElements(stage);
  const playback = createPlayback(modes, cues, elements, store, (choice) => player.gate.mayPlay(choice));
  /** @param {number} slide */
  const nameOf = (slide) => words.slide.replace("{}", String(slide + 1)) + (titles[slide] && `: ${titles[slide]}`);
  const screen = createScreen(
    { picture: byId("slide"), offer: byId("offer"), picturesOf: (slide) => picturesOf(talk, slide), nameOf },
    thrifty,
  );
  const language = byId("title").lang;
  const player = /** @type {Player} */ ({ talk, cues, language, stage, playback, store, screen, nameOf, traffic, memory: { recall, remember }, ...more(talk) });
  player.fetch = (name) => fetchModule(player, name);
  player.gate = createGate(player);
  player.tools = createTools(byId, player);
  const captions = talk.captions.length ? offerCaptions(byId("captions"), player) : null;
  const markCue = createList(links);
  const radios = /** @type {NodeListOf<HTMLInputElement>} */ (byId("choices").querySelectorAll("input"));

  createBar(byId, playback, store, words);
  listenToKeys(stage, playback, (key) => {
    if (key === "c") captions?.toggle();
    else if (key === "f") byId("whole").click();
    else player.tools.toggle(key === "z" ? "zoom" : "help");
  });
  offerWholeScreen(stage);
  listenToTaps(byId("screen"), () => playback.toggle());
  playAlone(playback, store);

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

  whenFirst(store, ({ playing }) => playing, () => {
    const begin = byId("begin");
    if (begin === document.activeElement) byId("play").focus();
    begin.remove();
  });
  whenFirst(store, ({ trouble }) => trouble, () => {
    const say = (/** @type {boolean} */ gone) => gone && (byId("trouble").textContent = words.gone);
    player.gone().then(say, () => {});
  });
  whenFirst(store, ({ playing }) => playing && playback.atLeisure, () => {
    captions?.restore();
    player.fetch("session").then((session) => session.default(stage, player, {}), () => {});
    if (player.paid) player.gate.load().catch(() => {});
  });
  playback.choose(mode.name);
  keepPlace(player);
  document.documentElement.classList.add("ready");
  return player;
}
