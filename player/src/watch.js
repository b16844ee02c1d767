// @ts-check
import { start } from "./talk.js";
import { fromService } from "./web.js";

document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => start(fromService));
