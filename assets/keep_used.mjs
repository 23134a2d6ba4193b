// Take out of the families' sheet the rules of parts that no page of theirs uses: a phone pays for every byte.
// Writes unused.txt, the classes that went; a contract test fails when a page begins to use one of them.
// Writes first.css too: of what is left, all that the pages use on which a family arrives. They hold it themselves
// (docs/decisions/0021-styles-in-the-first-page.md), so it has no rule for printing, and no colour that nothing asks for.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";

const STATIC = "../feedback/static", TEMPLATES = "../templates";
const PAGES = ["family", "components", "errors", "base/layout_family.html"];
const FIRST = ["family/start.html", "family/forums.html", "family/words", "base/layout_family.html",
  ...["exit_page", "help", "kiosk", "languages", "listen", "phone", "picture"].map((name) => `components/${name}/macro.html`)];
const OTHERS = ["js", "govuk-visually-hidden", "waits"]; // given by family.js, or all that a page shows of a component
const BLOCKS = ["radios", "checkboxes"]; // drawn by one macro, which names them `block`

const files = (path) => statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => files(`${path}/${name}`)) : [path];
const textOf = (paths) => paths.map((path) => readFileSync(path, "utf8")).join("\n");
const pagesOf = (names) => names.flatMap((name) => files(`${TEMPLATES}/${name}`));
const wordsIn = (texts) => new Set(texts.flatMap((text) => text.match(/[\w-]+/g)));

function wordsOfPages() {
  const written = textOf([...pagesOf(PAGES), ...readdirSync(".").filter((name) => name.endsWith(".js"))]);
  return wordsIn([written, ...BLOCKS.map((block) => written.replaceAll("{{ block }}", block))]);
}

// On the first pages a word counts only where it is a class: "own" and "said" are in their sentences too.
const classesOfFirst = () => wordsIn([...textOf(pagesOf(FIRST)).matchAll(/ class="([^"]*)"/g)].map((found) => found[1]));

// Tells of a selector whether all its classes are among the words; those that are not are remembered.
function usedAmong(words, unused) {
  return (selector) => {
    const missing = [...selector.matchAll(/\.([a-z_][\w-]*)/gi)].map((found) => found[1]).filter((name) => !words.has(name));
    missing.forEach((name) => unused.add(name));
    return missing.length === 0;
  };
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

function kept(css, isUsed) {
  let out = "", at = 0;
  while (at < css.length) {
    const open = css.indexOf("{", at);
    if (open < 0) return out + css.slice(at);
    let end = open + 1;
    for (let depth = 1; depth > 0; end++) depth += (css[end] === "{") - (css[end] === "}");
    const head = css.slice(at, open), body = css.slice(open + 1, end - 1);
    const nested = head.startsWith("@") && body.includes("{") && !head.startsWith("@keyframes");
    const inner = nested ? kept(body, isUsed) : body;
    const of = head.startsWith("@") ? (isUsed(head) ? head : "") : selectors(head).filter(isUsed).join(",");
    if (of && inner) out += `${of}{${inner}}`;
    at = end;
  }
  return out;
}

// A colour with a name that no rule asks for, and the second choice of one that has a first.
function withoutSpareColours(css) {
  const asked = new Set([...css.matchAll(/var\((--[\w-]+)/g)].map((found) => found[1]));
  const spared = css.replace(/(--[\w-]+):[^;{}]*(;|(?=\}))/g, (whole, name) => asked.has(name) ? whole : "");
  return spared.replace(/var\((--[\w-]+), ?#\w+\)/g, "var($1)").replace(/[^{}]+\{\}/g, "");
}

const unused = new Set();
const family = kept(readFileSync(`${STATIC}/family.css`, "utf8").trim(), usedAmong(wordsOfPages(), unused));
writeFileSync(`${STATIC}/family.css`, family + "\n");
writeFileSync("unused.txt", [...unused].sort().join("\n") + "\n");

const onFirst = usedAmong(new Set([...classesOfFirst(), ...OTHERS]), new Set());
const first = kept(family, (selector) => !/^@(media print|page)|:hover|[^(]:active/.test(selector) && onFirst(selector));
writeFileSync(`${STATIC}/first.css`, withoutSpareColours(first) + "\n");
