/* What every page runs, sent as one file. Each part keeps its names to itself. */
import "./behaviours.js";
import "./suggest.js";
import "./player.js";
