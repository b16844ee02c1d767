// @ts-check
import { ask, byId, inWords, told } from "./asking.js";
import { freeName, refusal, titleOf, unnumbered } from "./choice.js";
import { reorder } from "./order.js";
import { filled } from "./speed.js";
import { Uploads } from "./uploads.js";
import { showOwnZone } from "./zone.js";

const READ_AGAIN_MS = 3000;
// The talk was deleted, for good or so that it can be brought back.
const GONE = [404, 410];
const GUESSED = ["title", "speakers", "held_on", "language"];

/** Whether an element holds just this. @param {HTMLElement} element @param {string} html */
function isSame(element, html) {
  const other = document.createElement("div");
  other.innerHTML = html;
  return other.innerHTML.trim() === element.innerHTML.trim();
}

/** The page of a talk whose files are chosen. */
class Draft {
  #data = told();
  #form = /** @type {HTMLFormElement} */ (byId("draft"));
  #input = /** @type {HTMLInputElement} */ (byId("files"));
  #title = /** @type {HTMLInputElement} */ (byId("title"));
  #note = byId("note");
  #make = /** @type {HTMLButtonElement} */ (byId("make"));
  /** @type {Promise<void> | null} */
  #begun = null;
  /** @type {string | null} where the talk's page is, once it was asked for */
  #made = null;
  #readAgain = 0;
  #choosing = Promise.resolve();
  #isChoosing = false;
  /** @type {string | null} what the list shows, as the service has it; null before it was asked */
  #html = null;
  #uploads;

