// On days of attack only: reckon a number before the answers are sent, in small steps so that the page stays awake.
(function () {
  "use strict";
  var shown = document.querySelector("[data-work]");
  if (!shown) return;
  var form = shown.closest("form"), field = form.querySelector("[name=work]");
  var words = shown.getAttribute("data-work"), bits = Number(shown.getAttribute("data-bits")), waits = null;
  function say(name) { shown.textContent = shown.getAttribute("data-" + name); }
  shown.hidden = false;
  if (!window.crypto || !crypto.subtle) { say("failed"); return; }
  // What is said to who has no script; it also stands where this file never came through.
  form.querySelector("[data-without-script]").hidden = true;
  function zeros(digest) {
    var view = new DataView(digest);
    return view.getUint32(0) >>> (32 - bits) === 0;
  }
  function reckon(from) {
    var tries = [];
    for (var n = from; n < from + 64; n++) tries.push(crypto.subtle.digest("SHA-256", new TextEncoder().encode(words + n)));
    Promise.all(tries).then(function (digests) {
      var found = digests.findIndex(zeros);
      if (found < 0) { setTimeout(reckon, 0, from + 64); return; }
      field.value = from + found;
      say("ready");
      if (waits) form.requestSubmit(waits);
    }, function () { say("failed"); });
  }
  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (field.value || (button && button.hasAttribute("formaction"))) return;
    event.preventDefault();
    waits = button;
  });
  reckon(0);
})();
