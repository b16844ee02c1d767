// @ts-check

/** As the code for a frame has it: on a narrow page the element is as much lower. */
const SHAPE = ":host{display:block;position:relative;width:640px;max-width:100%;aspect-ratio:640/400}";

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

if (!customElements.get("seminar-player")) customElements.define("seminar-player", SeminarPlayer);
