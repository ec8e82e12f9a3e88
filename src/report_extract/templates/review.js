"use strict";
// The page of one report. All text comes from the data block and is put in as text, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const TABLES = ["statistics", "events", "awards", "numerals"];
const DOUBT = 0.7; // below this confidence a row is doubtful
const raw = data.raw === null ? null : /[\ud800-\udfff]/.test(data.raw) ? Array.from(data.raw) : data.raw;
const slice = (start, end) => (typeof raw === "string" ? raw.slice(start, end) : raw.slice(start, end).join(""));

function make(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "list" && name !== "role") node[name] = value;
    else node.setAttribute(name === "className" ? "class" : name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

// ---- items: every row of every table

const findings = new Map(); // record id → findings about it
for (const one of data.findings) for (const id of one.record_ids) findings.set(id, [...(findings.get(id) || []), one]);

const items = []; // in reading order by table
const byTable = Object.fromEntries(TABLES.map((name) => [name, []]));
const byKey = new Map();
for (const table of TABLES) {
  const { columns, rows } = data.tables[table];
  for (const values of rows) {
    const row = Object.fromEntries(columns.map((name, at) => [name, values[at]]));
    const key = `${table}-${row.record_id || row.raw_start}`;
    const item = { table, row, key, at: items.length, els: [], shown: true, start: row.raw_start, end: row.raw_end };
    item.findings = table === "numerals" ? [] : findings.get(row.record_id) || [];
    item.wrong = item.findings.some((one) => one.severity === "error" || one.severity === "warning");
    item.doubtful = table === "numerals" ? row.role === "unresolved" : row.confidence < DOUBT || item.wrong;
    items.push(item);
    byTable[table].push(item);
    byKey.set(key, item);
  }
}

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 9 });
const figure = (value) => (value === null ? "" : number.format(value));
const heading = (item) => item.row.indicator || item.row.award || item.row.name || item.row.text;

function when(start, end) {
  if (!start && !end) return "";
  if (!start || !end || start === end) return start || end;
  const [year, month, day] = start.split("-");
  const last = new Date(Date.UTC(+end.slice(0, 4), +end.slice(5, 7), 0)).getUTCDate();
  const whole = day === "01" && +end.slice(8) === last;
  if (whole && month === "01" && end.slice(5, 7) === "12") return year === end.slice(0, 4) ? year : `${year} – ${end.slice(0, 4)}`;
  if (whole) return start.slice(0, 7) === end.slice(0, 7) ? start.slice(0, 7) : `${start.slice(0, 7)} – ${end.slice(0, 7)}`;
  return `${start} – ${year === end.slice(0, 4) ? end.slice(5) : end}`;
}

// ---- the head

function fillHead() {
  const report = data.report;
  $("title").textContent = report.title || report.report_id;
  const unresolved = report.unresolved_arabic + report.unresolved_chinese;
  const parts = [
    report.report_id, report.issuer, report.report_year && `year ${report.report_year}`,
    report.published && `published ${report.published}`, `${figure(report.characters)} characters`,
    `${figure(report.repairs.reduce((sum, [, count]) => sum + count, 0))} repairs`,
  ].filter(Boolean);
  $("about").append(...parts.map((part) => make("span", {}, String(part))));
  $("about").append(make("span", { className: unresolved ? "bad" : "" }, unresolved ? `${unresolved} numerals unresolved` : "every numeral has a role"));
  for (const text of report.warnings) $("warnings").append(make("p", {}, text));
  fillChecks();
}

function fillChecks() {
  const order = { error: 0, warning: 1, note: 2, ok: 3 };
  const sorted = [...data.findings].sort((a, b) => order[a.severity] - order[b.severity]);
  const open = sorted.filter((one) => one.severity !== "ok");
  const count = (severity) => sorted.filter((one) => one.severity === severity).length;
  const parts = [["error", "wrong or missing"], ["warning", "to look at"], ["note", "notes"], ["ok", "agree"]]
    .filter(([severity]) => count(severity)).map(([severity, words]) => `${count(severity)} ${words}`);
  $("checks").querySelector("summary").textContent = parts.length ? `Checks: ${parts.join(", ")}` : `Checks: ${data.checks_note}`;
  $("checks").open = count("error") + count("warning") > 0 && window.innerWidth >= 900;
  if (open.length) $("checks").append(make("ul", {}, ...open.map(finding)));
  if (count("ok")) {
    const agree = sorted.filter((one) => one.severity === "ok");
    $("checks").append(make("details", {}, make("summary", {}, `${agree.length} that agree`), make("ul", {}, ...agree.map(finding))));
  }
}

