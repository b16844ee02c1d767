import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { playAlone } from "../src/alone.js";
import { createStore } from "../src/store.js";

/** A player that knows nothing but whether it plays, and tells when it was paused. */
function player() {
  const store = createStore({ playing: false });
  const paused = new EventTarget();
  const playback = {
    pause() {
      store.set({ playing: false });
      paused.dispatchEvent(new Event("paused"));
    },
  };
  playAlone(playback, store);
  return { store, paused };
}

test("who begins to play pauses the others, and they may begin again", async (context) => {
  context.mock.timers.enable({ apis: ["Date"] });
  const [first, second] = [player(), player()];
  first.store.set({ playing: true });
  for (const [plays, begins] of [[first, second], [second, first]]) {
    const paused = once(plays.paused, "paused");
    context.mock.timers.tick(1);
    begins.store.set({ playing: true });
    await paused;
    assert.equal(begins.store.state.playing, true);
  }
  first.store.set({ playing: false });
});

for (const [earlier, later] of [
  [0.25, 0.75],
  [0.75, 0.25],
]) {
  test(`of two that begin in one millisecond (${earlier}, ${later}) one plays on`, async (context) => {
    context.mock.timers.enable({ apis: ["Date"] });
    const shares = [earlier, later];
    context.mock.method(Math, "random", () => shares.shift());
    const players = [player(), player()];
    const paused = Promise.race(players.map((one) => once(one.paused, "paused")));
    for (const one of players) one.store.set({ playing: true });
    await paused;
    assert.deepEqual(
      players.map((one) => one.store.state.playing),
      [earlier > later, later > earlier],
    );
    for (const one of players) one.store.set({ playing: false });
  });
}

test("of two that begin at once, and of what others write there, one plays on", async () => {
  const other = new BroadcastChannel("mediasvc");
  const { store, paused } = player();
  store.set({ playing: true });
  const [{ data: began }] = await new Promise((resolve) => (other.onmessage = (event) => resolve([event])));
  for (const message of [began - 1, null, "x", {}, NaN]) other.postMessage(message);
  const ended = once(paused, "paused");
  assert.equal(store.state.playing, true);
  other.postMessage(began + 1);
  await ended;
  other.close();
});

test("where no channel may be opened it plays, and whoever listens later hears of it", (context) => {
  const Channel = context.mock.method(globalThis, "BroadcastChannel", function () {
    throw new DOMException("forbidden", "SecurityError");
  });
  const { store } = player();
  const heard = [];
  store.subscribe(({ time }) => heard.push(time));
  store.set({ playing: true, time: 0 });
  store.set({ time: 1 });
  store.set({ playing: false });
  assert.deepEqual(heard, [undefined, 0, 1, 1]);
  assert.equal(Channel.mock.callCount(), 1);
});
