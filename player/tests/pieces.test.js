import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterWith, lookAt, nextStep, pieceAt } from "../src/pieces.js";

const SIZE = 100_000;

test("what follows is loaded, up to two minutes ahead", () => {
  assert.equal(nextStep({ time: 0, wanted: 0, reached: 0, at: 500 }, SIZE), "load");
  assert.equal(nextStep({ time: 0, wanted: 119, reached: 119, at: 500 }, SIZE), "load");
  assert.equal(nextStep({ time: 0, wanted: 121, reached: 121, at: 500 }, SIZE), "wait");
});

test("a jump moves, and a short one reads on", () => {
  assert.equal(nextStep({ time: 50, wanted: 50, reached: 20, at: 500 }, SIZE), "move");
  assert.equal(nextStep({ time: 29, wanted: 29, reached: 20, at: 500 }, SIZE), "load");
  assert.equal(nextStep({ time: 5, wanted: 5, reached: 60, at: 500 }, SIZE), "move");
});

test("the end is where the file's last byte was, and not where something before it is missing", () => {
  assert.equal(nextStep({ time: 55, wanted: 60, reached: 60, at: SIZE }, SIZE), "end");
  assert.equal(nextStep({ time: 5, wanted: 5, reached: 60, at: SIZE }, SIZE), "move");
});

test("pieces follow each other to the last byte", () => {
  assert.deepEqual(pieceAt(0, SIZE), [0, 32767]);
  assert.deepEqual(pieceAt(32768, SIZE), [32768, 65535]);
  assert.deepEqual(pieceAt(99_000, SIZE), [99_000, 99_999]);
});

test("a look stays within the index", () => {
  assert.deepEqual(lookAt(5000.7, [1000, 9000]), [4700, 5300]);
  assert.deepEqual(lookAt(1000, [1000, 9000]), [1000, 1600]);
  assert.deepEqual(lookAt(9000, [1000, 9000]), [8400, 9000]);
  assert.deepEqual(lookAt(20, [0, 100]), [0, 100]);
});

test("a cluster is known where a later one is", () => {
  const clusters = [0, 5, 10].map((time) => ({ time, at: time * 1000 }));
  assert.equal(clusterWith(clusters, 7)?.at, 5000);
  assert.equal(clusterWith(clusters, 5)?.at, 5000);
  assert.equal(clusterWith(clusters, 10), null);
  assert.equal(clusterWith([], 0), null);
  assert.equal(clusterWith([{ time: 5, at: 0 }], 2), null);
});
