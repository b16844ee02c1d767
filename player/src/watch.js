// @ts-check
import { start, takePage } from "./talk.js";
import { fromService } from "./web.js";

takePage();
document.addEventListener("DOMContentLoaded", () => start(fromService));
