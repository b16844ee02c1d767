// @ts-check

/**
 * Lets people arrange and take away files without another page, by buttons and by dragging.
 * @param {HTMLElement} listed where the list is, which is put in anew now and then
 * @param {(body: URLSearchParams) => void} arrange asks for it; the order of what stands in the list is added
 * @param {(name: string) => void} replace lets people choose another file in the place of the one of this name
 */
export function reorder(listed, arrange, replace) {
  listed.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button?.name) return;
    event.preventDefault();
    if (button.name === "replace") replace(button.value);
    else arrange(new URLSearchParams({ [button.name]: button.value }));
  });

  /** @type {HTMLElement | null} */
  let dragged = null;
  const rowOf = (/** @type {Event} */ event) => /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("li"));
  listed.addEventListener("dragstart", (event) => {
    dragged = rowOf(event);
    dragged?.classList.add("dragged");
  });
  listed.addEventListener("dragover", (event) => {
    const over = rowOf(event);
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const isBehind = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    over[isBehind ? "after" : "before"](dragged);
  });
  listed.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    if (dragged) arrange(new URLSearchParams());
    dragged = null;
  });
}
