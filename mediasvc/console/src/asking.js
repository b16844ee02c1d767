// @ts-check

/**
 * Asks the service, as the person who is signed in.
 * @param {string} address
 * @param {RequestInit & { json?: unknown }} [options]
 */
export async function ask(address, { json, ...options } = {}) {
  const once = () => {
    const headers = new Headers(options.headers);
    headers.set("Accept", "application/json");
    headers.set("X-Form-Token", formToken());
    if (json !== undefined) headers.set("Content-Type", "application/json");
    const body = json === undefined ? {} : { method: "POST", body: JSON.stringify(json) };
    return fetch(address, { credentials: "same-origin", ...options, headers, ...body });
  };
  const answer = await once();
  // Somebody may have signed in anew on another tab since this page was made.
  return answer.status === 403 && (await renewFormToken()) ? once() : answer;
}

/** @returns {HTMLInputElement[]} */
const tokens = () => [...document.querySelectorAll(/** @type {"input"} */ ("input[name=form_token]"))];

/** What shows that a request comes from this page. */
export const formToken = () => tokens()[0].value;

/** Takes the token of the session that there is now; says whether it is another one. */
export async function renewFormToken() {
  const answer = await fetch("/api/v1/me", { credentials: "same-origin" }).catch(() => null);
  const now = answer?.ok ? (await answer.json()).form_token : null;
  if (!now || now === formToken()) return false;
  for (const input of tokens()) input.value = now;
  return true;
}

/**
 * What the service says is wrong, in the language of the page where there are words for it.
 * @param {{ code: string, reason?: string, detail: string, hint: string }} problem
 * @param {Record<string, string>} errors sentences by codes and reasons
 */
export const inWords = ({ code, reason, detail, hint }, errors) => errors[reason ?? code] ?? errors[code] ?? `${detail} ${hint}`;

/** @template {HTMLElement} [T=HTMLElement] @param {string} id @returns {T} */
export const byId = (id) => /** @type {T} */ (document.getElementById(id));

/** What the page tells its script. @returns {any} */
export const told = () => JSON.parse(byId("data").textContent || "{}");
