// @ts-check
import { ask, formToken, inWords, renewFormToken } from "./asking.js";
import { Speed, filled, roundly, size } from "./speed.js";

const AT_ONCE = 3;
// A proxy may hold back a whole request, and a lost one is sent again.
const PIECE_BYTES = 8 * 2 ** 20;
// It waits as long as it takes, for the link, for the service, for room.
const RETRY_AFTER_MS = [0, 1000, 3000, 5000, 10_000, 20_000, ...Array(2000).fill(30_000)];
const NO_ROOM = 507;
// A PDF is a deck unless somebody says that it is a manuscript; one that is alone is a deck.
const MAY_BE_SAID = /\.pdf$/i;
const SLIDES = /\.(odp|pdf|pps|ppsx|ppt|pptx)$/i;
// Another request has sent some of it meanwhile, or still does.
const TAKEN = [409, 423];

/**
 * @typedef {{ file: File, name: string, row: HTMLElement, says: HTMLElement, bar: HTMLProgressElement,
 *   state: "waiting" | "going" | "done" | "failed", upload: any, speed: Speed, sent: number,
 *   letGo?: (value: unknown) => void }} Sending `letGo` lets another tab send the file
 * @typedef {{ slug: string, talk: string }} Left a draft that an earlier upload was for
 */

/** Returns the problem that the service reports; null where another program answered. @param {any} answer */
function problemOf(answer) {
  try {
    return JSON.parse(answer.getBody());
  } catch {
    return null;
  }
}

/** Files on their way to the service, each with a row that tells how far it is. */
export class Uploads {
  #list;
  #data;
  #onArrival;
  /** @type {Sending[]} */
  #sendings = [];
  /** @type {any} */
  #library = null;
  #loads = 0;
  /** @type {any} */
  #lock = null;

