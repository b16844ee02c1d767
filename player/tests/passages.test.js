// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { byStart } from "../src/passages.js";

test("what is said is ordered by time, whichever slide it stands with", () => {
  const said = [
    { start: 9, text: "first slide" },
    { start: 8, text: "second slide, begun before" },
    { start: 8, text: "at the same time" },
    { start: null, text: "never" },
  ];
  assert.deepEqual(said.sort(byStart).map(({ text }) => text), ["never", "second slide, begun before", "at the same time", "first slide"]);
});
