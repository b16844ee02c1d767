// @ts-check

/**
 * @typedef {{ type: string, srcset: string }} Picture
 * @typedef {{ number: number, title: string }} Slide
 */

/**
 * Shows one slide at a time, big, and loads the next one while there is time. Pictures that cost somebody dear wait
 * for a tap on `offer`.
 * @param {{
 *   picture: HTMLElement, offer: HTMLButtonElement, name(slide: Slide): string, picturesOf(slide: Slide): Picture[],
 * }} parts
 * @param {boolean} thrifty whether pictures wait
 */
export function createScreen({ picture, offer, name, picturesOf }, thrifty) {
  const places = [...picture.querySelectorAll("source, img")];
  const image = /** @type {HTMLImageElement} */ (places[places.length - 1]);
  /** @type {Slide | undefined} */
  let shown;
  /** Slides whose pictures have been asked for, and a picture that is not shown yet. */
  const asked = new Set();
  /** @type {HTMLElement | undefined} */
  let ahead;

  /**
   * @param {HTMLElement} into
   * @param {Slide} slide
   */
  function load(into, slide) {
    asked.add(slide);
    const fill = into.querySelectorAll("source, img");
    picturesOf(slide).forEach(({ srcset }, place) => fill[place].setAttribute("srcset", srcset));
  }

  function reveal() {
    if (!shown) return;
    load(picture, shown);
    image.alt = name(shown);
    picture.hidden = false;
    offer.hidden = true;
  }

  offer.addEventListener("click", reveal);

  return {
    /** @param {Slide} slide */
    show(slide) {
      if (slide === shown) return;
      shown = slide;
      if (!thrifty) return reveal();
      picture.hidden = true;
      offer.hidden = false;
      offer.textContent = name(slide);
    },
    /** The browser keeps what it has loaded: a picture of its own is enough. @param {Slide | undefined} slide */
    expect(slide) {
      if (!slide || thrifty || asked.has(slide)) return;
      ahead = /** @type {HTMLElement} */ (picture.cloneNode(true));
      load(ahead, slide);
    },
    /** @param {Slide} slide */
    has: (slide) => asked.has(slide),
    /** What stands in for a video until it has come. */
    get poster() {
      return image.currentSrc;
    },
  };
}
