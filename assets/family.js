// Optional: the pages work without it. Leaves this site quickly, and moves focus to what went wrong.
(function () {
  "use strict";
  var link = document.querySelector("[data-exit]"), presses = 0, timer;
  document.documentElement.classList.add("js");
  function leave(event) {
    if (event) event.preventDefault();
    document.body.textContent = "";
    document.title = "";
    window.location.replace(link.href);
  }
  if (link) {
    link.addEventListener("click", leave);
    document.addEventListener("keyup", function (event) {
      if (event.key !== "Shift") { presses = 0; return; }
      presses += 1;
      clearTimeout(timer);
      timer = setTimeout(function () { presses = 0; }, 5000);
      if (presses === 3) leave();
    });
  }
  var summary = document.querySelector(".govuk-error-summary");
  if (summary) { summary.setAttribute("tabindex", "-1"); summary.focus(); }
})();
