// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { freeName, refusal, titleOf, unnumbered } from "../../mediasvc/console/src/choice.js";
import { Speed, filled, roundly, size } from "../../mediasvc/console/src/speed.js";

const WORDS = { seconds: "about {} s", minutes: "about {} min", hours: "about {} h" };

test("what is sent of late tells how long the rest takes", () => {
  const speed = new Speed();
  assert.equal(speed.secondsFor(1000), null);
  speed.note(0, 0);
  speed.note(500, 4000);
  assert.equal(speed.secondsFor(1000), null);
  speed.note(2000, 10_000);
  assert.equal(speed.secondsFor(10_000), 2);
  for (let second = 3; second < 60; second += 1) speed.note(second * 1000, 10_000 + second * 100);
  assert.ok(Math.abs(speed.bytesPerSecond - 100) < 1);
});

test("a link that is lost does not end at once", () => {
  const speed = new Speed();
  speed.note(0, 5000);
  speed.note(9000, 5000);
  assert.equal(speed.secondsFor(1), null);
});

test("times are told in round figures", () => {
  assert.deepEqual([0, 14, 89, 90, 3000, 5399, 5400, 20_000].map((seconds) => roundly(seconds, WORDS)), [
    "about 10 s", "about 10 s", "about 90 s", "about 2 min", "about 50 min", "about 90 min", "about 2 h", "about 6 h",
  ]);
});

test("bytes are told as file managers do", () => {
  assert.deepEqual([12, 999_400, 1_234_567, 61_000_000, 1_200_000_000].map((bytes) => size(bytes, "en")), [
    "1 kB", "999 kB", "1.2 MB", "61 MB", "1.2 GB",
  ]);
});

test("values stand for what they are, whatever they hold", () => {
  assert.equal(filled("{} of {}", "$& {}", "b"), "$& {} of b");
});

test("what cannot be a part of a talk is said before it is sent", () => {
  const named = (/** @type {string} */ name) => refusal({ name, size: 9 });
  assert.deepEqual(["Talk.KEY", "Talk.gslides", "talk.url", "talk.pptx", "talk", "key.pdf"].map(named), [
    "keynote", "google", "google", null, null, null,
  ]);
  assert.equal(refusal({ name: "talk.mp3", size: 0 }), "empty");
});

test("a file's name becomes a title", () => {
  assert.deepEqual(["Savings_groups v2.pptx", "محاضرة.mp3", ".pptx", "a.b.c"].map(titleOf), [
    "Savings groups v2", "محاضرة", ".pptx", "a.b",
  ]);
});

test("files of one name are told apart", () => {
  assert.equal(freeName("talk.mp3", []), "talk.mp3");
  assert.equal(freeName("talk.mp3", ["talk.mp3", "talk (2).mp3"]), "talk (3).mp3");
  assert.equal(freeName("talk", ["talk"]), "talk (2)");
  for (const name of ["talk.mp3", "talk"]) assert.equal(unnumbered(freeName(name, [name])), name);
  assert.equal(unnumbered("talk (final).mp3"), "talk (final).mp3");
});
