// @ts-check
"use strict";

/**
 * @typedef {{ type: string, srcset: string }} Picture
 * @typedef {{ number: number, title: string, pictures: Picture[] }} Slide
 * @typedef {{ slide: number, start_ms: number }} Cue
 * @typedef {{ slides: Slide[], cues: Cue[] }} Talk
 */

/** `timeupdate` comes about four times a second: a cue that is nearer than this gets a timer of its own. */
const NEAR_MS = 300;

/**
 * What a key asks of the player. Letters do so only while it has the focus: somebody who dictates says them all.
 * @typedef {{ toggle(): void, move(seconds: number): void, step(cues: number): void }} Asks
 * @type {Record<string, (ask: Asks) => void>}
 */
const KEYS = {
  " ": (ask) => ask.toggle(),
  ArrowLeft: (ask) => ask.move(-5),
  ArrowRight: (ask) => ask.move(5),
};

/** @type {Record<string, (ask: Asks) => void>} */
const LETTERS = {
  k: (ask) => ask.toggle(),
  j: (ask) => ask.move(-15),
  l: (ask) => ask.move(15),
  p: (ask) => ask.step(-1),
  n: (ask) => ask.step(1),
};

/**
 * The index of the cue that plays at `ms`: the last that has started, or the first where none has.
 * @param {readonly Cue[]} cues in order of time
 * @param {number} ms
 */
function cueAt(cues, ms) {
  let started = 0;
  let waiting = cues.length;
  while (started < waiting) {
    const middle = (started + waiting) >> 1;
    if (cues[middle].start_ms <= ms) started = middle + 1;
    else waiting = middle;
  }
  return Math.max(0, started - 1);
}

/**
 * The seconds that a fragment such as `#t=123.4` or `#t=1:02:03` names, or null.
 * @param {string} fragment
 */
function secondsOf(fragment) {
  const found = /^#t=((?:\d+:){0,2}\d+(?:\.\d+)?)$/.exec(fragment);
  return found && found[1].split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 */
const byId = (id) => /** @type {T} */ (document.getElementById(id));

/** Shows one slide at a time, big; its words alone where the picture is not to be seen. */
function makeScreen() {
  const places = [...byId("slide").querySelectorAll("source, img")];
  const image = /** @type {HTMLImageElement} */ (places[places.length - 1]);
  return (/** @type {Slide} */ slide, /** @type {boolean} */ seen) => {
    if (seen) {
      slide.pictures.forEach((picture, index) => places[index].setAttribute("srcset", picture.srcset));
      image.alt = slide.title ? `Slide ${slide.number}: ${slide.title}` : `Slide ${slide.number}`;
    }
    byId("number").textContent = String(slide.number);
    byId("title").textContent = slide.title;
  };
}

/** Marks one cue on the list at a time, and keeps it in sight where the list scrolls by itself. */
function makeList() {
  const list = byId("cues");
  const frame = /** @type {HTMLElement} */ (list.parentElement);
  const links = list.querySelectorAll("a.jump");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let marked = -1;
  return (/** @type {number} */ cue) => {
    const first = marked < 0;
    if (!first) links[marked].removeAttribute("aria-current");
    marked = cue;
    links[cue].setAttribute("aria-current", "true");
    const reading = frame.matches(":hover") || frame.querySelector(":focus-visible");
    if (frame.scrollHeight <= frame.clientHeight || (reading && !first)) return;
    const row = /** @type {HTMLElement} */ (links[cue].parentElement);
    const behavior = first || calm.matches ? "instant" : "smooth";
    frame.scrollTo({ top: row.offsetTop - frame.clientHeight / 3, behavior });
  };
}

/** Offers the whole screen to the stage, where the browser has that. */
function offerWholeScreen() {
  const button = byId("whole");
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else byId("stage").requestFullscreen();
  });
}

/**
 * Lets keys ask, unless what has the focus has a use for them itself.
 * @param {Asks} asks
 */
function listenToKeys(asks) {
  const stage = byId("stage");
  addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    const within = stage.contains(target);
    const modified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (modified || event.defaultPrevented || !(within || target === document.body)) return;
    const taken = target.closest("audio, video, input") || (event.key === " " && target.closest("a, button, summary"));
    const act = (!taken && KEYS[event.key]) || (within && LETTERS[event.key.toLowerCase()]);
    if (!act) return;
    event.preventDefault();
    act(asks);
  });
}

