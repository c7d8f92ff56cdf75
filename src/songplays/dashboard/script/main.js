// The page comes alive: filters choose plays, plays are counted, views and key figures are drawn.

const questions = Object.fromEntries(
  Object.entries(page.views).filter(([, view]) => view.question).map(([name, view]) => [name, view.question]),
);
const answer = page.facts ? factsOf(page.facts, questions) : answersFromServer;
const root = document.documentElement;
let filters = filtersOfAddress();
let rowsOf = {};
let asked = 0;

const theme = () => root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
const zone = () => (filters.zone === "local" ? "listener's local time" : "UTC");
const look = () => ({ theme: theme(), zone: zone(), onClick: (values) => show(clicked(filters, values)) });
const signalsOf = (name) => (name === "plays_by_state" ? { per_million: document.getElementById("per-million").checked } : {});

function failed(error) {
  const notice = document.getElementById("failed");
  if (page.snapshot) notice.textContent = "The server does not answer. Start it again: songplays dashboard --serve.";
  notice.hidden = false;
  console.error(error);
  return {};
}

async function count() {
  const started = performance.now();
  const mine = (asked += 1);
  const { totals, views } = await answer(filters).catch(failed);
  if (mine !== asked || !views) return null; // a newer filter is on its way, or there is no answer
  const places = views.plays_by_state;
  for (const state of places ? page.on_map.filter((code) => !places.some((row) => row.state === code)) : []) {
    places.push({ state, plays: 0, users: 0, chosen: !filters.state });
  }
  for (const row of places ?? []) {
    const { name, population } = stateOf(row.state);
    Object.assign(row, { name, rate: population ? (1_000_000 * row.plays) / population : null });
  }
  if (places) showOutsideTheMap(chosenOf(places));
  rowsOf = views;
  showTotals(totals);
  for (const [name, rows] of Object.entries(views)) {
    showTable(name, chosenOf(rows));
    const n = document.querySelector(`#view-${name} .n`);
    if (n) n.textContent = questions[name].top ? `of ${counted(totals.plays, "play")}` : `n = ${counted(sumOf(chosenOf(rows), "plays"), "play")}`;
  }
  return started;
}

// As findings.outside_the_map says it for the whole period.
function showOutsideTheMap(places) {
  const note = document.getElementById("note-plays_by_state");
  if (!note) return;
  const elsewhere = places.filter(({ state }) => state !== "unknown" && !page.on_map.includes(state));
  const unknown = places.filter(({ state }) => state === "unknown");
  const told = elsewhere.slice(0, 5).map(({ name, plays }) => `${name} ${thousands.format(plays)}`);
  if (elsewhere.length > 5) told.push(counted(elsewhere.length - 5, "more place"));
  const list = told.length > 1 ? `${told.slice(0, -1).join(", ")} and ${told.at(-1)}` : told[0];
  const sentences = [];
  if (elsewhere.length) sentences.push(`Outside the map: ${counted(sumOf(elsewhere, "plays"), "play")} (${list}).`);
  if (unknown.length) sentences.push(`No known place: ${counted(sumOf(unknown, "plays"), "play")}.`);
  note.textContent = sentences.join(" ") || (places.length ? "Every play has its place on the map." : "");
}

async function show(wanted) {
  const otherClock = wanted.zone !== filters.zone;
  // Days, weekdays and hours of one clock mean other plays on the other.
  filters = otherClock ? { ...wanted, ...Object.fromEntries(CLOCK.map((name) => [name, ""])) } : wanted;
  showInForm(filters);
  showInAddress(filters);
  showChips(filters, show);
  const started = await count();
  if (started === null) return;
  if (otherClock) await drawAll();
  else await Promise.all(Object.keys(rowsOf).filter((name) => drawnViews.has(name)).map((name) => redraw(name, rowsOf[name])));
  performance.measure("redraw", { start: started });
  root.dataset.shown = Number(root.dataset.shown ?? 0) + 1;
}

async function drawAll() {
  const names = Object.keys(page.views).filter((name) => page.views[name].spec);
  await Promise.all(names.map((name) => draw(name, rowsOf[name] ?? page.views[name].rows, look())));
  const map = drawnViews.get("plays_by_state");
  if (map) await map.view.signal("per_million", document.getElementById("per-million").checked).runAsync();
}

function showTotals({ plays, paid, users, sessions }) {
  const put = (name, value, detail) => {
    const tile = document.getElementById(`tile-${name}`);
    tile.querySelector(".value").textContent = value;
    tile.querySelector(".detail").textContent = detail;
  };
  const isFiltered = root.hasAttribute("data-filtered");
  const whole = page.totals;
  put("plays", thousands.format(plays), plays ? `${percent(paid, plays)} on the paid level${isFiltered ? `; ${percent(plays, whole.plays)} of all` : ""}` : "none");
  if (users !== null) put("users", thousands.format(users), isFiltered ? `of ${thousands.format(whole.users)} users who play` : whole.users_detail);
  if (sessions !== null) put("sessions", thousands.format(sessions), sessions ? `${oneDecimal.format(plays / sessions)} plays per session` : "none");
  document.getElementById("status").textContent = isFiltered
    ? `${thousands.format(plays)} of ${counted(whole.plays, "play")}`
    : `All ${counted(whole.plays, "play")}`;
}

function whatIsShown(name) {
  if (!questions[name]) return "whole period, UTC";
  const chips = Array.from(document.querySelectorAll(".chip"), (chip) => chip.textContent.replace(" ✕", ""));
  const n = document.querySelector(`#view-${name} .n`)?.textContent ?? "";
  return [n, ...chips, zone()].filter(Boolean).join(" · ");
}

async function download(name, kind) {
  const rows = rowsOf[name] ?? page.views[name].rows;
  const url =
    kind === "csv"
      ? URL.createObjectURL(new Blob(["\ufeff", csvOf(name, chosenOf(rows))], { type: "text/csv" }))
      : await picture(name, rows, whatIsShown(name), kind, { ...look(), signals: signalsOf(name) });
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}.${kind}`;
  link.click();
  if (url.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function listenToThePage() {
  form?.addEventListener("change", () => show(filtersOfForm()));
  form?.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", () => show(filtersOfAddress()));
  document.getElementById("theme").addEventListener("click", () => {
    root.dataset.theme = theme() === "dark" ? "light" : "dark";
    showTheme();
    drawAll();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    showTheme();
    drawAll();
  });
  document.getElementById("per-million")?.addEventListener("change", (event) => {
    drawnViews.get("plays_by_state")?.view.signal("per_million", event.target.checked).runAsync();
  });
  for (const button of document.querySelectorAll("button[data-download]")) {
    button.addEventListener("click", () => download(button.dataset.view, button.dataset.download));
  }
}

function showTheme() {
  const button = document.getElementById("theme");
  button.hidden = false;
  button.textContent = theme() === "dark" ? "Light mode" : "Dark mode";
}

async function start() {
  listenToThePage();
  showTheme();
  if (form) {
    form.hidden = false;
    document.getElementById("hint").hidden = false;
    // On a phone the filters would fill the first screen.
    document.getElementById("filter-box").open = matchMedia("(min-width: 700px)").matches;
    showInForm(filters);
    showChips(filters, show);
    await count();
  }
  await drawAll();
}

start().then(() => root.setAttribute("data-ready", ""), failed);
