import assert from "node:assert/strict";
import { test } from "node:test";
import { readClusters, segmentIn } from "../src/webm.js";

/** @param {number} id @param {...number} body */
function element(id, ...body) {
  const name = [...id.toString(16).matchAll(/../g)].map(([byte]) => parseInt(byte, 16));
  // Both widths of a size that ffmpeg writes.
  return body.length < 100 ? [...name, 0x80 | body.length, ...body] : [...name, 1, ...sized(body.length, 7), ...body];
}

/** @param {number} value @param {number} bytes */
const sized = (value, bytes) => [...Array(bytes).keys()].map((place) => Math.floor(value / 256 ** (bytes - 1 - place)) % 256);

/** @param {number} time_ms @param {number} at */
const point = (time_ms, at) =>
  element(0xbb, ...element(0xb3, ...sized(time_ms, 4)), ...element(0xb7, ...element(0xf7, 1), ...element(0xf1, ...sized(at, 5))));

test("positions are counted from where the segment has its content", () => {
  const ebml = element(0x1a45dfa3, ...element(0x4286, 1), ...element(0x4282, 1, 2, 3, 4));
  const wide = [...ebml, 0x18, 0x53, 0x80, 0x67, 1, ...sized(7_000_000, 7), 0x11, 0x4d];
  const narrow = [...ebml, 0x18, 0x53, 0x80, 0x67, 0x90, 0x11, 0x4d];
  assert.equal(segmentIn(Uint8Array.from(wide)), wide.length - 2);
  assert.equal(segmentIn(Uint8Array.from(narrow)), narrow.length - 2);
});

const CLUSTERS = [0, 10_020, 20_040, 43_190_000].map((time_ms, place) => ({ time_ms, at: 7_000 + 6_000_000_000 * place }));
const POINTS = CLUSTERS.flatMap(({ time_ms, at }) => point(time_ms, at));

/** @param {number} first @param {number} [last] of the clusters */
const told = (first, last) => CLUSTERS.slice(first, last).map(({ time_ms, at }) => ({ time: time_ms / 1000, at: at + 52 }));

test("clusters are where the index says", () => {
  const index = Uint8Array.from(element(0x1c53bb6b, ...POINTS));
  assert.deepEqual(readClusters(index, 52), told(0));
});

test("a part of the index tells of the clusters that are whole in it", () => {
  const length = POINTS.length / CLUSTERS.length;
  for (let cut = 1; cut < length; cut++) {
    assert.deepEqual(readClusters(Uint8Array.from(POINTS.slice(cut)), 52), told(1), `from ${cut}`);
    assert.deepEqual(readClusters(Uint8Array.from(POINTS.slice(0, -cut)), 52), told(0, -1), `to ${cut}`);
  }
});

test("a number that looks like a point is none", () => {
  const odd = [0xbb, 0x83, 0xb3, 0x81, 5];
  assert.deepEqual(readClusters(Uint8Array.from([...odd, 0, ...POINTS]), 52), told(0));
});

test("what is no index is refused", () => {
  const whole = element(0x1c53bb6b, ...point(0, 500));
  for (const bytes of [[], [0], [255, 255], whole.slice(0, -1), element(0x1c53bb6b)]) {
    assert.throws(() => readClusters(Uint8Array.from(bytes), 52), String(bytes));
  }
});
