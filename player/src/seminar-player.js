// @ts-check

/** @type {Set<HTMLIFrameElement>} */
const players = new Set();
/** Those of them that are ready, and do not tell yet when they play. @type {Set<HTMLIFrameElement>} */
const silent = new Set();

/**
 * Asks a player in a frame for something, by Player.js.
 * @param {HTMLIFrameElement} frame
 * @param {Record<string, string>} wish
 */
function ask(frame, wish) {
  const message = JSON.stringify({ context: "player.js", version: "0.0.11", ...wish });
  frame.contentWindow?.postMessage(message, new URL(frame.src).origin);
}

/** Pauses the others when one of the page's players begins, whichever services they are of. @param {MessageEvent} event */
function playOne({ source, origin, data }) {
  const frame = [...players].find(({ contentWindow }) => source && contentWindow === source);
  if (!frame || origin !== new URL(frame.src).origin) return;
  const event = eventIn(data);
  if (event === "ready") silent.add(frame);
  // Those of one service know of each other without that.
  if (new Set([...players].map(({ src }) => new URL(src).origin)).size > 1) {
    for (const each of silent) ask(each, { method: "addEventListener", value: "play", listener: "seminar-player" });
    silent.clear();
  }
  if (event === "play") for (const other of players) if (other !== frame) ask(other, { method: "pause" });
}

/** @param {unknown} data */
function eventIn(data) {
  try {
    return JSON.parse(String(data)).event;
  } catch {
    return null;
  }
}

/** As the code for a frame has it: on a narrow page the element is as much lower. */
const SHAPE = ":host{display:block;position:relative;width:640px;max-width:100%;aspect-ratio:640/400}";

/**
 * `<seminar-player src="https://talks.example/s/a-talk" lang="fr" accent="#3366cc">`: the player of the talk at this
 * address, in a frame, perhaps in this language, with links and controls of this colour. With `autoplay` it begins
 * without being asked, where the browser lets it.
 */
class SeminarPlayer extends HTMLElement {
  static observedAttributes = ["src", "label", "lang", "accent", "autoplay"];

  connectedCallback() {
    this.show();
  }

  disconnectedCallback() {
    const frame = this.shadowRoot?.querySelector("iframe");
    if (frame && players.delete(frame)) silent.delete(frame);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.show();
  }

  show() {
    const address = this.address();
    if (!address) return;
    if (!/\/embed\/?$/.test(address.pathname)) address.pathname = `${address.pathname.replace(/\/$/, "")}/embed`;
    if (this.lang) address.searchParams.set("lang", this.lang);
    const accent = this.getAttribute("accent");
    if (accent) address.searchParams.set("accent", accent.replace("#", ""));
    if (this.hasAttribute("autoplay")) address.searchParams.set("autoplay", "1");
    const frame = this.shadowRoot?.querySelector("iframe") || this.build();
    frame.title = this.getAttribute("label") || "Player";
    players.add(frame);
    if (frame.src !== address.href) frame.src = address.href;
  }

  /** Where `src` leads to, if it is an address on the web. */
  address() {
    try {
      const address = new URL(this.getAttribute("src") || "about:blank", document.baseURI);
      return /^https?:$/.test(address.protocol) ? address : null;
    } catch {
      return null;
    }
  }

  /** No style is in a text: a page may forbid that. What its own stylesheet says of the element holds. */
  build() {
    const frame = document.createElement("iframe");
    frame.allow = "autoplay; fullscreen; clipboard-write; web-share";
    frame.loading = "lazy";
    Object.assign(frame.style, { position: "absolute", border: "0", width: "100%", height: "100%" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SHAPE);
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(frame);
    return frame;
  }
}

if (!customElements.get("seminar-player")) {
  customElements.define("seminar-player", SeminarPlayer);
  addEventListener("message", playOne);
}
