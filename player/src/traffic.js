// @ts-check

/** Bytes that this page has read in pieces, and how many they may become before no further piece is asked for. */
export const traffic = { bytes: 0, most: Infinity };
