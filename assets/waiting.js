// Optional: answers that could not be sent wait on the phone, sealed so that only we can open them, where their
// writer chose that. Without it the form is sent by the browser itself. See docs/decisions/0020-answers-that-wait.md.
(() => {
  "use strict";
  const root = document.documentElement, line = document.querySelector("[data-waits]");
  if (!line || root.dataset.waits || !window.fetch || !window.AbortController || !window.SubmitEvent) return;
  root.dataset.waits = "on";
  const NAME = "waiting", PURPOSE = "waiting answers", DAY = 86400000, KEPT = 7 * DAY, PATIENCE = 30000, ROUNDS = 600000;
  const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", ENDED = ["broken", "old", "gone", "empty"];
  const link = line.querySelector("a"), at = link.getAttribute("href"), subtle = window.crypto && window.crypto.subtle;
  const plain = (words) => new TextEncoder().encode(words);
  const join = (...parts) => new Uint8Array(parts.reduce((all, part) => all.concat(Array.from(part)), []));
  const base64 = (raw) => btoa(Array.from(raw, (byte) => String.fromCharCode(byte)).join(""));
  const written = (raw) => base64(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const raw = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const random = (count) => window.crypto.getRandomValues(new Uint8Array(count));

  // What is kept: cipher text, the day, and a salt. Read anew at every step, because another tab may have changed it.
  function read() {
    try {
      const list = JSON.parse(localStorage.getItem(NAME));
      return Array.isArray(list) ? list.filter((one) => one && one.id && one.made > 0) : [];
    } catch { return []; }
  }
  function write(list) {
    if (list.length) localStorage.setItem(NAME, JSON.stringify(list));
    else localStorage.removeItem(NAME);
  }
  const find = (id) => read().find((one) => one.id === id);
  const change = (id, to) => write(read().map((one) => (one.id === id ? { id, made: one.made, ...to } : one)));
  const remove = (id) => write(read().filter((one) => one.id !== id));
  function tidy() {
    const list = read(), left = list.filter((one) => Math.abs(Date.now() - one.made) < (one.state === "sent" ? KEPT : 2 * KEPT));
    const late = left.map((one) => (one.box && Date.now() - one.made > KEPT ? { id: one.id, made: one.made, state: "old" } : one));
    if (JSON.stringify(late) !== JSON.stringify(list)) write(late);
  }
  function canKeep() {
    try {
      localStorage.setItem("waits", "1");
      localStorage.removeItem("waits");
      return Boolean(subtle);
    } catch { return false; }
  }

  // One request that gives up, so that a connection that hangs counts as none.
  function post(address, body) {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
    return fetch(address, { method: "POST", body, credentials: "omit", cache: "no-store", signal: stop.signal })
      .then(async (answer) => ({ status: answer.status, words: await answer.text() }))
      .finally(() => clearTimeout(timer));
  }
  async function deliver(id) {
    const one = find(id);
    if (!one || !one.box) return one ? one.state : "removed";
    let answer;
    try { answer = await post(at, one.box); } catch { return "waiting"; }
    if (answer.status === 200 && /^[\w-]{40,200}$/.test(answer.words)) change(id, { state: "sent", salt: one.salt, receipt: answer.words });
    else if (answer.status !== 200 && ENDED.includes(answer.words)) change(id, { state: answer.words });
    else if (answer.status === 409 && answer.words === "key") change(id, { ...one, state: "key" });
    return (find(id) || { state: "removed" }).state;
  }

  // Sealed with our public key (the other half: feedback/storage/envelopes.py).
  async function seal(theirs, words) {
    const curve = { name: "ECDH", namedCurve: "P-256" }, own = await subtle.generateKey(curve, false, ["deriveBits"]);
    const known = await subtle.importKey("raw", theirs, curve, false, []);
    const point = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
    const shared = await subtle.importKey("raw", await subtle.deriveBits({ name: "ECDH", public: known }, own.privateKey, 256), "HKDF", false, ["deriveKey"]);
    const key = await subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: join(theirs, point), info: plain(PURPOSE) }, shared, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const sign = new Uint8Array(await subtle.digest("SHA-256", theirs)).slice(0, 8), head = join([1], sign, point), nonce = random(12);
    return written(join(head, nonce, new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: head }, key, words))));
  }
  // The receipt comes back sealed under this: made from a key that is shown once and never kept.
  async function stretch(secret, salt) {
    const typed = await subtle.importKey("raw", plain(secret), "PBKDF2", false, ["deriveBits"]);
    return new Uint8Array(await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, typed, 256));
  }
  async function openReceipt(sealed, bits) {
    const key = await subtle.importKey("raw", bits, "AES-GCM", false, ["decrypt"]), bytes = raw(sealed);
    const opened = await subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(0, 12), additionalData: plain(PURPOSE) }, key, bytes.slice(12));
    return new TextDecoder().decode(opened);
  }
  const tidied = (typed) => typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1").replace(/U/g, "V");
  const day = (time) => new Date(time).toLocaleDateString(root.lang === "en" ? "en-GB" : root.lang, { day: "numeric", month: "long", year: "numeric" });
  function fill(part, mark, words) {
    part.querySelectorAll(`[${mark}]`).forEach((place) => { place.className = mark === "data-until" ? "" : "receipt"; place.textContent = words; });
  }
  function focus(part) { part.setAttribute("tabindex", "-1"); part.focus(); }
  function when(part, name) { part.querySelectorAll("[data-when]").forEach((one) => { one.hidden = one.dataset.when !== name; }); }
  // The buttons that both places share; true where there was nothing else to do.
  function removes(wanted, part, id) {
    const sure = wanted.closest("[data-when]").querySelector("[data-sure]"), asked = wanted.dataset.do;
    if (asked === "remove") { sure.hidden = false; focus(sure); } else if (asked === "stay") sure.hidden = true;
    else if (asked === "remove-now") { remove(id); return true; }
    return false;
  }

  // A page that sends.
  function offerHere(box) {
    const button = document.querySelector("[data-send]"), form = button.form, told = document.querySelector("[data-sending]");
    let sending = false, id = null, bits = null, delay = PATIENCE, timer;
    function show(name, moves) {
      const part = box.querySelector(`[data-when=${name}]`);
      box.hidden = false;
      told.textContent = "";
      when(box, name);
      if (moves) focus(part.querySelector("h2"));
    }
    function failed(moves) { show(canKeep() ? "offer" : "unable", moves); }
    // The page as the browser would have opened it, in the place of this one.
    function replace(html) {
      document.open();
      document.write(html);
      document.close();
      window.scrollTo(0, 0);
      const heading = document.querySelector("h1");
      if (heading && !document.querySelector(".govuk-error-summary")) focus(heading);
    }
    async function send() {
      if (sending) return;
      sending = true;
      told.textContent = told.dataset.sending;
      try {
        const answer = await post(form.action, new URLSearchParams(new FormData(form)));
        if (answer.status < 500 && answer.words.includes("data-waits")) replace(answer.words);
        else failed(true);
      } catch (error) {
        // No connection, or it took too long. Anything else is a fault of ours: then the browser sends by itself.
        if (error instanceof TypeError || error.name === "AbortError") failed(true);
        else form.submit();
      } finally { sending = false; }
    }
    // From here on nothing of the answers is on the page or behind it: whoever picks the phone up finds them locked.
    function conceal() {
      const main = document.getElementById("main");
      Array.from(main.children).forEach((part) => { if (part !== box && part.tagName !== "H1" && !part.matches(".help, [data-waits]")) part.remove(); });
      document.querySelectorAll("[data-keep-open]").forEach((part) => part.remove());
      try { sessionStorage.setItem("left", at); } catch { /* refused: Back then asks before it shows a page */ }
      history.replaceState(null, "", at);
    }
    function state(name) {
      const title = box.querySelector(`[data-when=${name}]`).dataset.title, heading = document.querySelector("h1");
      heading.textContent = title;
      document.title = title + document.title.slice(document.title.lastIndexOf(" –"));
      show(name, false);
      focus(heading);
    }
    async function keep() {
      const letters = Array.from(random(8), (byte) => LETTERS[byte % 32]).join(""), salt = random(16), made = Date.now();
      try {
        bits = await stretch(letters, salt);
        const fields = new FormData(form);
        const content = { slug: box.dataset.wait, page: fields.get("page"), quote: fields.get("may_quote") === "yes", work: fields.get("work") || "", key: base64(bits) };
        const words = JSON.stringify(content), sealed = await seal(raw(box.dataset.key), plain(words.padEnd(Math.ceil(words.length / 1024) * 1024)));
        if (sealed.length > Number(box.dataset.most)) { show("long", true); return; }
        const mine = written(random(9));
        write([...read(), { id: mine, made, state: "waiting", box: sealed, salt: base64(salt) }]);
        if (!find(mine)) throw new Error("not kept");
        id = mine;
      } catch { show("unable", true); return; }
      fill(box, "data-secret", `${letters.slice(0, 4)}-${letters.slice(4)}`);
      fill(box, "data-until", day(made + KEPT));
      conceal();
      state("waiting");
      attempt();
    }
    async function attempt() {
      clearTimeout(timer);
      if (!id || sending) return;
      sending = true;
      const was = box.querySelector("[data-when]:not([hidden])").dataset.when, now = await deliver(id);
      sending = false;
      if (now === "sent") fill(box, "data-code", await openReceipt(find(id).receipt, bits));
      if (now !== was) state(now);
      if (now === "waiting" || now === "key") timer = setTimeout(attempt, delay = Math.min(delay * 2, 10 * PATIENCE));
      else if (now !== "sent") id = null;
    }
    form.addEventListener("submit", (event) => {
      // Another button, or the sum of days of attack is not done yet (work.js): not ours to send.
      if (event.defaultPrevented || event.submitter !== button) return;
      event.preventDefault();
      send();
    });
    box.addEventListener("click", (event) => {
      const wanted = event.target.closest("[data-do]");
      if (!wanted) return;
      if (wanted.dataset.do === "again") send();
      else if (wanted.dataset.do === "keep") keep();
      else if (removes(wanted, box, id)) { id = null; clearTimeout(timer); state("removed"); }
    });
    window.addEventListener("offline", () => { if (!id && form.isConnected) failed(false); });
    window.addEventListener("online", () => {
      delay = PATIENCE;
      if (id) attempt();
      else if (!box.hidden && form.isConnected) { box.hidden = true; told.textContent = told.dataset.back; }
    });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) attempt(); });
    if (navigator.onLine === false) failed(false);
  }

  // The page that shows what waits.
  function listHere(list) {
    const one = document.querySelector("[data-one]"), over = [];
    document.querySelector("[data-off]").remove();
    function draw() {
      // What ended is told on this page, once, and is no longer kept.
      read().filter((record) => ENDED.includes(record.state)).forEach((record) => { over.push(record); remove(record.id); });
      const kept = [...read(), ...over];
      list.textContent = "";
      document.querySelector("[data-none]").hidden = kept.length > 0;
      kept.forEach((record, place) => {
        const part = one.content.cloneNode(true).firstElementChild, ended = part.querySelector(`[data-when=${ENDED.find((name) => name === record.state) || "key"}]`);
        part.dataset.id = record.id;
        part.querySelector("[data-made]").textContent = ENDED.includes(record.state) || record.state === "key" ? ended.dataset.title : day(record.made);
        part.querySelectorAll("[id]").forEach((place_) => { place_.id += place; });
        part.querySelector("label").htmlFor += place;
        part.querySelector("input").setAttribute("aria-describedby", `waiting-problem${place}`);
        fill(part, "data-until", day(record.made + KEPT));
        when(part, record.state);
        list.append(part);
      });
    }
    list.addEventListener("click", async (event) => {
      const wanted = event.target.closest("[data-do]"), part = event.target.closest("[data-id]");
      if (!wanted) return;
      if (wanted.dataset.do === "now") { await deliver(part.dataset.id); draw(); } else if (removes(wanted, part, part.dataset.id)) { draw(); focus(document.querySelector("h1")); }
    });
    list.addEventListener("submit", async (event) => {
      const part = event.target.closest("[data-id]"), kept = find(part.dataset.id), problem = part.querySelector("[role=alert]");
      event.preventDefault();
      problem.textContent = "";
      try {
        const code = await openReceipt(kept.receipt, await stretch(tidied(part.querySelector("input").value), raw(kept.salt)));
        fill(part, "data-code", code);
        part.querySelector("[data-open]").remove();
        part.querySelector("[data-shown]").hidden = false;
        focus(part.querySelector("[data-shown]"));
      } catch { problem.textContent = problem.dataset.wrong; part.querySelector("input").focus(); }
    });
    return draw;
  }

  async function deliverAll(after) {
    for (const one of read()) if (one.box) await deliver(one.id);
    after();
  }
  tidy();
  const box = document.querySelector("[data-wait]"), list = document.querySelector("[data-list]");
  if (box) offerHere(box);
  const told = list ? listHere(list) : () => {
    const kept = read();
    line.hidden = !kept.length || location.pathname === link.pathname;
  };
  told();
  if (!box) {
    deliverAll(told);
    window.addEventListener("online", () => deliverAll(told));
  }
})();
