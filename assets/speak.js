// Optional: reads the page aloud with the browser's own speech, on children's and Easy Read pages.
// Only what we wrote is read, never what somebody typed; and only a voice that stays on this machine is
// used, because some browsers send the words of other voices to a server.
(function () {
  "use strict";
  var speech = window.speechSynthesis, box = document.querySelector("[data-listen]");
  if (!speech || !window.SpeechSynthesisUtterance || !box) return;
  var button = box.querySelector("button"), reading = false, turn = 0;
  function voice() {
    var own = speech.getVoices().filter(function (v) { return v.localService && /^en\b/i.test(v.lang); });
    return own.filter(function (v) { return /^en.GB/i.test(v.lang); })[0] || own[0];
  }
  function lines() {
    var taken = [];
    document.querySelectorAll("#main h1, #main h2, #main p, #main li, #main label, #main .govuk-hint").forEach(function (part) {
      if (part.closest("[hidden], nav, .listen, .govuk-summary-list") || taken.some(function (t) { return t.contains(part); })) return;
      taken.push(part);
    });
    return taken.map(function (part) { return part.textContent.trim(); }).filter(Boolean);
  }
  function stop() {
    reading = false;
    turn += 1;
    speech.cancel();
    button.textContent = button.getAttribute("data-start");
  }
  function start() {
    var mine = turn += 1, left = lines();
    speech.cancel();
    reading = true;
    button.textContent = button.getAttribute("data-stop");
    (function next() {
      if (mine !== turn) return;
      var line = left.shift();
      if (line === undefined) { stop(); return; }
      var said = new SpeechSynthesisUtterance(line);
      said.voice = voice();
      said.lang = said.voice.lang;
      said.rate = 0.9;
      said.onend = next;
      said.onerror = function () { if (mine === turn) stop(); };
      speech.speak(said);
    })();
  }
  function offer() { box.hidden = !voice(); }
  button.addEventListener("click", function () { if (reading) stop(); else start(); });
  // Leaving, by any way: nothing may be heard after it. The exit empties the page and a tablet changes it in place.
  window.addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", function () { if (document.hidden) stop(); });
  var watch = new MutationObserver(function () {
    if (box.isConnected) return;
    if (reading) stop();
    watch.disconnect();
  });
  watch.observe(document.documentElement, { childList: true });
  watch.observe(document.body, { childList: true });
  if (speech.addEventListener) speech.addEventListener("voiceschanged", offer);
  stop();
  offer();
})();