function finding(one) {
  const links = one.record_ids.map((id) => TABLES.map((table) => byKey.get(`${table}-${id}`)).find(Boolean)).filter(Boolean);
  const words = { error: "wrong", warning: "look", note: "note", ok: "agrees" };
  return make("li", {}, make("span", { className: `tag ${one.severity}` }, words[one.severity]), " ",
    make("span", { className: "about" }, `${one.subject} ${one.expected}`.trim()), one.message, " ",
    ...links.flatMap((item) => [make("a", { href: `#${item.key}`, lang: "zh", onclick: (event) => { event.preventDefault(); select(item, "finding"); } },
      item.row.figure_text || heading(item)), " "]));
}

// ---- the text

const starts = new WeakMap(); // text node → offset of its first character
const elements = []; // marks and numerals of the text, each with its items

function textNode(start, end) {
  const node = document.createTextNode(slice(start, end));
  starts.set(node, start);
  return node;
}

function plain(parent, start, end) {
  // Line breaks stand in spans of their own, so that a style can join the lines.
  const text = slice(start, end);
  if (!text.includes("\n")) { if (end > start) parent.append(textNode(start, end)); return; }
  let at = start;
  for (const part of text.split(/(\r?\n)/)) {
    const next = at + (typeof raw === "string" ? part.length : Array.from(part).length);
    if (part.endsWith("\n")) parent.append(make("span", { className: "nl" }, textNode(at, next)));
    else if (part) parent.append(textNode(at, next));
    at = next;
  }
}

function element(tag, className, owners) {
  const node = make(tag, { className });
  const entry = { node, owners };
  if (tag === "a") {
    node.href = `#${owners[0].key}`;
    node.title = owners.map((item) => item.table === "numerals" ? `${item.row.role}: ${item.row.reason}` : `${item.table}: ${heading(item)}`).join("\n");
    node.addEventListener("click", (event) => { event.preventDefault(); select(nextOwner(owners), "text"); });
  }
  for (const item of owners) {
    if (!item.els.length && !node.id) node.id = `at-${item.key}`;
    item.els.push(node);
  }
  elements.push(entry);
  return node;
}

function nextOwner(owners) {
  const seen = owners.filter((item) => item.shown);
  const list = seen.length ? seen : owners;
  return list[(list.indexOf(current) + 1) % list.length];
}

function* stretches(start, end, spans) {
  // Cut start..end where spans, in order of their starts, begin and end: [from, to, the spans that cover it].
  const cuts = new Set([start, end]);
  for (const item of spans) { cuts.add(Math.max(start, item.start)); cuts.add(Math.min(end, item.end)); }
  const sorted = [...cuts].sort((a, b) => a - b);
  let active = [], next = 0;
  for (let at = 0; at + 1 < sorted.length; at++) {
    const [from, to] = [sorted[at], sorted[at + 1]];
    while (next < spans.length && spans[next].start <= from) active.push(spans[next++]);
    active = active.filter((item) => item.end > from);
    yield [from, to, active];
  }
}

function fillParagraph(parent, start, end, records, numerals) {
  let first = 0;
  for (const [from, to, owners] of stretches(start, end, records)) {
    let into = parent;
    if (owners.length) {
      const kinds = [...new Set(owners.map((item) => item.table))];
      const states = ["doubtful", "wrong"].filter((state) => owners.some((item) => item[state]));
      if (owners.some((item) => item.row.corrected)) states.push("corrected");
      into = element("a", ["mark", ...kinds, ...states].join(" "), owners);
      parent.append(into);
    }
    while (first < numerals.length && numerals[first].end <= from) first++;
    let last = first;
    while (last < numerals.length && numerals[last].start < to) last++;
    for (const [a, b, inside] of stretches(from, to, numerals.slice(first, last))) {
      if (!inside.length) { plain(into, a, b); continue; }
      const node = element(into === parent ? "a" : "span", `numeral ${inside[0].row.role}`, inside);
      plain(node, a, b);
      into.append(node);
    }
  }
}