function start() {
  const talk = /** @type {Talk} */ (JSON.parse(byId("talk").textContent || ""));
  const image = /** @type {HTMLImageElement} */ (byId("slide").querySelector("img"));
  const players = byId("stage").querySelectorAll(".player");
  const medias = [...players].map((player) => /** @type {HTMLMediaElement} */ (player.querySelector("audio, video")));
  const radios = byId("choices").querySelectorAll("input");
  const showSlide = makeScreen();
  const markCue = makeList();
  // What the page says of its first player holds for each one that is chosen: on the web, to load nothing yet.
  const preload = medias[0].preload;
  let media = medias[0];
  let current = -1;
  let alarm = 0;

  function follow() {
    const at_ms = Math.round(media.currentTime * 1000);
    const cue = cueAt(talk.cues, at_ms);
    if (cue !== current) {
      current = cue;
      showSlide(talk.slides[talk.cues[cue].slide], !(media instanceof HTMLVideoElement));
      markCue(cue);
    }
    clearTimeout(alarm);
    const next = talk.cues[cue + 1];
    const wait_ms = next ? (next.start_ms - at_ms) / media.playbackRate : Infinity;
    if (!media.paused && wait_ms < NEAR_MS) alarm = setTimeout(follow, Math.max(wait_ms, 10));
  }

  /** @param {number} seconds */
  function jump(seconds) {
    media.currentTime = seconds;
    follow();
  }

  /** @param {number} index */
  function choose(index) {
    media = medias[index];
    media.preload = preload;
    // The picture that is here already stands in for the video's first.
    if (media instanceof HTMLVideoElement) media.poster = image.currentSrc;
    current = -1;
    players.forEach((player, other) => player.classList.toggle("chosen", other === index));
    radios[index].checked = true;
    byId("stage").classList.toggle("with-video", media instanceof HTMLVideoElement);
    byId("trouble").hidden = true;
  }

  /** @param {number} index */
  function change(index) {
    const before = media;
    const playing = !before.paused && !before.ended;
    before.pause();
    choose(index);
    media.volume = before.volume;
    media.muted = before.muted;
    media.playbackRate = before.playbackRate;
    jump(before.currentTime);
    // A refused start leaves the native controls on pause, and a broken file has its own message.
    if (playing) media.play().catch(() => {});
  }

  radios.forEach((radio, index) => radio.addEventListener("change", () => change(index)));
  medias.forEach((each, index) => {
    for (const event of ["timeupdate", "seeking", "seeked", "playing", "ratechange"]) {
      each.addEventListener(event, () => each === media && follow());
    }
    each.addEventListener("play", () => {
      if (each !== media) choose(index);
      for (const other of medias) if (other !== each) other.pause();
    });
    const lost = () => {
      const gone = each.error || each.networkState === HTMLMediaElement.NETWORK_NO_SOURCE;
      if (each === media && gone) byId("trouble").hidden = false;
    };
    each.addEventListener("error", lost, true);
  });

  const asks = {
    toggle() {
      if (media.paused) media.play().catch(() => {});
      else media.pause();
    },
    /** @param {number} seconds */
    move(seconds) {
      jump(Math.max(0, media.currentTime + seconds));
    },
    /** @param {number} cues */
    step(cues) {
      const cue = talk.cues[Math.max(0, current + cues)];
      if (cue) jump(cue.start_ms / 1000);
    },
  };
  listenToKeys(asks);
  byId("previous").addEventListener("click", () => asks.step(-1));
  byId("next").addEventListener("click", () => asks.step(1));
  byId("cues").addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    const seconds = link && secondsOf(link.hash);
    if (!link || seconds === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    // The address can be shared as it stands, and Back still leaves the page.
    history.replaceState(null, "", link.hash);
    jump(seconds);
    // After a click the keys are the player's. Who has pressed Enter, which counts no clicks, keeps the place.
    if (event.detail) link.blur();
    // A list that covers the slide has served.
    link.closest("details")?.removeAttribute("open");
  });
  addEventListener("hashchange", () => {
    const seconds = secondsOf(location.hash);
    if (seconds !== null) jump(seconds);
  });

  offerWholeScreen();
  // A browser that comes back to the page may have kept another choice.
  choose([...radios].findIndex((radio) => radio.checked));
  jump(secondsOf(location.hash) || 0);
  document.documentElement.classList.add("ready");
}

document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", start);
