// @ts-check

/** @type {Intl.DateTimeFormatOptions} */
const SHOWN = { day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };

/** The value of a field for a local day and time. @param {Date} at @returns {string} */
export function fieldValue(at) {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Replaces UTC in the words of a label. @param {HTMLElement} label @param {string} zone */
function nameZone(label, zone) {
  for (const node of label.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) node.textContent = (node.textContent || "").replace("UTC", zone);
  }
}

/** Shows days and times in the zone of the one who looks, and lets them be typed in it: forms send them in UTC. */
export function showOwnZone() {
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  for (const input of document.querySelectorAll(/** @type {"input"} */ ("input[type=datetime-local]"))) {
    for (const label of input.labels || []) nameZone(label, timeZone);
    // What a browser keeps over a reload is in its own zone already.
    if (input.value && input.value === input.defaultValue) input.value = fieldValue(new Date(`${input.value}Z`));
    input.form?.addEventListener("formdata", ({ formData }) => {
      if (input.value) formData.set(input.name, new Date(input.value).toISOString());
    });
  }
  const format = new Intl.DateTimeFormat(document.documentElement.lang || locale, SHOWN);
  for (const time of document.querySelectorAll("main time")) {
    time.textContent = format.format(new Date(time.getAttribute("datetime") || ""));
  }
}