function fillText() {
  if (raw === null) {
    $("raw").append(make("p", { className: "warning", lang: "en" }, data.raw_note));
    $("add").hidden = true;
    return;
  }
  const inOrder = (a, b) => a.start - b.start;
  const records = items.filter((item) => item.table !== "numerals").sort(inOrder);
  const numerals = byTable.numerals;
  let r = 0, n = 0;
  data.paragraphs.forEach(([start, kind, page], index) => {
    const end = index + 1 < data.paragraphs.length ? data.paragraphs[index + 1][0] : raw.length;
    if (page) $("raw").append(make("p", { className: "turn", lang: "en" }, `Page ${page}`));
    const tag = kind === "heading" ? "h3" : "p";
    const node = make(tag, { className: kind });
    const within = (list, from) => { let to = from; while (to < list.length && list[to].start < end) to++; return to; };
    const [r2, n2] = [within(records, r), within(numerals, n)];
    // A span that began in an earlier paragraph goes on here.
    const carried = (list, from) => list.slice(Math.max(0, from - 12), from).filter((item) => item.end > start);
    fillParagraph(node, start, end, [...carried(records, r), ...records.slice(r, r2)], [...carried(numerals, n), ...numerals.slice(n, n2)]);
    [r, n] = [r2, n2];
    $("raw").append(node);
  });
}

// ---- page images