  /**
   * @param {HTMLElement} list
   * @param {any} data
   * @param {(name: string) => void} onArrival
   */
  constructor(list, data, onArrival) {
    this.#list = list;
    this.#data = data;
    this.#onArrival = onArrival;
    addEventListener("beforeunload", (event) => {
      if (this.isBusy) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => this.#stayAwake());
  }

  get isBusy() {
    return this.#sendings.some(({ state }) => state === "waiting" || state === "going");
  }

  /** The names of the files that are on their way. */
  names() {
    return this.#sendings.filter(({ state }) => state === "waiting" || state === "going").map(({ name }) => name);
  }

  /** Fetches the library that sends files in pieces. */
  async load() {
    if (this.#library) return;
    // Browsers remember that an address has failed.
    this.#loads += 1;
    await import(this.#loads === 1 ? this.#data.library : `${this.#data.library}?${this.#loads}`);
    this.#library = /** @type {any} */ (window).tus;
  }

  /**
   * The draft that the first of these files was sent to before, where that did not come to its end.
   * @param {File[]} files
   * @param {string | null} slug the page's own draft, if it has one: it is used
   * @returns {Promise<Left | null>}
   */
  async findEarlier(files, slug) {
    if (slug) return null;
    for (const file of files) {
      const earlier = await this.#upload(file, file.name, {}).findPreviousUploads();
      for (const { metadata, uploadUrl } of earlier.reverse()) {
        if (!metadata.seminar || !metadata.talk) continue;
        const answer = await fetch(uploadUrl, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => null);
        // The draft may have got another address, or belong to somebody else who used this browser.
        const part = answer?.ok ? await ask(`/console/talks/${metadata.seminar}/files/part`).catch(() => null) : null;
        if (part?.ok) return { slug: metadata.seminar, talk: metadata.talk };
      }
    }
    return null;
  }

  /**
   * The name under which this very file was being sent to the draft before, where that did not come to its end.
   * @param {File} file
   * @param {string} talk
   * @param {string[]} others names of other files
   * @returns {Promise<string | undefined>}
   */
  async earlierName(file, talk, others) {
    const earlier = await this.#upload(file, file.name, {}).findPreviousUploads();
    const own = earlier.filter((/** @type {any} */ { metadata }) => metadata.talk === talk && !others.includes(metadata.filename));
    return own.at(-1)?.metadata.filename;
  }

  /**
   * Sends a file to the draft.
   * @param {File} file
   * @param {string} name under which it is kept
   * @param {any} data the page's, with the draft
   */
  add(file, name, data) {
    this.#data = data;
    const sending = this.#row(file, name);
    if (MAY_BE_SAID.test(name)) sending.row.append(this.#mark(name));
    this.#askWhatIsSaid();
    sending.upload = this.#upload(file, name, this.#handlers(sending));
    this.#next();
  }

  /**
   * Says why a file is not sent.
   * @param {File} file
   * @param {string} why
   * @param {() => void} [again]
   */
  refuse(file, why, again) {
    const sending = this.#row(file, file.name);
    this.#fail(sending, why, again);
  }

  /** Remembers that the draft is at another slug, for when its files are chosen again. @param {string} slug */
  async move(slug) {
    this.#data = { ...this.#data, slug };
    for (const { upload } of this.#sendings.filter(({ state }) => state === "waiting" || state === "going")) {
      for (const { urlStorageKey } of await upload.findPreviousUploads()) {
        const kept = JSON.parse(localStorage.getItem(urlStorageKey) || "null");
        if (kept?.metadata?.talk !== this.#data.talk) continue;
        localStorage.setItem(urlStorageKey, JSON.stringify({ ...kept, metadata: { ...kept.metadata, seminar: slug } }));
      }
    }
  }

  /** Takes the row of a file that has arrived away. @param {string} name */
  forget(name) {
    for (const each of this.#sendings.filter((sending) => sending.name === name && sending.state === "done")) each.row.remove();
    this.#sendings = this.#sendings.filter((sending) => sending.row.isConnected);
  }

  /** Hides what the list says of files that are being sent from here; tells whether there are any. @param {string[]} names */
  hideListed(names) {
    const going = this.names().filter((name) => names.includes(name));
    for (const input of document.querySelectorAll("#listed input[name=order]")) {
      const { value } = /** @type {HTMLInputElement} */ (input);
      if (going.includes(value)) input.closest("li")?.remove();
    }
    return going.length > 0;
  }

  /** @param {File} file @param {string} name @param {object} handlers */
  #upload(file, name, handlers) {
    const { uploads, slug, talk, person } = this.#data;
    return new this.#library.Upload(file, {
      endpoint: uploads,
      metadata: { filename: name, ...(slug ? { seminar: slug, talk } : {}) },
      headers: { "X-Form-Token": formToken() },
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_AFTER_MS,
      removeFingerprintOnSuccess: true,
      fingerprint: async () => ["mediasvc", person, file.name, file.size, file.lastModified].join(":"),
      ...handlers,
    });
  }

  /** @param {Sending} sending */
  #handlers(sending) {
    const { words, times } = this.#data;
    const language = document.documentElement.lang;
    return {
      onProgress: (/** @type {number} */ sent, /** @type {number} */ total) => {
        sending.sent = sent;
        sending.speed.note(performance.now(), sent);
        sending.bar.value = sent / total;
        const seconds = sending.speed.secondsFor(total - sent);
        const figures = [size(sent, language), size(total, language)];
        this.#say(sending, seconds === null ? filled(words.starting, ...figures) : filled(words.going, ...figures, roundly(seconds, times)));
      },
      onShouldRetry: (/** @type {any} */ error) => {
        sending.speed = new Speed();
        const why = this.#waitsFor(error);
        if (why) this.#say(sending, why);
        return why !== null;
      },
      onError: (/** @type {any} */ error) => {
        sending.letGo?.(null);
        this.#fail(sending, this.#why(error), () => this.#again(sending));
        this.#next();
      },
      onSuccess: () => {
        sending.letGo?.(null);
        sending.state = "done";
        sending.bar.value = 1;
        this.#say(sending, words.done);
        // The form may be sent before the list of what is here has been fetched anew.
        sending.row.append(Object.assign(document.createElement("input"), { type: "hidden", name: "order", value: sending.name }));
        this.#onArrival(sending.name);
        this.#next();
      },
    };
  }

  /** Returns what a file waits for before it goes on by itself; null where it would wait in vain. @param {any} error */
  #waitsFor({ originalRequest, originalResponse }) {
    const { words } = this.#data;
    const status = originalResponse?.getStatus() ?? 0;
    if (status === 0) return words.stopped;
    if (status === NO_ROOM) return words.full;
    if (originalRequest.getMethod() === "PATCH" && TAKEN.includes(status)) return words.elsewhere;
    // By 423 the service answers, too, that it cannot say how much is here.
    const isBusy = status >= 500 || [408, 423, 429].includes(status);
    return isBusy && problemOf(originalResponse)?.code !== "uploads_too_many" ? words.busy : null;
  }

  /** What went wrong, as the service says it. @param {any} error */
  #why(error) {
    const { words } = this.#data;
    const answer = error.originalResponse;
    if (!answer) return words.changed;
    if (answer.getStatus() === 401) return words.signed_out;
    const problem = problemOf(answer);
    return problem ? `${words.failed} ${inWords(problem, this.#data.errors)}` : words.failed;
  }

  /** @param {Sending} sending */
  async #again(sending) {
    await renewFormToken();
    sending.row.remove();
    this.#sendings = this.#sendings.filter((each) => each !== sending);
    this.add(sending.file, sending.name, this.#data);
  }

  /** Begins as many as may go at once. */
  async #next() {
    const going = this.#sendings.filter(({ state }) => state === "going").length;
    for (const sending of this.#sendings.filter(({ state }) => state === "waiting").slice(0, Math.max(0, AT_ONCE - going))) {
      sending.state = "going";
      await this.#begin(sending);
    }
    this.#stayAwake();
  }

