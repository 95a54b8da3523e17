// Whoever chooses a language in one place reads all programs in it.
const SAME = ".code-tabs > input[type=radio]";

document.addEventListener("change", (event) => {
  if (!event.target.matches?.(SAME)) return;
  const top = event.target.getBoundingClientRect().top;
  for (const input of document.querySelectorAll(SAME)) input.checked ||= input.value === event.target.value;
  // The programs above have other lengths now; what is being read stays where it is.
  scrollBy(0, event.target.getBoundingClientRect().top - top);
});
