// Optional: the pages work without it. Leaves this site quickly, moves focus to what went wrong, and warns
// before a page grows old.
(function () {
  "use strict";
  var link = document.querySelector("[data-exit]"), presses = 0, timer, gone = false, tab, how;
  document.documentElement.classList.add("js");

  // Who left is not shown the pages behind again: this tab remembers where it went, and Back leads there once more.
  // Opening a page anew, by its address or a link, forgets it.
  try {
    tab = window.sessionStorage;
    how = performance.getEntriesByType("navigation")[0].type;
  } catch (refused) { /* then Back asks before it shows a page */ }
  function go(to) {
    gone = true;
    document.body.textContent = "";
    document.title = "";
    window.location.replace(to);
  }
  function look(again) {
    var to;
    try { to = tab.getItem("left"); } catch (refused) { return; }
    if (!to || window.location.pathname + window.location.search === to) return;
    if (again) go(to);
    else tab.removeItem("left");
  }
  look(how && how !== "navigate");
  window.addEventListener("pageshow", function (event) { if (event.persisted) look(true); });
  if (gone) return;

  function leave(event) {
    if (event) event.preventDefault();
    try { tab.setItem("left", link.href); } catch (refused) { /* as above */ }
    go(link.href);
  }
  if (link) {
    // Said aloud by a screen reader: how many presses are still to come.
    var said = document.createElement("span");
    said.className = "govuk-visually-hidden";
    said.setAttribute("role", "status");
    link.after(said);
    link.addEventListener("click", leave);
    document.addEventListener("keyup", function (event) {
      if (event.key !== "Shift") { presses = 0; return; }
      presses += 1;
      clearTimeout(timer);
      timer = setTimeout(function () { presses = 0; said.textContent = ""; }, 5000);
      if (presses === 3) leave();
      else said.textContent = link.getAttribute("data-press-" + presses);
    });
  }

  // Answers wait on this phone for signal: only then is there more to do (waiting.js).
  var waits = document.querySelector("[data-waits]"), more;
  try {
    if (waits && window.localStorage.getItem("waiting")) {
      more = document.createElement("script");
      more.src = waits.getAttribute("data-waits");
      document.head.append(more);
    }
  } catch (refused) { /* nothing can wait here */ }

  var summary = document.querySelector(".govuk-error-summary");
  if (summary) { summary.setAttribute("tabindex", "-1"); summary.focus(); }

  // A page with answers in it: five minutes before it grows old there is a notice with one button, which
  // seals the page anew. What is typed stays where it is. It can be done again and again.
  var note = document.querySelector("[data-keep-open]");
  var token = document.querySelector("input[name=page]");
  if (!note || !token || !window.fetch) return;
  var button = note.querySelector("button"), words = note.querySelector("p");
  var asks = words.textContent, wait = (note.getAttribute("data-minutes") - 5) * 60000, waiting;
  function begin() { waiting = setTimeout(function () { words.textContent = asks; note.hidden = false; }, wait); }
  button.addEventListener("click", function () {
    clearTimeout(waiting);
    fetch(note.getAttribute("data-keep-open"), {
      method: "POST", body: new URLSearchParams({ page: token.value }), credentials: "omit", cache: "no-store"
    }).then(function (answer) {
      if (!answer.ok) throw answer;
      return answer.text();
    }).then(function (fresh) {
      if (gone) return;
      document.querySelectorAll("input[name=page]").forEach(function (field) { field.value = fresh; });
      note.hidden = true;
      begin();
    }).catch(function () { if (!gone) words.textContent = note.getAttribute("data-failed"); });
  });
  begin();
})();
