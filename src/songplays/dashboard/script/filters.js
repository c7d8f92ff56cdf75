// What is filtered: kept in the form's controls, told by chips, and written into the address, so that a view can be sent.

const FILTERS = page.filters;
const NOTHING_FILTERED = { from: "", to: "", level: "", device: "", browser: "", state: "", weekday: "", hour: "", zone: "utc" };
const CLOCK = ["from", "to", "weekday", "hour"];
const form = document.getElementById("filters");

function controlOf(name) {
  return form?.elements.namedItem(name) ?? null;
}

// Whether a control can hold the value: a date within the data, or one of its options.
function canBe(name, value) {
  const control = controlOf(name);
  if (!control) return false;
  if (control.type === "date") return /^\d{4}-\d\d-\d\d$/.test(value) && value >= control.min && value <= control.max;
  return Array.from(control.options).some((option) => option.value === value);
}

function filtersOfAddress() {
  const found = { ...NOTHING_FILTERED };
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (Object.hasOwn(found, name) && canBe(name, value)) found[name] = value;
  }
  return found;
}

function addressOf(filters) {
  const told = Object.entries(filters).filter(([name, value]) => value !== NOTHING_FILTERED[name]);
  return new URLSearchParams(told).toString();
}

function showInAddress(filters) {
  const address = addressOf(filters);
  if (address === location.hash.slice(1)) return;
  history.replaceState(null, "", address ? `#${address}` : location.pathname + location.search);
}

function showInForm(filters) {
  for (const [name, value] of Object.entries(filters)) {
    const control = controlOf(name);
    if (control) control.value = value || (control.dataset.default ?? "");
  }
}

function filtersOfForm() {
  const found = { ...NOTHING_FILTERED };
  for (const name of Object.keys(found)) {
    const control = controlOf(name);
    if (control?.value && control.value !== control.dataset.default && canBe(name, control.value)) found[name] = control.value;
  }
  return found;
}

// The filters that a click on a mark adds, or takes away if they are set already.
function clicked(filters, values) {
  const wanted = {};
  for (const [filter, value] of Object.entries(values)) {
    if (filter === "day") Object.assign(wanted, { from: value, to: value });
    else wanted[filter] = value;
  }
  if (!Object.entries(wanted).every(([name, value]) => canBe(name, value))) return filters;
  const isSet = Object.entries(wanted).every(([name, value]) => filters[name] === value);
  return { ...filters, ...(isSet ? Object.fromEntries(Object.keys(wanted).map((name) => [name, ""])) : wanted) };
}

function showChips(filters, onRemove) {
  const list = document.getElementById("chips");
  const chips = [];
  for (const [name, value] of Object.entries(filters)) {
    if (name === "zone" || value === "") continue;
    const control = controlOf(name);
    const chip = document.createElement("button");
    const said = `${control.dataset.label}: ${control.selectedOptions ? control.selectedOptions[0].textContent : value}`;
    chip.type = "button";
    chip.className = "chip";
    chip.textContent = `${said} ✕`;
    chip.setAttribute("aria-label", `Remove the filter ${said}`);
    chip.addEventListener("click", () => onRemove({ ...filters, [name]: "" }));
    const item = document.createElement("li");
    item.append(chip);
    chips.push(item);
  }
  list.replaceChildren(...chips);
  document.getElementById("reset").disabled = chips.length === 0;
  document.documentElement.toggleAttribute("data-filtered", chips.length > 0);
}
