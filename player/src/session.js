// @ts-check

/**
 * Lets the phone's lock screen, a headset and the keyboard's media keys play the talk (Media Session).
 * @param {HTMLElement} _panel
 * @param {import("./talk.js").Player} player
 */
export default function joinSession(_panel, player) {
  const session = navigator.mediaSession;
  if (!session) return;
  const { playback, store } = player;
  /** @type {[MediaSessionAction, MediaSessionActionHandler][]} */
  const actions = [
    ["play", () => playback.resume()],
    ["pause", () => playback.pause()],
    ["seekbackward", ({ seekOffset }) => playback.move(-(seekOffset || 15))],
    ["seekforward", ({ seekOffset }) => playback.move(seekOffset || 30)],
    ["seekto", ({ seekTime }) => playback.seek(seekTime || 0)],
    ["previoustrack", () => playback.step(-1)],
    ["nexttrack", () => playback.step(1)],
  ];
  for (const [action, act] of actions) {
    try {
      session.setActionHandler(action, act);
    } catch {
      // This browser knows fewer of them.
    }
  }
  let told = -1;
  store.subscribe(({ cue, time, duration, rate, playing }) => {
    session.playbackState = playing ? "playing" : "paused";
    session.setPositionState?.({ duration, playbackRate: rate, position: Math.min(time, duration) });
    const { slide } = player.cues[cue];
    if (slide === told) return;
    told = slide;
    const src = player.screen.poster;
    // A file beside the page is nothing to a lock screen.
    const artwork = src.startsWith("http") ? [{ src }] : [];
    session.metadata = new MediaMetadata({ title: player.nameOf(slide), artist: document.title, artwork });
  });
}
