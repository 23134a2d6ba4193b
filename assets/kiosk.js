// A tablet at an event: pages change in place, so that no answer is left behind the back button; starts again by itself.
(function () {
  "use strict";
  var home = window.location.href, IDLE = 60000, WARN = 45000, LONGEST_RECEIPT = 180000;
  var idle, warn, end;
  function restart() { document.body.textContent = ""; window.location.replace(home); }
  function touched() {
    var notice = document.querySelector("[data-idle]");
    clearTimeout(idle); clearTimeout(warn);
    if (notice) notice.hidden = true;
    warn = setTimeout(function () { var shown = document.querySelector("[data-idle]"); if (shown) shown.hidden = false; }, WARN);
    idle = setTimeout(restart, IDLE);
  }
  function show(html) {
    var page = new DOMParser().parseFromString(html, "text/html"), first;
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.documentElement.dir = page.documentElement.dir;
    document.body.replaceWith(page.body);
    // The scripts of the page that came: what reads it aloud, what reckons. Added anew, because parsed ones never run.
    page.head.querySelectorAll("script").forEach(function (script) {
      var source = script.getAttribute("src"), again;
      if (source.indexOf("/kiosk.") >= 0) return;
      again = document.createElement("script");
      again.src = source;
      again.onload = again.onerror = function () { again.remove(); };
      document.head.appendChild(again);
    });
    window.scrollTo(0, 0);
    first = document.querySelector(".govuk-error-summary") || document.querySelector("h1");
    if (first) { first.setAttribute("tabindex", "-1"); first.focus(); }
    clearTimeout(end);
    if (document.querySelector(".receipt")) end = setTimeout(restart, LONGEST_RECEIPT);
    touched();
  }
  function load(address, options) {
    fetch(address, options).then(function (answer) { return answer.text(); }).then(show, function () {
      var lost = document.querySelector("[data-lost]");
      if (lost) lost.hidden = false;
    });
  }
  document.addEventListener("submit", function (event) {
    // Another script lets it wait (work.js), and sends it when it is ready.
    if (event.defaultPrevented) return;
    var form = event.target, button = event.submitter, fields = new URLSearchParams(new FormData(form, button));
    event.preventDefault();
    load((button && button.getAttribute("formaction")) || form.getAttribute("action"),
      form.method === "post" ? { method: "POST", body: fields } : undefined);
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a"), address;
    if (!link) return;
    address = link.getAttribute("href");
    if (address.charAt(0) === "#") return;
    event.preventDefault();
    if (link.hasAttribute("data-restart")) restart();
    else if (address.charAt(0) === "/") load(address);
  });
  ["pointerdown", "keydown", "input", "scroll"].forEach(function (name) { document.addEventListener(name, touched, true); });
  window.addEventListener("pageshow", function (event) { if (event.persisted) restart(); });
  touched();
})();
