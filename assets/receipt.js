// Optional, on the receipt page only: print the code, copy it, or keep it as a picture. Nothing is sent anywhere.
(function () {
  "use strict";
  var tools = document.querySelector("[data-keep]"), code = document.querySelector(".receipt");
  if (!tools || !code) return;
  var said = tools.querySelector("[role=status]");
  function say(name) { said.textContent = said.getAttribute("data-" + name); }
  function picture() {
    var canvas = document.createElement("canvas"), context = canvas.getContext("2d"), link = document.createElement("a");
    canvas.width = 1080; canvas.height = 640;
    context.fillStyle = "#fff"; context.fillRect(0, 0, 1080, 640);
    context.fillStyle = "#0b0c0c"; context.textAlign = "center";
    context.font = "40px sans-serif"; context.fillText(tools.getAttribute("data-heading"), 540, 150);
    context.font = "bold 76px monospace"; context.fillText(code.textContent, 540, 330, 1000);
    context.font = "34px sans-serif"; context.fillText(location.host + tools.getAttribute("data-address"), 540, 500);
    canvas.toBlob(function (blob) {
      link.href = URL.createObjectURL(blob); link.download = "code.png";
      link.click(); say("pictured");
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    });
  }
  function copy() {
    navigator.clipboard.writeText(code.textContent).then(function () { say("copied"); }, function () { say("uncopied"); });
  }
  tools.addEventListener("click", function (event) {
    var wanted = event.target.getAttribute("data-do");
    if (wanted === "print") window.print();
    if (wanted === "picture") picture();
    if (wanted === "copy") copy();
  });
  if (!navigator.clipboard) tools.querySelector("[data-do=copy]").remove();
  tools.hidden = false;
})();
