// @ts-check
import { tellHeight } from "./sticky.js";
import { start, takePage } from "./talk.js";
import { fromService } from "./web.js";

/** Shows when viewers will see the talk in the zone of the one who looks, as the console's pages do. */
function showOwnZone() {
  /** @type {Intl.DateTimeFormatOptions} */
  const shown = { day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, shown);
  for (const time of document.querySelectorAll(".preview time")) {
    time.textContent = format.format(new Date(time.getAttribute("datetime") || ""));
  }
}

takePage();
document.addEventListener("DOMContentLoaded", () => {
  showOwnZone();
  tellHeight(start(fromService).stage);
});