  constructor() {
    document.documentElement.classList.add("scripted");
    this.#uploads = new Uploads(byId("uploads"), this.#data, (name) => this.#arrived(name));
    // Files go on their way as they are chosen: the form does not bring them.
    this.#input.removeAttribute("name");
    this.#input.addEventListener("change", () => this.#choose([...(this.#input.files || [])]));
    // Enter in a field sends the form, also while its button is off.
    this.#form.addEventListener("submit", (event) => (this.#make.disabled ? event.preventDefault() : this.#submit(event)));
    for (const name of GUESSED) this.#field(name)?.addEventListener("input", ({ target }) => delete (/** @type {HTMLElement} */ (target).dataset.guessed));
    this.#takeDrops();
    reorder(
      byId("listed"),
      (body) => this.#arrange(body),
      (name) => this.#replace(name),
    );
    byId("listed").addEventListener("change", () => this.#look());
    if (this.#data.slug) this.#look();
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement | null} */ (this.#form.elements.namedItem(name));
  }

  #takeDrops() {
    const drop = byId("drop");
    for (const kind of ["dragover", "dragenter"]) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
    }
    for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      const items = [...(event.dataTransfer?.items || [])].filter((item) => item.kind === "file");
      const isFolder = items.some((item) => item.webkitGetAsEntry?.()?.isDirectory);
      if (isFolder) this.#say(this.#data.words.folder);
      else this.#choose([...(event.dataTransfer?.files || [])]);
    });
  }

  /** Lets people choose a file that takes the place of the one of this name. @param {string} name */
  #replace(name) {
    const before = this.#data.replaces;
    this.#data.replaces = name;
    this.#input.addEventListener("cancel", () => (this.#data.replaces = before), { once: true });
    this.#input.click();
  }

  /** Sends the files on their way, after those that were chosen before. @param {File[]} files */
  #choose(files) {
    this.#input.value = "";
    this.#say("");
    this.#isChoosing = true;
    this.#choosing = this.#choosing.then(() => this.#send(files)).finally(() => (this.#isChoosing = false));
  }

  /** @param {File[]} files */
  async #send(files) {
    if (!files.length) return;
    const here = this.#names();
    if (here.length + files.length > this.#data.most_files) {
      this.#say(filled(this.#data.words.too_many, String(this.#data.most_files)));
      return;
    }
    byId("chosen").hidden = false;
    const good = files.filter((file) => {
      const why = refusal(file);
      if (why) this.#uploads.refuse(file, this.#data.words[why]);
      return !why;
    });
    if (!good.length) return;
    await this.#seriesChosen();
    try {
      await this.#uploads.load();
      const left = await this.#uploads.findEarlier(good, this.#data.slug);
      if (left) await this.#take(left.slug, left.talk);
      this.#begun ??= this.#begin(good[0].name);
      await this.#begun;
    } catch (error) {
      this.#begun = null;
      // Browsers say no more of a link that is lost.
      const why = error instanceof TypeError ? this.#data.words.no_link : String(error instanceof Error ? error.message : error);
      for (const file of good) this.#uploads.refuse(file, why, () => this.#choose([file]));
      return;
    }
    for (const file of good) {
      if (this.#isHere(file)) {
        this.#uploads.refuse(file, this.#data.words.same);
        continue;
      }
      this.#uploads.add(file, await this.#nameFor(file), this.#data);
      if (this.#mayBeRecording(file.name)) this.#askToKeep(true);
    }
  }

  /** Whether a file of this name may be a recording. @param {string} name */
  #mayBeRecording(name) {
    return !this.#data.no_recordings.some((/** @type {string} */ suffix) => name.toLowerCase().endsWith(suffix));
  }

  /** Asks whether what was given for the recording fits the new one, or does not. @param {boolean} asks */
  #askToKeep(asks) {
    document.getElementById("keep")?.toggleAttribute("data-asked", asks);
  }

  /** The name under which a file is kept: its own, unless another good one has that. @param {File} file */
  async #nameFor(file) {
    const { talk, replaces } = this.#data;
    const going = this.#uploads.names();
    const earlier = await this.#uploads.earlierName(file, talk, [...going, ...this.#names("[data-whole-bytes]")]);
    const taken = [...going, ...this.#names(":not([data-broken])").filter((name) => name !== replaces)];
    return earlier ?? freeName(file.name, taken);
  }

  /** Waits for a series, where the draft cannot be without one. */
  async #seriesChosen() {
    const series = this.#field("series");
    if (this.#data.slug || !series?.required || series.value) return;
    this.#say(this.#data.words.series_first);
    series.focus();
    await new Promise((resolve) => series.addEventListener("change", resolve, { once: true }));
    this.#say("");
  }

  /** Makes the draft that the files belong to. @param {string} name */
  async #begin(name) {
    if (this.#data.slug) return;
    const series = this.#field("series")?.value || null;
    const answer = await ask(`${this.#data.api}/seminars`, { json: { title: this.#title.value.trim() || titleOf(name), ...(series ? { series } : {}) } });
    if (answer.status === 401) throw new Error(this.#data.words.signed_out);
    const seminar = await answer.json();
    if (!answer.ok) throw new Error(inWords(seminar, this.#data.errors));
    await this.#take(seminar.slug, seminar.id);
  }

  /** Goes on with the draft of this slug and id. @param {string} slug @param {string} talk */
  async #take(slug, talk) {
    this.#data = { ...this.#data, slug, talk };
    history.replaceState(null, "", `/console/talks/${slug}/files${this.#data.query}`);
    this.#form.action = `/console/talks/${slug}/make${this.#data.query}`;
    for (const input of this.#form.querySelectorAll(/** @type {"input"} */ ("input[name=talk]"))) input.value = talk;
    await this.#look();
  }

  /** @param {string} name */
  async #arrived(name) {
    const { slug, talk, query, replaces } = this.#data;
    this.#data.replaces = null;
    if (replaces && replaces !== name) {
      const names = this.#names().filter((each) => each !== name);
      await ask(`/console/talks/${slug}/arrange${query}`, { method: "POST", body: new URLSearchParams({ remove: replaces, talk }) });
      // It is shown where the other one was.
      await this.#arrange(new URLSearchParams(), names.map((each) => (each === replaces ? name : each)));
    } else await this.#look();
    this.#uploads.forget(name);
    if (this.#made && !this.#uploads.isBusy) location.assign(this.#made);
  }

  /** Shows what is here, again and again while something of it is being read. */
  async #look() {
    clearTimeout(this.#readAgain);
    const { slug, talk, query } = this.#data;
    // Before anything is listed, the service knows best what was marked.
    const said = this.#names().length ? ["", ...this.#said()] : this.#said();
    const asked = new URLSearchParams([["talk", talk], ...said.map((name) => ["said", name]), ...this.#languages()]);
    const answer = await ask(`/console/talks/${slug}/files/part${query}${query ? "&" : "?"}${asked}`).catch(() => null);
    // Somebody has deleted it.
    if (answer && GONE.includes(answer.status)) return this.#showTrouble(answer);
    if (!answer?.ok) {
      this.#readAgain = setTimeout(() => this.#look(), READ_AGAIN_MS);
      return;
    }
    const now = await answer.json();
    if (now.html !== this.#html) this.#show(now.html);
    this.#askToKeep(now.asks_to_keep || this.#uploads.names().some((name) => this.#mayBeRecording(name)));
    byId("missing").textContent = this.#uploads.isBusy ? "" : now.missing;
    // What is hidden now is to be shown when it has come, although the service says the same of it.
    if (this.#uploads.hideListed(this.#names())) this.#html = "";
    this.#guess(now.guesses);
    if (now.is_being_read) this.#readAgain = setTimeout(() => this.#look(), READ_AGAIN_MS);
  }

  /** Puts the list in anew; what had the focus in it has it again. @param {string} html */
  #show(html) {
    const listed = byId("listed");
    // A row that is being dragged stays.
    if (listed.querySelector(".dragged")) return;
    const isAsLoaded = this.#html === null && isSame(listed, html);
    this.#html = html;
    if (isAsLoaded) return;
    const focused = listed.contains(document.activeElement) ? /** @type {HTMLButtonElement} */ (document.activeElement) : null;
    listed.innerHTML = html;
    if (!focused) return;
    const controls = /** @type {HTMLButtonElement[]} */ ([...listed.querySelectorAll("button, input[type=checkbox], select")]);
    const buttons = controls.filter(({ value }) => value === focused.value);
    (buttons.find(({ name }) => name === focused.name) ?? buttons[0] ?? this.#input).focus();
  }

  /** Fills in what the files say of themselves, where nobody has typed anything. @param {Record<string, string>} guesses */
  #guess(guesses) {
    for (const name of GUESSED) {
      const field = this.#field(name);
      if (!field || !guesses[name] || (field.value && field.dataset.guessed === undefined)) continue;
      field.value = guesses[name];
      field.dataset.guessed = "";
      if (name !== "title") byId("guessed").hidden = false;
    }
  }

  /** The names of the files that are listed, or of some of them. @param {string} [some] a selector */
  #names(some = "") {
    return [...byId("listed").querySelectorAll(/** @type {"input"} */ (`input[name=order]${some}`))].map(({ value }) => value);
  }

  /** What is chosen as languages of captions. @returns {[name: string, value: string][]} */
  #languages() {
    return [...byId("listed").querySelectorAll("select")].map(({ name, value }) => [name, value]);
  }

  /** The names of the files of the talk once all have come: the first one that comes takes the place of another one. */
  #order() {
    const going = this.#uploads.names();
    const [first = null] = going;
    const names = this.#names().map((name) => (first !== null && name === this.#data.replaces ? first : name));
    return new Set([...names, ...going]);
  }

  /** The names of the files that are marked as what is said. */
  #said() {
    return [...this.#form.querySelectorAll(/** @type {"input"} */ ("input[name=said]:checked"))].map(({ value }) => value);
  }

  /** Whether the whole of this very file has come before, by its name and size. @param {File} file */
  #isHere(file) {
    const listed = [...byId("listed").querySelectorAll(/** @type {"input"} */ ("input[name=order]"))];
    return listed.some(({ value, dataset }) => [value, unnumbered(value)].includes(file.name) && dataset.wholeBytes === String(file.size));
  }

  /** @param {URLSearchParams} body @param {string[]} names */
  async #arrange(body, names = this.#names()) {
    body.append("talk", this.#data.talk);
    for (const name of names) body.append("order", name);
    await ask(`/console/talks/${this.#data.slug}/arrange${this.#data.query}`, { method: "POST", body });
    await this.#look();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.formAction && button.name) return;
    if (!this.#uploads.isBusy && !this.#isChoosing) return;
    event.preventDefault();
    const make = this.#make;
    make.disabled = true;
    await this.#choosing;
    if (!this.#uploads.isBusy && !this.#data.slug) {
      make.disabled = false;
      return;
    }
    const body = new FormData(this.#form);
    body.delete("order");
    for (const name of this.#order()) body.append("order", name);
    const answer = await ask(this.#form.action, { method: "POST", body }).catch(() => null);
    if (answer?.ok && answer.redirected) {
      this.#made = answer.url;
      // The draft's address follows its title.
      this.#data.slug = new URL(answer.url).pathname.split("/").pop();
      this.#uploads.move(this.#data.slug);
      history.replaceState(null, "", `/console/talks/${this.#data.slug}/files${this.#data.query}`);
      this.#say(this.#data.words.stay);
      if (!this.#uploads.isBusy) location.assign(this.#made);
      return;
    }
    make.disabled = false;
    if (!answer) this.#say(this.#data.words.stopped);
    else if (answer.status === 401) this.#say(this.#data.words.signed_out);
    else await this.#showTrouble(answer);
  }

  /** @param {Response} answer a page that says what is wrong */
  async #showTrouble(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const trouble = page.querySelector("main > .trouble");
    if (trouble) this.#note.replaceChildren(document.importNode(trouble, true));
    // What of another one's was shown now, and need not be shown again.
    for (const name of ["base", "seen"]) this.#hold(name, page);
  }

  /** Lets the form hold the same in this field as the one of the page does. @param {string} name @param {Document} page */
  #hold(name, page) {
    const selector = /** @type {"input"} */ (`#draft input[name=${name}]`);
    const held = page.querySelector(selector);
    if (!held) return;
    this.#form.querySelector(selector)?.remove();
    this.#form.prepend(document.importNode(held, true));
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.#note.textContent = sentence;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  showOwnZone();
  new Draft();
});
