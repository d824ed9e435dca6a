"use strict";
// Search over the contacts that stand in this page as data. No request is made. The order is that of days, and of nothing else.
(() => {
  const SHOWN = 50;
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December"];
  const { rows, decisions, words } = JSON.parse(document.getElementById("contacts-data").textContent);
  const form = document.getElementById("search");
  const results = document.getElementById("results");
  const body = results.querySelector("tbody");
  const status = document.getElementById("found");
  const [earlier, later] = ["earlier", "later"].map((name) => document.getElementById(name));
  let found = rows;
  let first = 0;

  const idOf = ([day, person, , , own]) => own || `${person}@${isoOf(day)}`;
  const isoOf = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
  const dateOf = (day) => {
    const date = new Date(day * 864e5);
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  };

  function element(name, text, parent) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    parent.append(made);
    return made;
  }

  function addRow(row) {
    const [day, person, decision, file] = row;
    const line = element("tr", "", body);
    element("td", dateOf(day), line).className = "whole";
    const cell = element("td", "", line);
    if (file) {
      const link = element("a", "", cell);
      link.href = `contacts/${file}`;
      element("bdi", idOf(row), link);
    } else {
      element("bdi", idOf(row), cell);
      element("br", "", cell);
      element("code", `neglect-triage explain ${idOf(row)}`, cell);
    }
    element("bdi", person, element("td", "", line));
    if (decisions.length) element("td", decision < 0 ? "not recorded" : decisions[decision], line);
  }

  function show() {
    body.replaceChildren();
    found.slice(first, first + SHOWN).forEach(addRow);
    const last = Math.min(first + SHOWN, found.length);
    const number = found.length.toLocaleString("en-GB");
    const many = `${number === "0" ? "No" : number} ${number === "1" ? words.point : words.points} found.`;
    status.textContent = found.length > SHOWN
      ? `${many} Shown: ${(first + 1).toLocaleString("en-GB")} to ${last.toLocaleString("en-GB")}, in the order of days.`
      : many;
    earlier.disabled = first === 0;
    later.disabled = last >= found.length;
    results.hidden = found.length === 0;
  }

  function search() {
    const asked = form.elements;
    const text = asked.text.value.trim().toLowerCase();
    const from = asked.from.value ? Date.parse(asked.from.value) / 864e5 : -Infinity;
    const to = asked.to.value ? Date.parse(asked.to.value) / 864e5 : Infinity;
    const decision = asked.decision ? asked.decision.value : "";
    found = rows.filter((row) => row[0] >= from && row[0] <= to
      && (!asked.paged.checked || row[3])
      && (decision === "" || row[2] === Number(decision))
      && (text === "" || idOf(row).toLowerCase().includes(text) || row[1].toLowerCase().includes(text)));
    first = 0;
    show();
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  form.addEventListener("reset", () => { setTimeout(search, 0); });
  earlier.addEventListener("click", () => { first -= SHOWN; show(); });
  later.addEventListener("click", () => { first += SHOWN; show(); });
  document.getElementById("with-script").hidden = false;
  show();
})();
