// @ts-check

/**
 * Pauses this player when another one of this service begins to play: beside it on a page, or in another tab. The last
 * one that began plays on.
 * @param {import("./playback.js").Playback} playback
 * @param {import("./store.js").Store} store
 */
export function playAlone(playback, store) {
  /** Open while it plays alone, so that a page at rest can be kept by the browser. @type {BroadcastChannel | null} */
  let channel = null;
  let played = false;
  store.subscribe(({ playing }) => {
    if (playing === played) return;
    played = playing;
    channel?.close();
    channel = null;
    if (!playing) return;
    try {
      channel = new BroadcastChannel("mediasvc");
    } catch {
      // This browser knows none, or forbids it together with cookies: the others play on.
      return;
    }
    const began = Date.now() + Math.random();
    // Of two that begin in the same millisecond the one with the smaller number pauses. When it was the later one, it
    // opened its channel too late to hear of the other, so the other says it again.
    channel.onmessage = ({ data }) => (data > began ? playback.pause() : data < began && channel?.postMessage(began));
    channel.postMessage(began);
  });
}