function fillImages() {
  const overlay = new Map();
  for (const [key, boxes] of Object.entries(data.boxes)) {
    const item = byKey.get(key);
    for (const [page, left, top, width, height] of boxes) {
      const node = make("div", { className: `box ${item.table}`, title: heading(item), onclick: () => select(item, "text") });
      Object.assign(node.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
      item.boxes = [...(item.boxes || []), node];
      overlay.set(page, [...(overlay.get(page) || []), node]);
    }
  }
  for (const sheet of data.sheets) {
    const image = make("img", { src: sheet.src, width: sheet.width, height: sheet.height, alt: `Page ${sheet.page} as printed; its text is in the text view` });
    $("images").append(make("figure", {}, make("div", { className: "sheet" }, image, ...(overlay.get(sheet.page) || [])), make("figcaption", {}, `Page ${sheet.page}`)));
  }
  if (data.sheets_note) $("images").append(make("p", { className: "warning" }, data.sheets_note));
}

function view(name) {
  for (const button of $("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  $("raw").hidden = name !== "text";
  $("images").hidden = name !== "pages";
  if (name === "pages" && !$("images").children.length) fillImages();
  if (current) { light(current); scrollToText(current); }
}

// ---- tables

// Title, width and classes of each column; the first takes what is left.
const COLUMNS = {
  statistics: [["indicator"], ["printed", "8.2rem"], ["value", "8.4rem", "secondary right"], ["period", "6.4rem", "secondary"], ["conf.", "3.5rem", "right"]],
  events: [["event"], ["date", "6.4rem"], ["where", "8rem", "secondary"], ["conf.", "3.5rem", "right"]],
  awards: [["award"], ["count", "4.5rem", "right"], ["level", "6rem", "secondary"], ["year", "4rem", "secondary"], ["conf.", "3.5rem", "right"]],
  numerals: [["numeral", "6.5rem"], ["role", "6.5rem"], ["reason"]],
};

// A span of time may break between its ends only.
const dates = (text) => text.split(" – ").flatMap((part, at) => [at ? " – " : "", make("span", { className: "whole" }, part)]);

function cells(item) {
  const row = item.row;
  if (item.table === "statistics") {
    const chips = [row.measure !== "level" && row.measure, row.status !== "actual" && row.status].filter(Boolean);
    return [chips, row.figure_text, `${figure(row.value)} ${row.unit}`, dates(when(row.period_start, row.period_end))];
  }
  if (item.table === "events") return [[], dates(when(row.date_start, row.date_end)), row.location || ""];
  if (item.table === "awards") return [row.action ? [row.action] : [], row.count === null ? "" : `${figure(row.count)} ${row.unit || ""}`, row.level || "", row.year === null ? "" : String(row.year)];
  return [[], row.role, row.reason || (row.record_ids.length ? "in a row" : "")];
}

function fillRow(item) {
  const [chips, ...texts] = cells(item);
  const columns = COLUMNS[item.table];
  const name = make("th", { scope: "row" },
    make("a", { href: item.els.length ? `#${item.els[0].id}` : `#${item.key}`, lang: "zh", onclick: (event) => { event.preventDefault(); event.stopPropagation(); select(item, "table"); } }, heading(item)),
    ...[...chips, item.row.corrected && "corrected", item.wrong && "see checks"].filter(Boolean).flatMap((chip) => [" ", make("span", { className: `tag ${chip === "see checks" ? "error" : "plain"}` }, chip)]));
  const row = make("tr", { id: item.key, onclick: () => select(item, "table") }, name);
  texts.forEach((text, at) => row.append(make("td", { className: columns[at + 1][2] || "", lang: "zh" }, ...[text].flat())));
  if (item.table !== "numerals") row.append(make("td", { className: `right ${item.row.confidence < DOUBT ? "unsure" : ""}` }, item.row.confidence.toFixed(2)));
  row.append(make("td", { className: "right" }, make("button", { type: "button", className: "fix", title: "Correction for this row", "aria-label": `Correct ${heading(item)}`, onclick: (event) => { event.stopPropagation(); correct(item); } }, "✎")));
  item.tr = row;
  return row;
}

function fillTable(table) {
  const columns = [...COLUMNS[table], ["", "2.9rem"]];
  const head = make("tr", {}, ...columns.map(([name, width, className]) => {
    const cell = make("th", { scope: "col", className: className || "" }, name || make("span", { className: "unseen" }, "correction"));
    if (width) cell.style.width = width;
    return cell;
  }));
  const body = make("tbody", {}, ...byTable[table].map(fillRow));
  return make("table", {}, make("caption", { className: "unseen" }, `${table}, in reading order`), make("thead", {}, head), body);
}

let tab = "statistics";
const built = new Set();

function openTab(table) {
  tab = table;
  for (const button of $("tabs").children) {
    const chosen = button.dataset.table === table;
    button.setAttribute("aria-selected", String(chosen));
    button.tabIndex = chosen ? 0 : -1;
  }
  for (const panel of $("panels").children) panel.hidden = panel.dataset.table !== table;
  if (!built.has(table)) {
    built.add(table);
    $(`panel-${table}`).append(byTable[table].length ? fillTable(table) : make("p", { className: "none" }, `The report has no ${table}.`));
    if (current && current.tr) current.tr.classList.add("now");
  }
  $("role").hidden = table !== "numerals";
  $("sure").hidden = table === "numerals";
  filter();
}

function fillTabs() {
  for (const table of TABLES) {
    const label = table[0].toUpperCase() + table.slice(1);
    $("tabs").append(make("button", { type: "button", role: "tab", id: `tab-${table}`, "data-table": table, "aria-controls": `panel-${table}`, onclick: () => openTab(table) },
      `${label} `, make("span", { className: "number" }, String(byTable[table].length))));
    $("panels").append(make("div", { role: "tabpanel", id: `panel-${table}`, "data-table": table, "aria-labelledby": `tab-${table}` }));
  }
  $("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = TABLES[(TABLES.indexOf(tab) + step + TABLES.length) % TABLES.length];
    openTab(next);
    $(`tab-${next}`).focus();
  });
}

// ---- filters

const hidden = new Set(); // tables and roles whose marks are switched off

function passes(item) {
  const row = item.row;
  const [words, sure, role, only] = ["find", "sure", "role", "only"].map((id) => $(id).value);
  if (item.table === "numerals" ? role && row.role !== role : sure && row.confidence >= +sure) return false;
  if (only && !{ doubtful: item.doubtful, checked: item.findings.length, corrected: row.corrected }[only]) return false;
  if (!words) return true;
  item.words ??= Object.keys(row).filter((name) => name !== "quote" && name !== "section").map((name) => row[name]).flat().join("\n").toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => item.words.includes(word));
}

function filter() {
  for (const item of items) item.shown = passes(item);
  for (const item of byTable[tab]) if (item.tr) item.tr.hidden = !item.shown;
  const left = byTable[tab].filter((item) => item.shown).length;
  $("count").textContent = left === byTable[tab].length ? `${figure(left)} rows` : `${figure(left)} of ${figure(byTable[tab].length)} rows`;
  shade();
}

function shade() {
  const visible = (item) => item.shown && !hidden.has(item.table === "numerals" ? item.row.role : item.table);
  for (const { node, owners } of elements) node.classList.toggle("off", !owners.some(visible));
}

function fillFilters() {
  $("sure").append(make("option", { value: "" }, "any confidence"), ...[0.9, 0.8, 0.7, 0.6].map((bound) => make("option", { value: String(bound) }, `below ${bound}`)));
  const roles = count(byTable.numerals.map((item) => item.row.role));
  $("role").append(make("option", { value: "" }, "all roles"), ...[...roles].map(([role, n]) => make("option", { value: role }, `${role} (${n})`)));
  for (const id of ["sure", "role", "only"]) $(id).addEventListener("change", filter);
  let waiting = 0;
  $("find").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  $("filters").addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  const marks = [...TABLES.slice(0, 3).map((table) => [table, `mark ${table}`, byTable[table].length]), ...[...roles].filter(([role]) => role !== "statistic").map(([role, n]) => [role, `numeral ${role}`, n])];
  for (const [name, className, n] of marks) {
    const box = make("input", { type: "checkbox", checked: true, onchange: () => { box.checked ? hidden.delete(name) : hidden.add(name); shade(); } });
    $("marks").append(make("label", { className: "tick" }, box, make("span", { className: `${className} swatch` }, name), ` ${n}`));
  }
  $("marks").append(make("span", {}, make("span", { className: "mark statistics doubtful swatch" }, "dashed"), ` below ${DOUBT} or in a finding`));
}

function count(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}

// ---- selecting

let current = null;
const said = make("p", { className: "unseen", role: "status", id: "said" });
document.body.append(said);

function light(item) {
  for (const node of document.querySelectorAll(".now")) node.classList.remove("now");
  for (const node of [...item.els, ...(item.boxes || []), item.tr]) node?.classList.add("now");
}

function scrollToText(item) {
  const target = $("images").hidden ? item.els[0] : (item.boxes || [])[0];
  target?.scrollIntoView({ block: "center" });
}

const narrow = () => window.innerWidth < 900;

function select(item, from) {
  current = item;
  if (item.table !== tab) openTab(item.table);
  if (!item.shown) clearFilters();
  light(item);
  fillCard(item);
  if (from !== "text") scrollToText(item);
  if (from !== "table") item.tr?.scrollIntoView({ block: "center" });
  if (narrow() && from === "finding") pane("text");
  history.replaceState(null, "", `#${item.key}`);
  const rows = byTable[item.table];
  said.textContent = `${item.table} ${rows.indexOf(item) + 1} of ${rows.length}: ${heading(item)} ${item.row.figure_text || ""}`;
}

function clearFilters() {
  for (const id of ["find", "sure", "role", "only"]) $(id).value = "";
  filter();
}

function step(by, wanted = () => true) {
  const rows = byTable[tab].filter((item) => item.shown && wanted(item));
  if (!rows.length) { said.textContent = "no such row"; return; }
  let at = rows.indexOf(current);
  if (at < 0 && current) at = by > 0 ? rows.findIndex((item) => item.start > current.start) - 1 : rows.findIndex((item) => item.start >= current.start);
  select(rows[(((at < -1 ? -1 : at) + by) % rows.length + rows.length) % rows.length], "step");
}

const SKIPPED = new Set(["record_id", "report_id", "report_year", "raw_start", "raw_end", "quote_start", "quote_end", "record_ids", "indicator", "award", "name", "section", "quote", "text"]);

function fillCard(item) {
  const row = item.row;
  const list = make("dl");
  const add = (name, value, wide) => list.append(make("dt", { className: wide ? "own" : "" }, name), make("dd", { className: wide ? "wide" : "", lang: wide ? "zh" : null }, value));
  for (const [name, value] of Object.entries(row)) {
    if (SKIPPED.has(name) || value === null || value === "" || value === false || (Array.isArray(value) && !value.length)) continue;
    if (name === "value_exact" && value === String(row.value)) continue;
    add(name.replaceAll("_", " "), Array.isArray(value) ? value.join("；") : typeof value === "number" && name !== "year" ? figure(value) : String(value));
  }
  add("raw text", `${row.raw_start}–${row.raw_end}`);
  for (const [name, value] of [["section", row.section], ["sentence", row.quote]]) if (value) add(name, value, true);
  for (const one of item.findings) add(`check: ${one.severity}`, `${one.subject} ${one.expected} ${one.message}`.trim(), true);
  const button = (short, long, action, title) => make("button", { type: "button", title, onclick: action, "aria-label": `${short} ${long}`.trim() }, short, make("span", { className: "long" }, ` ${long}`));
  const there = document.body.dataset.pane === "text" ? "tables" : "text";
  const turn = narrow() ? button(there === "tables" ? "Table" : "Text", "", () => pane(there), "Show the row on the other side") : "";
  $("card").replaceChildren(make("div", { className: "head" }, make("h3", { lang: "zh" }, heading(item), row.figure_text ? `　${row.figure_text}` : ""),
    make("span", { className: "tag plain long" }, item.table), button("‹", "Previous", () => step(-1), "k"), button("›", "Next", () => step(1), "j"), turn,
    button("Correct", "…", () => correct(item), "c"), make("span", { className: "spacer" }), button("✕", "Close", closeCard, "Esc")), list);
  $("card").hidden = false;
  $("card").scrollTop = 0;
}

function closeCard() {
  $("card").hidden = true;
  current = null;
  for (const node of document.querySelectorAll(".now")) node.classList.remove("now");
}

function pane(name) {
  document.body.dataset.pane = name;
  for (const button of $("panes").children) button.setAttribute("aria-pressed", String(button.dataset.pane === name));
  if (!current) return;
  fillCard(current);
  if (name === "text") scrollToText(current); else current.tr?.scrollIntoView({ block: "center" });
}

// ---- corrections

const text = (value) => JSON.stringify(value).replaceAll("\u007f", "\\u007f");
let draft = null; // { item or anchor, kind, table, values }

function correct(item) {
  if (item.table === "numerals") openDraft({ kind: "add", table: "statistics", start: item.start, anchor: item.row.text });
  else openDraft({ kind: "change", table: item.table, start: item.start, anchor: raw === null ? null : slice(item.start, item.end), item });
}

function addFromSelection() {
  const chosen = window.getSelection();
  const span = chosen.rangeCount && !chosen.isCollapsed ? offsets(chosen.getRangeAt(0)) : null;
  if (!span) { said.textContent = "Select characters of the text first."; $("add").textContent = "Select characters first"; setTimeout(() => { $("add").textContent = "Add a row …"; }, 2500); return; }
  openDraft({ kind: "add", table: "statistics", start: span[0], anchor: slice(...span) });
}

function offsets(range) {
  const walker = document.createTreeWalker($("raw"), NodeFilter.SHOW_TEXT);
  let first = null, last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!starts.has(node) || !range.intersectsNode(node)) continue;
    first ??= node;
    last = node;
  }
  if (!first) return null;
  const points = (node, end) => Array.from(node.data.slice(0, end)).length;
  const start = starts.get(first) + (first === range.startContainer ? points(first, range.startOffset) : 0);
  const end = starts.get(last) + points(last, last === range.endContainer ? range.endOffset : last.data.length);
  return end > start ? [start, end] : null;
}

