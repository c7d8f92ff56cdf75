// Counts the plays that the page carries, under filters and on a clock: what the views and key figures show.

const HOURS_A_DAY = 24;
const MILLISECONDS_A_DAY = 86_400_000;
const DAYS_A_WEEK = 7;
const THURSDAY = 4; // the weekday of 1970-01-01, from which days are counted

const dayOfText = (text) => Date.parse(text) / MILLISECONDS_A_DAY;
const textOfDay = (day) => new Date(day * MILLISECONDS_A_DAY).toISOString().slice(0, 10);
const weekdayOf = (day) => (day + THURSDAY) % DAYS_A_WEEK;

function factsOf({ columns, names, zones, zone_of_state }, questions) {
  const rows = columns.plays.length;
  const clocks = new Map();
  const bucketings = new Map();

  // Every dimension as a column; day, weekday and hour by the clock asked for.
  function columnsOn(zone) {
    if (!clocks.has(zone)) {
      const { day, hour } = zone === "local" ? localClock() : columns;
      clocks.set(zone, { ...columns, day, hour, weekday: Array.from(day, weekdayOf) });
    }
    return clocks.get(zone);
  }

  function localClock() {
    const day = new Int32Array(rows);
    const hour = new Int32Array(rows);
    const offsetsOfState = names.state.map((state) => (Object.hasOwn(zone_of_state, state) ? zones[zone_of_state[state]] : [[0, 0]]));
    for (let row = 0; row < rows; row += 1) {
      const utc = columns.day[row] * HOURS_A_DAY + columns.hour[row];
      const offsets = offsetsOfState[columns.state[row]];
      let place = offsets.length - 1;
      while (place > 0 && offsets[place][0] > utc) place -= 1;
      const local = utc + offsets[place][1];
      day[row] = Math.floor(local / HOURS_A_DAY);
      hour[row] = local - day[row] * HOURS_A_DAY;
    }
    return { day, hour };
  }

  // Which row of a view each row of the facts counts in, and these rows without their counts.
  function bucketing(name, zone) {
    const key = `${name} ${zone}`;
    if (!bucketings.has(key)) bucketings.set(key, makeBucketing(questions[name].by, columnsOn(zone)));
    return bucketings.get(key);
  }

  function makeBucketing(by, on) {
    const found = new Map();
    const buckets = [];
    const bucketOf = new Int32Array(rows);
    const valueOf = { day: textOfDay };
    const add = (key, values) => {
      const bucket = { key, all: 0 };
      by.forEach((dimension, place) => {
        const value = values[place];
        bucket[dimension] = names[dimension]?.[value] ?? valueOf[dimension]?.(value) ?? value;
      });
      found.set(key, buckets.push(bucket) - 1);
    };
    const keyOf = (values) => values.reduce((key, value) => key * 1_000_000 + value, 0);
    if (by.join() === "weekday,hour") {
      // The grid has every square, played or not.
      for (let square = 0; square < DAYS_A_WEEK * HOURS_A_DAY; square += 1) {
        const values = [Math.floor(square / HOURS_A_DAY), square % HOURS_A_DAY];
        add(keyOf(values), values);
      }
    }
    for (let row = 0; row < rows; row += 1) {
      const values = by.map((dimension) => on[dimension][row]);
      const key = keyOf(values);
      if (!found.has(key)) add(key, values);
      bucketOf[row] = found.get(key);
      buckets[bucketOf[row]].all += columns.plays[row];
    }
    return { buckets, bucketOf };
  }

  // One bit a filter, set where the row does not pass it.
  function failures(filters, on) {
    const failed = new Uint8Array(rows);
    FILTERS.forEach((filter, place) => {
      const passes = testOf(filter, filters);
      if (!passes) return;
      const column = on[filter];
      for (let row = 0; row < rows; row += 1) if (!passes(column[row])) failed[row] |= 1 << place;
    });
    return failed;
  }

  function testOf(filter, filters) {
    if (filter === "day") {
      if (!filters.from && !filters.to) return null;
      const from = filters.from ? dayOfText(filters.from) : -Infinity;
      const to = filters.to ? dayOfText(filters.to) : Infinity;
      return (day) => day >= from && day <= to;
    }
    if (!filters[filter]) return null;
    const wanted = names[filter] ? names[filter].indexOf(filters[filter]) : Number(filters[filter]);
    return (value) => value === wanted;
  }

  function count(name, filters, failed) {
    const { own, users, top, by } = questions[name];
    const { buckets, bucketOf } = bucketing(name, filters.zone);
    const ownBits = own.reduce((bits, filter) => bits | (1 << FILTERS.indexOf(filter)), 0);
    const plays = new Int32Array(buckets.length);
    const passesOwn = new Uint8Array(buckets.length);
    const usersIn = new Int32Array(buckets.length);
    const isFiltered = own.some((filter) => testOf(filter, filters));
    const met = new Set();
    for (let row = 0; row < rows; row += 1) {
      const bucket = bucketOf[row];
      if (!(failed[row] & ownBits)) passesOwn[bucket] = 1;
      if (failed[row] & ~ownBits) continue;
      plays[bucket] += columns.plays[row];
      if (!users || !columns.user) continue;
      const pair = columns.user[row] * buckets.length + bucket;
      if (!met.has(pair)) {
        met.add(pair);
        usersIn[bucket] += 1;
      }
    }
    let answer = buckets.map(({ key, all, ...values }, place) => ({
      ...values,
      plays: plays[place],
      ...(users && { users: columns.user ? usersIn[place] : null }),
      chosen: Boolean(passesOwn[place]) || (all === 0 && !isFiltered),
      key,
      all,
    }));
    if (top) {
      answer = answer.filter((row) => row.plays > 0 && by.every((dimension) => row[dimension] !== ""));
      answer.sort((one, other) => other.plays - one.plays || by.reduce((order, dimension) => order || compared(one[dimension], other[dimension]), 0));
      answer.length = Math.min(answer.length, top);
    } else if (names[by[0]]) {
      answer.sort((one, other) => other.all - one.all || one.key - other.key);
    } else {
      answer.sort((one, other) => one.key - other.key);
    }
    return answer.map(({ key, all, ...row }) => row);
  }

  function totals(failed) {
    const users = new Set();
    const sessions = new Set();
    const paid = names.level.indexOf("paid");
    const found = { plays: 0, paid: 0 };
    for (let row = 0; row < rows; row += 1) {
      if (failed[row]) continue;
      found.plays += columns.plays[row];
      if (columns.level[row] === paid) found.paid += columns.plays[row];
      if (columns.user) users.add(columns.user[row]);
      if (columns.session) sessions.add(columns.session[row]);
    }
    return { ...found, users: columns.user ? users.size : null, sessions: columns.session ? sessions.size : null };
  }

  // What the filters choose: the key figures, and the rows of every view that follows.
  return async (filters) => {
    const failed = failures(filters, columnsOn(filters.zone));
    const views = {};
    for (const name of Object.keys(questions)) views[name] = count(name, filters, failed);
    return { totals: totals(failed), views };
  };
}

// As databases order text: by code point, not by the rules of a language.
function compared(one, other) {
  if (one === other) return 0;
  const [a, b] = [Array.from(String(one)), Array.from(String(other))];
  for (let place = 0; place < Math.min(a.length, b.length); place += 1) {
    if (a[place] !== b[place]) return a[place].codePointAt(0) - b[place].codePointAt(0);
  }
  return a.length - b.length;
}
