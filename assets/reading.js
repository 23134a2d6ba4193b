// Says the reading age of a text while it is being typed. Without it the server says it on a press of a button.
// The same sum as analysis/text/reading_age.py (Flesch-Kincaid).
const syllables = (word) => {
  const plain = word.toLowerCase().replace(/[^a-z]/g, "");
  let found = (plain.match(/[aeiouy]+/g) || []).length;
  if (/(e|es|ed)$/.test(plain) && !/(le|les|ted|ded)$/.test(plain)) found -= 1;
  return Math.max(found, 1);
};
const readingAge = (text) => {
  const parts = text.split(/[.!?:](?:\s|$)|\n/).filter((part) => /[A-Za-z’']/.test(part));
  if (!parts.length) return null;
  const words = parts.flatMap((part) => part.match(/[A-Za-z’']+/g));
  const sum = words.reduce((total, word) => total + syllables(word), 0);
  const grade = (0.39 * words.length) / parts.length + (11.8 * sum) / words.length - 15.59;
  return Math.max(5, Math.round(grade) + 5);
};
for (const box of document.querySelectorAll("[data-reading-age]")) {
  const line = document.getElementById(box.dataset.readingAge);
  let timer;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const age = readingAge(box.value);
      line.textContent = age === null ? "" : `Reading age: about ${age}`;
    }, 400);
  });
}
