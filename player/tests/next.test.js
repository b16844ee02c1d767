import assert from "node:assert/strict";
import { test } from "node:test";
import { afterLoss, alarmAfter, hasLighter, isEnough, isSame, ofName } from "../src/next.js";

const [LOW, BASIC, SMALL, LARGE] = [100, 200, 1000, 4000].map((size_bytes) => ({ href: `${size_bytes}`, type: "", size_bytes }));
const SOUND = { name: "sound", kind: "audio", pictures: false, sources: [LOW, BASIC] };
const SLIDES = { ...SOUND, name: "slides", pictures: true };
const VIDEO = { name: "video-low", kind: "video", pictures: false, sources: [SMALL] };
const LARGER = { name: "video-high", kind: "video", pictures: false, sources: [LARGE, SMALL] };
const MODES = [SOUND, SLIDES, VIDEO, LARGER];

test("the mode's next source plays on", () => {
  assert.deepEqual(afterLoss(MODES, { mode: SLIDES, source: 0 }), { mode: SLIDES, source: 1 });
});

test("a lighter video plays on under its own name", () => {
  assert.deepEqual(afterLoss(MODES, { mode: LARGER, source: 0 }), { mode: VIDEO, source: 0 });
});

test("behind the last video there is sound, with slides if they are there", () => {
  assert.deepEqual(afterLoss(MODES, { mode: VIDEO, source: 0 }), { mode: SLIDES, source: 0 });
  assert.deepEqual(afterLoss([VIDEO, SOUND], { mode: VIDEO, source: 0 }), { mode: SOUND, source: 0 });
});

test("nothing is left behind the last sound, or the last video of a talk without sound", () => {
  assert.equal(afterLoss(MODES, { mode: SOUND, source: 1 }), null);
  assert.equal(afterLoss([VIDEO], { mode: VIDEO, source: 0 }), null);
});

test("whatever is lost again and again, an end comes, and nothing plays twice", () => {
  for (const mode of MODES) {
    const played = new Set();
    for (let choice = { mode, source: 0 }; choice; choice = afterLoss(MODES, choice)) {
      const href = choice.mode.sources[choice.source].href;
      assert.ok(!played.has(href), `${mode.name} plays ${href} twice`);
      played.add(href);
    }
    assert.ok(played.has(BASIC.href));
  }
});

test("a way begins with its first source, and what has no name here is no way", () => {
  assert.deepEqual(ofName(MODES, "slides"), { mode: SLIDES, source: 0 });
  assert.equal(ofName(MODES, "hologram"), null);
});

test("ways with and without pictures play the same file, unless one of them has left it", () => {
  assert.equal(isSame({ mode: SLIDES, source: 0 }, { mode: SOUND, source: 0 }), true);
  assert.equal(isSame({ mode: SLIDES, source: 1 }, { mode: SOUND, source: 0 }), false);
  assert.equal(isSame({ mode: VIDEO, source: 0 }, { mode: LARGER, source: 1 }), true);
});

test("sound is left for lighter sound alone, and a video always", () => {
  assert.equal(hasLighter({ mode: SLIDES, source: 0 }), false);
  assert.equal(hasLighter({ mode: { ...SLIDES, sources: [BASIC, LOW] }, source: 0 }), true);
  assert.equal(hasLighter({ mode: SLIDES, source: 1 }), false);
  assert.equal(hasLighter({ mode: VIDEO, source: 0 }), true);
});

test("a timer waits for a cue that is near, as fast as the talk plays", () => {
  const cues = [0, 1000, 2000].map((start_ms, slide) => ({ slide, start_ms }));
  assert.equal(alarmAfter(cues, 0, 700, 1), null);
  assert.equal(alarmAfter(cues, 0, 701, 1), 299);
  assert.equal(alarmAfter(cues, 0, 700, 2), 150);
  assert.equal(alarmAfter(cues, 0, 1000, 1), 10);
  assert.equal(alarmAfter(cues, 2, 1e6, 1), null);
});

test("there is leisure with ten seconds at hand, or all that is left", () => {
  assert.equal(isEnough(10, 0, 60), false);
  assert.equal(isEnough(10.5, 0, 60), true);
  assert.equal(isEnough(3, 56.5, 60), true);
});
