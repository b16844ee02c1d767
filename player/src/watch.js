// @ts-check
import { tellHeight } from "./sticky.js";
import { start, takePage } from "./talk.js";
import { fromService } from "./web.js";

takePage();
document.addEventListener("DOMContentLoaded", () => tellHeight(start(fromService).stage));
