// @ts-check
import { showOwnZone } from "./zone.js";

document.addEventListener("DOMContentLoaded", showOwnZone);
