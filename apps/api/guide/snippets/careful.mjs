const { BASE_URL, TOKEN } = process.env;

async function call(path, tries = 3) {
  const answer = await fetch(`${BASE_URL}${path}`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  if (![429, 503].includes(answer.status) || tries === 0) return answer;
  const seconds = Number(answer.headers.get("retry-after") ?? 1);
  // A month that is used up is nothing to sleep through.
  if (seconds > 60) return answer;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return call(path, tries - 1);
}

const answer = await call("/api/items/NO-SUCH-CODE");
if (!answer.ok) {
  const problem = await answer.json();
  console.log(problem.code, "-", problem.message);
}