function openDraft(next) {
  draft = { values: {}, ...next };
  const { item } = draft;
  $("correct-heading").textContent = item ? `Correct: ${heading(item)}` : "Add a row";
  $("anchor").textContent = item && item.row.rule === "correction"
    ? "A correction added this row: change or remove its [[add]] entry in the file instead."
    : draft.anchor === null ? data.raw_note : `on “${draft.anchor}”, character ${draft.start} of the text`;
  const choices = item ? [["change", "Change fields"], ["drop", "Drop the row"]] : TABLES.slice(0, 3).map((table) => [table, table]);
  $("kinds").replaceChildren(...choices.map(([value, label]) => make("label", { className: "tick" },
    make("input", { type: "radio", name: "kind", value, checked: value === (item ? draft.kind : draft.table), onchange: () => { item ? (draft.kind = value) : (draft.table = value, draft.values = {}); fillFields(); } }), label)));
  fillFields();
  $("correct").showModal();
}

function fillFields() {
  const fields = draft.kind === "drop" ? {} : data.fields[draft.table];
  $("fields").replaceChildren(...Object.entries(fields).map(([name, field]) => {
    const now = valueNow(name);
    const label = make("label", {}, field.needed && !draft.item ? `${name} (needed)` : name);
    const change = () => {
      if (input.value === now) delete draft.values[name]; else draft.values[name] = input.value;
      label.classList.toggle("set", name in draft.values);
      write();
    };
    const input = field.choices
      ? make("select", { onchange: change }, ...[...(draft.item ? [] : [""]), ...field.choices].map((choice) => make("option", { value: choice }, choice || "–")))
      : make("input", { oninput: change, placeholder: field.kind === "date" ? "yyyy-mm-dd" : field.kind === "list" ? "one；two" : "" });
    input.value = now;
    label.append(input);
    return label;
  }));
  write();
}

