// Draws the charts, keeps them drawn, and tells which mark was clicked.

// ast: Vega interprets its expressions instead of compiling them, which the page's security policy forbids.
const HOW = { mode: "vega-lite", ast: true, actions: false, defaultStyle: false };
const EXPORT_WIDTH = 860;
const drawnViews = new Map();

function painted(spec, theme, zone) {
  let text = JSON.stringify(spec).replaceAll("{zone}", zone);
  for (const [role, colour] of Object.entries(page.themes[theme])) text = text.replaceAll(`"$${role}"`, `"${colour}"`);
  return JSON.parse(text);
}

// Vega writes onto what it is given, so each view gets rows of its own.
const datasetsOf = (rows) => ({
  rows: rows.map((row) => ({ chosen: true, ...row })),
  shapes: structuredClone(page.shapes),
});

async function draw(name, rows, { theme, zone, onClick }) {
  const { spec, question } = page.views[name];
  const element = document.getElementById(`chart-${name}`);
  drawnViews.get(name)?.finalize();
  const options = { ...HOW, renderer: "svg", tooltip: { disableDefaultStyle: true } };
  const result = await vegaEmbed(element, { ...painted(spec, theme, zone), datasets: datasetsOf(rows) }, options);
  drawnViews.set(name, result);
  if (question) fitHeight(name, result.view, rows);
  if (question && onClick) listen(result.view, question.click, onClick);
  await result.view.runAsync();
}

async function redraw(name, rows) {
  const { view } = drawnViews.get(name);
  view.data("rows", datasetsOf(rows).rows);
  fitHeight(name, view, rows);
  await view.runAsync();
}

// A list of the most played may be shorter than ten under a filter.
function fitHeight(name, view, rows) {
  if (!page.views[name].question.top) return;
  const height = page.row_height * Math.max(rows.length, 1);
  document.getElementById(`chart-${name}`).style.height = `${height}px`;
  view.height(height);
}

function listen(view, fields, onClick) {
  if (Object.keys(fields).length === 0) return;
  view.addEventListener("click", (event, item) => {
    const datum = item?.datum;
    const values = Object.entries(fields).map(([filter, field]) => [filter, datum?.[field]]);
    if (values.some(([, value]) => value === undefined || value === null)) return;
    onClick(Object.fromEntries(values.map(([filter, value]) => [filter, valueOf(filter, value)])));
  });
}

const valueOf = (filter, value) => (filter === "day" ? new Date(value).toISOString().slice(0, 10) : String(value));

// An SVG is XML, which knows no control characters.
const drawable = (row) =>
  Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field,
      typeof value === "string" ? value.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd") : value,
    ]),
  );

// The chart once more, with its title and what is filtered, to be kept as a picture.
async function picture(name, rows, subtitle, kind, { theme, zone, signals }) {
  const { spec, title } = page.views[name];
  const element = document.createElement("div");
  element.className = "offstage";
  document.body.append(element);
  try {
    const height = page.views[name].question?.top ? page.row_height * Math.max(rows.length, 1) : spec.height;
    let text = JSON.stringify(painted(spec, theme, zone)).replaceAll("containerSize()[0]", EXPORT_WIDTH);
    if (page.views[name].has_colour_keys) text = text.replaceAll('"legend":null', `"legend":${JSON.stringify(page.legend)}`);
    const fixed = JSON.parse(text);
    const sized = {
      ...fixed,
      // The height is the plot's own: the title comes on top of it.
      autosize: height === "container" ? fixed.autosize : { type: "fit-x", contains: "padding" },
      width: EXPORT_WIDTH,
      height: height === "container" ? Math.round(EXPORT_WIDTH * 0.63) : height,
      title: { text: title, subtitle },
      background: page.themes[theme].card,
      padding: 20,
      datasets: datasetsOf(rows.map(drawable)),
    };
    const { view, finalize } = await vegaEmbed(element, sized, { ...HOW, renderer: "none" });
    for (const [signal, value] of Object.entries(signals)) view.signal(signal, value);
    await view.runAsync();
    const url = kind === "svg" ? URL.createObjectURL(new Blob([await view.toSVG()], { type: "image/svg+xml" })) : await view.toImageURL("png", 2);
    finalize();
    return url;
  } finally {
    element.remove();
  }
}
