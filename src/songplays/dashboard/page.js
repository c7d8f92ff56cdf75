"use strict";
// ast: Vega interprets its expressions instead of compiling them, which the page's security policy forbids.
const options = { mode: "vega-lite", renderer: "svg", ast: true, actions: false, defaultStyle: false };
const charts = JSON.parse(document.getElementById("charts").textContent);
const drawn = Object.entries(charts).map(([id, spec]) => vegaEmbed(document.getElementById(id), spec, options));
Promise.all(drawn).then(
  () => document.documentElement.setAttribute("data-ready", ""),
  (error) => {
    document.getElementById("failed").hidden = false;
    console.error(error);
  },
);
