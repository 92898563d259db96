/* What the site does beyond HTML: languages, copying, the list of methods, search. */
"use strict";

(() => {
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

  /** Keep what somebody chose; the head of each page reads it. */
  function keep() {
    const { theme, lang } = root.dataset;
    try {
      localStorage.specmint = JSON.stringify({ theme, lang });
    } catch {
      // It holds for this page, then.
    }
  }

  // -- light and dark --

  const wantsDark = matchMedia("(prefers-color-scheme: dark)");
  $(".theme").addEventListener("click", () => {
    const now = root.dataset.theme ?? (wantsDark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    keep();
  });

  // -- languages and copying --

  function press() {
    for (const button of $$("[data-set]")) {
      const isChosen = button.dataset.set === root.dataset.lang;
      button.setAttribute("aria-pressed", String(isChosen));
    }
  }

  function choose(button) {
    const before = button.getBoundingClientRect().top;
    root.dataset.lang = button.dataset.set;
    press();
    keep();
    // Panels above may have grown; what was clicked stays where it is.
    window.scrollBy(0, button.getBoundingClientRect().top - before);
  }

  async function copy(button) {
    const shown = $$(".tab", button.closest(".panel")).find((tab) => tab.offsetParent);
    const text = $("pre", shown)?.textContent ?? "";
    await write(text);
    button.textContent = "Copied";
    say("Copied");
    setTimeout(() => (button.textContent = "Copy"), 1500);
  }

  async function write(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Pages from files may not use the clipboard directly.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  const live = document.createElement("p");
  live.className = "hidden";
  live.setAttribute("role", "status");
  document.body.append(live);
  const say = (text) => (live.textContent = text);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.set) choose(button);
    else if (button?.classList.contains("copy")) copy(button);
    else if (button?.classList.contains("find")) open();
    else if (button?.classList.contains("menu")) toggle(button);
  });
  if (root.dataset.lang !== "python") press();

  // -- places inside what is folded --

  function unfold() {
    const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let fold = at?.closest("details");
    if (!fold) return;
    for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
    at.scrollIntoView();
  }
  addEventListener("hashchange", unfold);
  unfold();
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = $$("main details:not([open])");
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });

  // -- the list of methods --

  const nav = $("#nav");

  function toggle(button) {
    const isOpen = root.classList.toggle("open");
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) $("input", nav)?.focus();
  }

  function load(source, done) {
    const script = document.createElement("script");
    script.src = root.dataset.root + source;
    script.onload = script.onerror = done;
    document.head.append(script);
  }

  /** Let the groups that are on other pages fold open to their methods. */
  function fill(groups) {
    const links = $$(".group", nav);
    for (const { page, methods } of groups) {
      const link = links.find((one) => one.pathname.endsWith(`/${page}.html`));
      if (!link) continue;
      const details = document.createElement("details");
      const summary = document.createElement("summary");
      const list = document.createElement("ul");
      summary.textContent = link.textContent;
      for (const [name, effect] of methods) list.append(entry(link.href, name, effect));
      details.append(summary, list);
      link.replaceWith(details);
    }
  }

  function entry(page, name, effect) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.className = effect;
    link.textContent = name;
    link.href = `${page}#${encodeURIComponent(name)}`;
    item.append(link);
    return item;
  }

  function filter(text) {
    const wanted = text.trim().toLowerCase();
    for (const details of $$("details", nav)) {
      const title = $("summary", details).textContent.toLowerCase();
      let has = false;
      for (const item of $$("li", details)) {
        item.hidden = !(item.textContent + title).toLowerCase().includes(wanted);
        has ||= !item.hidden;
      }
      details.hidden = !has;
      details.dataset.was ??= String(details.open);
      details.open = wanted ? has : details.dataset.was === "true";
    }
    for (const list of $$(".pages, .over", nav)) list.hidden = wanted !== "";
  }

  function follow() {
    const links = new Map(
      $$("a[href^='#']", nav).map((link) => [decodeURIComponent(link.hash.slice(1)), link]),
    );
    const seen = new Set();
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) seen.add(target.id);
          else seen.delete(target.id);
        }
        const here = [...links.keys()].find((id) => seen.has(id));
        for (const [id, link] of links) {
          if (id === here) link.setAttribute("aria-current", "location");
          else link.removeAttribute("aria-current");
        }
        if (here) show(links.get(here));
      },
      { rootMargin: "-72px 0px -80% 0px" },
    );
    for (const section of $$("section.method[id]")) watch.observe(section);
  }

  function show(link) {
    const at = link.getBoundingClientRect();
    const frame = nav.getBoundingClientRect();
    if (at.top < frame.top + 40) nav.scrollTop += at.top - frame.top - 80;
    if (at.bottom > frame.bottom - 40) nav.scrollTop += at.bottom - frame.bottom + 80;
  }

  if (nav) {
    // Nobody waits for these, and the page is on the screen sooner without them.
    requestAnimationFrame(() =>
      setTimeout(() => {
        load(`${root.dataset.api}/methods.js`);
        follow();
      }),
    );
    $(".filter input", nav).addEventListener("input", (event) => filter(event.target.value));
    nav.addEventListener("click", (event) => {
      if (event.target.closest("a") && root.classList.contains("open")) toggle($(".menu"));
    });
  } else {
    $(".menu").remove();
  }

  // -- search --

  const KINDS = ["page", "method", "parameter", "type", "field", "value", "error"];
  const WEIGHTS = [40, 9, 2, 5, 1, 2, 8];
  const MOST = 40;
  let rows = [];
  let dialog = null;
  let hits = [];
  let chosen = 0;

  /** Take an index: each row has kind, page, name, about, anchor and further words. */
  function take({ api, title, pages, rows: made }) {
    const isOwn = api === root.dataset.api;
    const bonus = isOwn ? 40 : 0;
    for (const [kind, page, name, about = "", anchor = name, words = ""] of made) {
      const at = KINDS[kind] === "page" ? "" : `#${encodeURIComponent(anchor || name)}`;
      rows.push({
        kind,
        name,
        about,
        api: isOwn ? "" : title,
        href: `${root.dataset.root}${api}/${pages[page]}.html${at}`,
        weight: WEIGHTS[kind] + bonus,
        low: name.toLowerCase(),
        text: `${name} ${about} ${words}`.toLowerCase(),
        codes: words.match(/#\S+/g) ?? [],
        words: words.toLowerCase(),
      });
    }
    if (dialog?.open) render();
  }

  /** Say how well a row fits a word; nothing where it does not. */
  function fit(row, word) {
    const number = /^-?\d+$/.test(word) ? word : "";
    if (number && row.codes.length) {
      for (const code of row.codes) {
        if (code === `#${number}`) return 120;
        if (code === `#-${number}`) return 110;
        const [low, high] = code.slice(1).split("..").map(Number);
        if (high !== undefined && low <= number && number <= high) return 100;
      }
    }
    const at = row.text.indexOf(word);
    if (at < 0) return 0;
    const { low } = row;
    const last = low.slice(low.lastIndexOf(".") + 1);
    if (low === word) return 100;
    if (last === word || row.words === word) return 85;
    if (low.startsWith(word)) return 60;
    if (last.startsWith(word)) return 52;
    const inside = low.indexOf(word);
    if (inside > 0) return /[._ -]/.test(low[inside - 1]) || /[A-Z]/.test(row.name[inside]) ? 45 : 30;
    if (number) return /\d/.test(row.text[at - 1] ?? "") || /\d/.test(row.text[at + word.length] ?? "") ? 1 : 8;
    if (at > 0 && !/\W/.test(row.text[at - 1])) return 5;
    return KINDS[row.kind] === "page" ? 60 : 12;
  }

  function search(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [];
    if (!words.length) return found;
    const whole = words.join("");
    for (const row of rows) {
      let score = 0;
      for (const word of words) {
        const one = fit(row, word);
        if (!one) {
          score = 0;
          break;
        }
        score += one;
      }
      if (score && words.length > 1 && row.text.includes(words.join(" "))) score += 60;
      if (words.length > 1 && row.low.replace(/[^a-z0-9]/g, "") === whole) score += 100;
      if (score) found.push([score + row.weight - row.name.length / 50, row]);
    }
    found.sort((a, b) => b[0] - a[0]);
    return found.slice(0, MOST).map(([, row]) => row);
  }

  function marked(text, query) {
    const words = query.split(/\s+/).filter(Boolean);
    const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const made = document.createDocumentFragment();
    if (!escaped.length) return text;
    for (const part of text.split(new RegExp(`(${escaped.join("|")})`, "i"))) {
      const isHit = words.some((word) => word.toLowerCase() === part.toLowerCase());
      const piece = isHit ? document.createElement("mark") : document.createTextNode("");
      piece.textContent = part;
      made.append(piece);
    }
    return made;
  }

  function render() {
    const input = $("input", dialog);
    hits = search(input.value);
    chosen = 0;
    const list = $("ul", dialog);
    list.replaceChildren(...hits.map((row, index) => option(row, index, input.value)));
    input.setAttribute("aria-expanded", String(hits.length > 0));
    const told = hits.length ? `${hits.length === MOST ? "The best " : ""}${hits.length} found` : "Nothing has these words";
    $(".state", dialog).textContent = input.value.trim() ? told : "A method, a field, a word, or the code of an error";
    mark();
  }

  function option(row, index, query) {
    const item = document.createElement("li");
    item.id = `hit-${index}`;
    item.setAttribute("role", "option");
    const kind = document.createElement("span");
    kind.className = "kind";
    kind.textContent = KINDS[row.kind];
    const name = document.createElement("span");
    name.className = "hit";
    name.append(marked(row.name, query));
    const codes = row.codes.map((code) => code.slice(1)).join(", ");
    const beside = [codes, row.api].filter(Boolean).join(" · ");
    if (beside) {
      const small = document.createElement("small");
      small.textContent = beside;
      name.append(small);
    }
    const told = document.createElement("span");
    told.className = "told";
    told.append(marked(row.about, query));
    item.append(kind, name, told);
    item.addEventListener("click", () => go(row));
    return item;
  }

  function mark() {
    const input = $("input", dialog);
    $$("li", dialog).forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === chosen));
      if (index === chosen) item.scrollIntoView({ block: "nearest" });
    });
    if (hits.length) input.setAttribute("aria-activedescendant", `hit-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function go(row) {
    dialog.close();
    location.href = row.href;
  }

  function open() {
    dialog ??= makeDialog();
    if (dialog.open) return;
    dialog.showModal();
    const input = $("input", dialog);
    input.select();
    render();
  }

  function makeDialog() {
    const made = document.createElement("dialog");
    made.className = "search";
    made.setAttribute("aria-label", "Search");
    made.innerHTML = `
      <input type="text" role="combobox" aria-label="Search" aria-autocomplete="list" aria-expanded="false"
        aria-controls="hits" autocomplete="off" spellcheck="false" placeholder="Search methods, fields, errors">
      <ul id="hits" role="listbox" aria-label="Found"></ul><p class="state" role="status"></p>`;
    document.body.append(made);
    $("input", made).addEventListener("input", render);
    made.addEventListener("keydown", (event) => {
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps && hits.length) {
        chosen = (chosen + steps[event.key] + hits.length) % hits.length;
        mark();
      } else if (event.key === "Enter" && hits[chosen]) go(hits[chosen]);
      else return;
      event.preventDefault();
    });
    made.addEventListener("click", (event) => {
      if (event.target === made) made.close();
    });
    load("apis.js");
    return made;
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    // Where search was just closed, the focus may not have left its field yet.
    const isTyping = field && (dialog?.open || !dialog?.contains(field));
    const asks = (event.key === "/" && !isTyping) || (event.key === "k" && (event.ctrlKey || event.metaKey));
    if (!asks || event.altKey) return;
    event.preventDefault();
    open();
  });

  // What the files with data call, which come as scripts so that pages work from a disk.
  window.specmint = {
    apis(names) {
      const own = root.dataset.api;
      const rest = names.filter((name) => name !== own);
      for (const name of own ? [own, ...rest] : rest) load(`${name}/search.js`);
    },
    index: take,
    methods: fill,
    search,
  };
})();
