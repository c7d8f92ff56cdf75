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
  const hadFocus = list.contains(document.activeElement);
  const chips = [];
  for (const [name, value] of Object.entries(filters)) {
    if (name === "zone" || value === "") continue;
    const control = controlOf(name);
    const said = `${control.dataset.label}: ${control.selectedOptions ? control.selectedOptions[0].textContent : value}`;
    const chip = buttonInList(`${said} ✕`, () => onRemove({ ...filters, [name]: "" }));
    chip.className = "chip";
    chip.setAttribute("aria-label", `Remove the filter ${said}`);
    chips.push(chip);
  }
  document.documentElement.toggleAttribute("data-filtered", chips.length > 0);
  if (chips.length > 0) {
    const reset = buttonInList("Reset", () => onRemove({ ...NOTHING_FILTERED, zone: filters.zone }));
    reset.id = "reset";
    chips.push(reset);
  }
  list.replaceChildren(...chips.map((chip) => chip.parentElement));
  // A chip that is gone takes the focus with it: whoever works by keyboard goes on at the next one, or at the controls.
  if (hadFocus) (chips[0] ?? controlOf("from")).focus();
}

function buttonInList(text, onClick) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", onClick);
  document.createElement("li").append(button);
  return button;
}