  /** Sends a file, once no other tab sends it to the same draft. @param {Sending} sending */
  async #begin(sending) {
    const { file, name } = sending;
    const left = await this.#left(sending);
    const begin = async () => {
      // One that has come meanwhile is not among those that were left; it is asked for at its address.
      const earlier = (await this.#left(sending)) ?? left;
      if (earlier) sending.upload.resumeFromPreviousUpload(earlier);
      sending.upload.start();
    };
    const { locks } = navigator;
    // Over plain HTTP there are none. Each of two tabs then goes on whenever it finds the other one still.
    if (!locks) return begin();
    const hold = () =>
      new Promise((letGo) => {
        sending.letGo = letGo;
        if (sending.state === "going") begin();
        else letGo(null);
      });
    const turn = [this.#data.talk, name, file.size, file.lastModified].join(":");
    locks.request(turn, { ifAvailable: true }, (lock) => {
      if (lock) return hold();
      this.#say(sending, this.#data.words.elsewhere);
      locks.request(turn, hold);
    });
  }

  /** Finds the unfinished upload of the file for this draft that the browser remembers. @param {Sending} sending */
  async #left({ upload, name }) {
    const earlier = await upload.findPreviousUploads();
    return earlier.reverse().find((/** @type {any} */ each) => each.metadata.talk === this.#data.talk && each.metadata.filename === name);
  }

  /** Keeps the screen on while files are on their way: a phone that sleeps sends nothing. */
  async #stayAwake() {
    const wakeLock = /** @type {any} */ (navigator).wakeLock;
    if (!this.isBusy) {
      this.#lock?.release();
      this.#lock = null;
    } else if (wakeLock && document.visibilityState === "visible" && (!this.#lock || this.#lock.released)) {
      this.#lock = await wakeLock.request("screen").catch(() => null);
    }
  }

  /** @param {File} file @param {string} name @returns {Sending} */
  #row(file, name) {
    const row = document.createElement("li");
    const head = Object.assign(document.createElement("p"), { className: "file" });
    head.append(Object.assign(document.createElement("bdi"), { textContent: name }));
    const says = Object.assign(document.createElement("p"), { className: "remark", textContent: this.#data.words.waiting });
    const bar = document.createElement("progress");
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    const order = Object.assign(document.createElement("p"), { className: "order" });
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "✕" });
    remove.setAttribute("aria-label", filled(this.#data.words.remove, name));
    order.append(remove);
    row.append(head, says, bar, order);
    this.#list.append(row);
    /** @type {Sending} */
    const sending = { file, name, row, says, bar, state: "waiting", upload: null, speed: new Speed(), sent: 0 };
    remove.addEventListener("click", () => this.#stop(sending));
    this.#sendings.push(sending);
    return sending;
  }

  /** The choice whether a file is what is said; one that replaces another is what that is. @param {string} name */
  #mark(name) {
    const { replaces, words } = this.#data;
    const marked = [...document.querySelectorAll(/** @type {"input"} */ ("#listed input[name=said]:checked"))];
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "said", value: name });
    box.checked = marked.some(({ value }) => value === replaces);
    const label = document.createElement("label");
    label.append(box, ` ${words.is_said}`);
    const mark = Object.assign(document.createElement("p"), { className: "mark" });
    mark.append(label);
    return mark;
  }

  /** Asks of PDFs on their way whether they are what is said, where another file may be the slides. */
  #askWhatIsSaid() {
    const listed = [...document.querySelectorAll(/** @type {"input"} */ ("#listed input[name=order]"))].map(({ value }) => value);
    const isAlone = new Set([...listed, ...this.names()].filter((name) => SLIDES.test(name))).size < 2;
    for (const mark of this.#list.querySelectorAll(/** @type {"p"} */ (".mark"))) mark.hidden = isAlone;
  }

  /** @param {Sending} sending */
  async #stop(sending) {
    sending.row.remove();
    sending.state = "failed";
    this.#sendings = this.#sendings.filter((each) => each !== sending);
    await sending.upload?.abort(true).catch(() => null);
    sending.letGo?.(null);
    this.#next();
  }

  /** @param {Sending} sending @param {string} why @param {() => void} [again] */
  #fail(sending, why, again) {
    sending.state = "failed";
    sending.bar.hidden = true;
    this.#say(sending, why);
    sending.says.classList.add("wrong");
    if (!again) return;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: this.#data.words.again });
    button.addEventListener("click", () => {
      sending.row.remove();
      again();
    });
    sending.row.append(button);
  }

  /** @param {Sending} sending @param {string} sentence */
  #say({ says }, sentence) {
    if (says.textContent !== sentence) says.textContent = sentence;
  }
}
