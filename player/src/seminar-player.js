// @ts-check

/**
 * `<seminar-player src="https://talks.example/s/a-talk" lang="fr">`: the player of the talk at this address, in a frame,
 * perhaps in this language.
 */
class SeminarPlayer extends HTMLElement {
  static observedAttributes = ["src", "label", "lang"];

  connectedCallback() {
    this.show();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.show();
  }

  show() {
    const address = this.address();
    if (!address) return;
    if (!/\/embed\/?$/.test(address.pathname)) address.pathname = `${address.pathname.replace(/\/$/, "")}/embed`;
    if (this.lang) address.searchParams.set("lang", this.lang);
    const frame = this.shadowRoot?.querySelector("iframe") || this.build();
    frame.title = this.getAttribute("label") || "Player";
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

  /** Styles are set one by one: a page may forbid styles in its text. */
  build() {
    const frame = document.createElement("iframe");
    frame.allow = "autoplay; fullscreen; clipboard-write";
    frame.loading = "lazy";
    Object.assign(frame.style, { border: "0", width: "100%", height: "100%", display: "block" });
    const style = this.style;
    style.display ||= "block";
    style.maxWidth ||= "100%";
    style.width ||= "640px";
    style.height ||= "470px";
    this.attachShadow({ mode: "open" }).append(frame);
    return frame;
  }
}

if (!customElements.get("seminar-player")) customElements.define("seminar-player", SeminarPlayer);
