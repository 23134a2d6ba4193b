// Single keys for officers. Each is named in the page (data-key), where the sheet and screen readers find it too.
const sheet = document.getElementById("keys");
const show = document.getElementById("show-keys");
const OFF = "keys-off";

function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // storage is shut: the keys stay on
  }
}

function isTyping(at) {
  return at.matches("textarea, select, input:not([type=radio]):not([type=checkbox])") || at.isContentEditable;
}

function move(by) {
  const stops = [...document.querySelectorAll("[data-stop]")];
  const here = stops.findIndex((stop) => stop.contains(document.activeElement));
  const next = stops[here < 0 && by < 0 ? stops.length - 1 : here + by];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

function reach(key) {
  // From the comment that is being read on: each comment counts its own themes.
  const near = document.activeElement.closest("[data-stop]");
  const found = near?.querySelector(`[data-key="${key}"]`) || document.querySelector(`[data-key="${key}"]`);
  if (found?.matches("fieldset")) {
    (found.querySelector("input:checked") || found.querySelector("input")).focus();
  } else if (found?.matches("select, textarea")) {
    found.focus();
  } else if (found) {
    found.click();
    if (found.matches("summary")) found.focus();
  } else if (key === "x") {
    document.activeElement.closest("li")?.querySelector("[name=one]")?.click();
  }
  return Boolean(found) || key === "x";
}

function leave(field) {
  // Back to the comment, where single keys work again; what was typed stays.
  const stop = field.closest("[data-stop]") || document.querySelector("[data-stop]");
  if (stop) stop.focus();
  else field.blur();
}

if (sheet && show) {
  const off = document.getElementById("keys-off");
  off.checked = isOff();
  off.addEventListener("change", () => {
    try {
      localStorage.setItem(OFF, off.checked ? "1" : "0");
    } catch {
      off.checked = false;
    }
  });
  show.hidden = false;
  show.addEventListener("click", () => sheet.showModal());
  document.getElementById("close-keys").addEventListener("click", () => sheet.close());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (sheet.open || isOff()) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") leave(event.target);
      return;
    }
    if (event.key === "?") sheet.showModal();
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (!/^[a-z1-9]$/.test(event.key) || !reach(event.key)) return;
    event.preventDefault();
  });
}