function valueNow(name) {
  const row = draft.item?.row;
  if (!row) return "";
  const value = name === "value" ? row.value_exact ?? row.value : row[name];
  return Array.isArray(value) ? value.join("；") : value === null || value === undefined ? "" : String(value);
}

function literal(value, kind) {
  if (kind === "list") return `[${value.split(/[；;]/).map((part) => part.trim()).filter(Boolean).map(text).join(", ")}]`;
  if (kind === "number" && /^-?\d+(\.\d+)?$/.test(value)) return value.replace(/^(-?)0+(?=\d)/, "$1");
  if (kind === "date" && /^\d{4}-\d\d-\d\d$/.test(value)) return value;
  return text(value);
}

function write() {
  const fields = data.fields[draft.table];
  const set = Object.entries(draft.values).map(([name, value]) => `${name} = ${literal(value, fields[name].kind)}`);
  const today = new Date(), pad = (n) => String(n).padStart(2, "0");
  const lines = [`[[${draft.kind}]]`, `table = ${text(draft.table)}`, `start = ${draft.start}`, `text = ${text(draft.anchor ?? "")}`];
  if (draft.item?.row.nth) lines.push(`row = ${draft.item.row.nth}`);
  if (draft.kind !== "drop") lines.push(`set = { ${set.join(", ")} }`);
  lines.push(`who = ${text($("who").value)}`, `when = ${today.getFullYear()}-${pad(today.getMonth() + 1)}-${pad(today.getDate())}`, `why = ${text($("why").value)}`);
  $("toml").value = `${lines.join("\n")}\n`;
  $("copied").textContent = draft.kind !== "drop" && !set.length ? "Change a field." : !$("who").value || !$("why").value ? "Say who and why." : "";
}

