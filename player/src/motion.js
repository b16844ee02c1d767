// @ts-check

/** Returns how to scroll: smoothly, unless somebody wants no motion. @returns {ScrollBehavior} */
export const scrolling = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
