import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Linter } from "eslint";

const PROJECT = new URL("../../", import.meta.url).pathname;
const BUILT = globSync("{player,mediasvc/console}/built/**/*.js", { cwd: PROJECT });

test("scripts were built", () => {
  assert.ok(BUILT.includes("player/built/embed.js"));
  assert.ok(BUILT.includes("player/built/modules/search.js"));
  assert.ok(BUILT.includes("mediasvc/console/built/draft.js"));
});

for (const path of BUILT) {
  test(`${path} is read by browsers of 2020`, () => {
    const sourceType = path.includes("/modules/") ? "module" : "script";
    const told = new Linter().verify(readFileSync(PROJECT + path, "utf8"), {
      languageOptions: { ecmaVersion: 2020, sourceType },
    });
    assert.deepEqual(told, []);
  });
}
