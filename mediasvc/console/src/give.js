// @ts-check

/**
 * Copies what a button's field holds, and says so.
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} status
 */
async function copy(button, status) {
  const field = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (document.getElementById(String(button.dataset.copies)));
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // A page without TLS, or a browser that asks first, may still take the older way.
    if (!document.execCommand("copy")) return;
  }
  status.textContent = String(status.dataset.copied);
}

document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.classList.add("scripted");
  const status = /** @type {HTMLElement} */ (document.getElementById("copied"));
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-copies]"))) {
    button.addEventListener("click", () => {
      // Emptied, so that the same words are heard anew; and beside the button that was pressed.
      status.textContent = "";
      button.after(status);
      copy(button, status);
    });
  }
});
