// Figures as text: cells as cells.py writes them, tables, and CSV that no spreadsheet runs.

const thousands = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)}%` : "n/a");
const counted = (number, one) => `${thousands.format(number)} ${number === 1 ? one : `${one}s`}`;
const AMOUNTS = ["count", "share", "number"];

// A place by its code; one that we do not know is called by it. Own keys only: a place may be called "constructor".
function stateOf(code) {
  const [name, population] = Object.hasOwn(page.states, code) ? page.states[code] : [code, null];
  return { name, population };
}

function cell(kind, value, whole) {
  if (value === null || value === undefined) return AMOUNTS.includes(kind) ? "n/a" : "";
  if (kind === "count") return thousands.format(value);
  if (kind === "number") return oneDecimal.format(value);
  if (kind === "share") return percent(value, whole);
  if (kind === "hour") return `${String(value).padStart(2, "0")}:00`;
  if (kind === "match") return page.matches[value];
  if (kind === "weekday") return page.weekdays[value];
  if (kind === "state") return stateOf(value).name;
  return String(value);
}

const sumOf = (rows, field) => rows.reduce((sum, row) => sum + (row[field] ?? 0), 0);

// What the filters choose; a chart also shows, faded, what its own filter leaves out, and keeps the place of nothing.
const chosenOf = (rows) => rows.filter((row) => row.chosen !== false && row.plays !== 0);

function showTable(name, rows) {
  const body = document.querySelector(`#table-${name} tbody`);
  if (!body) return;
  const { columns } = page.views[name];
  const wholes = columns.map((column) => (column.kind === "share" ? sumOf(rows, column.field) : 0));
  body.replaceChildren(
    ...rows.map((row) => {
      const line = document.createElement("tr");
      columns.forEach((column, place) => {
        const data = line.insertCell();
        data.textContent = cell(column.kind, row[column.field], wholes[place]);
        if (AMOUNTS.includes(column.kind)) data.className = "amount";
        else if (column.kind === "day") data.className = "day";
      });
      return line;
    }),
  );
}

function csvOf(name, rows) {
  const { columns } = page.views[name];
  const wholes = columns.map((column) => (column.kind === "share" ? sumOf(rows, column.field) : 0));
  const lines = [
    columns.map((column) => column.title),
    ...rows.map((row) =>
      columns.map(({ kind, field }, place) =>
        ["count", "number"].includes(kind) ? row[field] : cell(kind, row[field], wholes[place]),
      ),
    ),
  ];
  return lines.map((line) => line.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

// A text that a spreadsheet would take for a formula gets an apostrophe first; numbers stay numbers.
function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = /^ *[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
