import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../src/store.js";

test("a listener that throws keeps nothing from the others, and is reported", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const store = createStore({ time: 0 });
  const times = [];
  store.subscribe(({ time }) => {
    if (time) throw new Error("broken");
  });
  store.subscribe(({ time }) => times.push(time));
  store.set({ time: 1 });
  assert.deepEqual(times, [0, 1]);
  assert.throws(() => mock.timers.runAll(), /broken/);
});
