import assert from "node:assert/strict";
import { test } from "node:test";
import { listenToTaps } from "../src/tap.js";

/** Counts what was taken for a tap on a screen where `within` names what was hit. */
function screen(within = "") {
  const target = new EventTarget();
  target.closest = (selectors) => within && selectors.includes(within);
  let taps = 0;
  listenToTaps(target, () => taps++);
  const send = (type, values) => target.dispatchEvent(Object.assign(new Event(type), values));
  return {
    press: (clientX, clientY, isPrimary = true) => send("pointerdown", { clientX, clientY, isPrimary }),
    click: (clientX, clientY, detail = 1) => send("click", { clientX, clientY, detail }),
    get taps() {
      return taps;
    },
  };
}

test("a tap where it was pressed plays, and so does a screen reader's, which has no press", () => {
  const slide = screen();
  slide.press(100, 100);
  slide.click(104, 97);
  slide.click(0, 0, 0);
  assert.equal(slide.taps, 2);
});

test("what was dragged, or done with a second finger, is no tap", () => {
  const slide = screen();
  slide.press(100, 100);
  slide.click(100, 112);
  slide.press(100, 100);
  slide.press(150, 100, false);
  slide.click(100, 100);
  assert.equal(slide.taps, 0);
});

test("a link on the slide, and a picture that waits, have a use of their own", () => {
  for (const within of ["a", ".offer"]) {
    const slide = screen(within);
    slide.press(100, 100);
    slide.click(100, 100);
    slide.click(0, 0, 0);
    assert.equal(slide.taps, 0);
  }
});