async function copy() {
  try {
    await navigator.clipboard.writeText($("toml").value);
    $("copied").textContent = "Copied.";
  } catch {
    // A page opened from a file may not have a clipboard: select the text for the person to copy.
    $("toml").focus();
    $("toml").select();
    $("copied").textContent = "Selected: copy it with Ctrl+C.";
  }
}

// ---- start

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("correct").open || event.target.closest("input, select, textarea")) {
    if (event.key === "Escape" && event.target.id === "find") event.target.blur();
    return;
  }
  const actions = {
    j: () => step(1), k: () => step(-1), d: () => step(1, (item) => item.doubtful), c: () => current && correct(current),
    "/": () => { if (narrow()) pane("tables"); $("find").focus(); }, Escape: closeCard,
    ...Object.fromEntries(TABLES.map((table, at) => [String(at + 1), () => openTab(table)])),
  };
  if (actions[event.key]) { event.preventDefault(); actions[event.key](); }
}

function follow() {
  const item = byKey.get(decodeURIComponent(location.hash.slice(1)));
  if (item) select(item, "hash");
}

fillHead();
fillText();
fillTabs();
fillFilters();
openTab("statistics");
$("file").textContent = `corrections/${data.report.report_id}.toml`;
$("views").hidden = !data.sheets.length;
$("printed").addEventListener("change", () => $("raw").classList.toggle("printed", $("printed").checked));
$("legend").open = !narrow();
$("add").addEventListener("click", addFromSelection);
$("copy").addEventListener("click", copy);
for (const id of ["who", "why"]) $(id).addEventListener("input", write);
for (const button of $("views").children) button.addEventListener("click", () => view(button.dataset.view));
for (const button of $("panes").children) button.addEventListener("click", () => pane(button.dataset.pane));
pane("text");
document.addEventListener("keydown", keys);
window.addEventListener("hashchange", follow);
follow();
