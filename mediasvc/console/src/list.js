// @ts-check

/** Lets all talks of the page be ticked at once; what is done with ticked ones waits until one is. */
function tickTogether() {
  const all = /** @type {HTMLInputElement | null} */ (document.getElementById("all"));
  const button = document.querySelector(/** @type {"button"} */ ("#bulk button:not([name])"));
  const boxes = [...document.querySelectorAll(/** @type {"input"} */ ("input[name=talk][type=checkbox]"))];
  if (!all || !button) return;
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
    button.disabled = ticked === 0;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  // A browser may have kept what was ticked, also when somebody comes back.
  addEventListener("pageshow", tell);
  tell();
}

/** Goes on with the talks that are left. Who does not want that follows the link beside. */
function goOn() {
  const form = document.querySelector(/** @type {"form"} */ ("form[data-goes-on]"));
  // Who comes back to an answer has seen what followed it.
  const [visit] = performance.getEntriesByType("navigation");
  if (visit instanceof PerformanceNavigationTiming && visit.type === "back_forward") return;
  form?.submit();
}

document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.classList.add("scripted");
  tickTogether();
  goOn();
});
