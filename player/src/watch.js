// @ts-check
import { start } from "./talk.js";

document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", start);
