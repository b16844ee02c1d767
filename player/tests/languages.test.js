// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { preferred } from "../src/languages.js";

test("the most wished for of the languages that are there is preferred, else the first", () => {
  const there = ["en", "fr", "pt-BR"];
  assert.equal(preferred(there, ["fr", "en"]), "fr");
  assert.equal(preferred(there, ["fr-CA", "en"]), "fr");
  assert.equal(preferred(there, ["am", "PT-pt", "en"]), "pt-BR");
  assert.equal(preferred(["pt", "pt-BR"], ["pt-BR"]), "pt-BR");
  assert.equal(preferred(there, ["am", ""]), "en");
  assert.equal(preferred(["und"], []), "und");
});
