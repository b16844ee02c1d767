// @ts-check

/**
 * Asks the service, as the person who is signed in.
 * @param {string} address
 * @param {RequestInit & { json?: unknown }} [options]
 */
export function ask(address, { json, ...options } = {}) {
  const token = document.querySelector("input[name=form_token]");
  const headers = new Headers(options.headers);
  headers.set("Accept", "application/json");
  headers.set("X-Form-Token", /** @type {HTMLInputElement} */ (token).value);
  if (json !== undefined) headers.set("Content-Type", "application/json");
  return fetch(address, {
    credentials: "same-origin",
    ...options,
    headers,
    ...(json === undefined ? {} : { method: "POST", body: JSON.stringify(json) }),
  });
}

/** @template {HTMLElement} [T=HTMLElement] @param {string} id @returns {T} */
export const byId = (id) => /** @type {T} */ (document.getElementById(id));

/** What the page tells its script. @returns {any} */
export const told = () => JSON.parse(byId("data").textContent || "{}");
