// @ts-check
import { ALIKE } from "./alike.js";

// What mediasvc/domain/folding.py does, character by character: a test compares both.

/** @param {string} text */
const inOrder = (text) => text.normalize("NFD") === text;

/**
 * Whether Unicode lets the character combine with the one before: then it changes places with one of another class.
 * @param {string} character
 */
const isMark = (character) => !inOrder(`\u0345${character}`) || !inOrder(`${character}\u0334`);

/** Digits of all scripts come in rows of ten. @param {string} digit */
function decimal(digit) {
  const code = Number(digit.codePointAt(0));
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return String((code - first) % 10);
}

/** @param {string} character of a decomposed text */
function folded(character) {
  if (isMark(character) || /[\p{Cf}\ufe00-\ufe0f]/u.test(character)) return "";
  if (/[\p{Cc}\p{Cs}\p{Z}\p{P}]/u.test(character)) return " ";
  if (/\p{Nd}/u.test(character)) return decimal(character);
  const letters = character.toLowerCase().toUpperCase().toLowerCase();
  return [...letters].map((letter) => ALIKE.get(letter) ?? letter).join("");
}

/** Each is folded once, however long the texts are. @type {Map<string, string>} */
const known = new Map();

/** @param {string} character */
function foldedOnce(character) {
  const bare = known.get(character) ?? [...character.normalize("NFKD")].map(folded).join("");
  known.set(character, bare);
  return bare;
}

/**
 * Text without case and marks, with spaces between words, and for each of its characters the place of it in `text`.
 * @param {string} text
 */
export function fold(text) {
  let bare = "";
  /** @type {number[]} */
  const places = [];
  let place = 0;
  for (const character of text) {
    const letters = foldedOnce(character);
    for (let unit = 0; unit < letters.length; unit++) places.push(place);
    bare += letters;
    place += character.length;
  }
  return { folded: bare, places: [...places, place] };
}
