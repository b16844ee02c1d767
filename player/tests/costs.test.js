import assert from "node:assert/strict";
import { test } from "node:test";
import { MEGABYTE, allow, figure, fromHere, left, loadedSince, readDay, timesLess, writeDay } from "../src/costs.js";

const TODAY = "Mon Nov 30 2026";
/** Figures without end, the same in every run. */
function* figures(seed = 1) {
  for (;;) {
    seed = (seed * 48271) % 2147483647;
    yield seed / 2147483647;
  }
}
const source = figures();
const upTo = (most) => source.next().value * most;
const TRIES = 1000;

test("what was written for a day is read on that day, and on no other", () => {
  for (let tried = 0; tried < TRIES; tried++) {
    const day = { bytes: Math.round(upTo(1e12)), more: Math.round(upTo(1e9)) };
    assert.deepEqual(readDay(writeDay(day, TODAY), TODAY), day);
    assert.deepEqual(readDay(writeDay(day, TODAY), "Tue Dec 01 2026"), { bytes: 0, more: 0 });
  }
});

test("a record that is none counts as nothing", () => {
  const odd = [null, "", "|", TODAY, `${TODAY}|`, `${TODAY}|x|y`, `${TODAY}|-5|NaN`, `${TODAY}|Infinity|1e99`, "{}", "a|1|2|3"];
  for (const record of odd) assert.deepEqual(readDay(record, TODAY), { bytes: 0, more: 0 }, record);
  assert.deepEqual(readDay(`${TODAY}|7|`, TODAY), { bytes: 7, more: 0 });
});

test("a limit is a number above nothing", () => {
  for (const text of [null, undefined, "", "0", "-1", "ten", "1e99", "Infinity", "NaN"]) assert.equal(figure(text), 0, text);
  assert.deepEqual(["20", "0.5", " 7 "].map(figure), [20, 0.5, 7]);
});

test("without a limit there is no end, and with one every byte counts", () => {
  assert.equal(left(0, { bytes: 1e12, more: 0 }), Infinity);
  assert.equal(left(20, { bytes: 5 * MEGABYTE, more: 0 }), 15 * MEGABYTE);
  assert.equal(left(20, { bytes: 25 * MEGABYTE, more: 0 }), -5 * MEGABYTE);
});

test("what is allowed can be loaded, whatever was spent, and is never less than the limit leaves", () => {
  for (let tried = 0; tried < TRIES; tried++) {
    const limit = 1 + Math.round(upTo(100));
    const day = { bytes: Math.round(upTo(2e8)), more: Math.round(upTo(1e8)) };
    const wanted = Math.round(upTo(1e8));
    const after = allow(limit, day, wanted);
    assert.equal(after.bytes, day.bytes);
    assert.ok(left(limit, after) >= wanted - 1);
    assert.ok(left(limit, after) <= Math.max(wanted, limit * MEGABYTE - day.bytes) + 1);
  }
});

test("the price falls from all to nothing as the talk goes on", () => {
  for (let tried = 0; tried < TRIES; tried++) {
    const duration = 1 + upTo(50_000);
    const [earlier, later] = [upTo(duration), upTo(duration)].sort((a, b) => a - b);
    const size = upTo(1e9);
    assert.ok(fromHere(size, earlier, duration) >= fromHere(size, later, duration));
    assert.ok(fromHere(size, earlier, duration) <= size);
  }
  assert.deepEqual([-1, 0, 30, 60, 90].map((time) => fromHere(600, time, 60)), [600, 600, 300, 0, 0]);
  assert.equal(fromHere(600, 0, 0), 0);
});

test("less is said from twice on, in whole times", () => {
  assert.deepEqual([timesLess(199, 100), timesLess(200, 100), timesLess(1199, 100)], [0, 2, 11]);
  assert.deepEqual([timesLess(100, 0), timesLess(0, 100), timesLess(100, 200)], [0, 0, 0]);
});

test("what a browser loads by itself counts as it comes, and again where it was dropped", () => {
  assert.equal(loadedSince(0, 30, 60, 1000), 500);
  assert.equal(loadedSince(30, 30, 60, 1000), 0);
  assert.equal(loadedSince(30, 10, 60, 1000), 0);
  for (let tried = 0; tried < TRIES; tried++) {
    const [first, second] = [upTo(60), upTo(60)].sort((a, b) => a - b);
    const parts = loadedSince(0, first, 60, 1e6) + loadedSince(first, second, 60, 1e6);
    assert.ok(Math.abs(parts - loadedSince(0, second, 60, 1e6)) < 1e-3);
  }
});
