// @ts-check

/**
 * What comes later comes from the service, and is paid for by the megabyte: modules, the talk's words from the page that
 * people can read too, and whether it was withdrawn.
 * @param {import("./talk.js").Talk} talk
 */
export const fromService = ({ modules, page, captions }) => ({
  load: (/** @type {string} */ name) => import(`${modules}${name}.js`),
  paid: true,
  gone: async () => (await fetch(page, { method: "HEAD" })).status === 410,
  async words(/** @type {string} */ language) {
    // The first ones are there without asking, for everybody.
    const asked = language && language !== captions[0][0] ? `?captions=${language}` : "";
    const answer = await fetch(`${page}/text${asked}`);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const html = await answer.text();
    // Without its head: this page's policy knows another style.
    return new DOMParser().parseFromString(html.slice(html.indexOf("<main>")), "text/html");
  },
});
