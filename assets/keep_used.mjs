// Take out of the families' sheet the rules of parts that no page of theirs uses: a phone pays for every byte.
// Writes unused.txt, the classes that went; a contract test fails when a page begins to use one of them.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";

const SHEET = "../feedback/static/family.css";
const PAGES = ["../templates/family", "../templates/components", "../templates/errors", "../templates/base/layout_family.html"];
const BLOCKS = ["radios", "checkboxes"]; // drawn by one macro, which names them `block`

const files = (path) => statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => files(`${path}/${name}`)) : [path];
const scripts = readdirSync(".").filter((name) => name.endsWith(".js"));
const written = [...PAGES.flatMap(files), ...scripts].map((path) => readFileSync(path, "utf8")).join("\n");
const texts = [written, ...BLOCKS.map((block) => written.replaceAll("{{ block }}", block))];
const words = new Set(texts.flatMap((text) => text.match(/[\w-]+/g)));
const unused = new Set();

function isUsed(selector) {
  const missing = [...selector.matchAll(/\.([a-z_][\w-]*)/gi)].map((found) => found[1]).filter((name) => !words.has(name));
  missing.forEach((name) => unused.add(name));
  return missing.length === 0;
}

// A comma inside :is(…) or [… ] does not end a selector.
function selectors(list) {
  const found = [""];
  let depth = 0;
  for (const sign of list) {
    depth += "([".includes(sign) - ")]".includes(sign);
    if (sign === "," && depth === 0) found.push("");
    else found[found.length - 1] += sign;
  }
  return found;
}

function kept(css) {
  let out = "", at = 0;
  while (at < css.length) {
    const open = css.indexOf("{", at);
    if (open < 0) return out + css.slice(at);
    let end = open + 1;
    for (let depth = 1; depth > 0; end++) depth += (css[end] === "{") - (css[end] === "}");
    const head = css.slice(at, open), body = css.slice(open + 1, end - 1);
    const inner = head.startsWith("@") ? (body.includes("{") && !head.startsWith("@keyframes") ? kept(body) : body) : body;
    const of = head.startsWith("@") ? head : selectors(head).filter(isUsed).join(",");
    if (of && inner) out += `${of}{${inner}}`;
    at = end;
  }
  return out;
}

writeFileSync(SHEET, kept(readFileSync(SHEET, "utf8").trim()) + "\n");
writeFileSync("unused.txt", [...unused].sort().join("\n") + "\n");
