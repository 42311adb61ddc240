"use strict";
// The gallery: cards drawn as they scroll into view, filters, keyboard, and one case in full.
// Everything a model wrote reaches the page as a text node. Nothing here ever parses HTML.
(() => {
  const data = JSON.parse(document.getElementById("gallery-data").textContent);
  const WITHHELD = -1;
  const CHUNK = 60;
  const MARKS = {
    correct: ["✓", "good"], wrong: ["✕", "bad"], unparsed: ["?", "bad"],
    "judge-invalid": ["!", "odd"], error: ["!", "odd"], unsupported: ["–", "odd"],
  };
  const $ = (id) => document.getElementById(id);

  const el = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "onclick") made.addEventListener("click", value);
      else made.setAttribute(name, value === true ? "" : String(value));
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  };
  const spaced = (name) => name.replaceAll("_", " ");

  const load = (block, when) => block.cases.map((one) => ({
    ...one,
    when: one.when ?? when,
    name: one.id + (one.repeat ? `-rep${one.repeat}` : "") + (one.when ? ` at ${one.when}` : ""),
    text: (place) => (place === WITHHELD ? null : block.texts[place]),
    picture: (place) => (place === WITHHELD ? WITHHELD : block.pictures[place]),
  }));
  const loaded = load(data, data.before ? "after" : "");
  const cases = loaded.filter((one) => !one.past);
  const past = data.before ? load(data.before, "before") : loaded.filter((one) => one.past);
  const byInstance = new Map();
  for (const one of [...cases, ...past]) {
    if (!byInstance.has(one.instance)) byInstance.set(one.instance, []);
    byInstance.get(one.instance).push(one);
  }

  // ---- what is shown ------------------------------------------------------------------------------------------

  const haystacks = new Map();
  const haystack = (one) => {
    if (!haystacks.has(one)) {
      const places = one.steps.flatMap((step) => [step.prompt, step.text]);
      places.push(one.error, ...one.polls.flatMap((poll) => [poll.question, ...poll.votes.map((vote) => vote[0])]));
      const texts = places.filter((place) => place !== undefined).map((place) => one.text(place) ?? "");
      haystacks.set(one, [one.name, spaced(one.category), one.subtask, ...texts].join("\n").toLowerCase());
    }
    return haystacks.get(one);
  };

  const fill = (select, groups) => {
    for (const [label, options] of groups) {
      const made = options.map(([text, value]) => new Option(text, value));
      select.append(...(label ? [el("optgroup", { label }, made)] : made));
    }
    select.closest("label").hidden = select.options.length < 2 || select.closest("label").hidden;
  };
  // It was drawn, and the judge did not say: it could not tell, was away, or broke.
  const unjudged = (one) => one.strict === "judge-invalid" ||
    (one.strict === "error" && one.axis === "UEG" && one.steps.at(-1)?.picture !== undefined);
  const distinct = (key) => [...new Set(cases.map((one) => one[key]))];
  const counted = (text, test) => [`${text} (${cases.filter(test).length})`, text];
  const axes = distinct("axis").map((axis) => {
    const held = [...new Set(cases.filter((one) => one.axis === axis).map((one) => one.category))];
    return [axis, [[`${axis}: all`, axis], ...held.map((name) => [spaced(name), name])]];
  });
  fill($("f-category"), [["", [["all", ""]]], ...axes]);
  fill($("f-protocol"), [["", [["all", ""], ...distinct("protocol").map((name) => [name, name])]]]);
  const strata = ["easy", "medium", "hard"].filter((name) => cases.some((one) => one.stratum === name));
  fill($("f-stratum"), [["", [["all", ""], ...strata.map((name) => counted(name, (one) => one.stratum === name))]]]);
  const verdicts = Object.keys(MARKS).filter((state) => cases.some((one) => one.strict === state));
  fill($("f-verdict"), [["", [["all", ""], ...verdicts.map((state) => counted(state, (one) => one.strict === state))]],
    ["scorers", [["strict and parity differ", "differ"]]],
    ...(cases.some((one) => one.axis === "UEG")
      ? [["judge", [[`could not be judged (${cases.filter(unjudged).length})`, "unjudged"]]]] : [])]);
  fill($("f-change"), [["", [["all", ""], ["changed", "changed"], ["worse", "worse"], ["better", "better"]]]]);

  const VERDICTS = { differ: (one) => one.strict !== one.parity, unjudged };
  const CHANGES = {
    "": () => true,
    changed: (one) => Boolean(one.change),
    worse: (one) => Boolean(one.change?.worse),
    better: (one) => Boolean(one.change) && !one.change.worse,
  };
  let shown = cases;
  const filtered = () => {
    const [category, protocol, stratum, verdict] =
      ["f-category", "f-protocol", "f-stratum", "f-verdict"].map((id) => $(id).value);
    const words = $("f-search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const change = CHANGES[$("f-change").value];
    const at = $("f-at")?.value ?? "";
    return cases.filter((one) =>
      (!at || one.at === Number(at)) &&
      (!category || one.category === category || one.axis === category) &&
      (!protocol || one.protocol === protocol) &&
      (!stratum || one.stratum === stratum) &&
      (!verdict || (VERDICTS[verdict] ? VERDICTS[verdict](one) : one.strict === verdict)) &&
      change(one) && words.every((word) => haystack(one).includes(word)));
  };

  // ---- cards --------------------------------------------------------------------------------------------------

  const grid = $("cards");
  let drawn = 0;
  let current = 0;

  const image = (source, alt) => {
    if (source === WITHHELD) return el("div", { class: "nopic" }, "input left out");
    if (!source) return el("div", { class: "nopic" }, "no picture here");
    const [src, width, height] = source;
    return el("img", { src, width, height, alt, loading: "lazy", decoding: "async" });
  };
  const mark = (state, prefix = "") => {
    const [sign, tone] = MARKS[state] ?? ["·", "odd"];
    return el("span", { class: `mark ${tone}` }, el("span", { "aria-hidden": "true" }, sign), ` ${prefix}${state}`);
  };
  const face = (one) => {
    const made = one.steps.filter((step) => step.picture !== undefined).at(-1);
    if (made) return one.picture(made.picture);
    const given = one.steps.flatMap((step) => step.inputs)[0];
    return given === undefined ? null : one.picture(given);
  };
  const gist = (one) => {
    if (one.axis === "GEU") {
      return one.expected ? `gold ${one.expected} · read ${one.read.strict || "nothing"}` : "";
    }
    const right = one.polls.filter((poll) => poll.answer === poll.expected).length;
    return one.polls.length ? `${right} of ${one.polls.length} questions right` : "";
  };
  const changed = ({ change }) => change && el("span", { class: `change ${change.worse ? "bad" : "good"}` },
    `${change.worse ? "▼" : "▲"} was ${change.before}${change.steady ? "" : " (flips)"}`);

  const card = (one, position) => el("li", {}, el("button", {
    type: "button", class: "case", tabindex: position === current ? 0 : -1, "data-position": position,
    "aria-label": `${one.name}: ${one.strict}${one.change ? `, was ${one.change.before}` : ""}`,
    onclick: () => open(position),
  },
  el("span", { class: "pic" }, image(face(one), "")),
  el("span", { class: "case-line" }, mark(one.strict), el("span", { class: "tag" }, one.protocol)),
  el("span", { class: "case-name" }, spaced(one.category)),
  el("span", { class: "case-sub" }, `${spaced(one.subtask)} ${one.instance.match(/\d+$/)?.[0] ?? ""}${one.stratum ? `, ${one.stratum}` : ""}`),
  el("span", { class: "case-sub" }, gist(one)),
  changed(one) ?? ""));

  const draw = (until) => {
    const made = document.createDocumentFragment();
    for (const end = Math.min(until, shown.length); drawn < end; drawn += 1) made.append(card(shown[drawn], drawn));
    grid.append(made);
  };
  const refresh = () => {
    shown = filtered();
    drawn = 0;
    current = 0;
    grid.replaceChildren();
    draw(CHUNK);
    $("count").textContent = shown.length === cases.length
      ? `${cases.length} cases` : `${shown.length} of ${cases.length} cases`;
    $("nothing").hidden = shown.length > 0;
  };
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && drawn < shown.length) draw(drawn + CHUNK);
  }, { rootMargin: "1200px" }).observe($("more"));

  const button = (position) => grid.children[position]?.firstElementChild;
  const focus = (position) => {
    if (!shown.length) return;
    const next = Math.max(0, Math.min(shown.length - 1, position));
    draw(next + CHUNK);
    button(current)?.setAttribute("tabindex", "-1");
    current = next;
    button(current).setAttribute("tabindex", "0");
    button(current).focus({ preventScroll: true });
    button(current).scrollIntoView({ block: "nearest", behavior: "instant" });
  };
  grid.addEventListener("focusin", (event) => {
    const position = Number(event.target.dataset.position);
    if (!Number.isInteger(position) || position === current) return;
    button(current)?.setAttribute("tabindex", "-1");
    current = position;
    event.target.setAttribute("tabindex", "0");
  });

  // ---- one case in full ---------------------------------------------------------------------------------------

  const dialog = $("case");
  let inspected = 0; // the place among those shown; a case of the same instance may be looked at from there
  // Code between backticks, and between fences of three. Nothing else of Markdown: a reply is shown as it was given.
  const CODE = /```[^\n`]*\n([\s\S]*?)\n?```\n?|`([^`\n]+)`/g;
  const marked = (text) => {
    const parts = [];
    let end = 0;
    for (const found of text.matchAll(CODE)) {
      const [whole, block, inline] = found;
      parts.push(text.slice(end, found.index));
      parts.push(block === undefined ? el("code", {}, inline) : el("code", { class: "block" }, block));
      end = found.index + whole.length;
    }
    return [...parts, text.slice(end)];
  };
  const textual = (one, place, empty = "(empty)") => {
    const text = one.text(place);
    if (text === null) return el("p", { class: "withheld" }, "Left out: an input of the suite.");
    return text ? el("pre", { dir: "auto" }, marked(text)) : el("p", { class: "withheld" }, empty);
  };
  const figure = (one, place, caption) => el("figure", {},
    image(one.picture(place), caption), el("figcaption", {}, caption));

  const role = (one, step, position) => {
    if (position < one.steps.length - 1) return "intermediate";
    return step.picture === undefined ? "reply" : "output";
  };
  const stepPictures = (one, step, position) => {
    const earlier = one.steps.slice(0, position).map((before) => before.picture);
    const given = { oracle: "given intermediate", blind: "in place of the input" }[one.protocol] ?? "input";
    const figures = step.inputs.map((place) => figure(one, place, earlier.includes(place) ? "intermediate" : given));
    if (step.picture !== undefined) figures.push(figure(one, step.picture, role(one, step, position)));
    return figures.length ? el("div", { class: "pics" }, figures) : "";
  };
  const stepSection = (one, step, position) => el("section", { class: "step" },
    el("h3", {}, `Step ${position + 1}: ${step.verb} `, el("span", { class: "muted" }, `${step.seconds.toFixed(2)} s${step.finish ? `, ${step.finish}` : ""}`)),
    el("div", { class: "step-parts" },
      el("div", {}, el("h4", {}, "Prompt"), textual(one, step.prompt),
        step.text === undefined ? "" : [el("h4", {}, role(one, step, position)), textual(one, step.text)],
        step.text === undefined && step.picture === undefined ? el("p", { class: "withheld" }, "No output.") : ""),
      stepPictures(one, step, position)));

  const pollRow = (one, poll) => {
    const votes = poll.votes.map(([reply, answer]) => el("li", {},
      poll.votes.length > 1 ? el("span", { class: "tag" }, answer ?? "neither") : "", textual(one, reply)));
    const right = poll.answer === poll.expected;
    return el("tr", { class: right ? "" : "failed" }, el("td", {}, textual(one, poll.question)),
      el("td", {}, poll.expected),
      el("td", {}, el("span", { class: `mark ${right ? "good" : poll.answer ? "bad" : "odd"}` },
        `${right ? "✓" : poll.answer ? "✕" : "!"} ${poll.answer ?? "undecided"}`)),
      el("td", {}, el("ul", { class: "votes" }, votes)));
  };
  const pollTable = (one) => one.polls.length === 0 ? "" : el("section", {}, el("h3", {}, "Judge"),
    el("div", { class: "scroll" }, el("table", { class: "list polls" },
      el("thead", {}, el("tr", {}, ["Question", "Gold", "Judge", one.polls[0].votes.length > 1 ? "Votes" : "Reply"]
        .map((title) => el("th", { scope: "col" }, title)))),
      el("tbody", {}, one.polls.map((poll) => pollRow(one, poll))))));

  const siblings = (one) => byInstance.get(one.instance).filter((other) => other !== one)
    .sort((first, second) => (first.at ?? 0) - (second.at ?? 0)).map((other) =>
    el("button", { type: "button", class: "quiet", onclick: () => show(other) },
      mark(other.strict, `${[other.when, other.protocol, other.repeat ? `repeat ${other.repeat}` : ""]
        .filter(Boolean).join(" ")}: `)));

  const show = (one) => {
    $("case-title").textContent = one.name;
    const read = one.axis === "GEU"
      ? el("p", {}, "Gold ", el("strong", {}, one.expected || "unknown"), ". ",
        Object.entries(one.read).map(([scorer, letter]) => `${scorer} read ${letter || "nothing"}`).join(", "))
      : "";
    const others = siblings(one);
    $("case-body").replaceChildren(
      el("p", { class: "row" }, one.when ? el("span", { class: "tag" }, one.when) : "", mark(one.strict, "strict: "),
        mark(one.parity, "parity: "), changed(one) ?? ""),
      read,
      one.error === undefined ? "" : el("div", { class: "note" }, textual(one, one.error)),
      others.length ? el("p", { class: "row" }, el("span", { class: "muted" }, "Same instance:"), others) : "",
      ...one.steps.map((step, position) => stepSection(one, step, position)),
      one.steps.length ? "" : el("p", { class: "withheld" }, one.left === undefined ? "No step was run." : one.text(one.left)),
      pollTable(one),
      el("p", { class: "muted small" }, one.text(one.facts)));
    $("case-body").scrollTop = 0;
    $("case-prev").disabled = inspected === 0;
    $("case-next").disabled = inspected >= shown.length - 1;
    remember(one);
  };
  const remember = (one) => {
    try { history.replaceState(null, "", one ? `#case=${encodeURIComponent(one.name)}` : "#gallery"); } catch { /* a sandboxed page */ }
  };
  const open = (position) => {
    inspected = position;
    show(shown[position]);
    if (!dialog.open) dialog.showModal();
  };
  const step = (by) => {
    const next = inspected + by;
    if (next < 0 || next >= shown.length) return;
    draw(next + CHUNK);
    open(next);
  };
  $("case-prev").addEventListener("click", () => step(-1));
  $("case-next").addEventListener("click", () => step(1));
  $("case-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    remember(null);
    focus(inspected); // the browser itself goes back to the card that was opened first
  });

  // ---- keyboard -----------------------------------------------------------------------------------------------

  const columns = () => getComputedStyle(grid).gridTemplateColumns.split(" ").length;
  const MOVES = {
    j: () => current + 1, k: () => current - 1, ArrowRight: () => current + 1, ArrowLeft: () => current - 1,
    ArrowDown: () => current + columns(), ArrowUp: () => current - columns(), Home: () => 0, End: () => shown.length - 1,
  };
  const inDialog = (event) => {
    const by = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (dialog.open) { inDialog(event); return; }
    const typing = event.target.closest?.("input, select, textarea");
    if (typing) {
      if (event.key === "Escape" || (event.key === "Enter" && typing.id === "f-search")) {
        event.preventDefault();
        focus(current);
      }
      return;
    }
    if (event.key === "/") {
      event.preventDefault();
      $("f-search").focus();
      return;
    }
    const onCard = grid.contains(event.target);
    // Arrows, Home and End scroll the page unless a card has the focus; j and k always move.
    if (!MOVES[event.key] || (!onCard && !"jk".includes(event.key))) return;
    event.preventDefault();
    focus(onCard ? MOVES[event.key]() : current);
  });

  // ---- start --------------------------------------------------------------------------------------------------

  let waiting = 0;
  $("filters").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 80);
  });
  $("filters").addEventListener("reset", () => setTimeout(refresh));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  refresh();

  // What stands behind the page's address: a case as its id, or as pytest prints it.
  const wanted = () => {
    const found = /^#case=(.+)$/.exec(location.hash);
    if (!found) return "";
    let name = found[1];
    try { name = decodeURIComponent(name); } catch { /* no case has such a name */ }
    return /::[^[]*\[(.*)\]$/s.exec(name)?.[1] ?? name;
  };
  const spelled = (name) => name.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const missed = (name) => {
    const near = cases.filter((one) => one.name.includes(name) || name.includes(one.name)).slice(0, 6);
    $("unknown").replaceChildren(`No case here is called ${spelled(name.slice(0, 200))}. All ${cases.length} are listed.`,
      ...near.flatMap((one) => [" ", el("button", { type: "button", class: "quiet", onclick: () => visit(one.name) }, one.name)]));
    $("unknown").hidden = false;
  };
  const visit = (name) => {
    $("unknown").hidden = true;
    if (!name) { if (dialog.open) dialog.close(); return; }
    if (!shown.some((one) => one.name === name)) { // filtered out, or not there: then all are listed
      $("filters").reset();
      refresh();
    }
    const position = shown.findIndex((one) => one.name === name);
    if (position < 0) {
      if (dialog.open) dialog.close();
      missed(name);
      $("gallery").scrollIntoView({ behavior: "instant" });
      return;
    }
    draw(position + CHUNK);
    open(position);
  };
  addEventListener("hashchange", () => visit(wanted()));
  if (wanted()) visit(wanted());
})();
