import assert from "node:assert/strict";
import { test } from "node:test";
import { readIndex } from "../src/webm.js";

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

test("clusters are where the index says, counted from the first", () => {
  const cues = [0, 10_020, 20_040, 43_190_000].map((time_ms, place) => point(time_ms, 7_000 + 6_000_000_000 * place));
  const index = Uint8Array.from(element(0x1c53bb6b, ...cues.flat()));
  assert.deepEqual(readIndex(index, 7_052), [
    { time: 0, at: 7_052 },
    { time: 10.02, at: 6_000_007_052 },
    { time: 20.04, at: 12_000_007_052 },
    { time: 43190, at: 18_000_007_052 },
  ]);
});

test("what is no index is refused", () => {
  const whole = element(0x1c53bb6b, ...point(0, 500));
  const odd = [[], [0], [255, 255], whole.slice(0, -1), element(0x1c53bb6b), element(0x1654ae6b, ...point(0, 500))];
  for (const bytes of odd) assert.throws(() => readIndex(Uint8Array.from(bytes), 552), String(bytes));
});
