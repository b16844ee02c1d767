// @ts-check

/** Sound that was heard longer ago (s) may be forgotten where the browser has no room. */
const BEHIND_S = 60;

/**
 * Waits until the buffer has taken what it was given.
 * @param {SourceBuffer} buffer
 */
const updated = (buffer) =>
  new Promise((resolve, reject) => {
    buffer.addEventListener("updateend", resolve, { once: true });
    buffer.addEventListener("error", reject, { once: true });
  });

/**
 * Puts a part into the buffer, and where there is no room for it, what was heard long before `time` (s) out.
 * @param {SourceBuffer} buffer
 * @param {Uint8Array<ArrayBuffer>} part
 * @param {number} time
 */
export async function append(buffer, part, time) {
  try {
    buffer.appendBuffer(part);
  } catch (error) {
    const forgotten = time - BEHIND_S;
    const full = error instanceof DOMException && error.name === "QuotaExceededError" && forgotten > 0;
    if (!full) throw error;
    buffer.remove(0, forgotten);
    await updated(buffer);
    buffer.appendBuffer(part);
  }
  await updated(buffer);
}
