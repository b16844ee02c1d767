// @ts-check
// Written by script/alike from mediasvc/domain/folding.py.

/** Letters that a search takes for others. @type {Map<string, string>} */
export const ALIKE = new Map([["ł", "l"], ["ø", "o"], ["đ", "d"], ["ħ", "h"], ["ŧ", "t"], ["ð", "d"], ["þ", "th"], ["æ", "ae"], ["œ", "oe"], ["ـ", ""], ["ٱ", "ا"], ["ة", "ه"], ["ہ", "ه"], ["ى", "ي"], ["ی", "ي"], ["ک", "ك"]]);
