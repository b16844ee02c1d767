// @ts-check

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Returns how to scroll: smoothly, unless somebody wants no motion. @returns {ScrollBehavior} */
export const scrolling = () => (calm.matches ? "instant" : "smooth");
