// @ts-check

/** @typedef {{ type: string, srcset: string }} Picture */

/**
 * Shows one slide at a time, big, and loads the next one while there is time. Pictures that cost somebody dear wait
 * for a tap on `offer`. Slides are given by their index.
 * @param {{
 *   picture: HTMLElement, offer: HTMLButtonElement, nameOf(slide: number): string, picturesOf(slide: number): Picture[],
 * }} parts
 * @param {() => boolean} thrifty whether pictures wait
 */
export function createScreen({ picture, offer, nameOf, picturesOf }, thrifty) {
  const image = /** @type {HTMLImageElement} */ (picture.querySelector("img"));
  let shown = -1;
  /** Slides whose pictures have been asked for. */
  const asked = new Set();

  /**
   * @param {HTMLElement} into
   * @param {number} slide
   */
  function load(into, slide) {
    asked.add(slide);
    const fill = into.querySelectorAll("source, img");
    picturesOf(slide).forEach(({ srcset }, place) => fill[place].setAttribute("srcset", srcset));
    fill[fill.length - 1].setAttribute("alt", nameOf(slide));
  }

  /** Another picture of the slide. @param {number} slide */
  function pictureOf(slide) {
    const another = /** @type {HTMLElement} */ (picture.cloneNode(true));
    another.hidden = false;
    another.removeAttribute("id");
    // What is seen nowhere yet would wait until it is.
    another.querySelector("img")?.removeAttribute("loading");
    load(another, slide);
    return another;
  }

  function reveal() {
    load(picture, shown);
    document.documentElement.classList.remove("saving");
    picture.hidden = false;
    offer.hidden = true;
  }

  offer.addEventListener("click", reveal);

  return {
    pictureOf,
    /** @param {number} slide */
    show(slide) {
      if (slide === shown) return;
      shown = slide;
      if (!thrifty() || asked.has(slide)) return reveal();
      picture.hidden = true;
      offer.hidden = false;
      offer.textContent = nameOf(slide);
    },
    /** The browser keeps what it has loaded: a picture of its own is enough. @param {number} slide */
    expect(slide) {
      if (!thrifty() && !asked.has(slide)) pictureOf(slide);
    },
    /** @param {number} slide */
    has: (slide) => asked.has(slide),
    /** What stands in for a video until it has come. */
    get poster() {
      return image.currentSrc;
    },
  };
}
