import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, cueAt, secondsOf, slideStart, startIn } from "../src/timeline.js";

const CUES = [0, 2000, 4500, 4500, 9000].map((start_ms, slide) => ({ slide, start_ms }));

test("the last cue that has started plays", () => {
  const at = [-1, 0, 1999, 2000, 4499, 4500, 8999, 9000, 1e9];
  assert.deepEqual(at.map((ms) => cueAt(CUES, ms)), [0, 0, 0, 1, 1, 3, 3, 4, 4]);
});

test("one cue always plays", () => {
  assert.equal(cueAt([{ slide: 0, start_ms: 0 }], 5), 0);
});

test("a fragment names seconds", () => {
  const told = ["#t=0", "#t=12.5", "#t=1:02", "#t=1:02:03.25"];
  assert.deepEqual(told.map(secondsOf), [0, 12.5, 62, 3723.25]);
  for (const odd of ["", "#", "#t=", "#t=-1", "#t=1e3", "#t=1:2:3:4", "#t=NaN", "#t=5,9", "x#t=5"]) {
    assert.equal(secondsOf(odd), null, odd);
  }
});

test("a clock is as people write it", () => {
  const told = [0, 7.9, 60, 760, 3600, 3723, 43200, -1];
  assert.deepEqual(told.map(clock), ["0:00", "0:07", "1:00", "12:40", "1:00:00", "1:02:03", "12:00:00", "0:00"]);
});

test("a fragment names a slide, where it is first shown", () => {
  const cues = [...CUES, { slide: 1, start_ms: 9500 }];
  assert.deepEqual(["#slide=1", "#slide=2", "#slide=5"].map((told) => slideStart(told, cues)), [0, 2, 9]);
  for (const odd of ["", "#slide=", "#slide=0", "#slide=6", "#slide=-1", "#slide=99999", "#slide=1x", "#t=2"]) {
    assert.equal(slideStart(odd, cues), null, odd);
  }
});

test("an address names where the talk begins, in its fragment or else in its query", () => {
  /** @param {string} told */
  const start = (told) => startIn(new URL(told, "https://talks.example/s/a-talk"), CUES);
  const told = ["?t=90", "?lang=fr&t=1:02.5", "?slide=2", "?t=90#t=0", "?t=90#slide=3", "?t=90#q=word", "?t=1&t=2", "?t=x&slide=3", "?t=1:30", "?t=1000000000"];
  assert.deepEqual(told.map(start), [90, 62.5, 2, 0, 4.5, 90, 2, 4.5, 90, 1e9]);
  for (const odd of ["", "?", "?t", "?t=", "?t=-1", "?t=1e9", "?t=abc", "?t=1:2:3:4", "?t=", "?t=1:30?", "?t=NaN", "?slide=-1", "?t=null", "?slide=99", "?at=5", "?lang=fr#q=t=5"]) {
    assert.equal(start(odd), null, odd);
  }
});
